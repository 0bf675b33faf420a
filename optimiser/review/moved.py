"""A version beside the one that it was made from, in three lines."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from optimiser.review.compare import Side, compare
from optimiser.review.comparison import causes, signed
from optimiser.words import listing, money

if TYPE_CHECKING:
    from optimiser.plan.types import Solution
    from optimiser.tables.table import Inputs

_FEW = 3


def moved_lines(before: tuple[Solution, Inputs], after: tuple[Solution, Inputs]) -> list[str]:
    """Say which inputs changed, what moved, and what it would cost to go back."""
    found = compare(Side("before", *before), Side("after", *after))
    most = sorted((row for row in found.totals["recipient"] if row.change),
                  key=lambda row: -abs(row.change))[:_FEW]
    moved = "No amount moved."
    if found.cells:
        moved = (f"{money(round(found.moved), found.currency)} is given where it was not before; "
                 f"in all {money(round(found.allocated.after), found.currency)} "
                 f"({signed(found.allocated, found.currency)}).")
        if most:
            moved += f" Most: {listing(f'{r.name} {signed(r, found.currency)}' for r in most)}."
    return [*causes(found), moved, _going_back(before[0], after[0])]


def _going_back(before: Solution, after: Solution) -> str:
    currency = before.problem.currency
    gain = _value(after) - _value(before)
    if round(gain) == 0:
        return "Going back would neither gain nor lose weighted need met."
    return (f"Going back would {'lose' if gain > 0 else 'gain'} "
            f"{money(round(abs(gain)), currency)} of weighted need met.")


def _value(plan: Solution) -> Fraction:
    return plan.proof.value if plan.proof is not None else Fraction(0)

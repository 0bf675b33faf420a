"""Money that keys and shares tie to other money, and the limit that would let most of it through.

With an equal key, a donor of EUR 500 holds every other one at EUR 500. A euro more of its budget
then adds more points than one euro can meet: that is how such a limit is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optimiser.model.rows import Side
from optimiser.plan.price_words import moves, said
from optimiser.plan.types import Solution, Status
from optimiser.vocabulary import LimitKind, Relation, Unit

_MORE = 1.0 + 1e-6


def tied_words(plan: Solution) -> str:
    """Say which limit would let most other money through, and how much; "" where none would."""
    return next(filter(None, (left_tied_words(plan, fund)
                              for fund in range(len(plan.money_left)))), "")


def left_tied_words(plan: Solution, fund: int) -> str:
    """Return the same where money is left in a fund because of a share of other money."""
    left = plan.money_left[fund]
    if left is None or not any(_is_share(plan, reason.limit) for reason in left.reasons):
        return ""
    greatest = float(np.max(plan.problem.needs.weight, initial=0.0)) * _MORE
    found = [one for one in _prices(plan) if one.price > greatest]
    if not found:
        return ""
    # Of limits that let as much through a budget is named: it is the one that money moves.
    highest = max(one.price for one in found) / _MORE
    one = max((one for one in found if one.price >= highest),
              key=lambda one: (one.is_budget, one.name))
    grants = "with the grants that are made, " if len(plan.columns.whole) else ""
    what = "More of" if one.is_budget else "More room under"
    return f"{what} {one.name} would let other money through as well: {grants}{one.words}."


def _is_share(plan: Solution, limit: int) -> bool:
    """Tell whether a limit is a share of what the plan gives elsewhere."""
    block, _ = plan.limit(limit)
    return any(term.side is Side.RIGHT for term in block.terms)


class _Price(NamedTuple):
    """What a unit more of a limit would add, and that in words."""

    price: float
    is_budget: bool
    name: str
    words: str


def _prices(plan: Solution) -> Iterator[_Price]:
    """Yield what a unit more of each full limit in money would add."""
    for block, result in zip(plan.families, plan.standings, strict=True):
        if block.unit is not Unit.MONEY or block.relation is not Relation.AT_MOST:
            continue
        full = [status is not Status.NOT_BINDING for status in result.status]
        for at in np.flatnonzero(np.isfinite(result.price) & (result.price > 0) & full).tolist():
            found = moves(block, result, at)
            if found is not None and found[0].is_told:
                yield _Price(float(result.price[at]), block.kind is LimitKind.BUDGET,
                             block.names[at], said(found[0], plan.problem.currency))

"""Needs of all tiers together: what is asked for, what is committed, the least amount."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.problem.money import Exchange, fraction_of
from optimiser.problem.types import Commitments, Needs, Requirements
from optimiser.tables.table import Inputs


def read_requirements(inputs: Inputs, needs: Needs, commitments: Commitments,
                      exchange: Exchange) -> Requirements:
    """Add up tiers and commitments by (recipient, activity, period)."""
    count = int(needs.requirement.max(initial=-1)) + 1
    need, months = [Fraction(0)] * count, [Fraction(0)] * count
    for row, requirement in enumerate(needs.requirement.tolist()):
        need[requirement] += needs.exact[row]
        months[requirement] += fraction_of(float(needs.expert_months[row]))
    _, first = np.unique(needs.requirement, return_index=True)
    along = tuple(column[first] for column in (needs.recipient, needs.activity, needs.period))
    number_of = {key: n for n, key in enumerate(zip(*(c.tolist() for c in along), strict=True))}
    committed = [Fraction(0)] * count
    for key, amount in zip(zip(commitments.recipient.tolist(), commitments.activity.tolist(),
                               commitments.period.tolist(), strict=True),
                           commitments.exact, strict=True):
        if key in number_of:
            committed[number_of[key]] += amount
    recipient, activity, period = along
    met = tuple(min(n, g) if g else g for n, g in zip(need, committed, strict=True))
    least, least_source = _least_amounts(inputs, needs, need, met, exchange)
    return Requirements(
        recipient=recipient,
        activity=activity,
        period=period,
        need=tuple(need),
        committed=tuple(committed),
        met=met,
        experts=tuple(m / n if n else Fraction(0) for m, n in zip(months, need, strict=True)),
        least=least,
        least_source=least_source,
    )


def _least_amounts(inputs: Inputs, needs: Needs, need: list[Fraction], met: tuple[Fraction, ...],
                   exchange: Exchange) -> tuple[tuple[Fraction, ...], tuple[str, ...]]:
    """Return each requirement's least amount, 0 where it has none, and where it is stated.

    A share is of the whole need, tiers together; where commitments leave less, what they leave is
    enough: 100% is all or nothing.
    """
    table = inputs.table("Needs")
    least, source = [Fraction(0)] * len(need), [""] * len(need)
    stated, is_share = table.number("Least amount"), table.is_percentage("Least amount")
    rows = np.flatnonzero(stated > 0)
    amounts = exchange.money(np.nan_to_num(stated), list(table.text("Currency")))
    for row in rows.tolist():
        requirement = int(needs.requirement[row])
        asked = (min(fraction_of(float(stated[row])) * need[requirement],
                     need[requirement] - met[requirement])
                 if is_share[row] else amounts[row])
        if asked > least[requirement]:
            least[requirement], source[requirement] = asked, table.address(row, "Least amount")
    return tuple(least), tuple(source)

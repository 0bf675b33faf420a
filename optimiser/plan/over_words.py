"""A limit over by rounding, in words: by how much, and which Rounding would keep it."""

from __future__ import annotations

from optimiser.plan.types import OverByRounding, Solution
from optimiser.vocabulary import Unit
from optimiser.words import money, number


def over_words(solution: Solution, over: OverByRounding) -> str:
    """Say which limit gives way, by how much, and what would keep it."""
    block, at = solution.limit(over.limit)
    amount, currency = round(float(over.amount), 2), solution.problem.currency
    size = ("less than 0.01" if not amount else money(amount, currency)
            if block.unit is Unit.MONEY else f"{number(amount)} {block.unit}")
    would = (f"Rounding {number(over.rounding)} would keep it" if over.rounding is not None
             else "no smaller Rounding was found that keeps it")
    return (f"{block.names[at]} is over by rounding, by {size}: no plan was found in units of "
            f"{money(solution.unit, currency)} that keeps it together with the others; {would}.")

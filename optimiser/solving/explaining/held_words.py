"""What holds a need back, in words: the limits in the way, each with its price."""

from __future__ import annotations

import numpy as np

from optimiser.model.program import Program
from optimiser.model.rows import Relation
from optimiser.plan.types import LimitResults
from optimiser.solving.explaining.held_back import HeldBack
from optimiser.words import listing, money, number


def held_texts(program: Program, results: tuple[LimitResults, ...],
               found: dict[int, HeldBack]) -> tuple[str, ...]:
    """Return one text a need, "" where it is fully met."""
    words = _Words(program, results)
    return tuple(words.said(row, found[row]) if row in found else ""
                 for row in range(len(program.problem.needs.amount)))


class _Words:
    def __init__(self, program: Program, results: tuple[LimitResults, ...]) -> None:
        self.program = program
        self.names = [name for block in program.limits for name in block.names]
        self.units = [unit for block in program.limits for unit in [block.unit] * len(block)]
        rises = np.concatenate([np.full(len(block), block.relation is not Relation.AT_LEAST)
                                for block in program.limits])
        more, less = (np.concatenate(prices) for prices in (
            [result.price for result in results], [result.price_of_less for result in results]))
        self.price = np.abs(np.where(rises, more, less))

    def said(self, need: int, held: HeldBack) -> str:
        """Say what holds one need back."""
        if not held.is_paid:
            return "No fund may pay for it"
        parts = [self._limit(row) for row in sorted(
            held.full, key=lambda row: (-np.nan_to_num(self.price[row]), self.names[row]))]
        parts += [f"beyond {self._size(row, room)} more also {self.names[row]}"
                  for row, room in held.short]
        if held.outranked_by >= 0:
            parts.append(self._outranked(held.outranked_by))
        return "; ".join(parts or [self._nothing(need)])

    def _limit(self, row: int) -> str:
        price = float(self.price[row])
        if not np.isfinite(price):
            return self.names[row]
        unit = self.units[row]
        per = "" if unit == "money" else f" per {unit.removesuffix('s')}"
        return f"{self.names[row]} (price {_figure(price)}{per})"

    def _size(self, row: int, room: float) -> str:
        unit = self.units[row]
        return (money(round(room), self.program.problem.currency) if unit == "money" else
                f"{number(room, 2)} {unit}")

    def _nothing(self, need: int) -> str:
        problem = self.program.problem
        if problem.needs.weight[need] == 0:
            return "No limit: its weight is 0, so that meeting it counts for nothing"
        names = [objective.name for objective in problem.objectives]
        ahead = names[:names.index("meet needs")] if "meet needs" in names else names
        ahead = [name for name in ahead if name != "soft rules"]
        if ahead:
            return f"No limit: {listing(ahead)} comes before meet needs"
        return "No limit: objectives after meet needs use what its tolerance leaves them"

    def _outranked(self, other: int) -> str:
        problem = self.program.problem
        same = "the same euro" if problem.currency == "EUR" else "the same money"
        where = problem.recipients.names[problem.needs.recipient[other]]
        weight = _figure(float(problem.needs.weight[other]))
        return f"outranked: {same} meets a need of weight {weight} in {where}"


def _figure(value: float) -> str:
    """Return a price or a weight to two decimals, as far as it has them."""
    return number(value, 0) if value == round(value) else number(value, 2)

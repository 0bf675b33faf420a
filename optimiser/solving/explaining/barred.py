"""Funds with money left whose earmarks keep it from a need."""

from __future__ import annotations

import numpy as np

from optimiser.model.program import Program
from optimiser.problem.arrays import Floats, floats, sum_by
from optimiser.problem.left import left_of_funds
from optimiser.vocabulary import LimitKind

_WORTH_NAMING = 0.05
"""The part of what a need lacks from which money left is worth naming: rounding leaves less."""


class Barred:
    """Funds with money left that no cell lets pay a recipient for an activity, in any period.

    `budgets` are the limits, as rows of the program, that are on budgets.
    """

    def __init__(self, program: Program, values: Floats) -> None:
        along = program.columns.allocation.along
        self.needs, self.left = program.problem.needs, left_of_each(program, values)
        self.unit = float(program.problem.rounding)
        self.budgets = frozenset(np.flatnonzero(program.rows(
            lambda block: block.kind is LimitKind.BUDGET)).tolist())
        self.with_money = [fund for fund in np.argsort(-self.left, kind="stable").tolist()
                           if self.left[fund] >= self.unit]
        own = np.isin(along["fund"], self.with_money)
        self.pays = set(zip(*(along[name][own].tolist() for name in (
            "fund", "recipient", "activity")), strict=True))

    def from_need(self, row: int, lacks: float) -> tuple[int, ...]:
        """Return those funds, the one with the most left first."""
        recipient, activity = int(self.needs.recipient[row]), int(self.needs.activity[row])
        return tuple(fund for fund in self.with_money
                     if self.left[fund] >= _WORTH_NAMING * lacks
                     and (fund, recipient, activity) not in self.pays)


def left_of_each(program: Program, values: Floats) -> Floats:
    """Return what neither commitments nor the plan take of each fund, shape (funds,)."""
    columns, problem = program.columns, program.problem
    given = sum_by(columns.allocation.along["fund"], values[:len(columns.allocation)],
                   len(problem.funds.names))
    return floats(left_of_funds(problem)) - given

"""Which limit keeps money where it does less: with it loosened a need takes over what others have.

What is in the way of more money, while nobody gets less, tells nothing of money that is paid for
needs of less weight. So each limit that was in the way of a payment, but need not be loosened for
more money, is left out alone, with every other limit held: where the need then gains what only
needs of less weight lose, and points rise, it keeps that money there. Wishes may be missed by
another sum for each, but not by more in all.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from optimiser.errors import NoProofError, NotProvedError
from optimiser.model.objectives import cost_of
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Steps, TooLongError
from optimiser.solving.explaining.needed import MOST_STEPS, nobody_loses
from optimiser.vocabulary import ObjectiveName

_UNPRICED = 1e-9
"""A limit of no higher price, in points of the program's scale, could be left out without a change.
"""


class Kept:
    """Looks for such limits, with so many solves as `work` allows; grants are those of the plan."""

    def __init__(self, program: Program, values: Floats, work: int, start: object) -> None:
        """Look in how the plan stands; `start` is the basis of an outcome of nearly the same."""
        self.program, self.values, self._start = program, values, start
        self.work = work if _is_first(program.problem) else 0
        self.unit = float(program.problem.rounding) / program.scale
        self.met = program.columns.met.first + np.arange(len(program.problem.needs.amount))

    @cached_property
    def linear(self) -> LinearProgram:
        """The program in which no need moves, and wishes are missed by no more in all."""
        linear = _wishes_in_all(self.program, nobody_loses(self.program, self.values), self.values)
        upper = linear.upper.copy()
        upper[self.met] = linear.lower[self.met]
        cost = np.zeros(linear.columns)
        cost[self.met] = -self.program.problem.needs.weight / self.program.weight_scale
        return replace(linear, cost=cost, upper=upper, whole=np.zeros(0, np.int64))

    @cached_property
    def session(self) -> highs.Session:
        """That program, loaded."""
        session = highs.Session(self.linear, self._start, is_feasible=True)
        session.steps = Steps(MOST_STEPS // max(len(self.linear.index), 1))
        return session

    def find(self, need: int, tiers: list[int], limits: list[int]) -> tuple[int, int]:
        """Return which of some limits keeps money from a need, and in which need the most of it.

        `tiers` are the need and those of it that fill before it. (-1, -1) where none does, or the
        work is used up.
        """
        if not limits or self.work < len(limits) + 1:
            return -1, -1
        self.work -= len(limits) + 1
        needs = self.program.problem.needs
        lighter = np.flatnonzero((needs.weight < needs.weight[need])
                                 & (self.linear.lower[self.met] > self.unit)
                                 & (needs.requirement != needs.requirement[need]))
        try:
            return self._find(np.array(tiers), lighter, limits)
        except (NotProvedError, NoProofError, TooLongError):
            self.work = 0
            return -1, -1

    def _find(self, tiers: Ints, lighter: Ints, limits: list[int]) -> tuple[int, int]:
        session, linear = self.session, self.linear
        moved, may_lose = self.met[[*tiers, *lighter]], self.met[lighter]
        session.bound_columns(self.met[tiers], linear.lower[self.met[tiers]],
                              self.program.linear.upper[self.met[tiers]])
        session.bound_columns(may_lose, np.zeros(len(may_lose)), linear.upper[may_lose])
        try:
            anyhow, price = self._gained(tiers), np.abs(session.dual)
            for row in limits:
                if price[row] <= _UNPRICED:
                    continue  # without it no more points are to be had
                session.bound(row, -np.inf, np.inf)
                gained = self._gained(tiers)
                lost = linear.lower[may_lose] - session.x[may_lose]
                session.bound(row, float(linear.row_lower[row]), float(linear.row_upper[row]))
                if gained > anyhow + self.unit and lost.max(initial=0.0) > self.unit / 2:
                    # Of needs that lose as much the first, whichever a solver lists.
                    most = lost >= lost.max() - self.unit / 2
                    return row, int(lighter[most][0])
            return -1, -1
        finally:
            session.bound_columns(moved, linear.lower[moved], linear.upper[moved])

    def _gained(self, tiers: Ints) -> float:
        """Return how much more some needs get in the plan of the most points."""
        if not np.isfinite(self.session.least()):
            return 0.0
        return float((self.session.x[self.met[tiers]] - self.linear.lower[self.met[tiers]]).sum())


def _is_first(problem: Problem) -> bool:
    """Tell whether nothing but wishes comes before `meet needs`: money is where it does most."""
    for objective in problem.objectives:
        if objective.name is ObjectiveName.MEET_NEEDS:
            return True
        if objective.name is not ObjectiveName.SOFT_RULES:
            return False
    return False


def _wishes_in_all(program: Program, linear: LinearProgram, values: Floats) -> LinearProgram:
    """Return a program of how the plan stands in which wishes may be missed otherwise.

    Their penalties come to no more in all than now.
    """
    penalty = cost_of(program, ObjectiveName.SOFT_RULES)
    paid = np.flatnonzero(penalty[program.breach.column] > 0)
    if not len(paid):
        return linear
    column, row = program.breach.column[paid], program.breach.row[paid]
    scaled = np.zeros(linear.columns)
    scaled[:len(values)] = values / program.column_scale[:len(values)]
    stands, own, sign = linear.activity(scaled)[row], program.linear, program.breach.sign[paid]
    short = np.where(sign > 0, own.row_lower[row] - stands, stands - own.row_upper[row])
    missed = np.maximum(short, 0.0) / np.abs(sign)
    upper, row_lower, row_upper = linear.upper.copy(), linear.row_lower.copy(), (
        linear.row_upper.copy())
    upper[column] = program.linear.upper[column]
    row_lower[row], row_upper[row] = own.row_lower[row], own.row_upper[row]
    return replace(linear, upper=upper, row_lower=row_lower, row_upper=row_upper).with_row(
        column, penalty[column], -np.inf, float(penalty[column] @ missed))

"""An objective: one object that declares everything that depends on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import Program
from optimiser.problem.arrays import Bools, Floats
from optimiser.vocabulary import ObjectiveName
from optimiser.words import counted, money, points, share

_WHOLE = 1e-6
"""So near to a whole number a solver's figure is one."""


class Sense(Enum):
    """Whether the least or the most is sought; the solver always minimises."""

    LEAST = 1.0
    MOST = -1.0


class Worth(Enum):
    """What an objective's value is in, for its reader."""

    MONEY = "money in base currency"
    PENALTY = "penalty x what wishes are missed by, in base currency"
    POINTS = "points: money times its weight"
    GRANTS = "grants"
    SHARE = "a share of need"


class Prices(Enum):
    """Whether the duals of an objective are the shadow prices that readers see."""

    MAIN = "always, where it is optimised"
    SPARE = "where no objective before it has any"
    NONE = "never"


@frozen
class Objective:
    """An objective with all its facets.

    `cost` returns the cost of every column, shape (columns,), to be minimised in the program's
    scale of money; None for what is raised level by level instead. `is_idle` tells whether a
    problem leaves it nothing to do. `said` puts a value, in a currency, into words.
    """

    name: ObjectiveName
    sense: Sense
    worth: Worth
    prices: Prices
    cost: Callable[[Program], Floats] | None
    is_idle: Callable[[Program], bool]
    said: Callable[[float, str], str]

    def natural(self, program: Program, minimum: float) -> float:
        """Return a minimum as the reader's value: grants, a share, money or points."""
        return self.sense.value * minimum * self.unit(program) + 0.0

    def with_bound(self, value: float, bound: float, currency: str) -> str:
        """Say a value that is not proved to be the best, and how far from it that may be."""
        found, best = (self._amount(figure, currency, nearest)
                       for figure, nearest in ((value, round), (bound, self._inwards)))
        if self.sense is Sense.MOST:
            return f"{found}, at most {best} can be reached"
        return f"{found}, at least {best.removesuffix(' grants')} are needed"

    def _inwards(self, bound: float) -> int:
        """Return a bound in whole numbers: no plan with a whole value is beyond that."""
        return (math.ceil(bound - _WHOLE) if self.sense is Sense.LEAST
                else math.floor(bound + _WHOLE))

    def _amount(self, figure: float, currency: str, whole: Callable[[float], int]) -> str:
        match self.worth:
            case Worth.GRANTS:
                return counted(whole(figure), "grant")
            case Worth.POINTS:
                return points(figure)
            case Worth.SHARE:
                return share(figure)
            case Worth.MONEY | Worth.PENALTY:
                return money(round(figure, 2), currency)

    def unit(self, program: Program) -> float:
        """Return what 1 in the program's cost stands for."""
        match self.worth:
            case Worth.MONEY:
                return program.scale
            case Worth.PENALTY:
                return program.scale * program.penalty_scale
            case Worth.POINTS:
                return program.scale * program.weight_scale
            case Worth.GRANTS | Worth.SHARE:
                return 1.0


def never_idle(program: Program) -> bool:
    """Tell that an objective has something to do in every problem."""
    return False


def breaches_paid_in(name: ObjectiveName) -> Callable[[Program], Floats]:
    """Return the cost that sums penalty x breach over what is paid for in an objective."""
    def cost(program: Program) -> Floats:
        costs = np.zeros(program.linear.columns)
        paid = _paid(program, name)
        costs[program.breach.column[paid]] = program.breach.penalty[paid]
        return costs

    return cost


def nothing_paid_in(name: ObjectiveName) -> Callable[[Program], bool]:
    """Return the test whether nothing can be paid for in an objective."""
    return lambda program: not _paid(program, name).any()


def _paid(program: Program, name: ObjectiveName) -> Bools:
    return np.array([paid is name for paid in program.breach.paid_in], dtype=bool)

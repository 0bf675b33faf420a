"""What a solver gives back, whichever solver it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np

from optimiser import clock
from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints


class SolveStatus(Enum):
    """How a solve ended; a stop at a limit is not optimal, whatever a wrapper calls it."""

    OPTIMAL = "optimal"
    INFEASIBLE = "no plan"
    UNBOUNDED = "unbounded"
    STOPPED = "stopped at a limit"
    FAILED = "failed"


AT_LOWER, BASIC, AT_UPPER = 0, 1, 2
"""The statuses of a column at its lower bound, of what is in the basis, and at the upper bound."""


class Again(NamedTuple):
    """A basis that was optimal for nearly the same program: a status for each column and row.

    With `is_feasible` no bound has changed, and it keeps all limits; costs may be others.
    """

    columns: Ints
    rows: Ints
    is_feasible: bool


_CLOSED = 1e-6
"""A gap of no more than this, relative to the value, is a solver's noise."""


def _none() -> Floats:
    return np.zeros(0)


@frozen
class Outcome:
    """A solve's end; the arrays hold values only where the status is optimal.

    A search in whole numbers that stopped holds the best plan found so far in `x`, if any, and
    `bound`, below which no plan is: what was proved.

    `x` and `reduced_cost` shape (columns,), `dual` shape (rows,): duals of a minimum, so
    that reduced_cost = cost - A'dual. `start` lets the same solver begin from here. Duals
    below `accuracy`, relative to the largest cost, count as zero.
    """

    status: SolveStatus
    x: Floats = field(default_factory=_none)
    dual: Floats = field(default_factory=_none)
    reduced_cost: Floats = field(default_factory=_none)
    objective: float = float("nan")
    bound: float = float("nan")
    start: object = None
    accuracy: float = 1e-7

    @property
    def has_duals(self) -> bool:
        """Whether the solver gave duals that can be trusted."""
        return self.status is SolveStatus.OPTIMAL and len(self.dual) > 0

    def require_time(self) -> None:
        """Raise TimeUpError where it is the clock that stopped a solve, and nothing was found."""
        if self.status is SolveStatus.STOPPED and not len(self.x):
            clock.go_on()

    def is_closed(self, gap: float) -> bool:
        """Tell whether a search proved what it found as near to the best as was asked."""
        open_gap = self.objective - self.bound
        return not open_gap > max(gap, _CLOSED) * max(1.0, abs(self.objective)) * (1 + _CLOSED)


@frozen
class Ranges:
    """How far the bound of each row may fall and rise while a basis stays the best, shape (rows,).

    `low` and `high` are the ends. `after_low` and `after_high` are what the basis takes in beyond
    them: the number of a column, or that of a row after all columns; -1 where no plan is beyond,
    or no end. Of rows that are `inside` the basis, it says nothing.
    """

    low: Floats
    high: Floats
    after_low: Ints
    after_high: Ints
    inside: Bools


class TooLongError(Exception):
    """What was asked of a solver took more steps than it is worth."""


@dataclass(slots=True)
class Steps:
    """How many steps of the simplex may be taken in several sessions together.

    Steps, and no seconds: what is found does not depend on the machine.
    """

    left: int


Found = Callable[[float, float], None]
"""Hears of a search in whole numbers: the value of the best plan so far, and the proved bound."""
Solve = Callable[[LinearProgram, object], Outcome]
"""Any solver: a program, a place to start from."""

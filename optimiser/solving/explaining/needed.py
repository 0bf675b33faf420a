"""Which of the limits in a need's way are needed there: without the others it can be met as well.

Money can take another way round than one more payment: a fund that is used up may pay this need
where another one takes over what it paid. So the limits of a way are put to the test together:
one after the other is left to hold, for good where the need can still be met as far, and nobody
else gets less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from optimiser.errors import NoProofError, NotProvedError
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs

_MOST_WORK = 3_000_000
"""Solves x entries of the matrix that a run may look with: well below a second."""
_MOST_LEFT = 0.5
"""What rounding may leave of a need, in units."""


class Needed:
    """Puts the limits in the way of needs to the test, as far as the work allows.

    Where grants are chosen nothing is tried: which of them would be made is not known.
    """

    def __init__(self, program: Program, values: Floats) -> None:
        self.program, self.unit = program, float(program.problem.rounding) / program.scale
        self.values = values
        self.work = 0 if len(program.columns.whole) else (
            _MOST_WORK // max(len(program.linear.index), 1))

    @cached_property
    def linear(self) -> LinearProgram:
        """The program in which nobody loses; most runs never ask for it."""
        return _nobody_loses(self.program, self.values)

    @cached_property
    def session(self) -> highs.Session:
        """That program, loaded."""
        return highs.Session(self.linear, is_feasible=True)

    def among(self, need: int, rows: Sequence[int]) -> frozenset[int]:
        """Return those limits that must be loosened for the need to get as much as with all.

        The last ones are tried first; one at least is left. All of them where the work is used up.
        """
        if len(rows) < 2 or self.work < len(rows) + 1:
            return frozenset(rows)
        session = self.session
        self.work -= len(rows) + 1
        column = self.program.columns.met.first + need
        session.cost(column, -1.0)
        try:
            return self._needed(session, rows)
        except (NotProvedError, NoProofError):
            self.work = 0
            return frozenset(rows)
        finally:
            session.cost(column, 0.0)
            for row in rows:
                self._hold(session, row)

    def _needed(self, session: highs.Session, rows: Sequence[int]) -> frozenset[int]:
        needed = list(rows)
        for row in rows:
            session.bound(row, -np.inf, np.inf)
        enough = session.least() + _MOST_LEFT * self.unit
        for row in reversed(rows):
            if len(needed) == 1:
                break
            self._hold(session, row)
            if session.least() <= enough:
                needed.remove(row)
            else:
                session.bound(row, -np.inf, np.inf)
        return frozenset(needed)

    def _hold(self, session: highs.Session, row: int) -> None:
        session.bound(row, float(self.linear.row_lower[row]), float(self.linear.row_upper[row]))


def _nobody_loses(program: Program, values: Floats) -> LinearProgram:
    """Return the program in which no need gets less and no wish is missed by more than now.

    Limits that rounding passed hold where it left them, so that the plan as it stands keeps all.
    """
    linear, met = program.linear, program.columns.met
    scaled = np.zeros(linear.columns)
    scaled[:len(values)] = values / program.column_scale[:len(values)]
    lower, upper = linear.lower.copy(), linear.upper.copy()
    own = slice(met.first, met.first + len(met))
    lower[own] = np.maximum(np.minimum(scaled[own], upper[own]), lower[own])
    upper[program.breach.column] = 0.0
    stands = linear.activity(scaled)
    return replace(linear, cost=np.zeros(linear.columns), lower=lower, upper=upper,
                   row_lower=np.minimum(linear.row_lower, stands),
                   row_upper=np.maximum(linear.row_upper, stands))

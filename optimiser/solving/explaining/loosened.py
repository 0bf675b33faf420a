"""A plan's program, loaded, in which limits are loosened and held again and money is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Steps


class Loosened:
    """A program of how a plan stands, with some of its limits loosened; all of them hold at first.

    `now` are the plan's columns, in the program's scale.
    """

    def __init__(self, linear: LinearProgram, now: Floats, start: object = None,
                 steps: Steps | None = None, nodes: int | None = None) -> None:
        """Load the program; `start` is the basis of an outcome of nearly the same one."""
        self.linear, self.now = linear, now
        self.session = highs.Session(linear, start, is_feasible=True, nodes=nodes,
                                     is_asked_often=True)
        self.session.steps = steps

    def free(self, rows: Iterable[int]) -> None:
        """Loosen limits."""
        for row in rows:
            self.session.bound(row, -np.inf, np.inf)

    def hold(self, rows: Iterable[int]) -> None:
        """Let limits hold again."""
        for row in rows:
            self.session.bound(row, float(self.linear.row_lower[row]),
                               float(self.linear.row_upper[row]))

    def is_kept(self, row: int, activity: float) -> bool:
        """Tell whether what a row adds up to is within its limit."""
        lower, upper = float(self.linear.row_lower[row]), float(self.linear.row_upper[row])
        return lower - highs.TOLERANCE <= activity <= upper + highs.TOLERANCE

    @contextmanager
    def asking(self, columns: Sequence[int]) -> Iterator[None]:
        """Let solves look for as much as can be of some columns in all."""
        for column in columns:
            self.session.cost(column, -1.0)
        try:
            yield
        finally:
            for column in columns:
                self.session.cost(column, 0.0)

    def most(self) -> float:
        """Return how much there can be of what is asked for. Raises NotProvedError or TooLongError.

        Infinite where nothing ends it.
        """
        return -self.session.least()

    def more(self, groups: Sequence[Sequence[int]], rows: Iterable[int]) -> tuple[float, Floats]:
        """Return how much more there can be of groups of columns in all with some limits loosened.

        And how much more each group has in one plan with so much, shape (groups,). Raises as above.
        """
        columns = sorted({column for group in groups for column in group})
        try:
            self.free(rows)
            with self.asking(columns):
                most = self.most()
        finally:
            self.hold(rows)
        gained = self.session.x[:len(self.now)] - self.now
        return (most - float(self.now[columns].sum()),
                np.array([gained[list(group)].sum() for group in groups]))

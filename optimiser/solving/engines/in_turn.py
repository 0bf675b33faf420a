"""Costs minimised one after the other over a program that stays loaded, again and again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats, Ints
from optimiser.solving.engines import highs


class InTurn:
    """A program with several costs, each minimised where the ones before it are least.

    Bounds may be changed on `session` between solves.
    """

    def __init__(self, program: LinearProgram, costs: Sequence[Floats],
                 start: object = None) -> None:
        """Load the program; `start` is the basis of an outcome of nearly the same one."""
        self.costs = tuple(costs)
        self.first = program.rows
        for cost in self.costs[:-1]:
            program = with_most(program, cost, np.inf)
        self.session = highs.Session(program.with_cost(self.costs[-1]), start)

    def least(self) -> Floats:
        """Return the minimum of each cost, shape (costs,), infinite where nothing is feasible.

        Raises NotProvedError.
        """
        found = np.full(len(self.costs), np.inf)
        for at, cost in enumerate(self.costs):
            if len(self.costs) > 1:
                self.session.costs(cost)
            found[at] = self.session.least()
            if not np.isfinite(found[at]):
                break
            if at + 1 < len(self.costs):
                self.session.bound(self.first + at, -np.inf, found[at])
        for at in range(len(self.costs) - 1):
            self.session.bound(self.first + at, -np.inf, np.inf)
        return found


def with_most(program: LinearProgram, cost: Floats, most: float) -> LinearProgram:
    """Return the program with a row that keeps a cost at most so much."""
    index: Ints = np.flatnonzero(cost)
    return program.with_row(index, cost[index], -np.inf, most)

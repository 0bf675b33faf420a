"""One decision for all futures of a base: for an aim, then best on average, then for the base."""

from __future__ import annotations

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.scenarios.beginning import Beginning
from optimiser.scenarios.choices import Decided, runner, settled, with_room
from optimiser.scenarios.extensive import Extensive
from optimiser.solving.engines.quadratic import closest
from optimiser.solving.finding.face import kept_value, optimal_face

EXPECTED, LEAST_REGRET, WORST_CASE = AIMS = ("expected", "least-regret", "worst-case")


@frozen(eq=False)
class Together:
    """The base and its futures as one program, with the chance of each, shape (futures,).

    `start` is where the decisions begin, None where they begin from nothing.
    """

    program: Extensive
    chances: Floats
    start: Beginning | None = None

    def on_average(self) -> Floats:
        """Return the cost that makes the average of the futures a minimum, shape (columns,)."""
        costs = [self.program.value(number) for number in range(1, len(self.program.worth))]
        average: Floats = np.sum([c * p for c, p in zip(costs, self.chances, strict=True)], axis=0)
        return average

    def decide(self, best: Floats, aim: str, *, split: bool = True) -> Decided:
        """Return the only solution for an aim, or any of the best ones where it is not `split`.

        `best` is what each future's own plan reaches, in base currency, shape (futures,). Raises
        NoPlanError, TimeUpError or NotProvedError.
        """
        return with_room(lambda slop: self._reach(best, aim, slop, split=split))

    def _reach(self, best: Floats, aim: str, slop: float, *, split: bool) -> Decided:
        """Return the solution for an aim, then best on average, then for the base."""
        program = self.program
        run = runner(program.first.problem)
        run.start = None if self.start is None else self.start.basis()
        linear, cost = self._aimed(best, aim)
        if aim != EXPECTED and not len(linear.whole):
            # The best on average is found from nothing at all, and is a good plan to begin with.
            run(program.linear.with_cost(self.on_average()))
        outcome = run(linear.with_cost(cost))
        value, bound = outcome.objective, outcome.bound
        linear = kept_value(linear.with_cost(cost), outcome, 0.0, slop)
        if aim != EXPECTED:
            expected = linear.with_cost(_widened(self.on_average(), 0.0, linear))
            linear = kept_value(expected, run(expected), 0.0, slop)
        target = _widened(program.targets(), np.nan, linear)
        linear = linear.with_cost(_widened(program.value(0), 0.0, linear))
        linear, outcome, _ = settled(program, linear, target, run, slop)
        x = closest(optimal_face(linear, outcome), target, outcome.x) if split else outcome.x
        return Decided(x, value, bound)

    def _aimed(self, best: Floats, aim: str) -> tuple[LinearProgram, Floats]:
        """Return the program of an aim and the cost that it minimises, shape (columns,)."""
        program = self.program
        linear, width = program.linear, program.linear.columns
        if aim == EXPECTED:
            return linear, self.on_average()
        # Every scenario's value is at least its target less a column, or the column itself.
        sign = 1.0 if aim == LEAST_REGRET else -1.0
        targets = best / program.scale if aim == LEAST_REGRET else np.zeros(len(best))
        linear = linear.with_column(sign, 0.0, np.inf)
        for number, target in enumerate(targets.tolist(), 1):
            cost = program.value(number)
            held = np.flatnonzero(cost)
            linear = linear.with_row(np.append(held, width), np.append(-cost[held], sign),
                                     target, np.inf)
        bounded = np.zeros(width + 1)
        bounded[width] = sign
        return linear, bounded


def _widened(values: Floats, rest: float, linear: LinearProgram) -> Floats:
    """Return values of columns with `rest` for those that the program has beside them."""
    return np.append(values, np.full(linear.columns - len(values), rest))

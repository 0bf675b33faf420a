"""Solves over futures in which it may have to be chosen who is paid.

Every future makes its own choices: a grant that would fall below the smallest is not made there. A
need's least amount is that of the base, or of the scenario where that is less: a share of a need
that doubles was not promised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np

from optimiser.errors import NoProofError
from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.scenarios.extensive import Extensive
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import kept_value
from optimiser.solving.finding.name_weights import weights_of_whole

SLOPS = (3e-9, 1e-8, 1e-7)
"""Room for the values reached before, relative: more where the solver needs it.

Never just the solver's own tolerance of 1e-9: HiGHS's presolve then errs.
"""
_LITTLE = 1e-4
"""What a choice that is made counts for, at least, in units of the typical need."""
_NOISE = 1e-7
_LAST_DIGITS = 1e-7
"""What an amount of a plan may be off by, in units of the typical need."""
_Found = TypeVar("_Found")


@frozen
class Decided:
    """A solution for an aim: `x` in the program's scale, shape (columns,) at least.

    `value` is what the aim reached as a minimum, and `bound` what no plan is below.
    """

    x: Floats
    value: float
    bound: float

    @property
    def has_gap(self) -> bool:
        """Whether more than a solver's noise is left between the value and its bound."""
        return self.bound < self.value - _NOISE * max(1.0, abs(self.value))


def for_values(problem: Problem) -> Problem:
    """Return the problem without objectives that only count: futures compare values of needs."""
    objectives = tuple(one for one in problem.objectives if not one.name.counts_grants)
    return replace(problem, objectives=objectives or problem.objectives)


def promised(base: Problem, future: Problem) -> Problem:
    """Return a future in which no least amount is above that of the base, with the base's gap."""
    rows = base.requirements
    most = {where: least for where, least in zip(_places(base), rows.least, strict=True) if least}
    least = tuple(min(own, most.get(where, own)) for where, own in
                  zip(_places(future), future.requirements.least, strict=True))
    return replace(future, gap=base.gap, requirements=replace(future.requirements, least=least))


def _places(problem: Problem) -> list[tuple[int, int, int]]:
    """Return (recipient, activity, period) of each requirement."""
    rows = problem.requirements
    return list(zip(rows.recipient.tolist(), rows.activity.tolist(), rows.period.tolist(),
                    strict=True))


def runner(problem: Problem) -> Runner:
    """Return what solves for a problem, as near to the best as its gap asks."""
    return Runner(partial(highs.solve, gap=problem.gap))


def with_room(find: Callable[[float], _Found]) -> _Found:
    """Return what is found with the least room for earlier values that the solver can do with."""
    for slop in SLOPS[:-1]:
        try:
            return find(slop)
        except NoProofError:
            continue
    return find(SLOPS[-1])


def settled(program: Extensive, linear: LinearProgram, target: Floats, run: Runner,
            slop: float) -> tuple[LinearProgram, Outcome, Outcome]:
    """Return the program with its choices made, its outcome, and the one before they were.

    Among choices that are equally good for `linear` the one is made whose plan is nearest to the
    `target`, shape (columns,), NaN where there is none; then the fewest by names. With a gap those
    that were found stand. Without choices nothing is held.
    """
    reached = run(linear)
    if not len(linear.whole):
        return linear, reached, reached
    chosen, block = reached, program.first
    if not block.problem.gap and len(block.whole):
        aimed = np.flatnonzero(~np.isnan(target))
        near = kept_value(linear, reached, 0.0, slop).with_deviations(aimed, target[aimed])
        cost = np.zeros(near.columns)
        cost[linear.columns:] = 1.0
        cost[block.whole] = _LITTLE * weights_of_whole(block.problem, block.columns)
        chosen = run(near.with_cost(cost))
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[linear.whole] = upper[linear.whole] = np.round(chosen.x[linear.whole])
    held = replace(linear, lower=lower, upper=upper, whole=np.zeros(0, np.int64))
    return held, Runner(highs.solve, found_one=True)(held), reached


def least_of_each(program: LinearProgram, rows: list[int], bounds: list[Floats],
                  run: Runner) -> list[float]:
    """Return the minimum of a program in whole numbers at each of these upper bounds of rows.

    With room for the last digits: a plan that buys three units would else buy two.
    """
    found = []
    for most in bounds:
        upper = program.row_upper.copy()
        upper[rows] = most + _LAST_DIGITS
        found.append(run(replace(program, row_upper=upper)).objective)
    return found

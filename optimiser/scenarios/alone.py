"""A scenario on its own: its best plan, what to give if it is sure to come, how plans fare in it.

This is the work that is shared out, among threads or the processes of a cluster. A worker is sent
the problem of a scenario and states its program anew, which takes less than sending that.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from optimiser.frozen import frozen
from optimiser.problem.arrays import Floats, Ints, floats
from optimiser.problem.left import left_of_funds
from optimiser.problem.types import Problem
from optimiser.scenarios.beginning import answer
from optimiser.scenarios.choices import runner, settled, with_room
from optimiser.scenarios.deciding import EXPECTED, Together
from optimiser.scenarios.extensive import Extensive, Key, state
from optimiser.scenarios.fates import Amounts, Plans, most_met
from optimiser.solving.engines.quadratic import closest
from optimiser.solving.finding.face import optimal_face


@frozen(eq=False)
class Setting:
    """What all scenarios of a base share: the periods decided now, the scale of money, a reserve.

    `reserve` is the share of every fund that is kept back.
    """

    base: Problem
    now: frozenset[int]
    scale: float
    reserve: float


@frozen(eq=False)
class OnItsOwn:
    """A scenario's best plan and its value, and what to give now if it is sure to come.

    `answer` is the basis of the best that it makes of the base's plan, None where it was not
    asked for or where there is none.
    """

    plan: Amounts
    value: float
    surely: Amounts
    answer: tuple[Ints, Ints] | None


class Alone:
    """A scenario on its own, within its setting."""

    def __init__(self, setting: Setting, problem: Problem) -> None:
        self.setting, self.problem = setting, problem

    def __getstate__(self) -> dict[str, object]:
        """Leave out the program: whoever is sent the scenario states it anew."""
        return {"setting": self.setting, "problem": self.problem}

    @cached_property
    def program(self) -> Extensive:
        """The scenario's program, in which any amounts may be planned."""
        of = self.setting
        return state([self.problem], of.now, of.scale, planned=False, reserve=of.reserve)

    def solve(self, planned: Mapping[Key, float] | None) -> OnItsOwn:
        """Return all that hangs on no other scenario.

        `planned` is the base's plan in the scale of money, which it answers; None where nobody
        asks. Raises NoPlanError, TimeUpError or NotProvedError.
        """
        plan, value = self.own_plan()
        return OnItsOwn(plan, value, self.surely(),
                        None if planned is None else answer(planned, self.program,
                                                            self.setting.now))

    def own_plan(self) -> tuple[Amounts, float]:
        """Return the best plan of the scenario, made unique, and its value."""
        program = self.program
        linear, target = program.linear.with_cost(program.value(0)), program.targets()
        linear, outcome, reached = with_room(
            lambda slop: settled(program, linear, target, runner(self.problem), slop))
        x = closest(optimal_face(linear, outcome), target, outcome.x)
        every = frozenset(range(len(self.problem.periods)))
        return program.amounts(x, every), -reached.objective * program.scale

    def surely(self) -> Amounts:
        """Return what to give now if the scenario is sure to come."""
        of = self.setting
        program = state([of.base, self.problem], of.now, of.scale, planned=True,
                        reserve=of.reserve)
        decided = Together(program, np.ones(1)).decide(np.zeros(1), EXPECTED, split=False)
        return program.amounts(decided.x, of.now)

    def fates(self, plans: Plans) -> Floats:
        """Return the most that each plan meets in the scenario, shape (plans,)."""
        of = self.setting
        left = floats(left_of_funds(of.base)) if of.reserve else None
        return most_met(self.program, plans, of.now, left)

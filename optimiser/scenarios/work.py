"""The futures of one base, and the solves on them: what `analysis` compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from optimiser.audit import audit
from optimiser.model.program import build_program, money_scale
from optimiser.plan.types import Proved, Solution, Stage
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.scenarios.alone import Alone, OnItsOwn, Setting
from optimiser.scenarios.apply import Scenario
from optimiser.scenarios.beginning import begun, planned_alone
from optimiser.scenarios.choices import Decided
from optimiser.scenarios.deciding import LEAST_REGRET, Together
from optimiser.scenarios.extensive import Extensive, state
from optimiser.scenarios.fates import Amounts, Plans
from optimiser.solving.explaining.prices import multipliers, no_prices
from optimiser.solving.finding.grants import with_whole
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import explain_plan, finish_plan
from optimiser.vocabulary import ObjectiveName

Each = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Does a job for each of some items, and returns what it found in their order."""


class Work:
    """The futures of one base, and the solves on them."""

    def __init__(self, base: Problem, scenarios: tuple[Scenario, ...],
                 futures: tuple[Problem, ...], reserve: float = 0.0) -> None:
        self.reserve = reserve
        self.base, self.scenarios = base, scenarios
        self.scale = money_scale(base)
        until = base.decide_now_until
        last = base.periods.index(until) if until in base.periods else len(base.periods) - 1
        self.now = frozenset(range(last + 1))
        chances = np.array([s.probability for s in scenarios])
        self.chances = chances / chances.sum() if chances.sum() else chances
        setting = Setting(base, self.now, self.scale, reserve)
        self.alone = [Alone(setting, problem) for problem in futures]
        self.together = Together(self._state([base, *futures]), self.chances)

    def _state(self, problems: Sequence[Problem]) -> Extensive:
        return state(problems, self.now, self.scale, planned=True, reserve=self.reserve)

    def on_their_own(self, each: Each) -> list[OnItsOwn]:
        """Solve each scenario on its own, and find where the decisions for all of them begin.

        That is at the best on average, the first of each aim. With choices in whole numbers, or
        where a scenario leaves nothing to begin with, they begin from nothing.
        """
        linear = self.together.program.linear
        begins = None if len(linear.whole) else planned_alone(self._state([self.base]))
        planned, basis = begins or (None, None)
        found = each(partial(Alone.solve, planned=planned), self.alone)
        if basis is not None:
            cost = self.together.on_average()
            self.together = replace(self.together, start=begun(
                linear.with_cost(cost), basis, [one.answer for one in found]))
        return found

    def decided(self, each: Each, best: Floats, aims: Sequence[str]) -> list[Decided]:
        """Return the only solution for each aim, whichever aim is the one chosen."""
        return each(partial(self.together.decide, best), aims)

    def fates(self, each: Each, plans: Plans) -> list[Floats]:
        """Return by scenario the most that each plan meets in it, shape (plans,)."""
        return each(partial(Alone.fates, plans=plans), self.alone)

    def bound(self, aim: str, decided: Decided) -> float | None:
        """Return what no decision passes for an aim, None where the one made reaches it."""
        if not decided.has_gap:
            return None
        return self.scale * (decided.bound if aim == LEAST_REGRET else -decided.bound)

    def value_now(self, decided: Decided) -> float:
        """Return what a decision meets where nothing changes."""
        program = self.together.program
        return self.scale * float(-program.value(0) @ decided.x[:program.linear.columns])

    def shared(self, decided: Decided) -> Amounts:
        """Return what a decision gives in the periods that are decided now."""
        return self.together.program.amounts(decided.x, self.now)

    def full_plan(self, decided: Decided) -> Solution:
        """Return the decision as a plan for the base, rounded and audited."""
        x, block = decided.x, self.together.program.first
        model = whole = build_program(self.base)
        chosen = np.round(x[block.whole])
        if len(chosen):
            model = with_whole(model, chosen)
        values = np.zeros(model.linear.columns)
        values[:len(block.cells)] = x[block.cells]
        sent = model.columns.deployment
        values[sent.first:sent.first + len(sent)] = x[block.sent]
        values[model.columns.whole] = chosen
        value = self.value_now(decided)
        near = Proved.WITHIN_GAP if decided.has_gap else Proved.OPTIMAL
        stages = (Stage(ObjectiveName.MEET_NEEDS, value, value, near, 0.0, 0.0),)
        solved = Solved(stages, model.linear, values, None)
        plan = finish_plan(model, solved, values, "highs")
        proof = audit(plan, multipliers(model, solved))
        plan = explain_plan(whole, model, plan, solved, no_prices(model.linear.rows))
        return replace(plan, proof=replace(proof, bound=None))

"""The futures of one base, and the solves on them: what `analysis` compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from optimiser.audit import audit
from optimiser.model.program import LinearProgram, build_program, money_scale
from optimiser.plan.types import Proved, Solution, Stage
from optimiser.problem.arrays import Floats, floats
from optimiser.problem.left import left_of_funds
from optimiser.problem.types import Problem
from optimiser.scenarios.apply import Scenario
from optimiser.scenarios.beginning import Beginning, beginning
from optimiser.scenarios.choices import Decided, runner, settled, with_room
from optimiser.scenarios.extensive import Extensive, Key, state
from optimiser.scenarios.fates import Amounts, Plans, most_met
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs.bases import statuses_of
from optimiser.solving.engines.quadratic import closest
from optimiser.solving.explaining.prices import multipliers, no_prices
from optimiser.solving.finding.face import kept_value, optimal_face
from optimiser.solving.finding.grants import with_whole
from optimiser.solving.finding.proportional import proportional_shares
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import explain_plan, finish_plan
from optimiser.vocabulary import ObjectiveName

EXPECTED, LEAST_REGRET, WORST_CASE = AIMS = ("expected", "least-regret", "worst-case")
_CENT = 0.005


class Work:
    """The futures of one base, and the solves on them."""

    def __init__(self, base: Problem, scenarios: tuple[Scenario, ...],
                 futures: tuple[Problem, ...], reserve: float = 0.0) -> None:
        self.reserve = reserve
        self.base, self.scenarios, self.futures = base, scenarios, futures
        self.scale = money_scale(base)
        until = base.decide_now_until
        last = base.periods.index(until) if until in base.periods else len(base.periods) - 1
        self.now = frozenset(range(last + 1))
        self.every = frozenset(range(len(base.periods)))
        chances = np.array([s.probability for s in scenarios])
        self.chances = chances / chances.sum() if chances.sum() else chances
        self._all = state([base, *futures], self.now, self.scale, planned=True, reserve=reserve)
        self._alone = [state([p], self.now, self.scale, planned=False, reserve=reserve)
                       for p in futures]
        self._start: Beginning | None = None

    def begin(self, each: Callable[[Callable[[int], Any], Sequence[int]], list[Any]]) -> None:
        """Find where the decisions begin: at the best on average, the first of each aim.

        `each` does a job for each number. Without it, and with choices in whole numbers, they
        begin from nothing.
        """
        if len(self._all.linear.whole):
            return
        base = state([self.base], self.now, self.scale, planned=True, reserve=self.reserve)
        start = beginning(base, self._alone, self.now, each)
        if start is not None:
            cost = self._on_average(self._all, self.chances)
            found = highs.solve(self._all.linear.with_cost(cost), start.basis())
            ended = statuses_of(found.start)
            self._start = None if ended is None else Beginning(*ended)

    def own_plan(self, number: int) -> tuple[Amounts, float]:
        """Return the best plan of one scenario, made unique, and its value."""
        program, problem = self._alone[number], self.futures[number]
        linear = program.linear.with_cost(program.value(0))
        target = self._targets(program, problem, linear)
        linear, outcome, reached = with_room(
            lambda slop: settled(program, linear, target, runner(problem), slop))
        x = closest(optimal_face(linear, outcome), target, outcome.x)
        return self._amounts(program, x, self.every), -reached.objective * self.scale

    def _targets(self, program: Extensive, problem: Problem, linear: LinearProgram) -> Floats:
        """Return the proportional shares of the first block's cells, NaN for other columns."""
        block = program.blocks[0]
        share = dict(zip(_keys(problem), proportional_shares(build_program(problem)).tolist(),
                         strict=True))
        target = np.full(linear.columns, np.nan)
        for key, cell in zip(block.keys, block.cells.tolist(), strict=True):
            if share.get(key, 0.0) > 0:
                target[cell] = share[key] / self.scale
        return target

    def _amounts(self, program: Extensive, x: Floats, periods: frozenset[int]) -> Amounts:
        block = program.blocks[0]
        return {key: float(x[cell]) * self.scale
                for key, cell in zip(block.keys, block.cells.tolist(), strict=True)
                if key[3] in periods and x[cell] * self.scale > _CENT}

    def decided(self, best: Floats, aim: str) -> Decided:
        """Return the only solution for an aim, whichever aim is the one chosen."""
        return self.decide(aim, best, split=True)

    def decide(self, aim: str, best: Floats,
               only: int | None = None, *, split: bool = False) -> Decided:
        """Return the program of all futures, or of one alone, and its solution for an aim."""
        program = self._all if only is None else state(
            [self.base, self.futures[only]], self.now, self.scale, planned=True,
            reserve=self.reserve)
        chances = self.chances if only is None else np.ones(1)
        start = self._start if only is None else None
        return with_room(lambda slop: self._reach(program, aim, best, chances, slop, start,
                                                  split=split))

    def _reach(self, program: Extensive, aim: str, best: Floats, chances: Floats, slop: float,
               start: Beginning | None, *, split: bool) -> Decided:
        """Return the solution for an aim, then best on average, then for the base."""
        run = runner(self.base)
        run.start = None if start is None else start.basis()
        linear, cost = self._aimed(program, aim, best, chances)
        if aim != EXPECTED and not len(linear.whole):
            # The best on average is found from nothing at all, and is a good plan to begin with.
            run(program.linear.with_cost(self._on_average(program, chances)))
        outcome = run(linear.with_cost(cost))
        value, bound = outcome.objective, outcome.bound
        linear = kept_value(linear.with_cost(cost), outcome, 0.0, slop)
        expected = self._widened(self._on_average(program, chances), linear)
        if aim != EXPECTED:
            linear = kept_value(linear.with_cost(expected), run(linear.with_cost(expected)), 0.0,
                                slop)
        target = self._targets(program, self.base, linear)
        linear = linear.with_cost(self._widened(program.value(0), linear))
        linear, outcome, _ = settled(program, linear, target, run, slop)
        x = closest(optimal_face(linear, outcome), target, outcome.x) if split else outcome.x
        return Decided(program, x, value, bound)

    def _aimed(self, program: Extensive, aim: str, best: Floats,
               chances: Floats) -> tuple[LinearProgram, Floats]:
        """Return the program of an aim and the cost that it minimises, shape (columns,)."""
        linear, width = program.linear, program.linear.columns
        if aim == EXPECTED:
            return linear, self._on_average(program, chances)
        # Every scenario's value is at least its target less a column, or the column itself.
        sign = 1.0 if aim == LEAST_REGRET else -1.0
        count = len(program.blocks) - 1
        targets = best / self.scale if aim == LEAST_REGRET else np.zeros(count)
        linear = linear.with_column(sign, 0.0, np.inf)
        for number, target in enumerate(targets.tolist(), 1):
            cost = program.value(number)
            held = np.flatnonzero(cost)
            linear = linear.with_row(np.append(held, width), np.append(-cost[held], sign),
                                     target, np.inf)
        bounded = np.zeros(width + 1)
        bounded[width] = sign
        return linear, bounded

    def _on_average(self, program: Extensive, chances: Floats) -> Floats:
        costs = [program.value(number) for number in range(1, len(program.blocks))]
        average: Floats = np.sum([c * p for c, p in zip(costs, chances, strict=True)], axis=0)
        return average

    def _widened(self, cost: Floats, linear: LinearProgram) -> Floats:
        return np.append(cost, np.zeros(linear.columns - len(cost)))

    def bound(self, aim: str, decided: Decided) -> float | None:
        """Return what no decision passes for an aim, None where the one made reaches it."""
        if not decided.has_gap:
            return None
        return self.scale * (decided.bound if aim == LEAST_REGRET else -decided.bound)

    def value_now(self, decided: Decided) -> float:
        """Return what a decision meets where nothing changes."""
        program = decided.program
        return self.scale * float(-program.value(0) @ decided.x[:program.linear.columns])

    def shared(self, decided: Decided) -> Amounts:
        """Return what a decision gives in the periods that are decided now."""
        return self._amounts(decided.program, decided.x, self.now)

    def best_for(self, best: Floats, number: int) -> Amounts:
        """Return what to give now if one scenario is sure to come."""
        return self.shared(self.decide(EXPECTED, best, only=number))

    def fates(self, plans: Plans, number: int) -> Floats:
        """Return the most that each plan meets in one scenario, shape (plans,)."""
        left = floats(left_of_funds(self.base)) if self.reserve else None
        return most_met(self._alone[number], plans, self.now, left)

    def full_plan(self, decided: Decided) -> Solution:
        """Return the decision as a plan for the base, rounded and audited."""
        program, x = decided.program, decided.x
        model = whole = build_program(self.base)
        chosen = np.round(x[program.blocks[0].whole])
        if len(chosen):
            model = with_whole(model, chosen)
        block = program.blocks[0]
        column = dict(zip(block.keys, block.cells.tolist(), strict=True))
        values = np.zeros(model.linear.columns)
        for at, key in enumerate(_keys(self.base)):
            values[at] = x[column[key]]
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


def _keys(problem: Problem) -> list[Key]:
    along = build_program(problem).columns.allocation.along
    return [(f, r, a, t) for f, r, a, t in zip(
        *(along[d].tolist() for d in ("fund", "recipient", "activity", "period")), strict=True)]

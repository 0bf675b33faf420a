"""Every scenario's best plan, the base plan's fate, and one plan to decide on now.

Values are weighted need met. The regret of a plan in a scenario is what the best plan of the
scenario on its own meets more. Best on average maximises the mean over the scenarios; least regret
minimises the largest regret; the worst case is the scenario in which a plan meets least, and its
value is maximised. Ties go to what is best on average, then for the base; the plan that is decided
on is the nearest to proportional among those left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from optimiser.audit import audit
from optimiser.errors import AuditError, NoPlanError
from optimiser.model.program import LinearProgram, build_program, money_scale
from optimiser.plan.types import Proved, Solution, Stage
from optimiser.problem.arrays import Floats, floats
from optimiser.problem.left import left_of_funds
from optimiser.problem.types import Problem
from optimiser.scenarios.apply import Scenario
from optimiser.scenarios.choices import (
    Decided,
    for_values,
    least_of_each,
    promised,
    runner,
    settled,
    with_room,
)
from optimiser.scenarios.extensive import (
    Extensive,
    Key,
    decided_now,
    state,
)
from optimiser.scenarios.workers import side_by_side
from optimiser.solving.engines import highs
from optimiser.solving.engines.quadratic import closest
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining.prices import multipliers, no_prices
from optimiser.solving.finding.face import kept_value, optimal_face
from optimiser.solving.finding.grants import with_whole
from optimiser.solving.finding.proportional import proportional_shares
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import explain_plan, finish_plan
from optimiser.vocabulary import ObjectiveName
from optimiser.words import share

EXPECTED, LEAST_REGRET, WORST_CASE = AIMS = ("expected", "least-regret", "worst-case")
_COMPARED = (EXPECTED, LEAST_REGRET)
"""The aims that every run compares, whatever it decides on."""
_NAMES = {EXPECTED: "Best on average", LEAST_REGRET: "Least regret",
          WORST_CASE: "Best in the worst case"}
PROMISED = {"E303", "E304", "E305", "E306", "E307", "E308", "E317"}
"""Findings about what is promised at least, which is set aside in a scenario."""
Amounts = Mapping[Key, float]
"""Money by (fund, recipient, activity, period), in base currency."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A plan for now: its name, its amounts, and its value in each scenario, shape (scenarios,)."""

    name: str
    amounts: Amounts
    values: Floats
    regrets: Floats
    average: float

    @property
    def worst(self) -> float:
        """The largest regret."""
        return float(self.regrets.max(initial=0.0))

    @property
    def least(self) -> float:
        """What it meets where it meets least."""
        return float(self.values.min(initial=np.inf))


@dataclass(frozen=True, slots=True)
class Reserve:
    """What keeping back a share of every fund does, against the same decision without it.

    `cost` is the weighted need met that it forgoes if nothing changes and it is never given;
    `average` and `worst` what the decision meets on average and its largest regret, each
    without and with it.
    """

    share: float
    kept: float
    cost: float
    average: tuple[float, float]
    worst: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What the scenarios say: the candidates, the one decided on and its full plan.

    `best` is what each scenario's own plan reaches, shape (scenarios,); `knowing` what knowing
    the scenario in advance would be worth on average; `agreed` the money that every scenario's
    own plan gives to the same place; `bound` what no decision passes for the aim, None where the
    one that was made reaches it.
    """

    scenarios: tuple[Scenario, ...]
    currency: str
    best: Floats
    candidates: tuple[Candidate, ...]
    chosen: Candidate
    plan: Solution
    knowing: float
    agreed: float
    aim: str
    bound: float | None
    periods: tuple[str, ...] = field(default=())
    reserve: Reserve | None = None


def analyse(base: Problem, futures: tuple[tuple[Scenario, Problem], ...], base_plan: Solution,
            aim: str, reserve: float = 0.0, scheduler: str | None = None,
            tell: Callable[[str], None] = lambda _: None) -> Analysis:
    """Compare plans over the futures; `aim` is expected, least-regret or worst-case.

    With a `reserve` the plans decided on keep back that share of each fund. Solves run side by
    side, on a Dask cluster where a `scheduler` is named; `tell` hears what begins. Raises
    NoPlanError or NotProvedError.
    """
    base = for_values(base)
    work = Work(base, tuple(s for s, _ in futures),
                 tuple(for_values(promised(base, p)) for _, p in futures), reserve)
    numbers, solve = range(len(futures)), partial(side_by_side, scheduler=scheduler)
    tell("Solving each scenario alone")
    own = solve(work.own_plan, numbers)
    best = np.array([value for _, value in own])
    tell("Deciding for all scenarios together")
    aims = tuple(dict.fromkeys((*_COMPARED, aim)))
    try:
        made = dict(zip(aims, solve(partial(work.decided, best), aims), strict=True))
    except NoPlanError as fault:
        if not reserve:
            raise
        raise NoPlanError(f"No plan keeps back {share(reserve)} of every fund.",
                          "Keep back less: floors, pins and rules ask for more.") from fault
    best_for = solve(partial(work.best_for, best), numbers)
    named = [("Base plan", _given(base_plan, work.now)),
             *zip((f"Best for {one.name}" for one in work.scenarios), best_for, strict=True),
             *((_NAMES[one], work.shared(made[one])) for one in aims)]
    fates = np.array(solve(partial(work.fates, [amounts for _, amounts in named]), numbers)).T
    if base.gap:
        # A scenario's own plan was searched to the gap as well: another may be better there.
        best = np.maximum(best, fates.max(axis=0, initial=0.0))
    candidates = tuple(_candidate(name, amounts, values, best, work.chances)
                       for (name, amounts), values in zip(named, fates, strict=True))
    decided = made[aim]
    of_aim = dict(zip(aims, candidates[-len(aims):], strict=True))
    chosen, average, chances = of_aim[aim], of_aim[EXPECTED].average, work.chances
    return Analysis(
        work.scenarios, base.currency, best, candidates, chosen, work.full_plan(decided),
        float(best @ chances) - average, agreed_amount([amounts for amounts, _ in own]),
        aim, work.bound(aim, decided),
        tuple(base.periods[t] for t in sorted(work.now) if base.periods[t]),
        _reserve(base, futures, base_plan, aim, work, made, chosen, scheduler)
        if reserve else None)


def _candidate(name: str, amounts: Amounts, values: Floats, best: Floats,
               chances: Floats) -> Candidate:
    if (values > best * (1 + _CLOSE) + 1.0).any():
        raise AuditError(f"{name} meets more in a scenario than the best plan for it.",
                         "This is a fault of the program; please report it with the inputs.")
    values = np.minimum(values, best)
    return Candidate(name, amounts, values, best - values, float(values @ chances))


def _reserve(base: Problem, futures: tuple[tuple[Scenario, Problem], ...], base_plan: Solution,
             aim: str, work: Work, made: Mapping[str, Decided],
             chosen: Candidate, scheduler: str | None) -> Reserve:
    """Compare the decision with the one that keeps nothing back."""
    free = analyse(base, futures, base_plan, aim, scheduler=scheduler)
    own = work.value_now(made[aim])
    kept = work.reserve * float(sum(left_of_funds(base)))
    return Reserve(work.reserve, kept, free.plan.stages[0].value - own,
                   (free.chosen.average, chosen.average), (free.chosen.worst, chosen.worst))


def _given(plan: Solution, now: frozenset[int]) -> Amounts:
    along = plan.columns.allocation.along
    keys = zip(*(along[d].tolist() for d in ("fund", "recipient", "activity", "period")),
               strict=True)
    return {(f, r, a, t): float(units * plan.unit)
            for (f, r, a, t), units in zip(keys, plan.amounts.tolist(), strict=True)
            if units and t in now}


def agreed_amount(plans: list[Amounts]) -> float:
    """Return the money that every plan gives to the same place."""
    common = set.intersection(*(set(plan) for plan in plans)) if plans else set()
    return sum(min(plan[key] for plan in plans) for key in common)


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
        return with_room(lambda slop: self._reach(program, aim, best, chances, slop, split=split))

    def _reach(self, program: Extensive, aim: str, best: Floats, chances: Floats, slop: float, *,
               split: bool) -> Decided:
        """Return the solution for an aim, then best on average, then for the base."""
        run = runner(self.base)
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

    def fates(self, plans: Sequence[Amounts], number: int) -> list[float]:
        """Return the most that each plan meets in one scenario, given as planned or less.

        The scenario is loaded once; from plan to plan only what is planned changes.
        """
        program = self._alone[number]
        rows = [*program.given.tolist(), *program.freed.tolist()]
        bounds = [self._most(program, amounts) for amounts in plans]
        linear = program.linear.with_cost(program.value(0))
        if len(linear.whole):
            found = least_of_each(linear, rows, bounds, Runner(highs.solve))
            return [-one * self.scale for one in found]
        session = highs.Session(linear)
        found = []
        for most in bounds:
            session.at_most(np.array(rows, np.int64), most)
            found.append(-session.least() * self.scale)
        return found

    def _most(self, program: Extensive, amounts: Amounts) -> Floats:
        """Return what a plan lets be given now, and be released; shape (given + freed,)."""
        block = program.blocks[0]
        given = [amounts.get(block.keys[cell], 0.0) / self.scale
                 for cell in decided_now(block, self.now)]
        if not self.reserve:
            return np.array(given)
        # What a plan gives out already is not there to be released.
        kept = floats(left_of_funds(self.base))
        for key, amount in amounts.items():
            kept[key[0]] -= amount
        return np.append(given, np.minimum(program.linear.row_upper[program.freed],
                                           np.maximum(kept, 0.0) / self.scale))

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


_CENT, _CLOSE = 0.005, 1e-6


def _keys(problem: Problem) -> list[Key]:
    along = build_program(problem).columns.allocation.along
    return [(f, r, a, t) for f, r, a, t in zip(
        *(along[d].tolist() for d in ("fund", "recipient", "activity", "period")), strict=True)]


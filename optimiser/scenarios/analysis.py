"""Every scenario's best plan, the base plan's fate, and one plan to decide on now.

Values are weighted need met. The regret of a plan in a scenario is what the best plan of the
scenario on its own meets more. Best on average maximises the mean over the scenarios; least regret
minimises the largest regret; the worst case is the scenario in which a plan meets least, and its
value is maximised. Ties go to what is best on average, then for the base; the plan that is decided
on is the nearest to proportional among those left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, replace

import numpy as np

from optimiser.errors import AuditError, NoPlanError
from optimiser.frozen import frozen
from optimiser.plan.types import Solution
from optimiser.problem.arrays import Floats
from optimiser.problem.left import left_of_funds
from optimiser.problem.types import Problem
from optimiser.scenarios.alone import OnItsOwn
from optimiser.scenarios.apply import Scenario
from optimiser.scenarios.choices import Decided, for_values, promised
from optimiser.scenarios.deciding import EXPECTED, LEAST_REGRET, WORST_CASE
from optimiser.scenarios.fates import Amounts, beside_each_other
from optimiser.scenarios.work import Each, Work
from optimiser.scenarios.workers import side_by_side
from optimiser.words import share

_CLOSE = 1e-6
_COMPARED = (EXPECTED, LEAST_REGRET)
"""The aims that every run compares, whatever it decides on."""
_NAMES = {EXPECTED: "Best on average", LEAST_REGRET: "Least regret",
          WORST_CASE: "Best in the worst case"}
PROMISED = {"E303", "E304", "E305", "E306", "E307", "E308", "E317"}
"""Findings about what is promised at least, which is set aside in a scenario."""


@frozen(eq=False)
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


@frozen
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


@frozen(eq=False)
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
    with side_by_side(scheduler) as each:
        return _analysed(base, futures, base_plan, aim, reserve, each, tell)


def _analysed(base: Problem, futures: tuple[tuple[Scenario, Problem], ...], base_plan: Solution,
              aim: str, reserve: float, each: Each, tell: Callable[[str], None]) -> Analysis:
    base = for_values(base)
    work = Work(base, tuple(s for s, _ in futures),
                tuple(for_values(promised(base, p)) for _, p in futures), reserve)
    aims = tuple(dict.fromkeys((*_COMPARED, aim)))
    own, made = _solved(work, aims, each, tell)
    named = [("Base plan", _given(base_plan, work.now)),
             *((f"Best for {s.name}", one.surely)
               for s, one in zip(work.scenarios, own, strict=True)),
             *((_NAMES[one], work.shared(made[one])) for one in aims)]
    candidates, best = _tried(work, named, np.array([one.value for one in own]), each)
    of_aim = dict(zip(aims, candidates[-len(aims):], strict=True))
    chosen, average, chances = of_aim[aim], of_aim[EXPECTED].average, work.chances
    found = Analysis(
        work.scenarios, base.currency, best, candidates, chosen, work.full_plan(made[aim]),
        float(best @ chances) - average, agreed_amount([one.plan for one in own]),
        aim, work.bound(aim, made[aim]),
        tuple(base.periods[t] for t in sorted(work.now) if base.periods[t]))
    if not reserve:
        return found
    free = _analysed(base, futures, base_plan, aim, 0.0, each, lambda _: None)
    return replace(found, reserve=_reserve(work, made[aim], chosen, free))


def _solved(work: Work, aims: Sequence[str], each: Each, tell: Callable[[str], None],
            ) -> tuple[list[OnItsOwn], dict[str, Decided]]:
    """Solve each scenario on its own, and decide for all of them by each aim."""
    try:
        tell("Solving each scenario alone")
        own = work.on_their_own(each)
        tell("Deciding for all scenarios together")
        best = np.array([one.value for one in own])
        return own, dict(zip(aims, work.decided(each, best, aims), strict=True))
    except NoPlanError as fault:
        if not work.reserve:
            raise
        raise NoPlanError(f"No plan keeps back {share(work.reserve)} of every fund.",
                          "Keep back less: floors, pins and rules ask for more.") from fault


def _tried(work: Work, named: Sequence[tuple[str, Amounts]], best: Floats,
           each: Each) -> tuple[tuple[Candidate, ...], Floats]:
    """Try plans in every scenario; return them with the best of each scenario, shape (scenarios,).

    `best` is what each scenario's own plan meets.
    """
    plans = beside_each_other([amounts for _, amounts in named])
    fates = np.array(work.fates(each, plans)).T
    if work.base.gap:
        # A scenario's own plan was searched to the gap as well: another may be better there.
        best = np.maximum(best, fates.max(axis=0, initial=0.0))
    return tuple(_candidate(name, amounts, values, best, work.chances)
                 for (name, amounts), values in zip(named, fates, strict=True)), best


def _candidate(name: str, amounts: Amounts, values: Floats, best: Floats,
               chances: Floats) -> Candidate:
    if (values > best * (1 + _CLOSE) + 1.0).any():
        raise AuditError(f"{name} meets more in a scenario than the best plan for it.",
                         "This is a fault of the program; please report it with the inputs.")
    values = np.minimum(values, best)
    return Candidate(name, amounts, values, best - values, float(values @ chances))


def _reserve(work: Work, decided: Decided, chosen: Candidate, free: Analysis) -> Reserve:
    """Compare the decision with the one that keeps nothing back."""
    kept = work.reserve * float(sum(left_of_funds(work.base)))
    return Reserve(work.reserve, kept, free.plan.stages[0].value - work.value_now(decided),
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

"""Plans for more than one future, and the trade-offs between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimiser import clock
from optimiser.api.arguments import (
    Files,
    inputs_of,
    one_of,
    seconds_of,
    share_of,
    text_of,
    whole_number,
)
from optimiser.api.plans import Plan, check, optimise, sound
from optimiser.api.progress import Progress, Tell, tell_of
from optimiser.errors import InputError, UsageError
from optimiser.frozen import frozen
from optimiser.plan.settled import Settled
from optimiser.tables.findings import Severity
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from optimiser.problem.types import Problem
    from optimiser.scenarios.analysis import Analysis
    from optimiser.scenarios.apply import Scenario
    from optimiser.scenarios.frontier import Frontier
    from optimiser.scenarios.over_budget import BudgetFrontier
    from optimiser.scenarios.uncertainty import Sampling, Uncertainty


@frozen(eq=False)
class Decision:
    """What the scenarios say, and the plan that is decided on now; equal to itself alone."""

    analysis: Analysis
    plan: Plan


def decide(source: Inputs | Source, *, rules: Files = (), aim: str = "expected",
           reserve: float = 0.0, scheduler: str | None = None,
           time_limit: float | None = None, gap: float | None = None,
           progress: Tell | None = None) -> Decision:
    """Compare plans over the futures of the sheet Scenarios, and decide on one.

    `aim` is `expected` (best on average), `least-regret` or `worst-case` (the most need met in the
    scenario in which least is met); `reserve` the share of every fund to
    keep back until a scenario is known; `scheduler` the address of a Dask cluster,
    `time_limit` in seconds for all that is solved; `gap` overrides the workbook's Gap where it has
    to be chosen who is paid; `progress` is told what is being done. Raises InputError, NoPlanError,
    NotProvedError, AuditError or UsageError.
    """
    from optimiser.problem.build import build_problem
    from optimiser.scenarios.analysis import analyse
    from optimiser.scenarios.deciding import AIMS
    from optimiser.scenarios.report import scenarios_page

    aim, reserve = one_of("aim", aim, AIMS), share_of("reserve", reserve, below_one=True)
    gap = None if gap is None else share_of("gap", gap, below_one=True)
    scheduler, tell = text_of("scheduler", scheduler), tell_of(progress)
    with clock.at_most(seconds_of("time_limit", time_limit)):
        read, _ = sound(inputs_of(source, rules), None)
        futures = _futures(read)
        base = optimise(read, gap=gap, progress=tell)
        problem = replace(build_problem(read), gap=base.solution.problem.gap)
        found = analyse(problem, futures, base.solution, aim, reserve, scheduler,
                        lambda what: tell(Progress(what)))
    return Decision(found, replace(
        base, settled=Settled(found.plan), pages=(scenarios_page(found),),
        options={**base.options, "decided for": aim}))


def _futures(read: Inputs) -> tuple[tuple[Scenario, Problem], ...]:
    """Return each scenario with its problem; raise UsageError for none, InputError for faults."""
    from optimiser.problem.build import build_problem
    from optimiser.scenarios.analysis import PROMISED
    from optimiser.scenarios.apply import in_scenario, scenarios_of

    listed = scenarios_of(read)
    if not listed:
        raise UsageError("The inputs have no scenarios.", "Fill in the sheet Scenarios.")
    futures = []
    for one in listed:
        changed = in_scenario(read, one.name)
        faults = tuple(replace(f, message=f"In the scenario {one.name}: {f.message}")
                       for f in check(changed)
                       if f.severity is Severity.ERROR and f.code not in PROMISED)
        if faults:
            raise InputError(faults)
        futures.append((one, build_problem(changed)))
    return tuple(futures)


def sampling(source: Inputs | Source, *, rules: Files = (), seed: int = 0) -> Sampling:
    """Return a plan whose uncertain needs are to be drawn: its `pieces` are samples.

    Raises InputError, NoPlanError, NotProvedError, or UsageError where no need is uncertain.
    """
    from optimiser.scenarios.uncertainty import sampling as prepared

    seed = whole_number("seed", seed, 0)
    plan = optimise(source, rules=rules).solution
    return prepared(plan.problem, plan, seed)


def sample(source: Inputs | Source, *, rules: Files = (), samples: int = 1000, seed: int = 0,
           workers: int | None = None, scheduler: str | None = None,
           time_limit: float | None = None) -> Uncertainty:
    """Draw the uncertain needs, and return what that does to the plan.

    The same seed gives the same result on any number of `workers` (threads of this machine), and
    on a Dask cluster at the address `scheduler`. `time_limit` is in seconds for all that is solved.
    Raises InputError, NoPlanError, NotProvedError or UsageError.
    """
    samples = whole_number("samples", samples, 1)
    workers = None if workers is None else whole_number("workers", workers, 1)
    scheduler = text_of("scheduler", scheduler)
    with clock.at_most(seconds_of("time_limit", time_limit)):
        drawn = sampling(source, rules=rules, seed=seed)
        found = [one for piece in drawn.pieces(range(samples), workers, scheduler)
                 for one in piece]
    return drawn.result(found, samples)


def frontier(source: Inputs | Source, *, rules: Files = (), points: int = 11,
             time_limit: float | None = None, progress: Tell | None = None) -> Frontier:
    """Return the trade-off between most need met and lowest coverage, every point optimal.

    `time_limit` is in seconds for all that is solved; `progress` is told how many points are done.
    Raises InputError, NoPlanError, NotProvedError or UsageError.
    """
    from optimiser.problem.build import build_problem
    from optimiser.scenarios.frontier import frontier as traded

    points, tell = whole_number("points", points, 2), tell_of(progress)
    with clock.at_most(seconds_of("time_limit", time_limit)):
        read, _ = sound(inputs_of(source, rules), None)
        tell(Progress("Solving every point", 0, points))
        return traded(build_problem(read), points,
                      lambda done: tell(Progress("Solving every point", done, points)))


def over_budget(source: Inputs | Source, *, rules: Files = (), points: int = 11,
                fund: str | None = None, time_limit: float | None = None,
                progress: Tell | None = None) -> BudgetFrontier:
    """Return what the best plan meets at 50% to 150% of all budgets, or of one fund's.

    `time_limit` is in seconds for all that is solved; `progress` is told how many points are done.
    Raises InputError, NotProvedError, or UsageError for a fund that there is not.
    """
    from optimiser.scenarios.over_budget import over_budget as solved

    points, fund = whole_number("points", points, 2), text_of("fund", fund)
    tell = tell_of(progress)
    with clock.at_most(seconds_of("time_limit", time_limit)):
        read, _ = sound(inputs_of(source, rules), None)
        tell(Progress("Solving every point", 0, points))
        return solved(read, points, fund or "",
                      lambda done: tell(Progress("Solving every point", done, points)))

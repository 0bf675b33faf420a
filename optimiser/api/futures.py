"""Plans for more than one future, and the trade-offs between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimiser.api.plans import Files, Plan, check, load, optimise, sound
from optimiser.errors import InputError, UsageError
from optimiser.tables.findings import Severity
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from optimiser.scenarios.analysis import Analysis
    from optimiser.scenarios.frontier import Frontier
    from optimiser.scenarios.uncertainty import Sampling, Uncertainty


@dataclass(frozen=True, slots=True)
class Decision:
    """What the scenarios say, and the plan that is decided on now."""

    analysis: Analysis
    plan: Plan


def decide(source: Inputs | Source, *, rules: Files = (), aim: str = "expected",
           reserve: float = 0.0, scheduler: str | None = None) -> Decision:
    """Compare plans over the futures of the sheet Scenarios, and decide on one.

    `aim` is `expected` (best on average) or `least-regret`; `reserve` the share of every fund to
    keep back until a scenario is known; `scheduler` the address of a Dask cluster. Raises
    InputError, NoPlanError, NotProvedError, AuditError or UsageError.
    """
    from optimiser.problem.build import build_problem
    from optimiser.scenarios.analysis import PROMISED, analyse
    from optimiser.scenarios.apply import in_scenario, scenarios_of
    from optimiser.scenarios.report import scenarios_page

    read = source if isinstance(source, Inputs) else load(source, rules)
    base = optimise(read)
    listed = scenarios_of(read)
    if not listed:
        raise UsageError("The inputs have no scenarios.", "Fill in the sheet Scenarios.")
    futures = []
    for one in listed:
        changed = in_scenario(read, one.name)
        findings = check(changed)
        faults = tuple(replace(f, message=f"In the scenario {one.name}: {f.message}")
                       for f in findings
                       if f.severity is Severity.ERROR and f.code not in PROMISED)
        if faults:
            raise InputError(faults)
        futures.append((one, build_problem(changed)))
    found = analyse(build_problem(read), tuple(futures), base.solution, aim, reserve, scheduler)
    return Decision(found, replace(base, solution=found.plan, pages=(scenarios_page(found),),
                                   options={**base.options, "decided for": aim}))


def sampling(source: Inputs | Source, *, rules: Files = (), seed: int = 0) -> Sampling:
    """Return a plan whose uncertain needs are to be drawn: its `pieces` are samples.

    Raises InputError, NoPlanError, NotProvedError, or UsageError where no need is uncertain.
    """
    from optimiser.scenarios.uncertainty import sampling as prepared

    plan = optimise(source, rules=rules).solution
    return prepared(plan.problem, plan, seed)


def sample(source: Inputs | Source, *, rules: Files = (), samples: int = 1000, seed: int = 0,
           workers: int | None = None, scheduler: str | None = None) -> Uncertainty:
    """Draw the uncertain needs, and return what that does to the plan.

    The same seed gives the same result on any number of `workers` (threads of this machine), and
    on a Dask cluster at the address `scheduler`. Raises InputError, NoPlanError, NotProvedError
    or UsageError.
    """
    drawn = sampling(source, rules=rules, seed=seed)
    found = [one for piece in drawn.pieces(range(samples), workers, scheduler) for one in piece]
    return drawn.result(found, samples)


def frontier(source: Inputs | Source, *, rules: Files = (), points: int = 11) -> Frontier:
    """Return the trade-off between most need met and lowest coverage, every point optimal.

    Raises InputError, NoPlanError, NotProvedError or UsageError.
    """
    from optimiser.problem.build import build_problem
    from optimiser.scenarios.frontier import frontier as traded

    read, _ = sound(source if isinstance(source, Inputs) else load(source, rules), None)
    return traded(build_problem(read), points)

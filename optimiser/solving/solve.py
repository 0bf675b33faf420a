"""From a problem to a plan: stages, the proportional step, rounding, prices."""

from __future__ import annotations

import time
from dataclasses import dataclass

from optimiser.model.program import Program, build_program
from optimiser.plan.types import Multipliers, Plan
from optimiser.problem.types import Floats, Problem
from optimiser.solving import highs
from optimiser.solving.breaches import families_said
from optimiser.solving.grants import choose_grants
from optimiser.solving.outcome import Ranges, Solve
from optimiser.solving.prices import multipliers, shadow_prices
from optimiser.solving.proportional import nearest_to_proportional
from optimiser.solving.results import held_back, limit_results, plan_values
from optimiser.solving.rounding import round_allocations, round_deployments
from optimiser.solving.runner import Runner
from optimiser.solving.stages import Solved, run_stages

_RANGED_ROWS = 20_000
"""Above so many rows the ranges of shadow prices would take as long as the plan."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: which solver, and how many seconds at most."""

    solver: str = "highs"
    time_limit: float | None = None


def solver_named(name: str) -> Solve:
    """Return the solver of that name; raise UsageError where it cannot be had."""
    if name.casefold() == "highs":
        return highs.solve
    from optimiser.solving.pulp_bridge import pulp_solver

    return pulp_solver(name)


def find_plan(problem: Problem, options: Options) -> tuple[Plan, Multipliers]:
    """Return the plan, not yet audited, and the prices that its proof is made with.

    Raises NoPlanError, NotProvedError or UsageError.
    """
    limit = options.time_limit
    deadline = None if limit is None else time.monotonic() + limit
    # Other solvers prove no choice of grants: that takes a gap of 0, and theirs is not told.
    chosen = choose_grants(build_program(problem), Runner(highs.solve, deadline))
    program = chosen.program
    solved = run_stages(program, Runner(solver_named(options.solver), deadline), chosen.reached)
    x = solved.x[:len(program.column_scale)]
    if problem.split == "proportional" and len(program.columns.allocation):
        x = nearest_to_proportional(program, solved.face, solved.x, options.time_limit)
    return finished(program, solved, x, options.solver, deadline)


def finished(program: Program, solved: Solved, x: Floats, solver: str,
             deadline: float | None = None) -> tuple[Plan, Multipliers]:
    """Return a solution as a plan: rounded, priced, each limit judged; not yet audited.

    `x` is in the program's scale, shape (columns,) at least.
    """
    x = x[:len(program.column_scale)] * program.column_scale
    units = round_allocations(program, x)
    deployments = round_deployments(program, x, units)
    prices = shadow_prices(program, solved, _ranges(program, solved))
    values = plan_values(program, units, deployments)
    results = limit_results(program, values, prices)
    plan = Plan(
        problem=program.problem,
        columns=program.columns,
        amounts=units,
        deployed=deployments,
        stages=solved.stages,
        families=families_said(program, results, _runner_from(solved, deadline)),
        standings=results,
        held_back=held_back(program, values, results),
        proof=None,
        solver=solver,
    )
    return plan, multipliers(program, solved)


def _runner_from(solved: Solved, deadline: float | None) -> Runner:
    """Return a runner that starts where the shadow prices were found."""
    start = solved.priced[1].start if solved.priced else None
    return Runner(highs.solve, deadline, start)


def _ranges(program: Program, solved: Solved) -> Ranges | None:
    if solved.priced is None or program.linear.rows > _RANGED_ROWS:
        return None
    priced, outcome = solved.priced
    return highs.ranges(priced, outcome.start)


"""From a problem to a plan: stages, the proportional step, rounding, prices."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimiser.errors import NoPlanError
from optimiser.model.objectives import cost_of
from optimiser.model.program import Program, build_program
from optimiser.plan.standings import limit_results, plan_values
from optimiser.plan.types import Multipliers, Proof, Proved, Solution
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Solve
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining.breaches import wishes_at_a_cost, wishes_not_granted
from optimiser.solving.explaining.every_wish import keeping_every_wish
from optimiser.solving.explaining.held_back import held_back, money_left
from optimiser.solving.explaining.leeway import find_leeway
from optimiser.solving.explaining.prices import Prices, multipliers, price_results, shadow_prices
from optimiser.solving.finding.few_payments import few_payments
from optimiser.solving.finding.grants import choose_grants
from optimiser.solving.finding.proportional import (
    nearest_to_proportional,
    proportional_shares,
)
from optimiser.solving.finding.rounding import round_plan
from optimiser.solving.finding.stages import Solved, run_stages
from optimiser.vocabulary import ObjectiveName, Split


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: which solver, how many seconds at most, whether to give every range.

    With `best_found`, a search in whole numbers that runs out of time gives what it has found.
    `tell` hears in words how far such a search is, in another thread.
    """

    solver: str = "highs"
    time_limit: float | None = None
    ranges: bool = False
    best_found: bool = False
    tell: Callable[[str], None] | None = None


def solver_named(name: str) -> Solve:
    """Return the solver of that name; raise UsageError where it cannot be had."""
    if name.casefold() == "highs":
        return highs.solve
    from optimiser.solving.engines.pulp_bridge import pulp_solver

    return pulp_solver(name)


Prove = Callable[[Solution, Multipliers], Proof]
"""Rechecks a plan and returns what it proved; raises AuditError."""


def find_plan(problem: Problem, options: Options, prove: Prove) -> Solution:
    """Return the plan, proved.

    Raises NoPlanError, NotProvedError, AuditError or UsageError.
    """
    deadline = _deadline(options)
    whole = build_program(problem)
    program, solved = solve_stages(whole, options, deadline)
    if any(stage.status is Proved.BEST_FOUND for stage in solved.stages):
        deadline = None  # the time went into the search; what it found is carried out now
    # Prices do not depend on which of the best plans is taken: they are found beside it.
    with ThreadPoolExecutor(1) as beside:
        prices = beside.submit(shadow_prices, program, solved, options.ranges)
        proportional = _one_of_the_best(program, solved, options)
        require_something(whole, proportional, Runner(highs.solve, deadline))
        x = gather(program, solved, proportional, Runner(highs.solve, deadline))
        plan = replace(finish_plan(program, solved, x, options.solver),
                       proportional_payments=_payments(program, proportional))
        start = place_to_start(solved)
        plan = replace(plan, proof=prove(plan, multipliers(program, solved)),
                       wishes=wishes_not_granted(program, plan.standings, solved),
                       wishes_at_a_cost=wishes_at_a_cost(program, plan.standings, solved))
        if plan.wishes:
            plan = replace(plan, every_wish=keeping_every_wish(
                program, solved, plan.wishes, Runner(highs.solve, deadline, start)))
        if options.ranges:
            plan = replace(plan, leeway=find_leeway(program, solved.face, solved.x, start))
        return explain_plan(program, plan, solved, prices.result())


def find_amounts(program: Program, options: Options,
                 start: object = None) -> tuple[Solved, Floats]:
    """Return how a program is solved, and its plan before rounding.

    The plan has shape (columns,), in base currency and expert-months. `start` is where a program
    that differs little ended. Raises NoPlanError or NotProvedError.
    """
    program, solved = solve_stages(program, options, _deadline(options), start)
    x = _one_of_the_best(program, solved, options)
    return solved, x[:len(program.column_scale)] * program.column_scale


def solve_stages(program: Program, options: Options, deadline: float | None,
                 start: object = None) -> tuple[Program, Solved]:
    """Choose the grants and optimise every objective; the program has the grants held."""
    # Other solvers prove no choice of grants: that takes a gap of 0, and theirs is not told.
    chosen = choose_grants(program, Runner(highs.solve, deadline, takes_best=options.best_found),
                           options.tell)
    if chosen.ran_out_of_time:
        deadline = None  # what is left are linear programs, and asked for is the best found
    run = Runner(solver_named(options.solver), deadline, start)
    return chosen.program, run_stages(chosen.program, run, chosen.reached)


def _one_of_the_best(program: Program, solved: Solved, options: Options) -> Floats:
    """Return the proportional plan, whose totals are those of the plan with few payments."""
    if program.problem.split is Split.ANY or not len(program.columns.allocation):
        return solved.x
    return nearest_to_proportional(program, solved.face, solved.x, options.time_limit)


def require_something(program: Program, proportional: Floats, run: Runner) -> None:
    """Raise NoPlanError where every plan gives nothing, though a fund may pay for a need.

    Limits of shares and keys can be kept by giving nothing: three recipients at exactly a third
    each, written as 33.3%, leave only that. `program` is the one in which all grants may be made.
    """
    own = slice(0, len(program.columns.allocation))
    if (proportional[own] * program.scale >= _SOMETHING).any() or not (
            proportional_shares(program) > 0).any():
        return
    linear = replace(program.linear, whole=np.zeros(0, np.int64))
    most = -run(linear.with_cost(cost_of(program, ObjectiveName.USE_BUDGETS))).objective
    if most * program.scale < _SOMETHING:
        fault = NoPlanError("Every plan that keeps all limits gives nothing.",
                            "Loosen a share, a key or a rule that only nothing keeps.")
        fault.of_nothing = True
        raise fault


_SOMETHING = 0.005
"""Half a cent: no plan gives less."""


def _payments(program: Program, proportional: Floats) -> int | None:
    """Return in how many payments of half a unit or more the proportional plan would be paid."""
    if program.problem.split is not Split.FEW_PAYMENTS:
        return None
    amounts = proportional[:len(program.columns.allocation)] * program.scale
    return int((amounts >= float(program.problem.rounding) / 2).sum())


def gather(program: Program, solved: Solved, proportional: Floats, run: Runner) -> Floats:
    """Return the plan with the same totals in few payments, where the split asks for it."""
    if program.problem.split is not Split.FEW_PAYMENTS:
        return proportional
    return few_payments(program, solved.face, proportional, run)


def _deadline(options: Options) -> float | None:
    return None if options.time_limit is None else time.monotonic() + options.time_limit


def finish_plan(program: Program, solved: Solved, x: Floats, solver: str) -> Solution:
    """Return a solution as a plan: rounded, each limit judged; not yet proved or explained.

    `x` is in the program's scale, shape (columns,) at least.
    """
    x = x[:len(program.column_scale)] * program.column_scale
    rounded = round_plan(program, x)
    return Solution(
        problem=program.problem,
        columns=program.columns,
        amounts=rounded.amounts,
        deployed=rounded.deployed,
        stages=solved.stages,
        families=program.limits,
        standings=limit_results(
            program, plan_values(program, rounded.amounts, rounded.deployed), x, rounded.over),
        held_back=(None,) * len(program.problem.needs.amount),
        proof=None,
        solver=solver,
        over_by_rounding=rounded.over,
    )


def explain_plan(program: Program, plan: Solution, solved: Solved, prices: Prices) -> Solution:
    """Return the plan with the prices of its limits and what holds each unmet need back."""
    standings = price_results(program, plan.standings, prices)
    rows = program.linear.rows
    dual = solved.priced.outcome.dual[:rows] if solved.priced else np.zeros(rows)
    values = plan_values(program, plan.amounts, plan.deployed)
    return replace(plan, standings=standings,
                   held_back=held_back(program, values, standings, dual),
                   money_left=money_left(program, values, standings, dual))


def place_to_start(solved: Solved) -> object:
    """Return where the shadow prices were found."""
    return solved.priced.outcome.start if solved.priced else None

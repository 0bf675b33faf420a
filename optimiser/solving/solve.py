"""From a problem to a plan: stages, the proportional step, rounding, prices."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from optimiser import clock
from optimiser.errors import NoPlanError, NotProvedError, TimeUpError
from optimiser.model.objectives import cost_of
from optimiser.model.program import Program, build_program
from optimiser.plan.settled import Settled
from optimiser.plan.standings import limit_results, plan_values
from optimiser.plan.types import LeftOut, Multipliers, Proof, Proved, Solution
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs, wide
from optimiser.solving.engines.outcome import Solve, SolveStatus
from optimiser.solving.engines.places import Places, ids_of
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explained import require_bounded, require_reached
from optimiser.solving.explaining.at_nothing import SOMETHING, held_at_nothing
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
from optimiser.solving.finding.stages import Solved, proved_words, run_stages
from optimiser.vocabulary import ObjectiveName, Split


class Options(NamedTuple):
    """How to solve: which solver, whether to give every range.

    With `best_found`, a search in whole numbers that runs out of time gives what it has found.
    `tell` hears in words what is being done, and how far such a search is, in another thread.
    `places` knows where a solve of nearly the same inputs ended, and notes where this one does.
    With `is_later` the plan is explained when somebody asks.
    """

    solver: str = "highs"
    ranges: bool = False
    best_found: bool = False
    tell: Callable[[str], None] | None = None
    places: Places | None = None
    is_later: bool = False

    def runner(self, program: Program, solver: str, start: object = None) -> Runner:
        """Return what calls a solver; it begins where a solve before ended if that is HiGHS.

        Where any of the best plans will do, it begins from nothing: so does the command, and both
        give the same one.
        """
        is_any = program.problem.split is Split.ANY
        if self.places is None or is_any or solver.casefold() != EMBEDDED:
            return Runner(solver_named(solver), start)
        return Runner(wide.solve, start, places=self.places, ids=ids_of(program))


EMBEDDED = "highs"


def solver_named(name: str) -> Solve:
    """Return the solver of that name; raise UsageError where it cannot be had."""
    if name.casefold() == EMBEDDED:
        return wide.solve
    from optimiser.solving.engines.pulp_bridge import pulp_solver

    return pulp_solver(name)


Prove = Callable[[Solution, Multipliers], Proof]
"""Rechecks a plan and returns what it proved; raises AuditError."""


def find_plan(problem: Problem, options: Options, prove: Prove) -> Solution:
    """Return the plan, proved, and explained as far as the clock leaves time for.

    Raises NoPlanError, TimeUpError, NotProvedError, AuditError or UsageError.
    """
    return settle_plan(problem, options, prove).explained()


def settle_plan(problem: Problem, options: Options, prove: Prove) -> Settled:
    """Return the plan, proved; it is explained at once, or with `is_later` when it is asked for.

    Raises NoPlanError, TimeUpError, NotProvedError, AuditError or UsageError.
    """
    whole = build_program(problem)
    if options.places is not None:
        options.places.start_over()
    clock.doing("the objectives were optimised")
    program, solved = solve_stages(whole, options)
    is_best_found = any(stage.status is Proved.BEST_FOUND for stage in solved.stages)
    # The time went into the search: what it found is carried out now.
    with clock.again() if is_best_found else contextlib.nullcontext():
        try:
            return _carry_out(whole, program, solved, options, prove)
        except TimeUpError as fault:
            raise TimeUpError(fault.doing, proved_words(program, solved.stages)) from fault


def _carry_out(whole: Program, program: Program, solved: Solved, options: Options,
               prove: Prove) -> Settled:
    """Return the one of the best plans that is settled on, rounded and proved."""
    if options.is_later:
        plan = _proved(whole, program, solved, options, prove)
        return Settled(plan, lambda: _explained_alone(whole, program, plan, solved, options))
    # Prices do not depend on which of the best plans is taken: they are found beside it.
    with clock.Threads(1) as beside:
        stages = beside.submit(_told_by, program, solved, options)
        pricing = beside.submit(
            lambda: shadow_prices(program, beside.result(stages), options.ranges))
        plan = _proved(whole, program, solved, options, prove)
        return Settled(_explained(whole, program, plan, beside.result(stages), options,
                                  lambda: beside.result(pricing),
                                  lambda job: beside.result(beside.submit(job))))


def _explained_alone(whole: Program, program: Program, plan: Solution, solved: Solved,
                     options: Options) -> Solution:
    """Return the plan with what explains it, one thing after the other."""
    stages = _told_by(program, solved, options)
    return _explained(whole, program, plan, stages, options,
                      lambda: shadow_prices(program, stages, options.ranges))


def _told_by(program: Program, solved: Solved, options: Options) -> Solved:
    """Return the stages that explain a plan.

    Of several optima each has ranges and prices of its own. So that a plan is explained alike
    wherever its solve began, one that began elsewhere is explained by stages solved from nothing,
    except where that takes many times as long as the plan.
    """
    places = options.places
    if places is None or not places.before or len(program.linear.index) > _MOST_ANEW:
        return solved
    return run_stages(program, Runner(solver_named(options.solver)), solved.reached)


_MOST_ANEW = 200_000
"""Entries of the matrix up to which stages solved from nothing take less than a second."""


def _proved(whole: Program, program: Program, solved: Solved, options: Options,
            prove: Prove) -> Solution:
    """Return the one of the best plans that is settled on, rounded and proved."""
    _begin(options, "Splitting money in proportion", "money was split in proportion")
    proportional = _one_of_the_best(program, solved)
    require_something(whole, proportional, Runner(highs.solve))
    _begin(options, "Gathering payments into few", "payments were gathered into few")
    x = gather(program, solved, proportional, options.runner(program, EMBEDDED))
    require_reached(program, solved, x)
    _begin(options, "Rounding", "amounts were rounded")
    plan = replace(finish_plan(program, solved, x, options.solver),
                   proportional_payments=_payments(program, proportional))
    clock.go_on()  # whatever a search for whole units had no time for
    _begin(options, "Checking every limit, and proving the bound", "the bound was proved")
    proof = prove(plan, multipliers(program, solved))
    require_bounded(program, solved, plan, proof)
    return replace(plan, proof=proof,
                   at_nothing=held_at_nothing(whole, plan.amounts, Runner(highs.solve)))


def _begin(options: Options, now: str, done: str) -> None:
    """Say what begins, to who listens, and to the clock for a message if the time is up."""
    if options.tell is not None:
        options.tell(now)
    clock.doing(done)


def _explained(whole: Program, program: Program, plan: Solution, solved: Solved, options: Options,
               priced: Callable[[], Prices],
               aside: Callable[[Callable[[], Solution]], Solution] = lambda job: job(),
               ) -> Solution:
    """Return the plan with what explains it, and the names of what the time did not suffice for.

    Hundreds of short solves are done `aside`: on the main thread each would start one of its own.
    """
    start, left_out = solved.start, []
    plan = replace(plan, wishes=wishes_not_granted(program, plan.standings, solved),
                   wishes_at_a_cost=wishes_at_a_cost(program, plan.standings, solved))
    if plan.wishes:
        plan = replace(plan, every_wish=keeping_every_wish(
            program, solved, plan.wishes, Runner(highs.solve, start)))
    if clock.is_up() and any(block.penalty for block in program.limits):
        left_out.append(LeftOut.WISHES)
    if options.ranges:
        try:
            plan = replace(plan, leeway=find_leeway(program, solved.face, solved.x, start))
        except NotProvedError:
            left_out.append(LeftOut.LEEWAY)
    if options.tell is not None:
        options.tell("Finding prices and reasons")
    prices = priced()
    if prices.is_cut_short:
        left_out.append(LeftOut.PRICES)
    return replace(aside(lambda: explain_plan(whole, program, plan, solved, prices)),
                   left_out=tuple(left_out))


def find_amounts(program: Program, options: Options,
                 start: object = None) -> tuple[Solved, Floats]:
    """Return how a program is solved, and its plan before rounding.

    The plan has shape (columns,), in base currency and expert-months. `start` is where a program
    that differs little ended. Raises NoPlanError or NotProvedError.
    """
    program, solved = solve_stages(program, options, start)
    x = _one_of_the_best(program, solved)
    return solved, x[:len(program.column_scale)] * program.column_scale


def solve_stages(program: Program, options: Options,
                 start: object = None) -> tuple[Program, Solved]:
    """Choose the grants and optimise every objective; the program has the grants held."""
    # Other solvers prove no choice of grants: that takes a gap of 0, and theirs is not told.
    chosen = choose_grants(program, Runner(highs.solve, takes_best=options.best_found),
                           options.tell)
    # Where the time went into the search, linear programs are left, and asked for is what it found.
    with clock.again() if chosen.ran_out_of_time else contextlib.nullcontext():
        run = options.runner(chosen.program, options.solver, start)
        return chosen.program, run_stages(chosen.program, run, chosen.reached, options.tell)


def _one_of_the_best(program: Program, solved: Solved) -> Floats:
    """Return the proportional plan, whose totals are those of the plan with few payments."""
    if program.problem.split is Split.ANY or not len(program.columns.allocation):
        return solved.x
    return nearest_to_proportional(program, solved.face, solved.x)


def require_something(program: Program, proportional: Floats, run: Runner) -> None:
    """Raise NoPlanError where every plan gives nothing, though a fund may pay for a need.

    Limits of shares and keys can be kept by giving nothing: three recipients at exactly a third
    each, written as 33.3%, leave only that. `program` is the one in which all grants may be made.
    """
    own = slice(0, len(program.columns.allocation))
    if (proportional[own] * program.scale >= SOMETHING).any() or not (
            proportional_shares(program) > 0).any():
        return
    given = program.linear.with_cost(cost_of(program, ObjectiveName.USE_BUDGETS))
    most = -run(replace(given, whole=np.zeros(0, np.int64))).objective
    if most * program.scale >= SOMETHING and len(given.whole):
        found = highs.solve(given, nodes=_NODES)
        most = -found.objective if found.status is SolveStatus.OPTIMAL else most
    if most * program.scale < SOMETHING:
        fault = NoPlanError("Every plan that keeps all limits gives nothing.",
                            "Loosen a share, a key or a rule that only nothing keeps.")
        fault.of_nothing = True
        raise fault


_NODES = 10_000
"""So far is looked for a choice of grants that gives something, where the plan gives nothing."""


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


def explain_plan(whole: Program, program: Program, plan: Solution, solved: Solved,
                 prices: Prices) -> Solution:
    """Return the plan with the prices of its limits and what holds each unmet need back.

    `whole` is the program in which all grants may be made, `program` that with the plan's.
    """
    standings = price_results(program, plan.standings, prices)
    values = plan_values(program, plan.amounts, plan.deployed)
    return replace(plan, standings=standings,
                   held_back=held_back(whole, values, standings, solved),
                   money_left=money_left(whole, values, standings, solved))

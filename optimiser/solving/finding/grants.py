"""Which grants are made and who takes part: a program in whole numbers, objective by objective.

Where several choices are equally good in every objective, the one is taken whose plan moves the
least money away from the proportional split, each part that is taken counting like a little
money more, by its names; where that leaves several, the one whose grants come first by the names
of fund, recipient and activity. With the choice fixed what is left is a linear program, solved
like any other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from optimiser.errors import NoProofError, TimeUpError
from optimiser.model.columns import GRANT
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.objectives import OBJECTIVES, cost_of, coverage_rows
from optimiser.model.program import LinearProgram, Program
from optimiser.names import name_key
from optimiser.plan.types import Proved
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.types import Objective
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Found, Outcome, SolveStatus
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import kept_value, optimal_face
from optimiser.solving.finding.few_payments import few_payments
from optimiser.solving.finding.fresh_starts import search
from optimiser.solving.finding.honest import with_honest_values
from optimiser.solving.finding.leximin import raise_lowest
from optimiser.solving.finding.name_weights import weights_of_parts, weights_of_units
from optimiser.solving.finding.possible import without_impossible
from optimiser.solving.finding.proportional import nearest_to_proportional, proportional_shares
from optimiser.solving.finding.sharp import by_size, is_far_apart, sharpened
from optimiser.solving.finding.stages import Reached, Solved, run_stages
from optimiser.solving.finding.tight_links import with_tight_links
from optimiser.vocabulary import Relation

_SLOPS = (1e-10, 1e-8, 1e-7)
"""Room for the values of earlier objectives, relative: more where the solver needs it.

Never as much as the solver's own tolerance of 1e-9: at just that HiGHS's presolve has called a
plan the best that was not, and by other seeds found none at all.
"""
_CLEAR = 8e-9
"""Room that a search in whole numbers is left at least, for what counts least: eight tolerances.

With less HiGHS takes what may move by it as fixed, and calls plans impossible that are not. Sums
of levels of coverage are kept by many rows, whose rooms would add up: they have the slop alone.
"""
_NOISE = 1e-7
"""A gap of no more than this, relative to the value, is a solver's noise."""
_BLOCK = 20
"""So many grants are put in order at once, by powers of two."""
_FEW, _SMALL = 64, 1_000
"""Up to so many choices and rows are searched a second time, which takes a moment."""
_AS_NEAR = 1e-8
"""Choices as near to proportional as this, a share of how far they are, are a tie: so much a solver
may be off, and names decide."""
_LITTLE = 1e-4
"""What a part that is taken counts for, at least, in units of the typical need."""


class Chosen(NamedTuple):
    """A program with its grants fixed, and what each objective reached before they were.

    `reached` holds an entry an objective, None for one before which the time was up.
    """

    program: Program
    reached: tuple[Reached | None, ...] = ()

    @property
    def ran_out_of_time(self) -> bool:
        """Whether the choice is the best found when the time was up."""
        return any(one is not None and one.status is Proved.BEST_FOUND for one in self.reached)


def choose_grants(program: Program, run: Runner,
                  tell: Callable[[str], None] | None = None) -> Chosen:
    """Return the program with the best grants fixed; raise NoPlanError or NotProvedError.

    Where `run` takes the best found, a search that runs out of time ends with that. `tell` hears
    in words how far a search is.
    """
    if not len(program.linear.whole):
        return Chosen(program)
    program = without_impossible(program)
    first = first_in_whole_numbers(program)
    # What is best in parts may leave less than a unit for a grant: then all is in whole numbers.
    ways = [(first, slop) for slop in _SLOPS] + [(0, slop) for slop in _SLOPS if first]
    for way in ways[:-1]:
        try:
            return _choose(program, run, *way, tell)
        except NoProofError:
            continue
    return _choose(program, run, *ways[-1], tell)


def _choose(program: Program, run: Runner, first: int, slop: float,
            tell: Callable[[str], None] | None) -> Chosen:
    """Optimise each objective over the choices that are left, then take the preferred one.

    Those before the `first` are linear programs.
    """
    objectives = program.problem.objectives
    run.found_one = False  # a plan in parts, of a way that failed, says nothing of whole numbers
    face, reached = _in_parts(program, objectives[:first], run, slop)
    searching = replace(run)
    for objective in objectives[first:]:
        solve = search if objective.name.counts_grants else highs.solve
        searching.solve = partial(solve, gap=program.problem.gap,
                                  tell=None if tell is None else _told(program, objective, tell))
        # The levels of coverage are added up round by round: a gap in each would not be one in all.
        has_levels, before = OBJECTIVES[objective.name].cost is None, face.rows
        face, outcome, values = keep(program, face, objective, run if has_levels else searching,
                                     slop)
        if outcome.status is not SolveStatus.STOPPED:
            held = with_whole(program, outcome.x[program.linear.whole])
            face, honest = with_honest_values(held, face, before, reached, slop)
            values = values if honest is None else honest
        reached.append(_reached(outcome, values))
        run.found_one = searching.found_one = True  # what comes now has a plan
        if outcome.status is SolveStatus.STOPPED:
            missing = len(objectives) - len(reached)
            return Chosen(with_whole(program, outcome.x[program.linear.whole]),
                          (*reached, *[None] * missing))
    if all(one.status is Proved.OPTIMAL for one in reached):
        try:
            return Chosen(with_whole(program, _prefer(program, face, run, slop)), tuple(reached))
        except TimeUpError:
            if not run.takes_best:
                raise
            # It is one of the best; which of them is preferred there was no time to find out.
            reached[-1] = replace(reached[-1], status=Proved.BEST_FOUND)
    return Chosen(with_whole(program, outcome.x[program.linear.whole]), tuple(reached))


def _told(program: Program, objective: Objective, tell: Callable[[str], None]) -> Found:
    """Return what turns a search's figures into words for a reader."""
    model, currency = OBJECTIVES[objective.name], program.problem.currency

    def hear(best: float, bound: float) -> None:
        if np.isfinite([best, bound]).all():
            value, most = model.natural(program, best), model.natural(program, bound)
            tell(f"Searching: {model.with_bound(value, most, currency)}")

    return hear


def first_in_whole_numbers(program: Program) -> int:
    """Return the place of the first objective that needs whole numbers.

    Where nothing but `fewest grants` counts what is done or not, those before it do not.
    """
    problem = program.problem
    counts = any(rule.enabled and rule.measure.counts_grants for rule in problem.rules)
    columns = program.columns
    if counts or len(columns.part) or len(columns.unit) or any(problem.funds.smallest_grant):
        return 0
    return next(at for at, objective in enumerate(problem.objectives)
                if objective.name.counts_grants)


def _in_parts(program: Program, objectives: Sequence[Objective], run: Runner,
              slop: float) -> tuple[LinearProgram, list[Reached]]:
    """Optimise objectives as linear programs, and begin the search at the plan of few payments."""
    if not objectives:
        return program.linear, []
    linear = _unlinked(program, program.linear)
    loose = replace(program, linear=linear,
                    problem=replace(program.problem, objectives=tuple(objectives)))
    solved = run_stages(loose, run)
    if slop == _SLOPS[0]:
        # The face itself, not rows that keep values with some room: the search proves far more.
        face, reached = solved.face, list(solved.own)
    else:
        face, reached = _by_rows(loose, run, slop)
    run.start = _few_grants(program, loose, solved, run, face.columns)
    linked = _linked(program, replace(face, whole=program.linear.whole))
    return with_tight_links(program, linked), reached


def _by_rows(loose: Program, run: Runner, slop: float) -> tuple[LinearProgram, list[Reached]]:
    """Return the program with a row for each objective, with room for the solver's digits."""
    face, reached = loose.linear, []
    for objective in loose.problem.objectives:
        face, outcome, values = keep(loose, face, objective, run, slop)
        reached.append(Reached(values, outcome.objective, Proved.OPTIMAL))
    return face, reached


def _few_grants(program: Program, loose: Program, solved: Solved, run: Runner,
                columns: int) -> Floats | None:
    """Return the grants of the plan of few payments to begin with, shape (columns,), if any."""
    x = nearest_to_proportional(loose, solved.face, solved.x)
    try:
        x = few_payments(loose, solved.face, x, run)
    except NoProofError:
        return None  # which payments are made is not settled by names: the search begins anywhere
    known, unit = np.zeros(columns), float(program.problem.rounding)
    is_paid = x[:len(program.columns.allocation)] * program.scale >= unit / 2
    known[program.columns.whole] = program.columns.in_whole(is_paid.astype(np.int64))
    return known


def _unlinked(program: Program, linear: LinearProgram) -> LinearProgram:
    """Return the program in which money is tied to no whole column, and none is whole."""
    low, high = linear.row_lower.copy(), linear.row_upper.copy()
    rows = _links(program)
    low[rows], high[rows] = -np.inf, np.inf
    return replace(linear, row_lower=low, row_upper=high, whole=np.zeros(0, np.int64))


def _linked(program: Program, linear: LinearProgram) -> LinearProgram:
    """Return the program with the ties of money to whole columns back in their places."""
    low, high = linear.row_lower.copy(), linear.row_upper.copy()
    rows = _links(program)
    low[rows], high[rows] = program.linear.row_lower[rows], program.linear.row_upper[rows]
    return replace(linear, row_lower=low, row_upper=high)


def _links(program: Program) -> Ints:
    tied = program.rows(lambda block: block.family in (GRANT_MADE, PART_TAKEN))
    return np.flatnonzero(tied)


def _reached(outcome: Outcome, values: Floats) -> Reached:
    """Return what an objective reached; a gap of no more than a solver's noise is none."""
    if outcome.status is SolveStatus.STOPPED:
        return Reached(values, outcome.bound, Proved.BEST_FOUND)
    is_closed = not outcome.bound < outcome.objective - _NOISE * max(1.0, abs(outcome.objective))
    if len(values) != 1:
        return Reached(values, outcome.objective, Proved.OPTIMAL)
    if is_closed:
        return Reached(values, float(values[0]), Proved.OPTIMAL)
    return Reached(values, outcome.bound, Proved.WITHIN_GAP)


def keep(program: Program, face: LinearProgram, objective: Objective, run: Runner,
         slop: float = _SLOPS[0]) -> tuple[LinearProgram, Outcome, Floats]:
    """Return the program with rows that keep an objective's best value, how it ended, that value.

    The value as in `Reached`. Where nothing is whole the best is kept without any slop. Raises
    NoPlanError or NotProvedError.
    """
    is_linear = not len(face.whole)
    if OBJECTIVES[objective.name].cost is None and is_linear:
        kept, x, levels = raise_lowest(program, face, run, objective.tolerance)
        found = Outcome(SolveStatus.OPTIMAL, x, objective=-min(levels, default=0.0))
        return kept, found, np.array(levels)
    if OBJECTIVES[objective.name].cost is None:
        return _raise_lowest(program, face, run, objective.tolerance, slop)
    cost = np.zeros(face.columns)
    cost[:program.linear.columns] = cost_of(program, objective.name)
    solved = face.with_cost(cost)
    outcome = run(solved)
    kept = solved
    if outcome.status is SolveStatus.OPTIMAL and is_far_apart(cost):
        kept, outcome = (sharpened(solved, outcome, run) if is_linear
                         else by_size(solved, outcome, run, slop))
    elif is_linear:
        kept = optimal_face(solved, outcome)
    if kept is solved or objective.tolerance:
        counts_least = 0.0 if is_linear else float(np.abs(cost[cost != 0]).min(initial=1.0))
        kept = kept_value(solved, outcome, objective.tolerance, slop, _CLEAR * counts_least)
    return kept, outcome, np.array([outcome.objective])


def with_whole(program: Program, chosen: Floats) -> Program:
    """Return the program with its whole columns held at these values, shape (whole,)."""
    linear = program.linear
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[linear.whole] = upper[linear.whole] = chosen
    upper[np.flatnonzero(program.columns.closed(chosen))] = 0.0
    row_upper = linear.row_upper.copy()
    for family in (GRANT_MADE, PART_TAKEN):
        for first, block in program.blocks(family):
            if block.relation is Relation.AT_MOST:
                row_upper[first:first + len(block)] = np.inf
    return replace(program, linear=replace(
        linear, lower=lower, upper=upper, row_upper=row_upper, whole=np.zeros(0, np.int64)))


def _raise_lowest(program: Program, face: LinearProgram, run: Runner, tolerance: float,
                  slop: float) -> tuple[LinearProgram, Outcome, Floats]:
    """Raise the sum of the k lowest coverages for k = 1, 2, ...: leximin for any set of plans.

    The sum is the most of  k t - sum d  under  d_i >= t - coverage_i, d >= 0.
    Source: Ogryczak and Sliwinski, "On direct methods for lexicographic min-max optimization".
    """
    _, rows = coverage_rows(program)
    best, start = np.zeros(0), face
    for k in range(1, len(rows) + 1):
        face = face.with_cost(np.zeros(face.columns)).with_column(-float(k), 0.0, 1.0)
        level = face.columns - 1
        for index, factor in rows:
            face = face.with_column(1.0, 0.0, np.inf).with_row(
                np.concatenate([[level, face.columns], index]),
                np.concatenate([[-1.0, 1.0], factor]), 0.0, np.inf)
        outcome = run(face)
        best = np.array([float(factor @ outcome.x[index]) for index, factor in rows])
        if outcome.status is SolveStatus.STOPPED:
            return face, outcome, best
        face = kept_value(face, outcome, 0.0, slop)
    if not tolerance:
        return face, outcome, best
    for (index, factor), coverage in zip(rows, best, strict=True):
        start = start.with_row(index, factor, coverage * (1.0 - tolerance), np.inf)
    return start, outcome, best


def _prefer(program: Program, face: LinearProgram, run: Runner, slop: float) -> Floats:
    """Return the whole columns of the stated order of preference, shape (whole,).

    Where a gap is allowed the choice is not claimed to be the only one: then the nearest to
    proportional within that gap is taken, and names are not asked.
    """
    cells = np.arange(len(program.columns.allocation))
    share = proportional_shares(program) / program.scale
    first = face.columns
    moved = face.with_deviations(cells, share)
    cost = np.zeros(moved.columns)
    cost[first:] = 1.0
    # A search of its own among the parts that tie takes longer than all that comes before it.
    problem, columns = program.problem, program.columns
    for grid, weights in ((columns.part, weights_of_parts), (columns.unit, weights_of_units)):
        cost[grid.first:grid.first + len(grid)] = _LITTLE * weights(problem, columns)
    moved, whole = moved.with_cost(cost), program.linear.whole
    if gap := program.problem.gap:
        return np.round(replace(run, solve=partial(highs.solve, gap=gap))(moved).x[whole])
    outcome = _surely(run, moved)
    face = kept_value(moved, outcome, 0.0, max(slop, _AS_NEAR))
    for block in _blocks(_in_order(program)):
        if _is_only(program, face, outcome, run):
            return np.round(outcome.x[whole])
        cost = np.zeros(face.columns)
        cost[whole[block]] = -(2.0 ** np.arange(len(block))[::-1])
        outcome = _surely(run, face.with_cost(cost))
        face = _hold(face, whole[block], outcome)
    return np.round(outcome.x[whole])


def _blocks(order: Ints) -> list[Ints]:
    return np.array_split(order, -(-len(order) // _BLOCK)) if len(order) else []


def _is_only(program: Program, face: LinearProgram, outcome: Outcome, run: Runner) -> bool:
    """Tell whether no other set of grants is as good as the one found."""
    whole = program.linear.whole
    made = np.round(outcome.x[whole])
    cost = np.zeros(face.columns)
    cost[whole] = np.where(made > 0, 1.0, -1.0)
    # Lots have been told apart by their weights: more or fewer of them is no question of names.
    cost[program.columns.unit.first:program.columns.unit.first + len(program.columns.unit)] = 0.0
    return bool(np.array_equal(np.round(_surely(run, face.with_cost(cost)).x[whole]), made))


def _surely(run: Runner, program: LinearProgram) -> Outcome:
    """Solve among choices that are as good in every objective; a few once more without presolve.

    Where rows leave hardly any room, HiGHS's presolve has called a choice the nearest or the only
    one that was neither.
    """
    outcome = run(program)
    if len(program.whole) > _FEW or program.rows > _SMALL:
        return outcome
    with contextlib.suppress(NoProofError):
        plainly = replace(run, solve=partial(highs.solve, is_presolved=False), start=None)(program)
        if plainly.objective < outcome.objective - _AS_NEAR * max(1.0, abs(outcome.objective)):
            return plainly
    return outcome


def _hold(face: LinearProgram, columns: Ints, outcome: Outcome) -> LinearProgram:
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[columns] = upper[columns] = np.round(outcome.x[columns])
    return replace(face, lower=lower, upper=upper)


def _in_order(program: Program) -> Ints:
    """Return the grants by the names of fund, recipient and activity."""
    problem, along = program.problem, program.columns.grant.along
    names = {dimension: [name_key(name) for name in problem.names_of(dimension)]
             for dimension in GRANT}
    keys = list(zip(*([names[dimension][element] for element in along[dimension].tolist()]
                      for dimension in GRANT), strict=True))
    return np.array(sorted(range(len(keys)), key=lambda at: keys[at]), dtype=np.int64)

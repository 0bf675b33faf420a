"""Trying changes of figures: they are set in the problem, and a plan is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import floor, log10
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.lever import Lever
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.left import left_of_requirements
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.vocabulary import Relation

_HALVINGS = 24
_FEW_HALVINGS = 16
"""Enough for the digits that a change is said to."""
_FIGURES, _CELLS = 5, 2_000
"""So many figures, in so large a problem at most, are brought down one by one."""
_DOUBLINGS = 6
_DIGITS = 3
"""A change is said to so many digits: to within a thousandth of itself."""
_SHOWN = Fraction(1, 100)
"""Money and expert-months are said in steps of this."""

Moves = list[tuple[Lever, Fraction]]
"""Figures, and by how much each is changed together with the others."""
Build = Callable[[Problem], Program]
"""Builds the program that has to have a plan."""
HasPlan = Callable[[LinearProgram], bool]
"""Tells whether a program has a plan of the kind that is wanted; raises TimeUpError."""

_CLEAR = 1e-2
"""So much in a program's scale is given beyond doubt: far above what a solver takes for zero."""


def giving_something(problem: Problem, cells: Ints | None = None) -> Program:
    """Return the program whose plans give at least a unit of Rounding for each donor.

    They give it to the allocations at the positions `cells`, or to any; the last row says so, and
    that they give no more than all needs. With less a key could not be kept in whole units.
    """
    program = build_program(problem, explains=True)
    if cells is None:
        cells = np.arange(len(program.columns.allocation))
    unit = float(problem.rounding) * len(problem.donors.names) / program.scale
    # A most there has to be: what keeps the total from going on for ever may be left out.
    most = max(1.0, unit, float(sum(left_of_requirements(problem))) / program.scale)
    return replace(program, linear=program.linear.with_row(
        cells, np.ones(len(cells)), unit, most))


def asking_for_more(linear: LinearProgram) -> LinearProgram:
    """Return a program of `giving_something` that asks for so much that it is beyond doubt."""
    lower = linear.row_lower.copy()
    lower[-1] = max(lower[-1], _CLEAR)
    return replace(linear, row_lower=lower)


def gives_something(linear: LinearProgram) -> bool:
    """Tell whether a program of `giving_something` has a plan: by the most that can be given.

    A unit is so little that limits which only nothing keeps seem kept, to a solver's tolerance.
    """
    is_total = np.zeros(linear.columns)
    is_total[linear.index[linear.start[-2]:]] = 1.0
    least = float(linear.row_lower[-1])
    lower = linear.row_lower.copy()
    lower[-1] = -np.inf
    outcome = highs.solve(replace(linear, row_lower=lower, cost=-is_total))
    return len(outcome.x) > 0 and float(is_total @ outcome.x[:linear.columns]) >= least


def with_open_links(program: Program) -> Program:
    """Return the program whose links of money to whole columns hide no budget.

    The most that a grant or a part can get holds what its funds have left; a budget hidden there
    would never be named, nor raised. All that is needed is as true a most, and nobody's limit.
    """
    linear = program.linear
    most = float(sum(left_of_requirements(program.problem))) / program.scale
    is_link = np.zeros(linear.rows, dtype=bool)
    of_limits = program.rows(lambda block: block.family in (GRANT_MADE, PART_TAKEN)
                             and block.relation is Relation.AT_MOST)
    is_link[:len(of_limits)] = of_limits
    opened = is_link[linear.row_of_entry()] & np.isin(linear.index, linear.whole)
    return replace(program, linear=replace(
        linear, value=np.where(opened, -most, linear.value)))


def has_plan(linear: LinearProgram) -> bool:
    """Tell whether any values of the columns keep all rows; raise TimeUpError."""
    outcome = highs.solve(linear.with_cost(np.zeros(linear.columns)))
    # A search that found a plan as the time ran out has found one.
    return outcome.status is SolveStatus.OPTIMAL or len(outcome.x) > 0


@frozen
class Wanted:
    """What is to be possible: how its program is built, and how one tells that there is a plan.

    `clearly` returns a program that asks for it beyond a solver's tolerance, to find what to
    change; whether the change is enough is told by `has_plan`.
    """

    build: Build
    has_plan: HasPlan
    clearly: Callable[[LinearProgram], LinearProgram]


A_PLAN = Wanted(partial(build_program, explains=True), has_plan, lambda linear: linear)
SOMETHING = Wanted(giving_something, gives_something, asking_for_more)


class Trial(NamedTuple):
    """Tries changes of figures: sets them in the problem and looks for a plan."""

    problem: Problem
    wanted: Wanted = A_PLAN

    def works(self, moves: Moves) -> bool:
        """Tell whether the changed problem has a plan."""
        return self.wanted.has_plan(self.wanted.build(put(self.problem, moves)).linear)


def with_entries(linear: LinearProgram, row: Ints, value: Floats, upper: Floats,
                 column: Ints | None = None) -> LinearProgram:
    """Return the program with new columns, each from 0 to its upper bound.

    `row` and `value` shape (entries,); `column` tells which new column an entry is of, one an
    entry where None; `upper` shape (new columns,).
    """
    count = len(upper)
    column = linear.columns + (np.arange(count) if column is None else column)
    every = np.concatenate([linear.row_of_entry(), row])
    order = np.argsort(every, kind="stable")
    return replace(
        linear,
        cost=np.append(linear.cost, np.zeros(count)),
        lower=np.append(linear.lower, np.zeros(count)),
        upper=np.append(linear.upper, upper),
        start=np.searchsorted(every[order], np.arange(linear.rows + 1)),
        index=np.concatenate([linear.index, column])[order],
        value=np.concatenate([linear.value, value])[order])


def least_factor(trial: Trial, moves: Moves) -> Fraction | None:
    """Return the least factor of the changes that leaves a plan, None where none does."""
    high = Fraction(1)
    for _ in range(_DOUBLINGS * 3):
        if trial.works([(lever, by * high) for lever, by in moves]):
            break
        high *= 2
    else:
        return None
    low = Fraction(0) if high == 1 else high / 2
    return _halved(lambda factor: trial.works([(lever, by * factor) for lever, by in moves]),
                   low, high, _HALVINGS)


def _halved(works: Callable[[Fraction], bool], low: Fraction, high: Fraction,
            times: int) -> Fraction:
    """Return the least figure that works, to within so many halvings of what lies between.

    `high` works, `low` does not.
    """
    for _ in range(times):
        middle = (low + high) / 2
        if works(middle):
            high = middle
        else:
            low = middle
    return high


def each_least(trial: Trial, moves: Moves) -> Moves:
    """Bring each of several changes down to the least that works beside the others.

    They were found as one step of all figures together, which goes as far as the one that needs
    it most. Where there are many cells or figures that would take long, and they stay.
    """
    cells = len(trial.problem.funds.names) * len(trial.problem.requirements.need)
    if not 1 < len(moves) <= _FIGURES or cells > _CELLS:
        return moves
    for at in range(len(moves)):
        moves = _with_part(moves, at, _least_part(trial, moves, at))
    return moves


def _with_part(moves: Moves, at: int, part: Fraction) -> Moves:
    lever, by = moves[at]
    return [*moves[:at], (lever, by * part), *moves[at + 1:]]


def _least_part(trial: Trial, moves: Moves, at: int) -> Fraction:
    """Return the least part of one of the changes that works, from 0 to 1, where 1 does."""
    def works(part: Fraction) -> bool:
        return trial.works(_with_part(moves, at, part))

    none = Fraction(0)
    return none if works(none) else _halved(works, none, Fraction(1), _FEW_HALVINGS)


def to_few_digits(trial: Trial, moves: Moves) -> Moves:
    """Round the changes to a few digits: to the nearest if that works, else away from zero."""
    near = [(lever, _round(lever, by, up=False)) for lever, by in moves]
    if trial.works(near):
        return near
    away = [(lever, _round(lever, by, up=True)) for lever, by in moves]
    return away if trial.works(away) else moves


def _round(lever: Lever, by: Fraction, *, up: bool) -> Fraction:
    step = Fraction(10) ** (floor(log10(by)) - _DIGITS) if by > 0 else Fraction(1)
    if not lever.value_is.is_of_a_sum:
        step = max(step, _SHOWN)  # "from 0 to 0.00" tells nobody what to write
    whole = by / step
    return step * (-((-whole.numerator) // whole.denominator) if up else round(whole))


def put(problem: Problem, moves: Moves) -> Problem:
    """Return the problem with the figures changed, each no further than it can go."""
    for lever, by in moves:
        problem = lever.put(problem, lever.ended(by))
    return problem

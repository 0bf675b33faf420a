"""Why no plan exists: a few limits that cannot hold together, and the least change that helps.

The conflict is irreducible: without any one of its limits the others leave a plan (QuickXplain,
Junker 2004). A way out is found on an elastic program, in which limits give way at a price that
prefers soft figures, and is then tried: the figures are set in the problem and solved again, and
the change is brought down to the least that works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from optimiser import clock
from optimiser.errors import TimeUpError
from optimiser.model.family import Role
from optimiser.model.lever import Lever, Room
from optimiser.model.limits import FAMILIES
from optimiser.model.program import LinearProgram, Program
from optimiser.model.rows import Limits
from optimiser.plan.diagnosis import Conflict, Diagnosis, Step, Way
from optimiser.plan.standings import sides
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.impossible.certificate import proves_no_plan
from optimiser.solving.impossible.in_money import way_in_money
from optimiser.solving.impossible.trial import (
    A_PLAN,
    SOMETHING,
    Trial,
    each_least,
    giving_something,
    least_factor,
    put,
    to_few_digits,
    with_entries,
    with_open_links,
)
from optimiser.vocabulary import LimitKind, Relation

_WAYS = 3
_FEASIBLE = 1e-7
_TOLERANCE = 1e-9
"""What a solver takes for nothing."""
_SAME_COST = 1 + 1e-6


_Figure = tuple[LimitKind, int, bool]
"""A figure of the inputs: the family, the row that states it, and whether it is to rise."""


class _Row(NamedTuple):
    """A row of the program that somebody set: its block, its number there, what loosens it."""

    row: int
    block: Limits
    at: int
    levers: Mapping[Room, Lever]

    @property
    def cost(self) -> float:
        """What a unit of room costs, infinite where nothing can loosen the row."""
        loosening = self.block.family.loosening
        return np.inf if loosening is None else loosening.cost

    def said(self) -> Conflict:
        """Return the row as a reader knows it."""
        block, at = self.block, self.at
        return Conflict(block.names[at], block.sentences[at], block.sources[at], block.kind,
                        any(lever.value_is.is_of_a_sum for lever in self.levers.values()))

    def figure(self, side: Room) -> _Figure:
        """Return the figure that makes room on a side."""
        lever = self.levers[side]
        return self.block.kind, lever.stated_by, lever.rises


def diagnose(problem: Problem, *, of_nothing: bool = False) -> Diagnosis | None:
    """Return why the problem has no plan, None where it has one after all.

    With `of_nothing`, why it has none that gives anything. Where the time is up once that is
    proved, what was found by then is returned; raises TimeUpError before.
    """
    trial = Trial(problem, SOMETHING if of_nothing else A_PLAN)
    clock.doing("it was proved that no plan exists")
    found = _examined(trial)
    if found is None:
        return None
    proved = _is_proved(found)
    conflict: list[_Row] = []
    ways: list[Way] = []
    in_money: Way | None = None
    is_cut_short = False
    try:
        conflict = _conflict(found, trial)
        for way in _ways(found, trial):
            ways.append(way)  # noqa: PERF402  # those found before the time is up are kept
        in_money = way_in_money(trial)
    except TimeUpError:
        is_cut_short = True
    return Diagnosis(tuple(one.said() for one in conflict), tuple(ways), proved, problem.currency,
                     of_nothing, in_money, is_cut_short)


def why_nothing(problem: Problem, cells: Ints) -> tuple[tuple[Conflict, ...], Way | None]:
    """Return which limits leave these cells at nothing together, and the cheapest way out.

    `cells` are positions of allocations; no conflict where some plan gives them something. Raises
    TimeUpError.
    """
    trial = Trial(problem, replace(SOMETHING, build=partial(giving_something, cells=cells)))
    found = _examined(trial)
    if found is None:
        return (), None
    conflict = tuple(one.said() for one in _conflict(found, trial))
    return conflict, next(_ways(found, trial), None)


def _examined(trial: Trial) -> _Examined | None:
    """Return what a problem without the wanted plan looks like, None where it has one."""
    program = trial.wanted.build(trial.problem)
    if trial.wanted.has_plan(program.linear):
        return None
    program = with_open_links(program)
    rows = _rows(program)
    asked = replace(program, linear=trial.wanted.clearly(program.linear))
    elastic, weight = _elastic(asked, rows, frozenset())
    return _Examined(program, asked, rows, elastic, weight)


def _is_proved(found: _Examined) -> bool:
    """Tell whether it is proved in exact arithmetic that there is no plan, but for whole numbers.

    What is asked for beyond doubt has other weights than what is asked for: either may prove it.
    """
    linear = found.program.linear
    if len(linear.whole):
        return True

    def proves(weight: Floats) -> bool:
        return proves_no_plan(found.program, weight if len(weight) else _weight_of_all(linear))

    return proves(found.weight) or (
        found.asked.linear is not linear
        and proves(_elastic(found.program, found.rows, frozenset())[1]))


def _ways(found: _Examined, trial: Trial) -> Iterator[Way]:
    """Yield ways out, the cheapest first, each by figures that none before it changes."""
    program, elastic = found.asked, found.elastic
    barred: frozenset[_Figure] = frozenset()
    count = 0
    while elastic is not None and count < _WAYS:
        way, used = _way(program, elastic, trial)
        if way is not None:
            count += 1
            yield way
        barred |= used
        elastic = _elastic(program, found.rows, barred)[0] if used else None


def _rows(program: Program) -> list[_Row]:
    """Return every row that must hold and that somebody set, with the figures behind it."""
    levers = _levers(program.problem)
    found = []
    for block, first in zip(program.limits, program.first_row.tolist(), strict=False):
        if block.family.role not in (Role.LIMIT, Role.DEMAND):
            continue
        for at in np.flatnonzero(np.isnan(block.penalties())).tolist():
            stated_by = int(block.stated_by[at])
            found.append(_Row(first + at, block, at,
                              levers.get((block.kind, stated_by), {})))
    return found


def _levers(problem: Problem) -> dict[tuple[LimitKind, int], dict[Room, Lever]]:
    """Return what loosens limits, by the family and the row that states them."""
    found: dict[tuple[LimitKind, int], dict[Room, Lever]] = {}
    for family in FAMILIES:
        for lever in family.loosening.levers(problem) if family.loosening else ():
            found.setdefault((family.kind, lever.stated_by), {}).update(
                dict.fromkeys(lever.gives, lever))
    return found


def _conflict(found: _Examined, trial: Trial) -> list[_Row]:
    """Return an irreducible set of rows that cannot hold together."""
    def has_plan(kept: list[_Row]) -> bool:
        return trial.wanted.has_plan(_without(found.program.linear, found.rows, kept))

    named = found.rows
    if len(found.weight):
        priced = [one for one in found.rows if abs(found.weight[one.row]) > _FEASIBLE]
        if not has_plan(priced):
            named = priced
    # Those that come first are kept where there is a choice: what an analyst wrote.
    return _explain(has_plan, [], [], sorted(named, key=lambda one: one.cost))


def _explain(has_plan: Callable[[list[_Row]], bool], kept: list[_Row], added: list[_Row],
             rest: list[_Row]) -> list[_Row]:
    """Return which of the rest cannot hold together with the kept ones, without any to spare."""
    if added and not has_plan(kept):
        return []
    if len(rest) <= 1:
        return rest
    half = len(rest) // 2
    first, second = rest[:half], rest[half:]
    more = _explain(has_plan, kept + first, first, second)
    less = _explain(has_plan, kept + more, more, first)
    return less + more


def _without(linear: LinearProgram, rows: list[_Row], kept: Sequence[_Row]) -> LinearProgram:
    """Return the program in which, of these rows, only the kept ones hold."""
    free = np.array(sorted({one.row for one in rows} - {one.row for one in kept}), dtype=np.int64)
    lower, upper = linear.row_lower.copy(), linear.row_upper.copy()
    lower[free], upper[free] = -np.inf, np.inf
    return replace(linear, row_lower=lower, row_upper=upper)


class _Elastic(NamedTuple):
    """A solution of the elastic program: rows that may give way on a side, and the room bought.

    `bought` shape (rows,); `values` are the columns' values in base currency and expert-months.
    """

    rows: list[tuple[_Row, Room]]
    bought: Floats
    values: Floats


class _Examined(NamedTuple):
    """A problem without a plan of the kind that is wanted.

    `program` is what has none, `asked` the same asking for it beyond a solver's tolerance; `rows`
    are those that somebody set, `elastic` and `weight` what loosening them takes (see `_elastic`).
    """

    program: Program
    asked: Program
    rows: list[_Row]
    elastic: _Elastic | None
    weight: Floats


def _elastic(program: Program, rows: list[_Row],
             barred: frozenset[_Figure]) -> tuple[_Elastic | None, Floats]:
    """Buy the cheapest room for a plan; return it, and the rows' duals where there are any."""
    linear = program.linear
    soft = [(one, side) for one in rows for side in _open_sides(one)
            if one.figure(side) not in barred]
    row = np.array([one.row for one, _ in soft], dtype=np.int64)
    cost = np.array([one.cost for one, _ in soft])
    # What is bought below adds to a left side that is too small; above, it takes away.
    sign = np.array([-float(side.value) for _, side in soft])
    widened = with_entries(linear, row, sign, np.full(len(row), np.inf))
    outcome = highs.solve(widened.with_cost(np.concatenate(
        [np.zeros(linear.columns), cost])))
    if outcome.status is not SolveStatus.OPTIMAL:
        clock.go_on()
        return None, np.zeros(0)
    values = outcome.x[:len(program.column_scale)] * program.column_scale
    return _Elastic(soft, outcome.x[linear.columns:], values), outcome.dual


def _weight_of_all(linear: LinearProgram) -> Floats:
    """Return duals, shape (rows,), of the program in which every row may give way.

    Where what somebody set cannot be loosened far enough, a row that nobody set is in the way.
    """
    row = np.repeat(np.arange(linear.rows), 2)
    widened = with_entries(linear, row, np.tile([1.0, -1.0], linear.rows),
                           np.full(len(row), np.inf))
    outcome = highs.solve(widened.with_cost(np.concatenate(
        [np.zeros(linear.columns), np.ones(len(row))])))
    return outcome.dual if outcome.has_duals else np.zeros(linear.rows)


def _open_sides(one: _Row) -> list[Room]:
    """Return the sides on which a row has a bound and a figure that loosens it."""
    bounded = {Relation.AT_MOST: (Room.ABOVE,), Relation.AT_LEAST: (Room.BELOW,),
               Relation.EXACTLY: (Room.ABOVE, Room.BELOW)}[one.block.relation]
    return [side for side in bounded if side in one.levers]


def _way(program: Program, elastic: _Elastic,
         trial: Trial) -> tuple[Way | None, frozenset[_Figure]]:
    """Return the least change of the figures that the elastic program loosened."""
    wanted: dict[_Figure, tuple[Lever, Fraction]] = {}
    spent: dict[_Figure, float] = {}
    # Half a unit beside thousands of millions is less than noise elsewhere: it is all there is.
    noise = _FEASIBLE if (elastic.bought > _FEASIBLE).any() else _TOLERANCE
    for (one, side), bought in zip(elastic.rows, elastic.bought.tolist(), strict=True):
        if bought > noise:
            by, figure = _by(program, one, side, bought, elastic.values), one.figure(side)
            spent[figure] = spent.get(figure, 0.0) + one.cost * bought
            if figure not in wanted or wanted[figure][1] < by:
                wanted[figure] = (one.levers[side], by)
    wanted = _without_idle(trial, wanted, spent)
    used = frozenset(wanted)
    figures, moves = list(wanted), list(wanted.values())
    scale = least_factor(trial, moves) if moves else None
    if scale is None:
        return None, used
    steps = to_few_digits(trial, each_least(
        trial, [(lever, by * scale) for lever, by in moves]))
    return Way(tuple(
        Step(kind, lever.stated_by, lever.name, lever.source, lever.value, lever.ended(by),
             lever.value_is, lever.cells)
        for (kind, *_), (lever, by) in zip(figures, steps, strict=True) if by),
        put(program.problem, steps)), used


def _without_idle(trial: Trial, wanted: dict[_Figure, tuple[Lever, Fraction]],
                  spent: dict[_Figure, float]) -> dict[_Figure, tuple[Lever, Fraction]]:
    """Leave out each change without which the others do for the same cost, the smallest first.

    Among ways that cost the same a solver may mix two, of which each would do alone.
    """
    for figure in sorted(wanted, key=spent.__getitem__):
        rest = {one: move for one, move in wanted.items() if one != figure}
        left = sum(spent[one] for one in rest)
        if not left:
            continue
        factor = Fraction(sum(spent[one] for one in wanted) / left * _SAME_COST)
        if trial.works([(lever, by * factor) for lever, by in rest.values()]):
            wanted = rest
    return wanted


def _by(program: Program, one: _Row, side: Room, bought: float, values: Floats) -> Fraction:
    """Turn room in a row into a change of the figure behind it, which then just suffices."""
    room, lever = Fraction(bought * float(program.row_scale[one.row])), one.levers[side]
    if not lever.value_is.is_of_a_sum:
        return room
    [(left, right)] = sides(program, one.block, [values])
    if right[one.at] > 0:
        reached = Fraction(float(left[one.at])) / Fraction(float(right[one.at]))
        factor = lever.factor(side)
        if factor > 0:
            return abs(reached - 1) * factor
    return Fraction(1)

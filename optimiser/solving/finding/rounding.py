"""Rounding to whole units that breaks nothing.

Units are handed out one by one (see `hand_out`). Where a limit that must hold is broken then, the
nearest plan in whole units that keeps all is sought as a program in whole numbers: first among the
columns of what is broken and their neighbours, at last among all columns and all amounts, so that
"there is none" is proved. Only then does a limit give way that somebody chose, as little as may
be: budgets, needs, capacities and offers of experts never do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import NamedTuple

import numpy as np

from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.columns import GRANT, Of
from optimiser.model.limits.experts import EXPERTS_USED
from optimiser.model.program import Program
from optimiser.names import name_key
from optimiser.plan.standings import sides
from optimiser.plan.types import OverByRounding
from optimiser.problem.arrays import Bools, Floats, Ints, nearest_float, sum_by
from optimiser.problem.left import left_of_requirements
from optimiser.solving.finding.hand_out import Target, hand_out, split_units
from optimiser.solving.finding.whole_laid import Reach, Search
from optimiser.solving.finding.whole_program import (
    Found,
    free_columns,
    is_ruled_out,
    nearest,
)
from optimiser.solving.finding.whole_rows import (
    NO_LIMIT,
    WholeRows,
    in_units,
    place_of,
    whole_rows,
)
from optimiser.vocabulary import Relation

_STEPS = ((200, Reach.NEXT), (200, Reach.NEAR), (1_000, Reach.NEAR), (2_000, Reach.NEAR),
          (4_000, Reach.NEAR))
"""How many columns move, and how far, before all do."""
_WIDEST = 4_000
"""Over no more columns is it asked first whether the widest search can find anything."""
_LONGEST = 20.0
"""No search over more columns than its nodes can settle takes more seconds than this."""
_IN_ALL = 60.0
"""After so many seconds in all each further search gets a moment only."""
_MOMENT = 0.1
_SETTLED = 60
"""Over so many columns a search for units of any size is given up before it begins."""
_FINEST = Fraction(1, 100)
_SMALLER = "Set Rounding to a smaller unit such as 0.01."
_KEPT = 1e-6
"""A wish missed by no more than this, relative to its figures, is kept before rounding."""


class Rounded(NamedTuple):
    """A plan in whole units.

    `amounts` shape (cells,) in units of Rounding, `deployed` shape (deployments,) in hundredths
    of an expert-month; `over` are the limits that no plan in whole units keeps together.
    """

    amounts: Ints
    deployed: Ints
    over: tuple[OverByRounding, ...]


def round_plan(program: Program, x: Floats) -> Rounded:
    """Return the plan in whole units from a plan in base currency and expert-months.

    Raises NoPlanError where budgets, needs and capacities themselves leave no plan in whole units.
    """
    clock = _Clock()
    task = _Task(program, x, Fraction(program.problem.rounding), clock)
    units = task.kept()
    over: tuple[OverByRounding, ...] = ()
    if units is None:
        units = task.nearly_kept()
        rounding = _rounding_that_would_do(program, x, clock)
        if rounding is None:
            task.require_a_plan()
        over = tuple(task.over(units, rounding))
    cells, sent = len(program.columns.allocation), len(program.columns.deployment)
    return Rounded(units[:cells], units[cells:cells + sent], over)


class _Clock:
    """What is left of the time that all searches share."""

    def __init__(self) -> None:
        self._end = time.monotonic() + _IN_ALL

    def at_most(self, seconds: float) -> float:
        """Return how long a search may take that would take so many seconds."""
        return min(seconds, max(self._end - time.monotonic(), _MOMENT))

    @property
    def is_up(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end


def _rounding_that_would_do(program: Program, x: Floats, clock: _Clock) -> Fraction | None:
    """Return the largest part of Rounding in whose units a plan keeps all, None if none does."""
    unit, power = Fraction(program.problem.rounding), 1
    while unit / (2 * power) >= _FINEST:
        for divisor in (2, 5, 10):
            finer = unit / (divisor * power)
            if clock.is_up:
                return None
            if finer < _FINEST:
                continue
            task = _Task(program, x, finer, clock)
            if not task.must.ask_the_impossible and task.kept_nearby((Reach.NEXT,)) is not None:
                return finer
        power *= 10
    return None


class _Task:
    """A plan to be rounded to a unit: its rows, its target, and the columns that may move."""

    def __init__(self, program: Program, x: Floats, unit: Fraction, clock: _Clock) -> None:
        self.program, self.clock = program, clock
        self.rows = whole_rows(program, unit, _kept_before(program, x))
        self.must = self.rows.without(self.rows.is_wish)
        unrounded = in_units(program, x, unit)
        below, part = split_units(unrounded)
        self.target = Target(below, part, _by_names(program), _tight(self.rows, unrounded))
        grids = program.columns
        columns = np.arange(self.rows.columns)
        sent, made = place_of(program, Of.DEPLOYMENT), place_of(program, Of.GRANT)
        self.cells, self.sent = columns[:sent], columns[sent:made]
        self.most = np.concatenate([np.full(made, np.inf), grids.most_in_whole])
        left = np.array([float(floor(one / unit)) for one in left_of_requirements(program.problem)])
        self.most[:sent] = left[grids.requirement]
        self.flows = (columns >= sent) & (columns < made)
        self.movable = columns < made
        self.movable[:sent] = ~grids.closed(below[made:].astype(np.float64))

    @property
    def seconds(self) -> float:
        """How long a search over all columns may take."""
        return self.clock.at_most(_LONGEST)

    def kept(self) -> Ints | None:
        """Return units that keep every must, None where there are none."""
        if self.must.ask_the_impossible:
            return None
        near = self.kept_nearby()
        return self._anywhere() if near is None else near

    def kept_nearby(self, reaches: tuple[Reach, ...] = (Reach.NEXT, Reach.NEAR)) -> Ints | None:
        """Return units near the target that keep every must, None where there are none."""
        units = self._hand_out()
        for rows in ((self.rows, self.must) if self.rows.is_wish.any() else (self.rows,)):
            if not rows.broken(rows.sums(units)):
                return units
            found = self._near(rows, units, reaches)
            if found is not None:
                return found
            if rows is self.rows and not self.must.broken(self.must.sums(units)):
                return units  # it is a wish alone that no plan nearby keeps
        return None

    def _hand_out(self) -> Ints:
        """Hand out money by every row but those of experts, then the experts that it uses."""
        money = self.rows.without(self._in_ties())
        paid = self.cells[self.movable[self.cells]]
        units = hand_out(money, self.target, self.target.below, paid)
        if not len(self.sent):
            return units
        units = hand_out(self.rows, self.target, units, self.sent)
        if self.rows.broken(self.rows.sums(units)):
            search = Search(units, self.sent, Reach.NEXT, self.most, self.flows, self.seconds,
                            is_presolved=False)
            found, moved = nearest(self._only_experts(), self.target, search)
            return moved if found is Found.PLAN else units
        return units

    def _in_ties(self) -> Bools:
        """Tell the rows that tie experts to money, shape (rows,)."""
        ties = np.zeros(int(self.program.first_row[-1]) + 1, dtype=bool)
        for first, block in self.program.blocks(EXPERTS_USED):
            ties[first:first + len(block)] = True
        return ties[np.where(self.rows.limit == NO_LIMIT, -1, self.rows.limit)]

    def _only_experts(self) -> WholeRows:
        """Return the rows in which experts are counted; what is amiss with money stays."""
        row_of = np.repeat(np.arange(len(self.rows)), np.diff(self.rows.start))
        counted = np.zeros(len(self.rows), dtype=bool)
        counted[row_of[self.flows[self.rows.column]]] = True
        return self.rows.without(~counted)

    def _near(self, rows: WholeRows, units: Ints,
              reaches: tuple[Reach, ...]) -> Ints | None:
        """Return units that keep the rows, near the target; ever more columns move.

        What is not paid before rounding is paid nothing after it, where that can be: nobody wants
        a payment of a single unit.
        """
        paid = self.movable & (self.target.is_given | self.flows)
        for movable in ((self.movable,) if (paid == self.movable).all() else (paid, self.movable)):
            found = self._near_among(rows, units, movable, reaches)
            if found is not None:
                return found
        return None

    def _near_among(self, rows: WholeRows, units: Ints, movable: Bools,
                    reaches: tuple[Reach, ...]) -> Ints | None:
        broken = rows.broken(rows.sums(units))
        count = int(movable.sum())
        few = [step for step in _STEPS if step[0] < count]
        steps = [step for step in (*few, (count, Reach.NEXT), (count, Reach.NEAR))
                 if step[1] in reaches]
        for number, (most, reach) in enumerate(steps):
            search = Search(units, free_columns(rows, broken, self.target, movable, most), reach,
                            self.most, self.flows, self.seconds)
            found, nearer = nearest(rows, self.target, search)
            if found is Found.PLAN:
                return nearer
            # What the widest search has no plan for, none of those between has.
            if number == 1 and len(steps) > 3 and count <= _WIDEST:
                widest = replace(search, free=np.flatnonzero(movable), reach=steps[-1][1])
                if is_ruled_out(rows, self.target, widest):
                    return None
        return None

    def _anywhere(self) -> Ints | None:
        """Return units of any size that keep every must and give something.

        None, too, where so many columns would have to be tried that no search settles it.
        """
        if len(self.target.below) > _SETTLED:
            return None
        gives = self.target.below[self.cells].any() or self.target.part[self.cells].any()
        rows = self.must.with_some(self.cells) if gives else self.must
        for is_presolved in (True, False):
            search = replace(self._all(Reach.FAR), is_presolved=is_presolved)
            found, units = nearest(rows, self.target, search)
            if found is not Found.UNKNOWN:
                return units if found is Found.PLAN else None
        return None

    def require_a_plan(self) -> None:
        """Raise NoPlanError where no plan keeps all, whole or not: a solver let one slip."""
        columns = np.arange(self.rows.columns)
        found, _ = nearest(self.must, self.target, Search(
            self.target.below, columns, Reach.FAR, np.full(len(columns), np.inf), self.flows,
            self.seconds, in_parts=True, is_presolved=False))
        if found is Found.NONE:
            raise NoPlanError("No plan keeps every limit that must hold; the solver found one only "
                              "by its tolerance.", "Loosen one of the limits that must hold.")

    def nearly_kept(self) -> Ints:
        """Return units over limits that somebody chose by as little as may be in all."""
        best: Ints | None = None
        is_settled = True
        for reach in Reach:
            found, units = nearest(self.must, self.target, self._all(reach, may_exceed=True))
            is_settled &= found is not Found.UNKNOWN
            if found is Found.PLAN and (best is None or self._excess(units) < self._excess(best)):
                best = units
            if best is not None and self._excess(best) < 1:
                break
        if best is None:
            best = self._least_over(self._hand_out(), self.target.below)
        if best is not None:
            return best
        if not is_settled:
            raise NotProvedError(
                "No plan in whole units of Rounding that keeps the budgets, needs and capacities "
                "was found in the time for it; there may be one.", _SMALLER)
        raise NoPlanError(
            "There is a plan, but none in whole units of Rounding that keeps the budgets, "
            "needs and capacities.", _SMALLER)

    def _least_over(self, *plans: Ints) -> Ints | None:
        """Return the one of some units that is least over limits that may give way.

        None where each breaks others. So a search that finds nothing in its time ends no run:
        whole units below all amounts keep budgets, needs and capacities.
        """
        fit = [units for units in plans
               if self.must.may_give_way[self.must.broken(self.must.sums(units))].all()]
        return min(fit, key=self._excess) if fit else None

    def _all(self, reach: Reach, may_exceed: bool = False) -> Search:
        movable = np.ones_like(self.movable) if reach is Reach.FAR else self.movable
        return Search(self.target.below, np.flatnonzero(movable), reach, self.most, self.flows,
                      self.seconds, may_exceed)

    def _excess(self, units: Ints) -> Fraction:
        """Return by how many units the musts are broken in all."""
        sums = self.must.sums(units)
        return sum((self.must.excess(row, sums[row]) / self.must.size[row] / self.must.unit[row]
                    for row in self.must.broken(sums)), Fraction(0))

    def over(self, units: Ints, rounding: Fraction | None) -> Iterator[OverByRounding]:
        """Yield the musts that are broken, with by how much."""
        sums = self.must.sums(units)
        for row in self.must.broken(sums):
            yield OverByRounding(int(self.must.limit[row]), self.must.excess(row, sums[row]),
                                 rounding)


def _kept_before(program: Program, x: Floats) -> Bools:
    """Tell which limits the plan keeps before rounding, shape (limits,); of musts, all."""
    kept = []
    for block in program.limits:
        if not block.penalty:
            kept.append(np.ones(len(block), dtype=bool))
            continue
        [(left, right)] = sides(program, block, [x])
        room = {Relation.AT_MOST: right - left, Relation.AT_LEAST: left - right,
                Relation.EXACTLY: -np.abs(right - left)}[block.relation]
        kept.append(room >= -_KEPT * np.maximum(1.0, np.abs(right)))
    return np.concatenate([np.zeros(0, dtype=bool), *kept])


def _tight(rows: WholeRows, unrounded: Floats) -> Bools:
    """Tell which columns are under a ceiling that leaves less than a unit, before rounding."""
    row = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    used = sum_by(row, rows.in_units() * unrounded[rows.column], len(rows))
    full = np.array([
        low is None and high is not None
        and total >= nearest_float(high) / nearest_float(unit) - 1.000001
        for low, high, unit, total in zip(rows.low, rows.high, rows.unit, used, strict=True)])
    return sum_by(rows.column, (full[row] & (rows.value > 0)).astype(np.float64),
                  rows.columns) > 0


def _by_names(program: Program) -> Ints:
    """Return the rank of every whole column by the names of its elements."""
    columns, first = program.columns, 0
    ranks: list[Ints] = []
    for grid, names in ((columns.allocation, ("fund", "recipient", "activity", "period")),
                        (columns.deployment, ("donor", "expertise", "recipient", "period")),
                        (columns.grant, GRANT)):
        along = [_rank(program.problem.names_of(name))[grid.along[name]] for name in names]
        rank = np.zeros(len(grid), np.int64)
        rank[np.lexsort(along[::-1])] = first + np.arange(len(grid))
        first += len(grid)
        ranks.append(rank)
    return np.concatenate([*ranks, first + np.arange(len(columns.part) + len(columns.unit))])


def _rank(names: tuple[str, ...]) -> Ints:
    """Return the rank of each name; the last entry stands for no element at all."""
    keys = [name_key(name) for name in names]
    rank = np.zeros(len(keys) + 1, np.int64)
    rank[sorted(range(len(keys)), key=lambda at: keys[at])] = np.arange(1, len(keys) + 1)
    return rank

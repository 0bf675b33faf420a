"""The nearest plan in whole units, as a program in whole numbers, checked in exact arithmetic.

Every column moves from the unit below: `up` by at most one, `more` beyond that, `down` below.
Columns and rows are laid out in an order that follows from names and figures alone, so that
equally near plans are told apart the same way however the inputs are ordered.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, distinct
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.finding.hand_out import Target
from optimiser.solving.finding.smaller_figures import Smaller, smaller
from optimiser.solving.finding.whole_rows import WholeRows

_TRIES = 6
_EXACT = 10**6
"""Rows of coefficients up to this are given to the solver as they are."""
_MOST = 2**53
_EXCESS = 1000.0
"""What a unit of excess costs beside a unit of distance."""
_PREFERENCE = 1e-4
"""What the order of names weighs beside distance."""


Bound = int | Fraction | None


class Reach(Enum):
    """How far from the unit below a column may go: so many units down, and one up; FAR both."""

    NEXT = 0
    NEAR = 1
    FAR = 1_000


_NODES = 200
"""So many nodes a search may take: it ends alike on every machine, which seconds would not."""


class Found(Enum):
    """What became of a search."""

    PLAN = "a plan"
    NONE = "proved that there is none"
    UNKNOWN = "not settled in time"


@frozen
class Search:
    """Where to look: the columns that may move, how far, and in how many seconds.

    `base` are the units of columns that do not move, `most` the units that each can have; those
    in `flows` move as far as they have to, whatever the reach. With `may_exceed`, limits that
    somebody chose may give way, as little as may be in all. With `in_parts`, units are no
    whole numbers: whether any plan at all keeps the rows, in figures as small as rounding sees.
    What HiGHS finds nothing for after presolve it may find without, and the other way round.
    """

    base: Ints
    free: Ints
    reach: Reach
    most: Floats
    flows: Bools
    seconds: float
    may_exceed: bool = False
    in_parts: bool = False
    is_presolved: bool = True


def nearest(rows: WholeRows, target: Target, search: Search) -> tuple[Found, Ints]:
    """Return the nearest whole units that keep all rows, shape (whole columns,)."""
    laid = _Laid(rows, target, search)
    if laid.is_empty:
        return Found.NONE, search.base
    end = time.monotonic() + search.seconds
    for _ in range(_TRIES):
        outcome = highs.solve(
            laid.program(), seconds=max(end - time.monotonic(), 0.0), nodes=_NODES,
            is_presolved=search.is_presolved)
        if outcome.status is SolveStatus.INFEASIBLE:
            return (Found.NONE if not laid.is_tightened else Found.UNKNOWN), search.base
        if not len(outcome.x):
            return Found.UNKNOWN, search.base
        if search.in_parts:
            return Found.PLAN, search.base
        units = laid.units(outcome.x)
        slips = laid.slips(units)
        if not slips:
            return Found.PLAN, units
        laid.tighten(slips)
    return Found.UNKNOWN, search.base


class _Laid:
    """The program of a search, its columns by name and its rows by what they say."""

    def __init__(self, rows: WholeRows, target: Target, search: Search) -> None:
        self.rows, self.target, self.search = rows, target, search
        self.free = search.free[np.argsort(target.order[search.free], kind="stable")]
        self.start = search.base.copy()
        self.start[self.free] = target.below[self.free]
        self.is_tightened = False
        self._lay()

    def _lay(self) -> None:
        """Find the rows that the free columns are in, what is left of them, and their order."""
        rows, number = self.rows, np.full(self.rows.columns, -1)
        number[self.free] = np.arange(len(self.free))
        inside = np.flatnonzero(number[rows.column] >= 0)
        row_of = np.repeat(np.arange(len(rows)), np.diff(rows.start))[inside]
        inside = inside[np.lexsort((number[rows.column[inside]], row_of))]
        touched, size = np.unique(row_of, return_counts=True)
        sums = rows.sums(self.start)
        self.is_hopeless = any(
            not (self.search.may_exceed and rows.may_give_way[row])
            for row in set(rows.broken(sums)).difference(touched.tolist()))
        columns, values = number[rows.column[inside]].tolist(), rows.value[inside].tolist()
        said, first = [], 0
        for row, last in zip(touched.tolist(), np.cumsum(size).tolist(), strict=True):
            low, high, total, factor = self._state(row, sums[row])
            own = values[first:last] if factor is None else [
                factor[value] for value in values[first:last]]
            said.append((tuple(zip(columns[first:last], own, strict=True)),
                         _less(low, total), _less(high, total), row))
            first = last
        said.sort(key=lambda one: (one[0], one[1] is None, one[1] or 0, one[2] is None,
                                   one[2] or 0))
        self.entries = [one[0] for one in said]
        self.low = [one[1] for one in said]
        self.high = [one[2] for one in said]
        self.row = [one[3] for one in said]

    def _state(self, row: int, total: int) -> tuple[Bound, Bound, int, Mapping[int, int] | None]:
        """Return a row's bounds and its sum at the start, in figures to solve with.

        Where these are smaller ones, what each coefficient is then as well.
        """
        rows = self.rows
        if self.search.in_parts or (self.search.may_exceed and rows.may_give_way[row]):
            return *rows.ends[row], total, None
        part = slice(int(rows.start[row]), int(rows.start[row + 1]))
        small = self._smaller(row, rows.column[part], rows.value[part])
        if small is None:
            return rows.low[row], rows.high[row], total, None
        total = sum(new * int(self.start[rows.column[part][rows.value[part] == old]].sum())
                    for old, new in small.factor.items())
        return small.low, small.high, total, small.factor

    def _smaller(self, row: int, column: Ints, value: Ints) -> Smaller | None:
        """Return a row of two coefficients in smaller figures, if its own are too large."""
        if np.abs(value).max() <= _EXACT:
            return None
        is_first = value == value[0]
        others = value[~is_first]
        if not len(others) or (others != others[0]).any():
            return None
        most = np.minimum(self.search.most[column], _MOST)
        return smaller({int(value[0]): _sum(most[is_first]), int(others[0]): _sum(most[~is_first])},
                       self.rows.low[row], self.rows.high[row])

    @property
    def is_empty(self) -> bool:
        """Whether a row asks for a whole number between two neighbours, or of what cannot move."""
        return self.is_hopeless or any(low is not None and high is not None and low > high
                   for low, high in zip(self.low, self.high, strict=True))

    def program(self) -> LinearProgram:
        """Return the program: up, more and down of every free column, then the excesses."""
        count = len(self.free)
        scale = [_scale(entries) for entries in self.entries]
        sizes = [len(entries) for entries in self.entries]
        column = np.array([c for entries in self.entries for c, _ in entries], dtype=np.int64)
        value = np.array([v / s for entries, s in zip(self.entries, scale, strict=True)
                          for _, v in entries])
        index = np.stack([column, count + column, 2 * count + column], axis=1).reshape(-1)
        values = np.stack([value, value, -value], axis=1).reshape(-1)
        low = [-np.inf if one is None else float(one / s)
               for one, s in zip(self.low, scale, strict=True)]
        high = [np.inf if one is None else float(one / s)
                for one, s in zip(self.high, scale, strict=True)]
        plain = LinearProgram(
            cost=self._cost(), lower=np.zeros(3 * count), upper=self._upper(),
            row_lower=np.array(low), row_upper=np.array(high),
            start=3 * np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), index=index,
            value=values, whole=np.arange(0 if self.search.in_parts else 3 * count))
        return self._with_excess(plain, scale) if self.search.may_exceed else plain

    def _cost(self) -> Floats:
        """Return distance from the target; a ceiling that was full is filled to the last unit."""
        part, tight = self.target.part[self.free], self.target.is_tight[self.free]
        count = len(self.free)
        up = 1.0 - 2.0 * part - np.where(tight & (part > 0), 1.0, 0.0)
        up += _PREFERENCE * np.arange(count) / max(count, 1)
        return np.concatenate([np.round(up, 9), np.ones(2 * count)])

    def _upper(self) -> Floats:
        below = self.target.below[self.free].astype(np.float64)
        room = np.maximum(self.search.most[self.free] - below, 0.0)
        reach = np.where(self.search.flows[self.free] | self.search.in_parts, np.inf,
                         float(self.search.reach.value))
        up = np.minimum(room, 1.0)
        if self.search.reach is Reach.NEXT:
            up = np.where((self.target.part[self.free] == 0) & (reach == 0), 0.0, up)
        beyond = reach if self.search.reach is Reach.FAR else np.where(reach == np.inf, reach, 0.0)
        more = np.minimum(room - up, beyond)
        down = np.minimum(below, reach)
        return np.concatenate([up, more, down])

    def _with_excess(self, plain: LinearProgram, scale: list[int]) -> LinearProgram:
        """Let rows of what somebody chose be exceeded on either side, at a cost a unit."""
        loose = [at for at, row in enumerate(self.row) if self.rows.may_give_way[row]]
        whole = plain
        row_of, first = whole.row_of_entry(), whole.columns
        row = np.concatenate([row_of, np.repeat(loose, 2)]).astype(np.int64)
        index = np.concatenate([whole.index, first + np.arange(2 * len(loose))])
        value = np.concatenate([whole.value, np.tile([1.0, -1.0], len(loose))])
        order = np.argsort(row, kind="stable")
        cost = np.repeat([_EXCESS * float(scale[at] / self.rows.unit[self.row[at]])
                          for at in loose], 2)
        return LinearProgram(
            np.concatenate([whole.cost, cost]), np.zeros(first + 2 * len(loose)),
            np.concatenate([whole.upper, np.full(2 * len(loose), np.inf)]),
            whole.row_lower, whole.row_upper, np.searchsorted(row[order], np.arange(
                whole.rows + 1)), index[order], value[order], whole.whole)

    def units(self, x: Floats) -> Ints:
        """Return the units that a solution stands for."""
        count = len(self.free)
        moved = np.round(x[:count] + x[count:2 * count] - x[2 * count:3 * count])
        units = self.start.copy()
        units[self.free] += moved.astype(np.int64)
        return units

    def slips(self, units: Ints) -> list[int]:
        """Return the numbers of rows that the solver's tolerance let slip."""
        sums = self.rows.sums(units)
        return [at for at, row in enumerate(self.row)
                if self.rows.over(row, sums[row]) and not (
                    self.search.may_exceed and self.rows.may_give_way[row])]

    def tighten(self, rows: list[int]) -> None:
        """Move the bounds of rows that slipped one part inside."""
        self.is_tightened = True
        for at in rows:
            low, high = self.low[at], self.high[at]
            is_one_value = low is not None and low == high
            if not is_one_value:
                self.low[at] = None if low is None else low + 1
                self.high[at] = None if high is None else high - 1


def _less(bound: Bound, total: int) -> Bound:
    return None if bound is None else bound - total


def _sum(most: Floats) -> int:
    """Return the sum of whole numbers, or a little more where a float does not hold it."""
    total = float(most.sum())
    return int(total) if total < _MOST else int(total * (1 + 1e-9))


def _scale(entries: tuple[tuple[int, int], ...]) -> int:
    largest = max(abs(value) for _, value in entries)
    return 1 if largest <= _EXACT else largest


def free_columns(rows: WholeRows, broken: list[int], target: Target, movable: Bools,
                 most: int) -> Ints:
    """Return the columns to move first: those of broken rows, then those beside them.

    At most so many, those nearest to being halfway between two units first.
    """
    row_of = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    is_broken = np.zeros(len(rows), dtype=bool)
    is_broken[broken] = True
    depth = np.full(rows.columns, 2)
    own = distinct(rows.column[is_broken[row_of]])
    near_rows = np.zeros(len(rows), dtype=bool)
    near_rows[row_of[np.isin(rows.column, own)]] = True
    depth[rows.column[near_rows[row_of]]] = 1
    depth[own] = 0
    order = np.lexsort((target.order, np.abs(target.part - 0.5), target.part == 0, depth))
    return order[movable[order]][:most]

"""A search for whole units laid out as a program: its columns by names, its rows by what they say.

Every column moves from the unit below: `up` by at most one, `more` beyond that, `down` below.
Columns and rows stand in an order that follows from names and figures alone, so that equally near
plans are told apart the same way however the inputs are ordered.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints
from optimiser.solving.finding.hand_out import Target
from optimiser.solving.finding.smaller_figures import Smaller, smaller
from optimiser.solving.finding.whole_rows import WholeRows

_EXACT = 10**6
"""Rows of coefficients up to this are given to the solver as they are."""
_MOST = 2**53
"""Whole numbers below this are floats to the last digit."""
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


class Laid:
    """The program of a search, its columns by name and its rows by what they say.

    `low` and `high` are the bounds of its rows less what the start adds up to, `row` their numbers
    among all rows. The entries of row i are `column` and `value` from `first[i]` to `first[i + 1]`:
    whole numbers, Python's own where 64 bits might not do.
    """

    def __init__(self, rows: WholeRows, target: Target, search: Search) -> None:
        """Find the rows that the free columns are in, what is left of them, and their order."""
        self.rows, self.target, self.search = rows, target, search
        self.free = search.free[np.argsort(target.order[search.free], kind="stable")]
        self.start = search.base.copy()
        self.start[self.free] = target.below[self.free]
        self.is_tightened = False
        row_of, column, value = self._entries_of_free()
        begin = _beginnings(row_of)
        touched = row_of[begin[:-1]]
        sums = rows.sums(self.start)
        self.is_hopeless = any(
            not (search.may_exceed and rows.may_give_way[row])
            for row in set(rows.broken(sums)).difference(touched.tolist()))
        value, bounds = self._in_small_figures(touched, begin, value, sums)
        self._put_in_order(touched, begin, column, value, bounds)

    def _entries_of_free(self) -> tuple[Ints, Ints, Ints]:
        """Return the entries of the free columns by row and column, all shapes (entries,)."""
        rows, number = self.rows, np.full(self.rows.columns, -1)
        number[self.free] = np.arange(len(self.free))
        inside = np.flatnonzero((number >= 0)[rows.column])
        row_of, column = rows.row_of(inside), number[rows.column[inside]]
        order = np.argsort(row_of * max(len(self.free), 1) + column, kind="stable")
        return row_of[order], column[order], rows.value[inside[order]]

    def _in_small_figures(self, touched: Ints, begin: Ints, value: Ints,
                          sums: list[int]) -> tuple[Ints, list[tuple[Bound, Bound]]]:
        """Return the entries and what is left of the bounds, in figures to solve with."""
        rows, bounds, large = self.rows, [], set(self._with_large_figures(touched))
        for at, row in enumerate(touched.tolist()):
            is_exact = self.search.in_parts or (
                self.search.may_exceed and bool(rows.may_give_way[row]))
            small = self._smaller(row) if row in large and not is_exact else None
            low, high = rows.ends[row] if is_exact else (rows.low[row], rows.high[row])
            total = sums[row]
            if small is not None:
                low, high, total = small.low, small.high, self._sum(row, small)
                own = slice(begin[at], begin[at + 1])
                value[own] = [small.factor[one] for one in value[own].tolist()]
            bounds.append((_less(low, total), _less(high, total)))
        return value, bounds

    def _with_large_figures(self, touched: Ints) -> list[int]:
        """Return the rows, of some, that have an entry beyond what is given as it is."""
        start, value = self.rows.start, self.rows.value
        if not len(touched):
            return []
        filled = start[1:] > start[:-1]
        size = np.zeros(len(self.rows), value.dtype)
        begin = start[:-1][filled]
        size[filled] = np.maximum(np.maximum.reduceat(value, begin),
                                  -np.minimum.reduceat(value, begin))
        found: list[int] = touched[(size[touched] > _EXACT).astype(bool)].tolist()
        return found

    def _smaller(self, row: int) -> Smaller | None:
        """Return a row of two coefficients in smaller figures, None where it is no such row."""
        part = slice(int(self.rows.start[row]), int(self.rows.start[row + 1]))
        column, value = self.rows.column[part], self.rows.value[part]
        is_first = value == value[0]
        others = value[~is_first]
        if not len(others) or (others != others[0]).any():
            return None
        most = np.minimum(self.search.most[column], _MOST)
        return smaller({int(value[0]): _sum(most[is_first]), int(others[0]): _sum(most[~is_first])},
                       self.rows.low[row], self.rows.high[row])

    def _sum(self, row: int, small: Smaller) -> int:
        """Return what a row in smaller figures adds up to at the start."""
        part = slice(int(self.rows.start[row]), int(self.rows.start[row + 1]))
        column, value = self.rows.column[part], self.rows.value[part]
        return sum(new * int(self.start[column[value == old]].sum())
                   for old, new in small.factor.items())

    def _put_in_order(self, touched: Ints, begin: Ints, column: Ints, value: Ints,
                      bounds: list[tuple[Bound, Bound]]) -> None:
        """Keep rows in the order of their entries, and of their bounds where these are alike."""
        texts = _texts(begin, column, value)
        keys = [(text, low is None, low or 0, high is None, high or 0)
                for text, (low, high) in zip(texts, bounds, strict=True)]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        size = np.diff(begin)[order]
        self.first = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
        entry = np.arange(len(column)) + np.repeat(begin[:-1][order] - self.first[:-1], size)
        self.column, self.value = column[entry], value[entry]
        self.low = [bounds[at][0] for at in order.tolist()]
        self.high = [bounds[at][1] for at in order.tolist()]
        self.row: list[int] = touched[order].tolist()

    @property
    def is_empty(self) -> bool:
        """Whether a row asks for a whole number between two neighbours, or of what cannot move."""
        return self.is_hopeless or any(low is not None and high is not None and low > high
                   for low, high in zip(self.low, self.high, strict=True))

    def program(self) -> LinearProgram:
        """Return the program: up, more and down of every free column, then the excesses."""
        count, scale = len(self.free), self._scales()
        value = _divided(self.value, scale, np.diff(self.first))
        column = self.column
        index = np.stack([column, count + column, 2 * count + column], axis=1).reshape(-1)
        values = np.stack([value, value, -value], axis=1).reshape(-1)
        low = [-np.inf if one is None else float(one / s)
               for one, s in zip(self.low, scale, strict=True)]
        high = [np.inf if one is None else float(one / s)
                for one, s in zip(self.high, scale, strict=True)]
        plain = LinearProgram(
            cost=self._cost(), lower=np.zeros(3 * count), upper=self._upper(),
            row_lower=np.array(low), row_upper=np.array(high), start=3 * self.first, index=index,
            value=values, whole=np.arange(0 if self.search.in_parts else 3 * count))
        return self._with_excess(plain, scale) if self.search.may_exceed else plain

    def _scales(self) -> list[int]:
        """Return what each row is divided by: its largest entry, 1 where that is small."""
        if not len(self.row):
            return []
        largest = np.maximum.reduceat(np.abs(self.value), self.first[:-1]).tolist()
        return [1 if one <= _EXACT else int(one) for one in largest]

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


def _beginnings(row_of: Ints) -> Ints:
    """Return where each row's entries begin, and the number of all, shape (rows + 1,)."""
    changes = np.flatnonzero(row_of[1:] != row_of[:-1]) + 1
    return np.concatenate([np.zeros(min(len(row_of), 1), np.int64), changes, [len(row_of)]])


def _texts(begin: Ints, column: Ints, value: Ints) -> list[object]:
    """Return of each row what sorts as its entries do, column by column and value by value."""
    first, last = begin[:-1].tolist(), begin[1:].tolist()
    if value.dtype == object:
        pairs = list(zip(column.tolist(), value.tolist(), strict=True))
        return [pairs[one:end] for one, end in zip(first, last, strict=True)]
    # Bytes with the largest first compare as the numbers do that they stand for, from 0 on.
    raised = np.stack([column, value ^ np.int64(-2**63)], axis=1)
    content = raised.astype(">i8").tobytes()
    size = 2 * raised.itemsize
    return [content[size * one:size * end] for one, end in zip(first, last, strict=True)]


def _divided(value: Ints, scale: list[int], size: Ints) -> Floats:
    """Return whole numbers by their row's scale, to the nearest float, shape (entries,)."""
    if value.dtype != object and max(scale, default=1) < _MOST:
        found: Floats = value / np.repeat(np.array(scale, np.float64), size)
        return found
    return np.array([one / by for one, by in zip(
        value.tolist(), np.repeat(np.array(scale, dtype=object), size).tolist(), strict=True)])

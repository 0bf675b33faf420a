"""Weighted least squares over limits by their prices.

min sum (x_j - target_j)^2 / target_j. With a price y on every limit that is full, the best x_j is
target_j (1 + (A'y)_j / 2), or the bound that it meets first; so only the prices are unknown, a
hundredth as many as the columns. Newton's method finds them in a few steps, and which limits are
full is told from the answer: those that it breaks are, those that it pays to leave are not. What
comes out keeps all limits to the last digits and is the best by its prices, or is not given. A
price is as true for a small column as for a large one: a need of 10 beside one of 10^12 gets its
share to the last digits too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from optimiser import clock
from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, distinct, sum_by
from optimiser.solving.engines.defined import without_defined
from optimiser.solving.engines.inequalities import WIDTH

_KEPT = 1e-12
"""What a limit may be passed by, relative to its bound or to 1."""
_LAST_DIGITS = 1e-10
_STEPS, _CHANGES, _HALVES = 60, 40, 50
_FLAT = 0.3
_MOST_BEHIND = 1_200
"""Rows that may be left once rows without a column in common are eliminated."""
_MOST_PAIRS = 20_000_000
"""Pairs of entries of a column, and places of a dense table, that are worth it."""
_RIDGE, _STILL = 1e-13, 1e-9


@frozen
class _Squares:
    """low <= A x <= high, lower <= x <= upper, near to `target`; entries as triplets."""

    row: Ints
    column: Ints
    value: Floats
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    target: Floats

    def point(self, price: Floats) -> Floats:
        """Return the best columns at prices of the rows, shape (columns,)."""
        pull = sum_by(self.column, self.value * price[self.row], len(self.target))
        return np.clip(self.target * (1.0 + pull / 2.0), self.lower, self.upper)

    def sums(self, point: Floats) -> Floats:
        """Return A x, shape (rows,)."""
        return sum_by(self.row, self.value * point[self.column], len(self.low))

    def over(self, rows: Bools) -> _Squares:
        """Return the same with some of the rows alone."""
        kept = rows[self.row]
        return _Squares((np.cumsum(rows) - 1)[self.row[kept]], self.column[kept],
                        self.value[kept], self.low[rows], self.high[rows], self.lower, self.upper,
                        self.target)


def nearest(program: LinearProgram, target: Floats) -> Floats | None:
    """Return the point of a program nearest to the target, shape (columns,); None where unknown.

    Columns whose target is NaN move freely: each alone in a row of its own, or what others in an
    equation make of it, or nothing is known. Raises TimeUpError.
    """
    bounded = _with_bounds(program)
    defined = without_defined(bounded, (bounded.upper - bounded.lower > WIDTH) & np.isnan(target))
    point = None if defined is None else _nearest(defined.program, target)
    if defined is None or point is None:
        return None
    found = np.clip(defined.filled(bounded, point), bounded.lower, bounded.upper)
    return found if _keeps(bounded, found) else None


def _nearest(program: LinearProgram, target: Floats) -> Floats | None:
    """Return the nearest point where no column without a target is in more rows than one."""
    free = program.upper - program.lower > WIDTH
    aimed = free & ~np.isnan(target)
    loose = _Loose.of(program, free & np.isnan(target))
    if loose is None or not aimed.any():
        return None
    found = np.where(free, 0.0, program.lower)
    known = program.activity(found)
    low, high = program.row_lower - known, program.row_upper - known
    low[loose.row] -= loose.most
    high[loose.row] -= loose.least
    squares = _squares(program, aimed, low, high, target)
    point = None if squares is None else _solved(squares)
    if point is None:
        return None
    found[aimed] = point
    found[loose.column] = loose.filling(program, program.activity(found))
    return found


class _Loose(NamedTuple):
    """Columns without a target, each alone in a row, which they give from `least` to `most`.

    All of shape (columns without a target,).
    """

    column: Ints
    row: Ints
    value: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, program: LinearProgram, which: Bools) -> _Loose | None:
        """Return them, None where one is in several rows or not alone in one, or has no end."""
        is_bound = np.isfinite(program.row_lower) | np.isfinite(program.row_upper)
        row = program.row_of_entry()
        entry = np.flatnonzero(which[program.index] & is_bound[row])
        column, row, value = program.index[entry], row[entry], program.value[entry]
        ends = np.sort(value * np.stack([program.lower[column], program.upper[column]]), axis=0)
        count = int(which.sum())
        if not len(entry) == len(distinct(column)) == len(distinct(row)) == count or not (
                np.isfinite(ends).all()):
            return None
        return cls(column, row, value, ends[0], ends[1])

    def filling(self, program: LinearProgram, sums: Floats) -> Floats:
        """Return the columns that take up what rows of these sums without them leave open."""
        needed = np.clip(0.0, program.row_lower[self.row] - sums[self.row],
                         program.row_upper[self.row] - sums[self.row])
        filled: Floats = np.clip(needed, self.least, self.most) / self.value
        return filled


def _keeps(program: LinearProgram, point: Floats) -> bool:
    """Tell whether a point keeps all rows but for the last digits."""
    sums = program.activity(point)
    room = _LAST_DIGITS * np.maximum(1.0, np.abs(sums))
    return bool(((sums >= program.row_lower - room) & (sums <= program.row_upper + room)).all())


def _with_bounds(program: LinearProgram) -> LinearProgram:
    """Return the program whose rows of a single free column are bounds of that column."""
    free = program.upper - program.lower > WIDTH
    row = program.row_of_entry()
    entry = np.flatnonzero(free[program.index])
    alone = np.bincount(row[entry], minlength=program.rows) == 1
    entry = entry[alone[row[entry]]]
    known = program.activity(np.where(free, 0.0, program.lower))
    ends = np.sort(np.stack([bound[row[entry]] - known[row[entry]] for bound in (
        program.row_lower, program.row_upper)]) / program.value[entry], axis=0)
    lower, upper = program.lower.copy(), program.upper.copy()
    np.maximum.at(lower, program.index[entry], ends[0])
    np.minimum.at(upper, program.index[entry], ends[1])
    return replace(program, lower=lower, upper=np.maximum(lower, upper),
                   row_lower=np.where(alone, -np.inf, program.row_lower),
                   row_upper=np.where(alone, np.inf, program.row_upper))


def _squares(program: LinearProgram, aimed: Bools, low: Floats, high: Floats,
             target: Floats) -> _Squares | None:
    """Return rows and bounds of the columns with a target; None where a row without any fails."""
    entry = aimed[program.index]
    row = program.row_of_entry()[entry]
    used = np.bincount(row, minlength=program.rows) > 0
    room = _KEPT * np.maximum(1.0, np.where(np.isfinite(low), np.abs(low), 0.0))
    if (low[~used] > room[~used]).any() or (high[~used] < -room[~used]).any():
        return None
    used &= np.isfinite(low) | np.isfinite(high)
    whole = _Squares(row, (np.cumsum(aimed) - 1)[program.index[entry]], program.value[entry], low,
                     high, program.lower[aimed], program.upper[aimed], target[aimed])
    return whole.over(used)


def _solved(squares: _Squares) -> Floats | None:
    """Return the nearest point, by finding out which rows are full; None where that fails."""
    low, high = squares.low, squares.high
    room = _KEPT * np.maximum(1.0, np.where(np.isfinite(low), np.abs(low), np.abs(high)))
    exact = high - low <= WIDTH
    # The side that is full: 1 the lower, -1 the upper, 0 none; of exact rows both are.
    side = np.zeros(len(low), np.int64)
    price = np.zeros(len(low))
    for _ in range(_CHANGES):
        held = exact | (side != 0)
        bound = np.where(side < 0, high, low)
        of_held = _held_at(squares.over(held), bound[held], price[held], room[held])
        if of_held is None:
            return None
        price = np.zeros(len(low))
        price[held] = of_held
        sums = squares.sums(squares.point(price))
        too_low, too_high = ~held & (sums < low - room), ~held & (sums > high + room)
        wrong = ~exact & (side * price < 0)
        if not (too_low.any() or too_high.any() or wrong.any()):
            return squares.point(_once_more(squares, held, np.where(side < 0, high, low), price))
        price[wrong] = 0.0
        side[wrong] = 0
        side[too_low], side[too_high] = 1, -1
    return None


def _held_at(squares: _Squares, bound: Floats, price: Floats, room: Floats) -> Floats | None:
    """Return prices at which rows are as much as their bounds, from near ones; None if not found.

    Newton's method on the dual, whose gradient is what the rows miss their bounds by.
    """
    system = _System.of(squares)
    if system is None:
        return None
    missing = bound - squares.sums(squares.point(price))
    for _ in range(_STEPS):
        clock.go_on()
        if (np.abs(missing) <= room).all():
            return price
        change = system.solve(squares.point(price), missing)
        if change is None or not (missing @ change > 0):
            return None
        price, missing = _along(squares, bound, price, change, missing)
    return None


def _once_more(squares: _Squares, held: Bools, bound: Floats, price: Floats) -> Floats:
    """Return the prices one step further where rows are nearer to their bounds there.

    What may be missed of a budget of 10^12 is a hundred cents, and who gets the odd one hangs on
    the last digits.
    """
    if not held.any():
        return price
    of_held, goal = squares.over(held), bound[held]
    system = _System.of(of_held)
    if system is None:
        return price
    point = of_held.point(price[held])
    missing = goal - of_held.sums(point)
    change = system.solve(point, missing)
    if change is None:
        return price
    tried = price.copy()
    tried[held] += change
    left = goal - of_held.sums(of_held.point(tried[held]))
    return tried if np.abs(left).max() < np.abs(missing).max() else price


def _along(squares: _Squares, bound: Floats, price: Floats, change: Floats,
           missing: Floats) -> tuple[Floats, Floats]:
    """Return the prices about where the dual is highest along a change, and what they miss.

    Its slope falls along the way: a full step is far enough as a rule, but where a column has met
    a bound it may lead nowhere near.
    """
    steep = float(missing @ change)
    step, low, high = 1.0, 0.0, np.inf
    for _ in range(_HALVES):
        tried = price + step * change
        left = bound - squares.sums(squares.point(tried))
        slope = float(left @ change)
        if abs(slope) <= _FLAT * steep or np.abs(left).max() <= _FLAT * np.abs(missing).max():
            break
        low, high = (step, high) if slope > 0 else (low, step)
        step = 2.0 * step if np.isinf(high) else (low + high) / 2.0
    return tried, left


@frozen
class _System:
    """A D A' of some rows: those of `first` share no column, so that they are eliminated.

    `first` and `behind` are entries of the matrix in such rows and in the others, numbered anew by
    `number`; `left` and `right` are entries in the others of one column, and `own` the first
    row's entry of each column, -1 where it has none.
    """

    squares: _Squares
    is_first: Bools
    number: Ints
    first: Ints
    behind: Ints
    left: Ints
    right: Ints
    own: Ints

    @classmethod
    def of(cls, squares: _Squares) -> _System | None:
        """Return the system of all rows, None where it would be too large."""
        is_first = _without_common_columns(squares)
        number = np.where(is_first, np.cumsum(is_first), np.cumsum(~is_first)) - 1
        first, behind = (np.flatnonzero(which[squares.row]) for which in (is_first, ~is_first))
        count = np.bincount(squares.column[behind], minlength=len(squares.target))
        size = int((~is_first).sum())
        if size > _MOST_BEHIND or max(
                float((count * count).sum()), float(size) * len(is_first)) > _MOST_PAIRS:
            return None
        behind = behind[np.argsort(squares.column[behind], kind="stable")]
        start = np.cumsum(count) - count
        times = count[squares.column[behind]]
        left = np.repeat(np.arange(len(behind)), times)
        within = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
        right = start[squares.column[behind[left]]] + within
        own = np.full(len(squares.target), -1)
        own[squares.column[first]] = first
        return cls(squares, is_first, number, first, behind, behind[left], behind[right], own)

    def solve(self, point: Floats, missing: Floats) -> Floats | None:
        """Return the change of prices that makes up for what is missing; None where none does."""
        one = self.squares
        # How far each column moves by a price: not at all at its bounds.
        moves = np.where((point > one.lower) & (point < one.upper), one.target / 2.0, 0.0)
        value, column, number = one.value, one.column, self.number
        size, rest = int(self.is_first.sum()), len(missing) - int(self.is_first.sum())
        diagonal = sum_by(number[one.row[self.first]],
                          value[self.first] ** 2 * moves[column[self.first]], size)
        # Where no column moves yet, as far as if all did: a step in the right direction.
        full = sum_by(number[one.row[self.first]],
                      value[self.first] ** 2 * one.target[column[self.first]] / 2.0, size)
        diagonal = np.where(diagonal > 0, diagonal, full)
        ahead, after = missing[self.is_first], missing[~self.is_first]
        paired = self.own[column[self.behind]]
        has = paired >= 0
        behind, paired = self.behind[has], paired[has]
        across = sum_by(number[one.row[behind]] * size + number[one.row[paired]],
                        value[behind] * moves[column[behind]] * value[paired],
                        rest * size).reshape(rest, size)
        square = sum_by(number[one.row[self.left]] * rest + number[one.row[self.right]],
                        value[self.left] * moves[column[self.left]] * value[self.right],
                        rest * rest).reshape(rest, rest)
        over = across / diagonal
        square = square - over @ across.T
        full = sum_by(number[one.row[self.behind]],
                      value[self.behind] ** 2 * one.target[column[self.behind]] / 2.0, rest)
        square[np.diag_indices(rest)] += np.where(
            square.diagonal() > _STILL * full, _RIDGE * full, full)
        scale = np.sqrt(square.diagonal())
        square = square / np.outer(scale, scale)
        try:
            of_rest = np.linalg.solve(square, (after - over @ ahead) / scale) / scale
        except np.linalg.LinAlgError:
            return None
        of_first = (ahead - across.T @ of_rest) / diagonal
        change = np.zeros(len(missing))
        change[self.is_first], change[~self.is_first] = of_first, of_rest
        return change


def _without_common_columns(squares: _Squares) -> Bools:
    """Tell which rows to eliminate: many that share no column, the shortest first."""
    rows = len(squares.low)
    rank = np.empty(rows, np.int64)
    rank[np.argsort(np.bincount(squares.row, minlength=rows), kind="stable")] = np.arange(rows)
    chosen, is_open = np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool)
    for _ in range(rows):
        entry = is_open[squares.row]
        row, column = squares.row[entry], squares.column[entry]
        least = np.full(len(squares.target), rows)
        np.minimum.at(least, column, rank[row])
        beaten = np.zeros(rows, dtype=bool)
        beaten[row[least[column] != rank[row]]] = True
        new = is_open & ~beaten
        chosen |= new
        taken = np.zeros(len(squares.target), dtype=bool)
        taken[column[new[row]]] = True
        is_open &= ~new
        is_open[row[taken[column]]] = False
        if not is_open.any():
            break
    return chosen

"""The linear program: columns and limits laid out as arrays, scaled so that values are near 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.columns import Columns, build_columns
from optimiser.model.family import Family
from optimiser.model.implied import implied_limits
from optimiser.model.limits import build_limits
from optimiser.model.rows import Limits, Matrix, compile_limits
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.problem.types import Problem
from optimiser.vocabulary import ObjectiveName, Relation, Unit


@frozen
class LinearProgram:
    """min cost·x subject to row_lower <= A x <= row_upper, lower <= x <= upper.

    A is held by rows: the entries of row i are `index` and `value` from `start[i]` to
    `start[i + 1]`. Shapes: (columns,) for cost, lower, upper; (rows,) for the row bounds.
    `whole` names the columns that take whole numbers only, none in a plain linear program.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    start: Ints
    index: Ints
    value: Floats
    whole: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.row_lower)

    @property
    def is_kept_by_nothing(self) -> bool:
        """Whether the plan that gives nothing keeps every bound."""
        return bool((self.lower == 0).all() and (self.upper >= 0).all()
                    and (self.row_lower <= 0).all() and (self.row_upper >= 0).all())

    def row_of_entry(self) -> Ints:
        """Return the row of each entry of the matrix, shape (entries,)."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def activity(self, x: Floats) -> Floats:
        """Return A x, shape (rows,)."""
        return sum_by(self.row_of_entry(), self.value * x[self.index], self.rows)

    def reduced_cost(self, dual: Floats) -> Floats:
        """Return cost - A'y, shape (columns,)."""
        weighted = self.value * dual[self.row_of_entry()]
        return self.cost - sum_by(self.index, weighted, self.columns)

    def with_cost(self, cost: Floats) -> LinearProgram:
        """Return the same program with another objective."""
        return replace(self, cost=cost)

    def with_row(self, index: Ints, value: Floats, lower: float, upper: float) -> LinearProgram:
        """Return the program with one more row."""
        return replace(
            self,
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
            start=np.append(self.start, self.start[-1] + len(index)),
            index=np.concatenate([self.index, index]),
            value=np.concatenate([self.value, value]),
        )

    def with_deviations(self, columns: Ints, target: Floats) -> LinearProgram:
        """Return the program with two more columns for each named one: above and below a target.

        Both shapes (columns,): row j says  x_j - above_j + below_j = target_j.
        """
        count, first = len(columns), self.columns
        index = np.stack([columns, first + np.arange(count), first + count + np.arange(count)])
        return replace(
            self,
            cost=np.append(self.cost, np.zeros(2 * count)),
            lower=np.append(self.lower, np.zeros(2 * count)),
            upper=np.append(self.upper, np.full(2 * count, np.inf)),
            row_lower=np.append(self.row_lower, target),
            row_upper=np.append(self.row_upper, target),
            start=np.append(self.start, self.start[-1] + 3 * np.arange(1, count + 1)),
            index=np.append(self.index, index.T.reshape(-1)),
            value=np.append(self.value, np.tile([1.0, -1.0, 1.0], count)),
        )

    def with_column(self, cost: float, lower: float, upper: float) -> LinearProgram:
        """Return the program with one more column, in no row yet."""
        return replace(self, cost=np.append(self.cost, cost), lower=np.append(self.lower, lower),
                       upper=np.append(self.upper, upper))


class Breach(NamedTuple):
    """The columns that let limits of strength `should` be broken, shape (breaches,).

    `sign` is +1 where the column makes up for a left side that is too small; `penalty` is
    the cost of one unit in the program's own scale, paid in the objective `paid_in`.
    """

    column: Ints
    row: Ints
    sign: Floats
    penalty: Floats
    paid_in: tuple[ObjectiveName, ...]


@frozen
class Program:
    """A problem's linear program and the way back from its arrays to the limits.

    `first_row` is the position of each family's first row, shape (families + 1,). A value
    of column j stands for `column_scale[j]` times as much in base currency or
    expert-months; likewise `row_scale`. `scale` is the money that 1 stands for, `weight_scale`
    and `penalty_scale` the weight of a need and the penalty of a wish: whatever the inputs count
    in, the solver sees figures of order 1, and its absolute tolerances mean the same.
    `implied` tells which limits the program does without (see `implied_limits`): their rows are
    empty and open.
    """

    problem: Problem
    columns: Columns
    limits: tuple[Limits, ...]
    first_row: Ints
    linear: LinearProgram
    breach: Breach
    column_scale: Floats
    row_scale: Floats
    scale: float
    weight_scale: float
    penalty_scale: float
    implied: Bools

    def blocks(self, family: Family) -> Iterator[tuple[int, Limits]]:
        """Yield the blocks of one family, each with its first row."""
        for first, block in zip(self.first_row.tolist(), self.limits, strict=False):
            if block.family is family:
                yield first, block

    def limit_name(self, row: int) -> str:
        """Return the name of the limit of a row."""
        at = bisect_right(self.first_row, row) - 1
        return self.limits[at].names[row - int(self.first_row[at])]

    def rows(self, wanted: Callable[[Limits], bool]) -> Bools:
        """Tell which rows belong to blocks of some kind, shape (rows,)."""
        return np.concatenate([np.full(len(block), wanted(block)) for block in self.limits])


def build_program(problem: Problem, *, explains: bool = False) -> Program:
    """Lay out the whole model by array operations.

    With `explains` it holds the limits that others imply as well (see `implied_limits`).
    """
    columns = build_columns(problem)
    limits = build_limits(problem, columns)
    scale = money_scale(problem)
    first_row = np.cumsum([0, *(len(block) for block in limits)])
    implied = implied_limits(limits, explains=explains)
    # One family after the other: of shares of totals all of them together take gigabytes.
    compiled = (compile_limits(block, columns, problem.commitments.exact,
                               implied[first:first + len(block)])
                for block, first in zip(limits, first_row.tolist(), strict=False))
    row_scale = np.concatenate([
        np.full(len(block), scale if block.unit is Unit.MONEY else 1.0) for block in limits])
    breach, penalty_scale = _breach(limits, first_row, len(columns), row_scale, scale)
    column_scale = np.concatenate([
        np.full(len(columns.allocation) + len(columns.met), scale),
        np.ones(len(columns) - len(columns.allocation) - len(columns.met)),
        row_scale[breach.row],
    ])
    linear = _assemble(limits, compiled, first_row, breach, column_scale, row_scale)
    linear = _with_whole(_opened(linear, implied), columns)
    return Program(problem, columns, limits, first_row, linear, breach, column_scale, row_scale,
                   scale, nearest_power(problem.needs.weight), penalty_scale, implied)


def _opened(linear: LinearProgram, rows: Bools) -> LinearProgram:
    """Return the program with some rows that hold nothing."""
    return replace(linear, row_lower=np.where(rows, -np.inf, linear.row_lower),
                   row_upper=np.where(rows, np.inf, linear.row_upper))


def _with_whole(linear: LinearProgram, columns: Columns) -> LinearProgram:
    """Let grants be made or not, parts be taken or not, lots be whole, and nothing between."""
    upper = linear.upper.copy()
    upper[columns.whole] = columns.most_in_whole
    return replace(linear, upper=upper, whole=columns.whole)


def money_scale(problem: Problem) -> float:
    """Return the power of two nearest the typical need: dividing by it loses no digit.

    It is no larger than leaves a hundredth of a unit of Rounding above what a solver calls nothing,
    or beside needs of 10^12 those of 5,000 would be less than that; but figures have digits enough.
    """
    amounts = problem.needs.amount[problem.needs.amount > 0]
    typical = nearest_power(np.sort(amounts)[len(amounts) // 2:len(amounts) // 2 + 1])
    most = max(_UNITS * float(problem.rounding), typical / _DIGITS)
    return min(typical, nearest_power(np.array([most])))


_UNITS = 1e7
"""So many units of Rounding 1 stands for at most; a solver's tolerance is 1e-9."""
_DIGITS = 1e6
"""A typical need comes to so much at most: more would leave a float fewer digits than that."""


def nearest_power(figures: Floats) -> float:
    """Return the power of two nearest the largest figure, 1 where all are 0."""
    largest = float(figures.max(initial=0.0))
    return float(2.0 ** np.round(np.log2(largest))) if largest > 0 else 1.0


def _breach(limits: tuple[Limits, ...], first_row: Ints, columns: int, row_scale: Floats,
            scale: float) -> tuple[Breach, float]:
    """Return the columns of breaches, and the penalty that 1 stands for in `soft rules`."""
    found: list[tuple[int, float, float, ObjectiveName]] = []
    for block, first in zip(limits, first_row.tolist(), strict=False):
        penalties = block.penalties()
        breakable = np.flatnonzero(~np.isnan(penalties)).tolist()
        for sign in _signs_of_breaches(block.relation):
            found += [(first + at, sign, float(penalties[at]), block.paid_in)
                      for at in breakable]
    row = np.array([entry[0] for entry in found], np.int64)
    signs = np.array([entry[1] for entry in found], np.float64)
    per_unit = np.array([entry[2] for entry in found], np.float64)
    paid_in = tuple(entry[3] for entry in found)
    penalty = per_unit * row_scale[row] / scale
    # People weigh wishes against each other only: a penalty of 1e-6 or of 1e9 means the same.
    # What is paid in other objectives is counted in their own figures, and stays as it is.
    is_wish = np.array([name is ObjectiveName.SOFT_RULES for name in paid_in], dtype=bool)
    penalty_scale = nearest_power(penalty[is_wish])
    penalty[is_wish] /= penalty_scale
    column = columns + np.arange(len(found))
    return Breach(column, row, signs, penalty, paid_in), penalty_scale


def _signs_of_breaches(relation: Relation) -> tuple[float, ...]:
    """Return the sign of each column that a breach needs: too little, too much, or either."""
    match relation:
        case Relation.AT_LEAST:
            return (1.0,)
        case Relation.AT_MOST:
            return (-1.0,)
        case Relation.EXACTLY:
            return (1.0, -1.0)


def _assemble(limits: tuple[Limits, ...], compiled: Iterable[Matrix], first_row: Ints,
              breach: Breach, column_scale: Floats, row_scale: Floats) -> LinearProgram:
    """Gather the families' entries into one matrix by rows, columns in order within a row."""
    size, index, value, bound = ([np.zeros(0, kind)] for kind in (np.int64, np.int64, float, float))
    for matrix, first, end in zip(compiled, first_row.tolist(), first_row[1:].tolist(),
                                  strict=False):
        own = np.flatnonzero((breach.row >= first) & (breach.row < end))
        row = np.concatenate([matrix.row, breach.row[own] - first])
        column = np.concatenate([matrix.column, breach.column[own]])
        entry = np.concatenate([matrix.value, breach.sign[own]])
        entry = entry * column_scale[column] / row_scale[first + row]
        row, column, entry = summed(row, column, entry, len(column_scale))
        size.append(np.bincount(row, minlength=end - first))
        index.append(column)
        value.append(entry)
        bound.append(matrix.bound)
    bounds = np.concatenate(bound) / row_scale
    has_lower = _repeated(limits, {Relation.AT_LEAST, Relation.EXACTLY})
    has_upper = _repeated(limits, {Relation.AT_MOST, Relation.EXACTLY})
    return LinearProgram(
        cost=np.zeros(len(column_scale)),
        lower=np.zeros(len(column_scale)),
        upper=np.full(len(column_scale), np.inf),
        row_lower=np.where(has_lower, bounds, -np.inf),
        row_upper=np.where(has_upper, bounds, np.inf),
        start=np.concatenate([[0], np.cumsum(np.concatenate(size))]),
        index=np.concatenate(index), value=np.concatenate(value))


def _repeated(limits: tuple[Limits, ...], relations: set[Relation]) -> Bools:
    return np.concatenate([np.full(len(block), block.relation in relations) for block in limits])


def summed(row: Ints, column: Ints, value: Floats, width: int) -> tuple[Ints, Ints, Floats]:
    """Add up entries of the same row and column; leave out those that cancel to nothing."""
    key = row * width + column
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        value = np.add.reduceat(value[order], first)
        row, column = row[order[first]], column[order[first]]
    kept = np.abs(value) > _NOTHING
    if kept.all():
        return row, column, value
    return row[kept], column[kept], value[kept]


_NOTHING = 1e-12
"""Coefficients this small come from shares that cancel; HiGHS drops below 1e-9 anyway."""


"""Where to begin from nothing: the dearest needs met one after the other, by who still can.

What is met of a need is one sum, of what funds give it. So the column that counts what is met is in
the basis from the start, which saves a step of the simplex for each need; and where one fund can
meet a whole need within all limits it does, which saves the other. The simplex mends the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats, Ints
from optimiser.solving.engines.outcome import AT_LOWER, AT_UPPER, BASIC


def first_basis(program: LinearProgram) -> tuple[Ints, Ints]:
    """Return the statuses of columns and rows of a vertex that keeps every limit.

    Shapes (columns,) and (rows,). The program has to be kept by nothing.
    """
    columns, rows = np.full(program.columns, AT_LOWER), np.full(program.rows, BASIC)
    met = _met(program)
    columns[met.column], rows[met.row] = BASIC, AT_LOWER
    room = _Room(program)
    for place, column, worth in zip(met.row.tolist(), met.column.tolist(), met.value.tolist(),
                                    strict=True):
        amount, full = room.most(column, place)
        payer = room.payer(place, amount * worth) if 0 < amount < np.inf else None
        if payer is not None:
            room.add(column, amount, place)
            columns[payer] = BASIC
            if full is None:
                columns[column] = AT_UPPER
            else:
                rows[full] = AT_UPPER
    return columns, rows


class _Met(NamedTuple):
    """Sums of what is given that count: each with its row, its column and that column's entry.

    All shapes (sums,), those that count most come first.
    """

    row: Ints
    column: Ints
    value: Floats


def _met(program: LinearProgram) -> _Met:
    """Return the column that counts most in each equation, each for one equation."""
    row = program.row_of_entry()
    is_equation = (program.row_lower == 0) & (program.row_upper == 0)
    entry = np.flatnonzero(is_equation[row] & (program.cost[program.index] < 0)
                           & (program.value > 0))
    entry = entry[np.argsort(program.cost[program.index[entry]], kind="stable")]
    for of in (program.index, row):
        entry = entry[np.sort(np.unique(of[entry], return_index=True)[1])]
    return _Met(row[entry], program.index[entry], program.value[entry])


class _Room:
    """What the rows of a program add up to so far, asked entry by entry.

    Lists, no arrays: a question is of the few entries of one column.
    """

    def __init__(self, program: LinearProgram) -> None:
        order = np.argsort(program.index, kind="stable")
        size = np.bincount(program.index, minlength=program.columns)
        self.first: list[int] = np.concatenate([[0], np.cumsum(size)]).tolist()
        self.row: list[int] = program.row_of_entry()[order].tolist()
        self.value: list[float] = program.value[order].tolist()
        self.start: list[int] = program.start.tolist()
        self.index: list[int] = program.index.tolist()
        self.by_row: list[float] = program.value.tolist()
        self.low: list[float] = program.row_lower.tolist()
        self.high: list[float] = program.row_upper.tolist()
        self.upper: list[float] = program.upper.tolist()
        self.cost: list[float] = program.cost.tolist()
        self.sum = [0.0] * program.rows

    def most(self, column: int, besides: int) -> tuple[float, int | None]:
        """Return how far a column may be raised, and the row that is full then, None for its end.

        Of its rows one does not count; nothing where a row falls as it rises.
        """
        most, full = self.upper[column], None
        for at in range(self.first[column], self.first[column + 1]):
            row, value = self.row[at], self.value[at]
            if row != besides:
                room = (self.high[row] - self.sum[row]) / value if value > 0 else 0.0
                if room < most:
                    most, full = room, row
        return most, full

    def payer(self, row: int, amount: float) -> int | None:
        """Raise the first column that can pay for a sum within all limits; return it, if any."""
        for at in range(self.start[row], self.start[row + 1]):
            column, value = self.index[at], self.by_row[at]
            if value < 0 and self.cost[column] == 0 and (
                    self.most(column, row)[0] * -value >= amount):
                self.add(column, amount / -value, row)
                return column
        return None

    def add(self, column: int, amount: float, besides: int) -> None:
        """Raise a column: all its rows add up to more, but for one."""
        for at in range(self.first[column], self.first[column + 1]):
            if self.row[at] != besides:
                self.sum[self.row[at]] += self.value[at] * amount

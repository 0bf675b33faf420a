"""Columns that an equation defines, put in terms of the others.

What is met of a need in all is what is paid for it. Where a floor sums what is met it may as well
sum what is paid: then prices of limits alone tell what each payment should be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.solving.engines.inequalities import WIDTH

_MOST_ENTRIES = 2_000_000
"""Entries that may be put in the place of such columns; with more, rows are as long as all."""


class Defined(NamedTuple):
    """A program in which some columns are in no row, for each is what its equation says.

    `column`, `row` and `value` are the column, its equation and its entry there, all of shape
    (columns defined,). What bounded a column bounds the rest of its equation.
    """

    program: LinearProgram
    column: Ints
    row: Ints
    value: Floats

    def filled(self, before: LinearProgram, point: Floats) -> Floats:
        """Return a point of the program as one of the program before, shape (columns,)."""
        found = point.copy()
        found[self.column] = 0.0
        missing = before.row_lower[self.row] - before.activity(found)[self.row]
        found[self.column] = missing / self.value
        return found


def without_defined(program: LinearProgram, which: Bools) -> Defined | None:
    """Return a program in which none of some columns, shape (columns,), is in several rows.

    Those that are have to be alone among these columns in an equation each, and what else is in
    that takes their place; None where one is not, or where rows would become too long.
    """
    own = _definitions(program, which)
    if own is None:
        return None
    column, row, value = program.index[own], program.row_of_entry()[own], program.value[own]
    defined = np.full(program.columns, -1)
    defined[column] = np.arange(len(column))
    of_entry = program.row_of_entry()
    other = np.flatnonzero((defined[program.index] >= 0) & _is_bound(program)[of_entry])
    other = other[row[defined[program.index[other]]] != of_entry[other]]
    number = defined[program.index[other]]
    if float(np.diff(program.start)[row[number]].sum()) > _MOST_ENTRIES:
        return None
    share = program.value[other] / value[number]
    moved = sum_by(of_entry[other], share * program.row_lower[row[number]], program.rows)
    low, high = program.row_lower - moved, program.row_upper - moved
    ends = program.row_lower[row] - value * np.stack([program.lower, program.upper])[:, column]
    low[row], high[row] = ends.min(axis=0), ends.max(axis=0)
    without = replace(
        _put_in(program, defined < 0, of_entry[other], row[number], share),
        row_lower=low, row_upper=high, lower=np.where(defined < 0, program.lower, 0.0),
        upper=np.where(defined < 0, program.upper, 0.0))
    return Defined(without, column, row, value)


def _is_bound(program: LinearProgram) -> Bools:
    return np.isfinite(program.row_lower) | np.isfinite(program.row_upper)


def _definitions(program: LinearProgram, which: Bools) -> Ints | None:
    """Return an entry in an equation for each column in several rows, None if one has none."""
    row = program.row_of_entry()
    counts = which[program.index] & _is_bound(program)[row]
    alone = np.bincount(row[counts], minlength=program.rows) == 1
    is_equal = program.row_upper - program.row_lower <= WIDTH
    is_shared = np.bincount(program.index[counts], minlength=program.columns) > 1
    found = np.flatnonzero(counts & (alone & is_equal)[row] & is_shared[program.index])
    found = found[np.unique(program.index[found], return_index=True)[1]]
    return found if len(found) == is_shared.sum() else None


def _put_in(program: LinearProgram, kept: Bools, into: Ints, equation: Ints,
            share: Floats) -> LinearProgram:
    """Return the program with the entries of kept columns, and less a share of rows in others."""
    size = np.diff(program.start)[equation]
    of_share = np.repeat(np.arange(len(into)), size)
    entry = np.arange(len(of_share)) + np.repeat(
        program.start[equation] - np.cumsum(size) + size, size)
    row = np.concatenate([program.row_of_entry(), into[of_share]])
    column = np.concatenate([program.index, program.index[entry]])
    value = np.concatenate([program.value, -share[of_share] * program.value[entry]])
    own = kept[column]
    key, value = row[own] * program.columns + column[own], value[own]
    order = np.argsort(key, kind="stable")
    key, value = key[order], value[order]
    first = np.flatnonzero(np.append(np.ones(min(len(key), 1), bool), key[1:] != key[:-1]))
    return replace(program, start=np.searchsorted(key[first] // program.columns,
                                                  np.arange(program.rows + 1)),
                   index=key[first] % program.columns,
                   value=np.add.reduceat(value, first) if len(first) else value)

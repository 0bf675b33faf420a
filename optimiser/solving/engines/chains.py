"""Running totals: rows that each go on where the one before ends, told by what they add to it.

A budget that carries over holds, for every period, all that is spent up to then: over ten years of
months the rows of one fund hold 60 times as many entries as the fund has cells. With a column
for the sum so far, each row holds what its period adds, and an interior point has as little to do
as if nothing carried over.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Ints

_LONG = 20
"""Shorter rows are left as they are."""
_SAVED = 0.2
"""So large a share of the entries has to go for the columns to be worth while."""


def chained(program: LinearProgram) -> LinearProgram:
    """Return the program with running totals as columns at its end, rows in the same order.

    A row that goes on in the next one becomes the definition of its total, and its bounds are
    those of that column. The program itself is returned where that saves little.
    """
    is_inner = _goes_on(program)
    if not is_inner.any():
        return program
    saved = np.diff(program.start)[is_inner].sum() - 2 * is_inner.sum()
    if saved < _SAVED * len(program.index):
        return program
    return _with_totals(program, is_inner)


def _goes_on(program: LinearProgram) -> Bools:
    """Tell which long rows are, entry by entry, the beginning of the next row, shape (rows,)."""
    length, row = np.diff(program.start), program.row_of_entry()
    found: Bools = length >= _LONG
    found[-1:] = False
    found[:-1] &= length[1:] > length[:-1]
    if not found.any():
        return found
    # Only the entries of such rows and of those behind them: shares of totals have millions more.
    asked = found[row] | np.append(False, found[:-1])[row]
    row, value = row[asked], program.value[asked]
    key = row * program.columns + program.index[asked]
    order = np.argsort(key, kind="stable")
    key, value = key[order], value[order]
    next_one = key + program.columns
    at = np.minimum(np.searchsorted(key, next_one), len(key) - 1)
    is_there = (key[at] == next_one) & (value[at] == value)
    shared = np.bincount(row[order][is_there], minlength=program.rows)
    found &= shared == length
    return found


def _with_totals(program: LinearProgram, is_inner: Bools) -> LinearProgram:
    """Return the program in which the rows that go on are columns."""
    count, row_of = int(is_inner.sum()), program.row_of_entry()
    total = program.columns + np.cumsum(is_inner) - 1
    follows = np.append(False, is_inner[:-1])
    # What the row before holds already stands in its total.
    before = _in_row_before(program, follows)
    rows = [row_of[~before], np.flatnonzero(follows), np.flatnonzero(is_inner)]
    columns = [program.index[~before], total[np.flatnonzero(follows) - 1], total[is_inner]]
    values = [program.value[~before], np.ones(int(follows.sum())), np.full(count, -1.0)]
    row = np.concatenate(rows)
    order = np.lexsort((np.concatenate(columns), row))
    return replace(
        program,
        cost=np.append(program.cost, np.zeros(count)),
        lower=np.append(program.lower, program.row_lower[is_inner]),
        upper=np.append(program.upper, program.row_upper[is_inner]),
        row_lower=np.where(is_inner, 0.0, program.row_lower),
        row_upper=np.where(is_inner, 0.0, program.row_upper),
        start=np.searchsorted(row[order], np.arange(program.rows + 1)),
        index=np.concatenate(columns)[order], value=np.concatenate(values)[order])


def _in_row_before(program: LinearProgram, follows: Bools) -> Bools:
    """Tell which entries of rows that follow another stand in that one too, shape (entries,)."""
    row = program.row_of_entry()
    key: Ints = row * program.columns + program.index
    return follows[row] & np.isin(key - program.columns, key)

"""A program in parts that have nothing to do with each other, where it falls apart into some.

With the totals of every fund and need held, what a budget over several periods or a need's own
limit says is said already: without such rows few payments of one period have nothing to do with
those of another, and several small programs are solved in a third of the time of one large one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Ints, distinct

_ROUNDS = 20
"""So many times each part grows by all its neighbours; what hangs together in longer chains stays
one part."""


class Block(NamedTuple):
    """One part: its columns and rows by their places in the whole, and its own program."""

    columns: Ints
    rows: Ints
    program: LinearProgram


def blocks_of(program: LinearProgram, groups: Sequence[Ints]) -> list[Block]:
    """Return the parts of a program.

    Each of `groups`, shape (columns,), numbers sums that rows at the program's end hold; rows
    before them whose sum those hold are left out.
    """
    totals = sum(int(group.max(initial=-1)) + 1 for group in groups)
    said = np.zeros(program.rows, dtype=bool)
    for group in groups:
        said[:program.rows - totals] |= _are_sums(program, group)[:program.rows - totals]
    label = _parts(program, ~said)
    if label is None:
        return [Block(np.arange(program.columns), np.arange(program.rows), program)]
    row, is_kept = program.row_of_entry(), ~said
    of_row = np.full(program.rows, -1)
    of_row[row] = label[program.index]
    return [_block(program, np.flatnonzero(label == one),
                   np.flatnonzero((of_row == one) & is_kept)) for one in distinct(label).tolist()]


def _are_sums(program: LinearProgram, group: Ints) -> Bools:
    """Tell which rows are sums of whole groups, each times something, shape (rows,)."""
    row, own = program.row_of_entry(), group[program.index]
    if not len(row):
        return np.ones(program.rows, dtype=bool)
    # Sorted once, without a number for each entry: shares of totals have millions of them.
    key = row * (int(group.max(initial=0)) + 1) + own
    order = np.argsort(key, kind="stable")
    key, value = key[order], program.value[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    count = np.diff(np.append(first, len(key)))
    is_equal = np.minimum.reduceat(value, first) == np.maximum.reduceat(value, first)
    is_part = (count != np.bincount(group)[own[order[first]]]) | ~is_equal
    parts: Bools = np.bincount(row[order[first]], is_part, program.rows) == 0
    return parts


def _parts(program: LinearProgram, is_kept: Bools) -> Ints | None:
    """Return the part of each column, None where that takes too long to say."""
    row = program.row_of_entry()
    entry = is_kept[row]
    row, column = row[entry], program.index[entry]
    label = np.arange(program.columns)
    for _ in range(_ROUNDS):
        of_row = np.full(program.rows, program.columns)
        np.minimum.at(of_row, row, label[column])
        grown = label.copy()
        np.minimum.at(grown, column, of_row[row])
        if (grown == label).all():
            return label
        label = grown[grown]
    return None


def _block(program: LinearProgram, columns: Ints, rows: Ints) -> Block:
    """Return a part; rows have no entries but in its columns."""
    number = np.full(program.columns, -1)
    number[columns] = np.arange(len(columns))
    size = np.diff(program.start)[rows]
    start = np.concatenate([[0], np.cumsum(size)])
    entry = np.repeat(program.start[rows] - start[:-1], size) + np.arange(start[-1])
    return Block(columns, rows, LinearProgram(
        program.cost[columns], program.lower[columns], program.upper[columns],
        program.row_lower[rows], program.row_upper[rows], start,
        number[program.index[entry]], program.value[entry]))

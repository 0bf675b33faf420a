"""Sums that many rows hold, as columns: a share of a total need not name every cell of it.

*Each donor gives at most its share of what its group gives* is one row for each donor, and each
holds every cell of the group: nearly all with one coefficient, its own with another. With a column
for what the group gives, a row is left with the donor's own cells; with one for what the donor
gives, which its budget holds as well, with two entries. Rules for each of many recipients then
take as many entries as there are cells, not as many as cells times recipients.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by

_LARGE = 100_000
"""Entries below which a program is solved as it is."""
_LONG = 20
"""Shorter rows are left as they are."""
_SAVED = 0.2
"""So large a share of the entries has to go for the columns to be worth while."""
_PASSES = 2
"""What is left of rows once may be a sum that they share again: of a donor, after its group."""


def with_sums(program: LinearProgram) -> LinearProgram:
    """Return the program with sums that rows share as columns at its end, and a row for each.

    The columns and rows of the program come first, as they were: so do those of its solution. The
    program itself is returned where that saves little.
    """
    if len(program.index) < _LARGE or len(program.whole):
        return program
    found = program
    for _ in range(_PASSES):
        found = _once(found)
    saved = len(program.index) - len(found.index)
    return found if saved >= _SAVED * len(program.index) else program


def _once(program: LinearProgram) -> LinearProgram:
    """Return the program with a column for each sum that saves entries."""
    length = np.diff(program.start)
    common, others = _commonest(program)
    set_of = _sets(program, length >= _LONG)
    # A sum costs its own row; each row that takes it is left with what differs, and the sum.
    saves = np.where(set_of >= 0, length - others - 1, 0)
    gain = sum_by(np.maximum(set_of, 0), np.maximum(saves, 0.0), int(set_of.max(initial=-1)) + 1)
    size = np.zeros(len(gain), np.int64)
    size[set_of[set_of >= 0]] = length[set_of >= 0]
    pays = gain > size + 1
    takes = (set_of >= 0) & (saves > 0) & pays[np.maximum(set_of, 0)] if len(pays) else (
        np.zeros(program.rows, dtype=bool))
    return _taken(program, set_of, takes, common) if takes.any() else program


def _commonest(program: LinearProgram) -> tuple[Floats, Ints]:
    """Return the commonest value of each row and how many entries have another, shape (rows,)."""
    row = program.row_of_entry()
    order = np.lexsort((program.value, row))
    row, value = row[order], program.value[order]
    begins = np.append(True, (np.diff(row) != 0) | (np.diff(value) != 0))
    first = np.flatnonzero(begins)
    count = np.diff(np.append(first, len(row)))
    best = np.lexsort((count, row[first]))
    last = np.append(np.diff(row[first][best]) != 0, True)
    common, most = np.zeros(program.rows), np.zeros(program.rows, np.int64)
    common[row[first][best][last]] = value[first][best][last]
    most[row[first][best][last]] = count[best][last]
    return common, np.diff(program.start) - most


def _sets(program: LinearProgram, is_long: Bools) -> Ints:
    """Return for each long row the number of the set of columns that it holds, -1 for the others.

    Sets are told apart by two sums of a number drawn for each column.
    """
    drawn = np.random.default_rng(0).integers(1, 2**62, (2, program.columns), dtype=np.uint64)
    key = np.zeros((program.rows, 3), dtype=np.uint64)
    key[:, 0] = np.diff(program.start)
    filled = np.flatnonzero(np.diff(program.start))
    for at in range(2):
        key[filled, at + 1] = np.add.reduceat(drawn[at][program.index], program.start[filled])
    found = np.full(program.rows, -1)
    if is_long.any():
        found[is_long] = np.unique(key[is_long], axis=0, return_inverse=True)[1].reshape(-1)
    return found


def _taken(program: LinearProgram, set_of: Ints, takes: Bools, common: Floats) -> LinearProgram:
    """Return the program in which some rows take their sum as a column."""
    rows, row = np.flatnonzero(takes), program.row_of_entry()
    sets, first = np.unique(set_of[rows], return_index=True)
    number = np.full(int(set_of.max()) + 1, -1)
    number[sets] = np.arange(len(sets))
    left = program.value - np.where(takes, common, 0.0)[row]
    stays = left != 0.0
    # What stands for a sum is the first row that takes it: its columns, each once.
    model = np.full(program.rows, -1)
    model[rows[first]] = program.rows + np.arange(len(sets))
    own = model[row] >= 0
    every_row = np.concatenate([
        row[stays], rows, model[row[own]], program.rows + np.arange(len(sets))])
    index = np.concatenate([
        program.index[stays], program.columns + number[set_of[rows]], program.index[own],
        program.columns + np.arange(len(sets))])
    value = np.concatenate([
        left[stays], common[rows], np.ones(int(own.sum())), np.full(len(sets), -1.0)])
    order = np.lexsort((index, every_row))
    nothing = np.zeros(len(sets))
    return replace(
        program, cost=np.append(program.cost, nothing),
        lower=np.append(program.lower, nothing - np.inf),
        upper=np.append(program.upper, nothing + np.inf),
        row_lower=np.append(program.row_lower, nothing),
        row_upper=np.append(program.row_upper, nothing),
        start=np.searchsorted(every_row[order], np.arange(program.rows + len(sets) + 1)),
        index=index[order], value=value[order])

"""Sums that many rows hold, as columns: a share of a total need not name every cell of it.

*Each donor gives at most its share of what its group gives* is one row for each donor, and each
holds every cell of the group: nearly all with one coefficient, its own with another. With a column
for what the group gives, a row is left with the donor's own cells; with one for what the donor
gives, which its budget holds as well, with two entries. Rules for each of many recipients then
take as many entries as there are cells, not as many as cells times recipients.
"""

from __future__ import annotations

import weakref
from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by

_LARGE = 100_000
"""Entries below which a program that is solved once is solved as it is."""
_LONG = 20
"""Shorter rows are left as they are."""
_SAVED = 0.2
"""So large a share of the entries has to go for the columns to be worth while."""
_AT_A_TIME = 1_000_000
"""So many entries are sorted at a time."""
_PASSES = 2
"""What is left of rows once may be a sum that they share again: of a donor, after its group."""


def with_sums(program: LinearProgram, least: int | None = None) -> LinearProgram:
    """Return the program with sums that rows share as columns at its end, and a row for each.

    The columns and rows of the program come first, as they were: so do those of its solution. The
    program itself is returned where that saves little, or it has less than `least` entries.
    """
    if len(program.index) < (_LARGE if least is None else least) or len(program.whole):
        return program
    known = _KNOWN.get(id(program.index))
    if known is None or not known.is_of(program):
        known = _KNOWN[id(program.index)] = _Laid.of(program)
    return known.put_into(program)


@frozen
class _Laid:
    """How the matrix of a program is laid out with sums, `sums` of them, none where it is as it is.

    The matrix is known by its arrays, `of_matrix`, which no program changes; they are not kept.
    """

    of_matrix: tuple[weakref.ref[Ints], weakref.ref[Ints], weakref.ref[Floats]]
    sums: int
    start: Ints
    index: Ints
    value: Floats

    @classmethod
    def of(cls, program: LinearProgram) -> _Laid:
        """Lay the matrix out; what is found is forgotten with it."""
        found = program
        for _ in range(_PASSES):
            found = _once(found)
        saved = len(program.index) - len(found.index)
        sums = found.columns - program.columns if saved >= _SAVED * len(program.index) else 0
        kept = (found.start, found.index, found.value) if sums else _NOTHING
        at = id(program.index)
        matrix = (weakref.ref(program.index, lambda _: _KNOWN.pop(at, None)),
                  weakref.ref(program.start), weakref.ref(program.value))
        return cls(matrix, sums, *kept)

    def is_of(self, program: LinearProgram) -> bool:
        """Whether a program has this matrix, entry by entry."""
        index, start, value = self.of_matrix
        return (index() is program.index and start() is program.start
                and value() is program.value)

    def put_into(self, program: LinearProgram) -> LinearProgram:
        """Return a program of this matrix with its sums."""
        return _with_matrix(program, self.sums, self.start, self.index, self.value) if (
            self.sums) else program


_NOTHING = (np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
_KNOWN: dict[int, _Laid] = {}
"""By the place of a matrix in memory: the same one is solved at several costs and bounds."""


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
    size = np.diff(program.start)
    common, most = np.zeros(program.rows), np.zeros(program.rows, np.int64)
    # A piece of the rows at a time: sorting millions of entries at once takes twice the memory.
    piece = program.start[:-1] // _AT_A_TIME
    for rows in np.split(np.arange(program.rows), np.flatnonzero(np.diff(piece)) + 1):
        entries = slice(program.start[rows[0]], program.start[rows[-1] + 1])
        filled, value, count = _commonest_of(np.repeat(rows, size[rows]), program.value[entries])
        common[filled], most[filled] = value, count
    return common, size - most


def _commonest_of(row: Ints, value: Floats) -> tuple[Ints, Floats, Ints]:
    """Return the rows that have entries, the commonest value of each, and how many have it."""
    if not len(row):
        return row, value, row
    order = np.lexsort((value, row))
    row, value = row[order], value[order]
    first = np.flatnonzero(np.append(True, (np.diff(row) != 0) | (np.diff(value) != 0)))
    count = np.diff(np.append(first, len(row)))
    row, value = row[first], value[first]
    best = np.lexsort((count, row))
    last = best[np.append(np.diff(row[best]) != 0, True)]
    return row[last], value[last], count[last]


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
    start = np.searchsorted(every_row[order], np.arange(program.rows + len(sets) + 1))
    return _with_matrix(program, len(sets), start, index[order], value[order])


def _with_matrix(program: LinearProgram, sums: int, start: Ints, index: Ints,
                 value: Floats) -> LinearProgram:
    """Return a program with a matrix that has sums: nothing bounds or pays for them."""
    nothing = np.zeros(sums)
    return replace(
        program, cost=np.append(program.cost, nothing),
        lower=np.append(program.lower, nothing - np.inf),
        upper=np.append(program.upper, nothing + np.inf),
        row_lower=np.append(program.row_lower, nothing),
        row_upper=np.append(program.row_upper, nothing), start=start, index=index, value=value)

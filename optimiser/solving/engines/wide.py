"""Linear programs with many more columns than rows: a few columns first, then those that pay.

A plan of which no other is better uses at most as many columns as there are rows. So some columns
of each row are solved alone; the prices found tell which of the others would do better, and those
are added, until none is left. Where that ended is where the whole program begins: HiGHS proves it
optimal there as it would from anywhere.
"""

from __future__ import annotations

import numpy as np

from optimiser.errors import NoProofError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import AT_LOWER, Again, Outcome, Steps, TooLongError

_LARGE = 2_000
"""Rows below which a solve takes a moment anyway."""
_WIDE = 5
"""So many times as many columns as rows are worth it."""
_FIRST = 4
"""Columns of each row to begin with: the cheapest, of equals such as chance gives."""
_ROUNDS = 30
_STEPS = 0.5
"""Steps of the simplex for each row and column of the whole before another way is tried."""
_BETTER = 1e-9
"""What a column would gain by at least, in the program's costs."""


def solve(program: LinearProgram, start: object = None) -> Outcome:
    """Solve a linear program from where an earlier one ended, as highs.solve does."""
    if start is None and is_wide(program):
        start = first_basis(program)
    return highs.solve(program, start)


def is_wide(program: LinearProgram) -> bool:
    """Tell whether a few columns at a time pay: nothing has to keep all limits, to begin with."""
    return (program.rows >= _LARGE and program.columns >= _WIDE * program.rows
            and not len(program.whole) and program.is_kept_by_nothing)


def first_basis(program: LinearProgram) -> Again | None:
    """Return the basis that is left when no other column pays, None where that takes too long.

    After so many rounds it is a basis near to that. Raises TimeUpError.
    """
    is_in = _first_columns(program)
    columns = np.flatnonzero(is_in)
    session = highs.Session(_over(program, is_in), is_feasible=True, is_far=True)
    session.steps = Steps(int(_STEPS * (program.rows + program.columns)))
    try:
        for _ in range(_ROUNDS):
            session.least()
            gain = -program.reduced_cost(session.dual)
            gain[is_in] = 0.0
            pays = np.flatnonzero(gain > _BETTER)
            if not len(pays):
                break
            added = np.sort(pays[np.argsort(-gain[pays], kind="stable")][:program.rows])
            chosen = np.zeros(program.columns, dtype=bool)
            chosen[added] = True
            session.add(_over(program, chosen))
            is_in |= chosen
            columns = np.concatenate([columns, added])
    except (TooLongError, NoProofError):
        return None
    own, rows = session.statuses
    status = np.full(program.columns, AT_LOWER)
    status[columns] = own[:len(columns)]
    return Again(status, rows, is_feasible=True)


def _first_columns(program: LinearProgram) -> Bools:
    """Tell which columns begin, shape (columns,): so many of each row."""
    row = program.row_of_entry()
    chance = np.random.default_rng(0).random(program.columns)
    order = np.lexsort((chance[program.index], program.cost[program.index], row))
    place = np.arange(len(order)) - program.start[row]
    begins = np.zeros(program.columns, dtype=bool)
    begins[program.index[order[place < _FIRST]]] = True
    return begins


def _over(program: LinearProgram, kept: Bools) -> LinearProgram:
    """Return the program over some columns, shape (columns,); the others stay at nothing."""
    entry = kept[program.index]
    size = np.bincount(program.row_of_entry()[entry], minlength=program.rows)
    number = np.cumsum(kept) - 1
    return LinearProgram(
        program.cost[kept], program.lower[kept], program.upper[kept], program.row_lower,
        program.row_upper, np.concatenate([[0], np.cumsum(size)]),
        number[program.index[entry]], program.value[entry])

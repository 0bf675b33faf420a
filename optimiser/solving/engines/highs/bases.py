"""What a basis of HiGHS looks like, and as plain numbers."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Ints

_STATUSES = [highspy.HighsBasisStatus(number) for number in range(5)]


def fitted(basis: Any, program: LinearProgram, kept: Ints | None = None) -> Any:
    """Carry a basis over to a program with more or fewer columns and rows at the end.

    `kept` are the columns that the program still has, where some between are gone.
    What is new starts outside: columns at their bound, rows slack; HiGHS mends a basis marked
    as alien where what was cut off leaves it too small.
    """
    status = highspy.HighsBasisStatus
    whole, rows = basis.col_status, basis.row_status[:program.rows]
    columns = (whole[:program.columns] if kept is None else
               [whole[column] for column in kept.tolist()])
    fitted = highspy.HighsBasis()
    fitted.col_status = columns + [status.kLower] * (program.columns - len(columns))
    fitted.row_status = rows + [status.kBasic] * (program.rows - len(rows))
    fitted.valid = fitted.alien = True
    return fitted


def with_basic(basis: Any, columns: int) -> Any:
    """Add so many columns, each what a row of its own says it is: inside, and that row at it."""
    if not columns:
        return basis
    status = highspy.HighsBasisStatus
    basis.col_status = [*basis.col_status, *[status.kBasic] * columns]
    basis.row_status = [*basis.row_status, *[status.kLower] * columns]
    return basis


def basis_of(columns: Ints, rows: Ints) -> Any:
    """Return a basis from the numbers of its statuses; HiGHS mends one that is too small."""
    basis = highspy.HighsBasis()
    basis.col_status = [_STATUSES[number] for number in columns.tolist()]
    basis.row_status = [_STATUSES[number] for number in rows.tolist()]
    basis.valid = basis.alien = True
    return basis


def statuses_of(start: object) -> tuple[Ints, Ints] | None:
    """Return the numbers of a basis's statuses, of columns and of rows; None for no basis."""
    if not isinstance(start, highspy.HighsBasis):
        return None
    return (np.fromiter(map(int, start.col_status), np.int64, len(start.col_status)),
            np.fromiter(map(int, start.row_status), np.int64, len(start.row_status)))

"""Linear limits in one form: equations first, then rows that are at most their bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by

WIDTH = 1e-12
"""Bounds no further apart than this are one."""
HOLD = 1e8
"""What an equation that is held softly costs where it is missed, beside an amount that is off."""


@frozen
class Inequalities:
    """A x = b for the first `equal` rows, A x <= b for the others; entries as triplets."""

    row: Ints
    column: Ints
    value: Floats
    bound: Floats
    equal: int

    def slack(self, x: Floats) -> Floats:
        """Return b - A x to the last digit that extended precision gives, shape (rows,)."""
        slack = self.bound.astype(np.longdouble)
        np.subtract.at(slack, self.row, self.value.astype(np.longdouble) * x[self.column])
        return slack.astype(np.float64)

    def seem_tight(self, point: Floats, dual: Floats) -> Bools:
        """Tell which rows an interior point takes for tight: with a price of more than the room."""
        return (np.arange(len(dual)) < self.equal) | (dual > np.abs(self.slack(point)))

    def pull(self, dual: Floats, columns: int) -> Floats:
        """Return A' dual, shape (columns,)."""
        return sum_by(self.column, self.value * dual[self.row], columns)


def inequalities_of(program: LinearProgram, fixed: Floats, free: Bools) -> Inequalities:
    """State rows and bounds of the free columns, equations first."""
    kept = free[program.index]
    row, value = program.row_of_entry()[kept], program.value[kept]
    column = (np.cumsum(free) - 1)[program.index[kept]]
    known = program.activity(fixed)
    used = np.bincount(row, minlength=program.rows) > 0
    equal = used & (program.row_upper - program.row_lower <= WIDTH)
    at_most = used & ~equal & np.isfinite(program.row_upper)
    at_least = used & ~equal & np.isfinite(program.row_lower)
    low, high = program.lower[free], program.upper[free]
    above, below = np.flatnonzero(np.isfinite(low)), np.flatnonzero(np.isfinite(high))
    blocks = [
        (*choose(row, column, value, equal), (program.row_upper - known)[equal]),
        (*choose(row, column, value, at_most), (program.row_upper - known)[at_most]),
        (*choose(row, column, -value, at_least), (known - program.row_lower)[at_least]),
        (np.arange(len(above)), above, np.full(len(above), -1.0), -low[above]),
        (np.arange(len(below)), below, np.ones(len(below)), high[below]),
    ]
    offset = np.cumsum([0, *(len(block[3]) for block in blocks)])
    return Inequalities(
        np.concatenate([block[0] + o for block, o in zip(blocks, offset, strict=False)]),
        np.concatenate([block[1] for block in blocks]),
        np.concatenate([block[2] for block in blocks]),
        np.concatenate([block[3] for block in blocks]),
        int(equal.sum()))


def choose(row: Ints, column: Ints, value: Floats, rows: Bools) -> tuple[Ints, Ints, Floats]:
    """Keep the entries of some rows, numbered anew."""
    kept = rows[row]
    return (np.cumsum(rows) - 1)[row[kept]], column[kept], value[kept]


def softly(limits: Inequalities, columns: int) -> Inequalities:
    """Return the limits with a column for each equation, after the others: what it is missed by.

    Rows that say the same twice agree to the digits of a float only: as equations they would leave
    no point at all.
    """
    every = np.arange(limits.equal)
    return replace(
        limits, row=np.concatenate([limits.row, every]),
        column=np.concatenate([limits.column, columns + every]),
        value=np.concatenate([limits.value, np.full(len(every), -1.0)]))

"""Handing out whole units one by one: fast, and enough wherever limits leave a little room.

Amounts start at the unit below. Where a limit is broken there, a unit is given or taken back
wherever that mends it and breaks nothing else; then units are given to the largest remainders,
as long as every limit lets them. Nothing here depends on the order of rows: columns are taken by
their remainders, and by their names where these are alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.problem.arrays import Bools, Floats, Ints
from optimiser.solving.finding.whole_rows import WholeRows

NEAR = 1e-6
"""A value this close to a whole unit is that unit, as far as a solver can tell."""
_NEAR_RELATIVE, _HALF = 1e-13, 0.5
_DIGITS = 3
"""Of parts of a unit so many are compared: equal parts are a tie, which names decide, and what a
solver leaves behind them must not."""
CRUMB = 1e-4
"""So small a part of a unit is no reason to pay where nothing else is paid: solvers leave it."""


class Target(NamedTuple):
    """The plan before rounding, in units: whole ones below, and the part above them.

    `order` ranks the columns by their names; `is_tight` tells those under a ceiling that is used
    up, which therefore should be filled to the last unit. All shapes (whole columns,).
    """

    below: Ints
    part: Floats
    order: Ints
    is_tight: Bools

    @property
    def is_given(self) -> Bools:
        """Whether anything is given before rounding, shape (whole columns,)."""
        return (self.below > 0) | (self.part > CRUMB)


def split_units(unrounded: Floats) -> tuple[Ints, Floats]:
    """Return the whole units below an amount and the part above, a solver's noise apart."""
    noise = np.abs(unrounded) * _NEAR_RELATIVE
    # Where noise is units, no whole number is nearer than others: digits are taken as they are.
    near = np.where(noise < _HALF, np.maximum(NEAR, noise), NEAR)
    below = np.maximum(np.floor(unrounded + near), 0.0)
    above = np.maximum(unrounded - below, 0.0)
    part = np.where(unrounded - below <= near, 0.0, np.round(above, _DIGITS))
    return below.astype(np.int64), part


class HandOut:
    """Units being handed out under rows, whose sums are kept up to date exactly."""

    def __init__(self, rows: WholeRows, units: Ints, movable: Bools) -> None:
        """Begin with some units; a row without bounds is no row, and only some columns move."""
        self.rows = rows
        self.units = units.copy()
        self.sums = rows.sums(units)
        bounded = np.array([low is not None or high is not None for low, high in
                            zip(rows.low, rows.high, strict=True)], dtype=bool)
        kept = np.flatnonzero(movable[rows.column] & np.repeat(bounded, np.diff(rows.start)))
        order = kept[np.argsort(rows.column[kept], kind="stable")]
        self._start = np.searchsorted(rows.column[order], np.arange(rows.columns + 1))
        self._row, self._value = rows.row_of(order), rows.value[order]

    def mend(self, columns: Ints, step: int) -> None:
        """Move columns by a step, in order, wherever that mends a row and breaks none."""
        for column in columns.tolist():
            if self._change(column, step) < 0:
                self._move(column, step)

    def fill(self, columns: Ints) -> None:
        """Give a unit to each column, in order, wherever every row lets it."""
        for column in columns.tolist():
            if self._change(column, 1) == 0:
                self._move(column, 1)

    def in_broken_rows(self) -> Bools:
        """Tell which columns are in a row that is broken, shape (whole columns,)."""
        found = np.zeros(self.rows.columns, dtype=bool)
        for row in self.rows.broken(self.sums):
            found[self.rows.column[self.rows.start[row]:self.rows.start[row + 1]]] = True
        return found

    def _of(self, column: int) -> tuple[list[int], list[int]]:
        part = slice(int(self._start[column]), int(self._start[column + 1]))
        return self._row[part].tolist(), self._value[part].tolist()

    def _change(self, column: int, step: int) -> int:
        """Return -1 where a step mends something and worsens nothing, 1 where it worsens."""
        found, over, sums = 0, self.rows.over, self.sums
        for row, value in zip(*self._of(column), strict=True):
            before, after = over(row, sums[row]), over(row, sums[row] + step * value)
            if after > before:
                return 1
            if after < before:
                found = -1
        return found

    def _move(self, column: int, step: int) -> None:
        self.units[column] += step
        for row, value in zip(*self._of(column), strict=True):
            self.sums[row] += step * value


def hand_out(rows: WholeRows, target: Target, units: Ints, columns: Ints) -> Ints:
    """Return units near the target for some columns; those of the others stay as they are."""
    own = np.zeros(rows.columns, dtype=bool)
    own[columns] = True
    # What has nothing is given nothing, and has nothing to give back.
    own &= (units > 0) | (target.part > 0)
    given = HandOut(rows, units, own)
    falling = np.lexsort((target.order, -target.part))
    falling = falling[own[falling]]
    broken = given.in_broken_rows()
    given.mend(falling[broken[falling] & (target.is_given & (target.part > 0))[falling]], 1)
    broken = given.in_broken_rows() & (given.units > 0)
    rising = falling[::-1]
    given.mend(rising[broken[rising] & (given.units[rising] == target.below[rising])], -1)
    wanted = (target.part >= 0.5) | (target.is_tight & target.is_given & (target.part > 0))
    given.fill(falling[wanted[falling] & (given.units[falling] == target.below[falling])])
    return given.units

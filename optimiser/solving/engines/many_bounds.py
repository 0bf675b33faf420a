"""One program at many upper bounds of some of its rows: the least of each.

Where one of them ended, its prices hold for many others: for all in which what is in the basis
keeps every limit. The plan found so is worth what its prices say that none is below, so that it is
the best, whoever found it. So a dozen solves answer hundreds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, distinct, sum_by
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import AT_UPPER, BASIC

_FEW = 8
"""So few are solved one after the other: that takes a moment."""
_TRIES, _WORTH = 5, 3
"""After so many tries each has to have answered so many others, or no more are made."""
_AT_A_TIME = 2_000_000
"""Entries of the matrix times plans that are held at a time."""


def least_at_each(program: LinearProgram, rows: Ints, upper: Floats) -> Floats:
    """Return the minimum at each of many upper bounds of some rows, which have no lower ones.

    Shapes: (rows,), (cases, rows); returned (cases,), infinite where nothing is feasible. Raises
    NoProofError or TimeUpError.
    """
    cases = _cases(program, rows, upper)
    session = highs.Session(cases.program)
    found = np.full(len(upper), np.nan)
    left, lower = np.arange(len(upper)), cases.program.lower[cases.columns]
    tries = answered = 0
    while len(left):
        one, left = left[0], left[1:]
        session.bound_columns(cases.columns, lower, cases.of_columns[one])
        session.at_most(cases.rows, cases.of_rows[one])
        found[one] = session.least()
        is_worth = tries < _TRIES or answered >= _WORTH * tries
        if len(left) >= _FEW and is_worth and np.isfinite(found[one]):
            found[left] = _at_its_prices(cases, session, left)
            tries, answered = tries + 1, answered + int(np.isfinite(found[left]).sum())
            left = left[np.isnan(found[left])]
    return found


@frozen
class _Cases:
    """A program whose columns and rows of these numbers are bounded by each case.

    `of_columns` and `of_rows` are the upper bounds, shape (cases, columns) and (cases, rows).
    """

    program: LinearProgram
    columns: Ints
    rows: Ints
    of_columns: Floats
    of_rows: Floats


def _cases(program: LinearProgram, rows: Ints, upper: Floats) -> _Cases:
    """Return the cases; a row of one column alone is a bound of that column, and no row."""
    single = (np.diff(program.start)[rows] == 1) & (program.row_lower[rows] == -np.inf)
    entry = program.start[rows[single]]
    single[single] = program.value[entry] == 1.0
    columns = program.index[program.start[rows[single]]]
    if len(distinct(columns)) < len(columns):
        single[:], columns = False, columns[:0]
    kept = np.ones(program.rows, dtype=bool)
    kept[rows[single]] = False
    place = np.cumsum(kept) - 1
    return _Cases(_of_rows(program, kept), columns, place[rows[~single]],
                  np.minimum(upper[:, single], program.upper[columns]), upper[:, ~single])


def _of_rows(program: LinearProgram, kept: Bools) -> LinearProgram:
    entry = kept[program.row_of_entry()]
    size = np.diff(program.start)[kept]
    return replace(program, row_lower=program.row_lower[kept], row_upper=program.row_upper[kept],
                   start=np.concatenate([[0], np.cumsum(size)]), index=program.index[entry],
                   value=program.value[entry])


def _at_its_prices(cases: _Cases, session: highs.Session, left: Ints) -> Floats:
    """Return the minimum of each case whose best plan has the basis of the last solve, else NaN."""
    basis = _Basis(cases, session)
    size = max(1, _AT_A_TIME // max(len(cases.program.index), cases.program.columns))
    return np.concatenate([basis.least(left[at:at + size]) for at in range(0, len(left), size)])


class _Basis:
    """Where a solve ended: what is in the basis, and at which end all else stands."""

    def __init__(self, cases: _Cases, session: highs.Session) -> None:
        program = cases.program
        columns, rows = session.statuses
        self.cases, self.program, self.session = cases, program, session
        self.row = program.row_of_entry()
        basic: Ints = session.highs.getBasicVariables()[1]  # type: ignore[attr-defined]
        self.place: Ints = np.flatnonzero(basic >= 0)
        self.within: Ints = basic[self.place]
        self.is_binding: Bools = rows != BASIC
        price = np.where(self.is_binding, session.dual, 0.0)
        self.price = np.where(np.abs(price) > highs.TOLERANCE, price, 0.0)
        reduced = np.where(columns == BASIC, 0.0, program.reduced_cost(self.price))
        self.reduced = np.where(np.abs(reduced) > highs.TOLERANCE, reduced, 0.0)
        # HiGHS says by the sign of its price at which end a column stands whose ends are one.
        self.is_high, self.is_full = columns == AT_UPPER, rows == AT_UPPER

    def least(self, which: Ints) -> Floats:
        """Return the minimum of cases, shape (cases,), NaN where it has another basis."""
        program, cases, count = self.program, self.cases, len(which)
        high, full = (np.tile(one, (count, 1)) for one in (program.upper, program.row_upper))
        high[:, cases.columns], full[:, cases.rows] = cases.of_columns[which], cases.of_rows[which]
        ends = np.where(self.is_high, high, program.lower)
        row_ends = np.where(self.is_full, full, program.row_lower)
        x = self._plans(ends, row_ends)
        activity, room = self._activity(x), highs.TOLERANCE
        is_kept = ((x >= program.lower - room) & (x <= high + room)).all(axis=1) & (
            (activity >= program.row_lower - room) & (activity <= full + room)).all(axis=1)
        value = (x * program.cost).sum(axis=1)
        bound = _worth(self.reduced, ends) + _worth(self.price, row_ends)
        is_proved = np.abs(value - bound) <= room * np.maximum(1.0, np.abs(value))
        return np.where(is_kept & is_proved, value, np.nan)

    def _plans(self, ends: Floats, row_ends: Floats) -> Floats:
        """Return what all columns are where those outside the basis stand at their ends.

        Shape (cases, columns); what an endless end gives is no plan, and is found out as such.
        """
        x = np.where(np.isfinite(ends), ends, 0.0)
        x[:, self.within] = 0.0
        asked = np.where(self.is_binding & np.isfinite(row_ends), row_ends, 0.0)
        solved = self.session.highs.getBasisSolve  # type: ignore[attr-defined]
        for one, right in enumerate(asked - self._activity(x)):
            x[one, self.within] = solved(right)[1][self.place]
        return x

    def _activity(self, x: Floats) -> Floats:
        """Return what the rows of each plan add up to, shape (plans, rows)."""
        count, rows = len(x), self.program.rows
        place = self.row + rows * np.arange(count)[:, None]
        entry = self.program.value * x[:, self.program.index]
        sums = sum_by(place.reshape(-1), entry.reshape(-1), count * rows)
        return sums.reshape(count, rows)


def _worth(price: Floats, ends: Floats) -> Floats:
    """Return what ends are worth at their prices, shape (cases,); no bound where one is endless."""
    priced = np.flatnonzero(price)
    at = ends[:, priced]
    # No product of matrices: what numpy calls for it keeps a second processor busy with waiting.
    worth = (np.where(np.isfinite(at), at, 0.0) * price[priced]).sum(axis=1)
    return np.where(np.isfinite(at).all(axis=1), worth, -np.inf)

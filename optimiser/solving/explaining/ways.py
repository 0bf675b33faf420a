"""What is in the way of one more payment, for all payments that could be made at once.

Limits are held as entries (whose way, row of the program), ordered, not as a set for each of
hundreds of thousands of cells; only the way that is told becomes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.family import Role
from optimiser.model.limits.grants import SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.limits.whole_units import WHOLE_UNITS
from optimiser.model.program import Program
from optimiser.model.rows import Limits, match
from optimiser.plan.types import LimitResults, Status
from optimiser.problem.arrays import Floats, Ints, distinct, floats
from optimiser.vocabulary import Relation

NOISE = 1e-6
"""Less than this, in base currency or points, is what floats leave."""
_NOTHING = 1e-12
_MADE = 0.5


class Way(NamedTuple):
    """One payment that might bring more: the limits in its way, as rows of the program.

    `full` have no room. `short` have some, given with them, that does not last until the need
    is met. `freed` is how much more there may be with all of them loosened, in base currency, NaN
    where nobody solved for it.
    """

    full: frozenset[int] = frozenset()
    short: tuple[tuple[int, float], ...] = ()
    freed: float = float("nan")

    @property
    def limits(self) -> frozenset[int]:
        """All of them."""
        return self.full | {row for row, _ in self.short}


class _InTheWay(NamedTuple):
    """Limits in somebody's way: whose, and the row; both shapes (entries,), ordered.

    `room` is how much a column may rise under each; of full limits it is nothing.
    """

    whose: Ints
    row: Ints
    room: Floats

    def kept(self, which: Ints) -> _InTheWay:
        """Return some of the entries, in the order given."""
        return _InTheWay(self.whose[which], self.row[which], self.room[which])


def meet(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return all pairs (place in left, place in right) of equal numbers, by the left's order."""
    order = np.argsort(right, kind="stable")
    ranked = right[order]
    start = np.searchsorted(ranked, left, side="left")
    times = np.searchsorted(ranked, left, side="right") - start
    first = np.cumsum(times) - times
    within = np.arange(times.sum()) - np.repeat(first, times)
    return np.repeat(np.arange(len(left)), times), order[np.repeat(start, times) + within]


def _ordered(parts: Sequence[tuple[Ints, Ints, Floats]]) -> _InTheWay:
    """Return entries by whose way they are in, then by row, then by room."""
    whose, row, room = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _InTheWay(whose, row, room).kept(np.lexsort((room, row, whose)))


def _each_once(entries: _InTheWay) -> _InTheWay:
    """Return ordered entries without those said before."""
    again = (np.diff(entries.whose, prepend=-1) == 0) & (np.diff(entries.row, prepend=-1) == 0)
    return entries.kept(np.flatnonzero(~again))


class _Rooms:
    """How much room each limit has for one column to rise."""

    def __init__(self, program: Program, results: tuple[LimitResults, ...], lacks: float) -> None:
        self.program, self.lacks = program, lacks
        self.slack = np.concatenate([result.slack for result in results])
        self.full = np.concatenate([[status is not Status.NOT_BINDING for status in result.status]
                                    for result in results]).astype(bool)
        blocks = program.limits
        sizes = [len(block) for block in blocks]
        self.sense = np.repeat([{Relation.AT_MOST: 1.0, Relation.AT_LEAST: -1.0,
                                 Relation.EXACTLY: 0.0}[block.relation] for block in blocks], sizes)
        self.skipped = program.rows(
            lambda block: block.family.role in (Role.DEFINITION, Role.DEMAND)
            or block.family is WHOLE_UNITS)  # full by nature: in the way of less than a unit alone
        self.tied = program.rows(lambda block: block.family.role is Role.TIE)

    def entries(self, columns: Ints) -> tuple[Ints, Ints, Floats]:
        """Return (column, row, what a unit takes of the room) where that may be too much."""
        program, linear = self.program, self.program.linear
        is_asked = np.zeros(linear.columns, dtype=bool)
        is_asked[columns] = True
        asked = np.flatnonzero(is_asked[linear.index])
        column, row, value = linear.index[asked], linear.row_of_entry()[asked], linear.value[asked]
        rate = value * program.row_scale[row] / program.column_scale[column]
        # A limit of exactly so much lets a column neither rise nor fall.
        taken = np.where(self.sense[row] == 0, np.abs(rate), rate * self.sense[row])
        # What has room for more than the largest lack is in nobody's way: most entries go here.
        is_close = self.full[row] | self.tied[row] | (self.slack[row] < self.lacks * taken)
        # Told in scaled entries: a need of many millions uses next to no expert-month a unit.
        in_the_way = (np.abs(value) > _NOTHING) & (taken > 0)
        in_the_way &= ~self.skipped[row] & is_close
        return column[in_the_way], row[in_the_way], taken[in_the_way]

    def in_the_way(self, values: Floats, cells: Ints) -> tuple[_InTheWay, _InTheWay]:
        """Return the full limits in the way of cells, and those that have some room.

        Expert-months that a cell uses are in its way by the experts' limits.
        """
        column, row, taken = self.entries(cells)
        full, short = self._split(column, row, taken)
        tied = np.flatnonzero(self.tied[row])
        behind_full, behind_short = self._experts(column[tied], row[tied], taken[tied])
        return (_each_once(_ordered([full, behind_full, self._shut(values, cells)])),
                _ordered([short, behind_short]))

    def _split(self, column: Ints, row: Ints, taken: Floats) -> tuple[
            tuple[Ints, Ints, Floats], tuple[Ints, Ints, Floats]]:
        """Return what blocks columns by itself: full limits, and others with their room."""
        full = ~self.tied[row] & self.full[row]
        short = ~self.tied[row] & ~self.full[row]
        return ((column[full], row[full], np.zeros(int(full.sum()))),
                (column[short], row[short], self.slack[row[short]] / taken[short]))

    def _experts(self, cell: Ints, row: Ints, rate: Floats) -> tuple[
            tuple[Ints, Ints, Floats], tuple[Ints, Ints, Floats]]:
        """Return what blocks cells by the deployments that they are tied to, of `rate` a unit."""
        tie, sent = self._sent()
        full, short = self._split(*self.entries(distinct(sent)))
        columns = self.program.linear.columns
        # Any donor's experts will do: those with the fewest limits in their way.
        size = [np.bincount(part[0], minlength=columns)[sent] for part in (full, short)]
        order = np.lexsort((np.arange(len(tie)), size[1], size[0], tie))
        tie, first = np.unique(tie[order], return_index=True)
        chosen = sent[order][first]
        of, at = meet(row, tie)
        found = []
        for whose, rows, room in (full, short):
            left, right = meet(chosen[at], whose)
            # Room is in expert-months there; a unit of money uses `rate` of them.
            found.append((cell[of[left]], rows[right], room[right] / rate[of[left]]))
        return found[0], found[1]

    def _sent(self) -> tuple[Ints, Ints]:
        """Return (row, deployment) of the rows that tie expert-months to money."""
        linear, sent = self.program.linear, self.program.columns.grid(Of.DEPLOYMENT)
        if not len(sent):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        row = linear.row_of_entry()
        kept = np.flatnonzero((linear.index >= sent.first) & self.tied[row]
                              & (linear.index < sent.first + len(sent)))
        return row[kept], np.asarray(linear.index[kept], np.int64)

    def _shut(self, values: Floats, cells: Ints) -> tuple[Ints, Ints, Floats]:
        """Return the full limits in the way of cells of whoever takes no part.

        A limit on how many take part, or on grants, is on columns of 0 or 1, not on money: it
        stands in the way of every cell that would make one of them 1.
        """
        columns = self.program.columns
        parts, granted = columns.parts, cells[columns.grant_of[cells] >= 0]
        column = np.concatenate([columns.part.first + parts.part,
                                 columns.grant.first + columns.grant_of[granted]])
        cell = np.concatenate([parts.cell, granted])
        idle = (values[column] < _MADE) & np.isin(cell, cells)
        column, cell = column[idle], cell[idle]
        if not len(column):
            return cell, column, np.zeros(0)
        whose, row, _ = self.entries(distinct(column))
        is_full = self.full[row]
        left, right = meet(column, whose[is_full])
        return cell[left], row[is_full][right], np.zeros(len(left))


class _Least(NamedTuple):
    """What payments are part of that get nothing or so much; shapes (entries,).

    `made` is a column of 0 or 1, -1 where there is none: then it is asked for whatever is given
    already, one more whole unit.
    """

    cell: Ints
    row: Ints
    amount: Floats
    made: Ints

    def asked(self, entry: Ints, values: Floats, lacks: Floats) -> Floats:
        """Return how much there must be room for, in needs that lack so much."""
        made, amount = self.made[entry], self.amount[entry]
        return np.where(made < 0, np.minimum(amount, lacks),
                        np.where(values[made] < _MADE, amount, 0.0))


def _least_amounts(program: Program) -> _Least:
    """Return the smallest grant, the least amount and the whole units that cells are under."""
    blocks = [(first, block, True) for family in (SMALLEST_GRANT, LEAST_AMOUNT)
              for first, block in program.blocks(family)]
    blocks += [(first, block, False) for first, block in program.blocks(WHOLE_UNITS)]
    found = [_least_of(program, *one) for one in blocks]
    none = np.zeros(0, np.int64)
    return _Least(*(np.concatenate([empty, *(one[at] for one in found)]) for at, empty in
                    enumerate((none, none, np.zeros(0), none))))


def _least_of(program: Program, first: int, block: Limits, is_made: bool) -> tuple[
        Ints, Ints, Floats, Ints]:
    """Return cell, row, amount and column of 0 or 1 of a block's limits."""
    paid, bought = block.terms[:2]
    columns = program.columns
    cells = match(paid.where, len(paid.limit), columns.allocation)
    limit, made = paid.limit[cells.entry], np.full(len(block), -1)
    if is_made:
        grid = columns.grid(bought.of)
        whole = match(bought.where, len(bought.limit), grid)
        made[bought.limit[whole.entry]] = grid.first + whole.column
    return cells.column, first + limit, floats(bought.coefficient)[limit], made[limit]


class Ways:
    """What is in the way of one more payment from each of the `cells`, shape (cells,).

    `lacks` is the most that any need lacks: what has room for that is in nobody's way.
    """

    def __init__(self, program: Program, values: Floats, results: tuple[LimitResults, ...],
                 cells: Ints, lacks: float) -> None:
        self.values = values
        self.full, self.short = _Rooms(program, results, lacks).in_the_way(values, cells)
        self.least = _least_amounts(program)

    def best(self, group: Ints, cell: Ints, lacks: Floats, price: Floats,
             most_first: Ints | None = None) -> dict[int, Way]:
        """Return by group the way with the least in it, of payments from cells.

        A payment gives a need all that it `lacks` out of a cell; shapes (payments,). A way whose
        limits are all full is told before one that also has limits with some room, for then the
        sentence needs no figure; limits with a price before those that another plan could have
        left room under; then, where it is asked for, the one that brings the most, in units. The
        rows' order makes it the same way in every run.
        """
        full, short = self._of_payments(cell, lacks)
        payments = len(cell)
        of_full = np.bincount(full.whose, minlength=payments)
        sizes = [np.bincount(short.whose, minlength=payments),
                 np.bincount(full.whose, price[full.row] <= NOISE, payments), of_full]
        if most_first is not None:
            sizes.append(-most_first)
        left = np.arange(payments)
        for size in sizes:
            left = _with_least(left, group, size)
        start = np.searchsorted(full.whose, np.arange(payments))
        for place in count():
            tied = np.bincount(group[left])[group[left]] > 1
            tied &= of_full[left] > place
            if not tied.any():
                break
            nearest = _with_least(left[tied], group, full.row, start + place)
            left = np.sort(np.concatenate([left[~tied], nearest]))
        groups, first = np.unique(group[left], return_index=True)
        return dict(zip(groups.tolist(), _as_ways(left[first], full, short), strict=True))

    def _of_payments(self, cell: Ints, lacks: Floats) -> tuple[_InTheWay, _InTheWay]:
        """Return the full limits in the way of payments, and those with too little room."""
        payment, entry = meet(cell, self.short.whose)
        is_short = self.short.room[entry] < lacks[payment] - NOISE
        payment, entry = payment[is_short], entry[is_short]
        short = _InTheWay(payment, self.short.row[entry], self.short.room[entry])
        room = lacks.copy()
        np.minimum.at(room, payment, short.room)
        payment, entry = meet(cell, self.full.whose)
        full = _InTheWay(payment, self.full.row[entry], self.full.room[entry])
        # A grant not made yet must be large, and units are whole: less room is as good as none.
        payment, entry = meet(cell, self.least.cell)
        too_small = room[payment] < self.least.asked(entry, self.values, lacks[payment]) - NOISE
        if too_small.any():
            payment, entry = payment[too_small], entry[too_small]
            full = _each_once(_ordered([
                (full.whose, full.row, full.room),
                (payment, self.least.row[entry], np.zeros(len(entry)))]))
        return full, short


def _with_least(left: Ints, group: Ints, size: Ints | Floats, at: Ints | None = None) -> Ints:
    """Return those of some payments that have the least size in their group."""
    own = size[left if at is None else at[left]]
    least = np.full(int(group.max(initial=0)) + 1, np.inf)
    np.minimum.at(least, group[left], own)
    kept: Ints = left[own == least[group[left]]]
    return kept


def _as_ways(payments: Ints, full: _InTheWay, short: _InTheWay) -> list[Way]:
    """Return the ways of some payments."""
    ends = [(np.searchsorted(part.whose, payments, side="left").tolist(),
             np.searchsorted(part.whose, payments, side="right").tolist())
            for part in (full, short)]
    return [Way(frozenset(full.row[a:b].tolist()),
                tuple(zip(short.row[c:d].tolist(), short.room[c:d].tolist(), strict=True)))
            for a, b, c, d in zip(*ends[0], *ends[1], strict=True)]

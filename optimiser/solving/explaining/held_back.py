"""What keeps more money out of each need that is not fully met.

More money reaches a need by one more payment from some fund, with the experts that it uses. The
limits in its way are those without room for what the need still lacks. Of all funds that may
pay, the one with the fewest limits in the way is named: with those loosened the need can be met
in full, and nobody else gets less. Those without which that is so as well are left out again. A
limit that no other plan could have left more room under carries a price; others come after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.family import Role
from optimiser.model.limits.grants import SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.limits.whole_units import WHOLE_UNITS
from optimiser.model.program import Program
from optimiser.model.rows import match
from optimiser.plan.reasons import HeldBack, Reason
from optimiser.plan.types import LimitResults, Status
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.tiers import in_falling_weight
from optimiser.solving.explaining.barred import Barred, left_of_each
from optimiser.solving.explaining.needed import Needed
from optimiser.vocabulary import Relation

_NOISE = 1e-6
_NOTHING = 1e-12
_MADE = 0.5


@dataclass(frozen=True, slots=True)
class _Way:
    """One payment that might bring more: the limits in its way, as rows of the program.

    `full` have no room. `short` have some, given with them, that does not last until the need
    is met.
    """

    full: frozenset[int] = frozenset()
    short: tuple[tuple[int, float], ...] = ()


def held_back(program: Program, values: Floats, results: tuple[LimitResults, ...],
              dual: Floats) -> tuple[HeldBack | None, ...]:
    """Return what holds each need back, shape (needs,), None where it is fully met.

    `values` are the rounded plan's columns, in base currency and expert-months; `dual` those
    of the program's rows, shape (rows,).
    """
    needs = program.problem.needs
    found: list[HeldBack | None] = [None] * len(needs.amount)
    lacking = _lacking(program, values)
    if not lacking:
        return tuple(found)
    price = np.abs(dual)
    requirements = {int(needs.requirement[row]) for row in lacking}
    cells = _cells(program, requirements)
    ways_to = _Ways(program, values, results, cells, max(lacking.values()))
    payers, worth = _Payers(program, values, price), _worth_of_room(program, results)
    needed, barred = Needed(program, values), Barred(program, values)
    # The largest gaps first: of what is in their way the needed is found, as far as work allows.
    for row, lacks in sorted(lacking.items(), key=lambda item: (-item[1], item[0])):
        ways = [ways_to.pay(cell, lacks) for cell in cells.get(int(needs.requirement[row]), [])]
        if not ways:
            found[row] = HeldBack(is_paid=False, barred=barred.from_need(row, lacks))
            continue
        way = min(ways, key=lambda way: _obstacles(way, price))
        reasons = _reasons(program, way, worth)
        # How far a limit with some room goes is read off with all the others out of the way.
        kept = (frozenset(reason.limit for reason in reasons) if way.short else
                needed.among(row, [reason.limit for reason in reasons]))
        way = _Way(way.full & kept, way.short)
        found[row] = HeldBack(
            tuple(reason for reason in reasons if reason.limit in kept),
            payers.outranked(row, way),
            barred=barred.from_need(row, lacks) if barred.budgets & way.full else ())
    return tuple(found)


def money_left(program: Program, values: Floats, results: tuple[LimitResults, ...],
               dual: Floats) -> tuple[HeldBack | None, ...]:
    """Return what keeps money in each fund, shape (funds,), None where less than a unit is left.

    Likewise of all payments that the fund could still make the one with the least in its way is
    told; where every need that it may pay for is met, it is not `is_paid`. Arguments as above.
    """
    problem, columns = program.problem, program.columns
    left = left_of_each(program, values)
    unit = float(problem.rounding)
    lacking = _lacking(program, values)
    if not (left >= unit).any():
        return (None,) * len(left)
    lacks = {int(problem.needs.requirement[row]): amount for row, amount in lacking.items()}
    cells = _cells(program, set(lacks))
    ways_to = _Ways(program, values, results, cells, max(lacking.values(), default=0.0))
    price, worth = np.abs(dual), _worth_of_room(program, results)
    ways: dict[int, list[_Way]] = defaultdict(list)
    for requirement, group in cells.items():
        for cell in group:
            fund = int(columns.allocation.along["fund"][cell])
            if left[fund] >= unit:
                ways[fund].append(ways_to.pay(cell, min(lacks[requirement], float(left[fund]))))
    return tuple(
        None if left[fund] < unit else HeldBack(is_paid=False) if fund not in ways else HeldBack(
            _reasons(program, min(ways[fund], key=lambda way: _obstacles(way, price)), worth))
        for fund in range(len(left)))


def _obstacles(way: _Way, price: Floats) -> tuple[int, int, int, list[int]]:
    """Return how much stands in a way: the least is told.

    A way whose limits are all full is told before one that also has limits with some room, for
    then the sentence needs no figure; limits with a price before those that another plan could
    have left room under. The rows' order makes it the same way in every run.
    """
    unpriced = sum(price[row] <= _NOISE for row in way.full)
    return len(way.short), unpriced, len(way.full), sorted(way.full)


def _worth_of_room(program: Program, results: tuple[LimitResults, ...]) -> Floats:
    """Return what one more unit of room under each limit would add, shape (rows,), NaN unknown."""
    more, less = (np.concatenate(prices) for prices in (
        [result.price for result in results], [result.price_of_less for result in results]))
    rises = program.rows(lambda block: block.relation is not Relation.AT_LEAST)
    return np.abs(np.where(rises, more, less))


def _reasons(program: Program, way: _Way, worth: Floats) -> tuple[Reason, ...]:
    """Name the limits in the way: full ones, the dearest first, then those that fill up."""
    full = sorted(way.full, key=lambda row: (-np.nan_to_num(worth[row]),
                                             program.limit_name(row)))
    return (*(Reason(row, None, float(worth[row])) for row in full),
            *(Reason(row, room, float(worth[row])) for row, room in way.short))


def _lacking(program: Program, values: Floats) -> dict[int, float]:
    """Return what each need not fully met lacks, with the tiers that fill before it."""
    needs, columns = program.problem.needs, program.columns
    met = values[columns.met.first:columns.met.first + len(needs.amount)]
    unmet = needs.amount - met
    before: dict[int, float] = defaultdict(float)
    lacking = {}
    for row in in_falling_weight(needs.weight):
        requirement = int(needs.requirement[row])
        before[requirement] += float(unmet[row])
        if unmet[row] > float(program.problem.rounding):
            lacking[row] = before[requirement]
    return dict(sorted(lacking.items()))


def _cells(program: Program, wanted: set[int]) -> dict[int, list[int]]:
    """Return the cells that may pay for each requirement, in order; none where no fund may."""
    cells: dict[int, list[int]] = defaultdict(list)
    requirement = program.columns.requirement
    for cell in np.flatnonzero(np.isin(requirement, list(wanted))).tolist():
        cells[int(requirement[cell])].append(cell)
    return cells


Block = tuple[frozenset[int], list[tuple[int, float]]]
"""Rows without room, and others with how far a column may rise under each."""

Blocked = dict[int, Block]
"""What blocks each column."""

Ties = dict[int, list[tuple[float, list[int]]]]
"""For each cell the expert-months that a unit uses, and the deployments that may bring them."""


def _size(block: Block) -> tuple[int, int]:
    full, short = block
    return len(full), len(short)


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

    def entries(self, columns: set[int]) -> tuple[Ints, Ints, Floats]:
        """Return (column, row, what a unit takes of the room) where that may be too much."""
        program, linear = self.program, self.program.linear
        asked = np.isin(linear.index, list(columns))
        column, row = linear.index[asked], linear.row_of_entry()[asked]
        rate = linear.value[asked] * program.row_scale[row] / program.column_scale[column]
        # A limit of exactly so much lets a column neither rise nor fall.
        taken = np.where(self.sense[row] == 0, np.abs(rate), rate * self.sense[row])
        # What has room for more than the largest lack is in nobody's way: most entries go here.
        is_close = self.full[row] | self.tied[row] | (self.slack[row] < self.lacks * taken)
        # Told in scaled entries: a need of many millions uses next to no expert-month a unit.
        in_the_way = (np.abs(linear.value[asked]) > _NOTHING) & (taken > 0)
        in_the_way &= ~self.skipped[row] & is_close
        return column[in_the_way], row[in_the_way], taken[in_the_way]

    def shut(self, values: Floats) -> dict[int, set[int]]:
        """Return the full limits in the way of cells of whoever takes no part, by the cell.

        A limit on how many take part, or on grants, is on columns of 0 or 1, not on money: it
        stands in the way of every cell that would make one of them 1.
        """
        columns = self.program.columns
        parts, grants = columns.parts, columns.grant_of
        granted = np.flatnonzero(grants >= 0)
        behind = [
            *zip((columns.part.first + parts.part).tolist(), parts.cell.tolist(), strict=True),
            *zip((columns.grant.first + grants[granted]).tolist(), granted.tolist(), strict=True)]
        idle = {column for column, _ in behind if values[column] < _MADE}
        full: dict[int, set[int]] = defaultdict(set)
        for column, row, _ in self._listed(idle) if idle else ():
            if self.full[row]:
                full[column].add(row)
        found: dict[int, set[int]] = defaultdict(set)
        for column, cell in behind:
            found[cell] |= full.get(column, set())
        return found

    def _listed(self, columns: set[int]) -> Iterator[tuple[int, int, float]]:
        """Yield the entries as plain numbers."""
        column, row, taken = self.entries(columns)
        return zip(column.tolist(), row.tolist(), taken.tolist(), strict=True)

    def of(self, cells: set[int]) -> Blocked:
        """Return what blocks each cell; expert-months that it uses block by the experts' limits."""
        own, ties = self._split(cells)
        deployments = {user for tied in ties.values() for _, users in tied for user in users}
        behind, _ = self._split(deployments)
        for cell, tied in ties.items():
            full, short = own[cell]
            for rate, users in tied:
                # Any donor's experts will do: those with the fewest limits in their way.
                full_there, short_there = min((behind[user] for user in users), key=_size)
                full |= full_there
                # Room is in expert-months there; a unit of money uses `rate` of them.
                short += [(row, room / rate) for row, room in short_there]
            own[cell] = full, short
        return own

    def _split(self, columns: set[int]) -> tuple[Blocked, Ties]:
        """Return what blocks columns by itself, and the deployments that they are tied to."""
        ties: Ties = defaultdict(list)
        sets: dict[int, set[int]] = defaultdict(set)
        rests: dict[int, list[tuple[int, float]]] = defaultdict(list)
        sent = self._sent()
        for column, row, taken in self._listed(columns):
            if self.tied[row]:
                if column < len(self.program.columns.allocation) and row in sent:
                    ties[column].append((taken, sent[row]))
            elif self.full[row]:
                sets[column].add(row)
            else:
                rests[column].append((row, float(self.slack[row]) / taken))
        return {column: (frozenset(sets[column]), rests[column]) for column in columns}, ties

    def _sent(self) -> dict[int, list[int]]:
        """Return the deployments in each row that ties expert-months to money."""
        program, sent = self.program, self.program.columns.grid(Of.DEPLOYMENT)
        if not len(sent):
            return {}
        linear = program.linear
        kept = (linear.index >= sent.first) & (linear.index < sent.first + len(sent))
        found: dict[int, list[int]] = defaultdict(list)
        for row, column in zip(linear.row_of_entry()[kept].tolist(), linear.index[kept].tolist(),
                               strict=True):
            if self.tied[row]:
                found[row].append(column)
        return found


class _Ways:
    """What is in the way of one more payment from each cell."""

    def __init__(self, program: Program, values: Floats, results: tuple[LimitResults, ...],
                 cells: dict[int, list[int]], lacks: float) -> None:
        rooms = _Rooms(program, results, lacks)
        self.blocked = rooms.of({cell for group in cells.values() for cell in group})
        self.shut = rooms.shut(values)
        self.least = _least_amounts(program)
        self.values = values

    def pay(self, cell: int, lacks: float) -> _Way:
        """Return the limits in the way of giving a need all that it lacks out of a cell."""
        full, rest = self.blocked[cell]
        short = sorted((row, room) for row, room in rest if room < lacks - _NOISE)
        room = min([lacks, *(room for _, room in short)])
        # A grant not made yet must be large, and units are whole: less room is as good as none.
        too_small = {least.row for least in self.least.get(cell, [])
                     if room < least.asked(self.values, lacks) - _NOISE}
        return _Way(full | self.shut.get(cell, frozenset()) | too_small, tuple(short))


@dataclass(frozen=True, slots=True)
class _Least:
    """What a payment is part of that gets nothing or so much: its row, its column of 0 or 1.

    Without such a column it is asked for whatever is given already: one more whole unit.
    """

    row: int
    amount: float
    column: int | None = None

    def asked(self, values: Floats, lacks: float) -> float:
        """Return how much there must be room for, in a need that lacks so much."""
        if self.column is None:
            return min(self.amount, lacks)
        return self.amount if values[self.column] < _MADE else 0.0


def _least_amounts(program: Program) -> dict[int, list[_Least]]:
    """Return, by cell, the smallest grant, the least amount and the whole units it is under."""
    found: dict[int, list[_Least]] = defaultdict(list)
    for first, block in (*program.blocks(SMALLEST_GRANT), *program.blocks(LEAST_AMOUNT)):
        paid, made = block.terms
        grid = program.columns.grid(made.of)
        whole = match(made.where, len(made.limit), grid)
        column_of = {int(made.limit[entry]): grid.first + column for entry, column in
                     zip(whole.entry.tolist(), whole.column.tolist(), strict=True)}
        cells = match(paid.where, len(paid.limit), program.columns.allocation)
        for entry, cell in zip(cells.entry.tolist(), cells.column.tolist(), strict=True):
            limit = int(paid.limit[entry])
            found[cell].append(_Least(first + limit, float(made.coefficient[limit]),
                                      column_of[limit]))
    for first, block in program.blocks(WHOLE_UNITS):
        paid, bought = block.terms[:2]
        cells = match(paid.where, len(paid.limit), program.columns.allocation)
        for entry, cell in zip(cells.entry.tolist(), cells.column.tolist(), strict=True):
            limit = int(paid.limit[entry])
            found[cell].append(_Least(first + limit, float(bought.coefficient[limit])))
    return found


class _Payers:
    """Who gets the money that a full limit lets through."""

    def __init__(self, program: Program, values: Floats, price: Floats) -> None:
        needs, columns = program.problem.needs, program.columns
        paid = values[:len(columns.allocation)] > float(program.problem.rounding) / 2
        self.program, self.paid = program, np.flatnonzero(paid)
        self.price = price
        # The last tier of a requirement that gets anything is what its last unit meets.
        met = values[columns.met.first:columns.met.first + len(needs.amount)]
        self.last: dict[int, int] = {}
        self.under: dict[int, tuple[Floats, Ints]] = {}
        for row in in_falling_weight(needs.weight):
            if met[row] > 0:
                self.last[int(needs.requirement[row])] = row

    def outranked(self, need: int, way: _Way) -> int:
        """Return the need of least weight above this one's that its dearest full limit pays.

        -1 where there is none.
        """
        weight = self.program.problem.needs.weight
        for row in sorted(way.full, key=lambda row: (-float(self.price[row]), row)):
            if self.price[row] <= _NOISE:
                break
            weights, needs = self._under(row)
            at = int(np.searchsorted(weights, weight[need], side="right"))
            if at < len(weights):
                return int(needs[at])
        return -1

    def _under(self, row: int) -> tuple[Floats, Ints]:
        """Return the weights, rising, of the needs that a limit's money meets, and the needs."""
        if row not in self.under:
            linear, weight = self.program.linear, self.program.problem.needs.weight
            columns = linear.index[linear.start[row]:linear.start[row + 1]]
            paid = columns[np.isin(columns, self.paid)]
            requirements = np.unique(self.program.columns.requirement[paid]).tolist()
            needs = np.sort(np.array([self.last[number] for number in requirements], np.int64))
            order = np.argsort(weight[needs], kind="stable")
            self.under[row] = weight[needs[order]], needs[order]
        return self.under[row]

"""Rounding to whole units: never above a budget, capacity, need or pin, totals restored.

Every amount goes to the unit below or above, so that a limit moves by less than one unit
for each cell it sums. Amounts start at the unit below; then units are given back, the
largest remainder first, wherever the limits that may not be exceeded have room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from optimiser.errors import NoPlanError
from optimiser.model.columns import Grid, Of
from optimiser.model.limits.experts import EXPERTS_OFFERED, EXPERTS_USED
from optimiser.model.program import LinearProgram, Program
from optimiser.model.rows import Limits, Term, match
from optimiser.plan.types import DEPLOYMENT_UNIT
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.problem.left import left_of_requirements
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.vocabulary import Relation

_NEAR = 1e-6
"""A value this close below a whole unit is that unit, as far as a solver can tell."""


@dataclass(slots=True)
class _Room:
    """What is left, in units, under each row that may not be exceeded; rows of each cell.

    `left` shape (rows,); the rows of cell j are `rows[start[j]:start[j + 1]]`.
    """

    left: list[int]
    start: list[int]
    rows: list[int]

    def of(self, cell: int) -> list[int]:
        return self.rows[self.start[cell]:self.start[cell + 1]]

    def least(self, cell: int) -> int:
        """Return how many units the cell may still rise by."""
        return min((self.left[row] for row in self.of(cell)), default=0)

    def take(self, cell: int, units: int) -> None:
        """Count units of a cell against its rows (negative: give them back)."""
        for row in self.of(cell):
            self.left[row] -= units


def round_allocations(program: Program, x: Floats) -> Ints:
    """Return amounts in rounding units, shape (cells,), from amounts in base currency."""
    unit = Fraction(program.problem.rounding)
    cells = len(program.columns.allocation)
    exact_units = x[:cells] / float(unit)
    units = np.maximum(np.floor(exact_units - _NEAR), 0.0).astype(np.int64)
    room, tight = _allocation_room(program, unit, exact_units)
    whole = x[program.linear.whole]
    promises = _promises(program, unit, x)
    bounds = np.array(room.left)
    _lay_down(units, room)
    _raise_to_promises(promises, units, exact_units, room)
    if any(units[promise.cells].sum() < promise.units for promise in promises):
        return _choose_together(exact_units, room, bounds, promises,
                                program.columns.closed(whole))
    _give_back(units, exact_units, room, tight)
    return units


def _allocation_room(program: Program, unit: Fraction, exact_units: Floats) -> tuple[_Room, Bools]:
    """Return the room under hard limits, and which cells are under one that is used up."""
    columns = program.columns
    bounds, rows, cells = [], [], []
    bounds += [floor(left / unit) for left in left_of_requirements(program.problem)]
    rows.append(columns.requirement)
    cells.append(np.arange(len(columns.requirement)))
    for block in program.limits:
        if not (block.never_exceeded and block.relation is Relation.AT_MOST):
            continue
        left = _left_after_commitments(program, block)
        for term in block.terms:
            if term.of is not Of.ALLOCATION:
                continue
            found = match(term.where, len(term.limit), columns.allocation)
            rows.append(len(bounds) + term.limit[found.entry])
            cells.append(found.column)
        bounds += [floor(amount / unit) for amount in left]
    row, cell = np.concatenate(rows), np.concatenate(cells)
    used = sum_by(row, exact_units[cell], len(bounds))
    bound = np.array([float(b) for b in bounds])
    full = used >= bound - 1.0
    tight = sum_by(cell, full[row].astype(np.float64), len(exact_units)) > 0
    return _room(bounds, row, cell, len(exact_units)), tight


def _left_after_commitments(program: Program, block: Limits) -> list[Fraction]:
    left = list(block.bounds)
    committed = program.problem.commitments.exact
    for term in block.terms:
        if term.committed and committed:
            found = match(term.where, len(term.limit), program.columns.committed)
            for entry, column in zip(found.entry.tolist(), found.column.tolist(), strict=True):
                left[term.limit[entry]] -= committed[column]
    return left


def _room(bounds: list[int], row: Ints, cell: Ints, cells: int) -> _Room:
    order = np.lexsort((row, cell))
    start = np.searchsorted(cell[order], np.arange(cells + 1))
    return _Room(list(bounds), start.tolist(), row[order].tolist())


def _lay_down(units: Ints, room: _Room) -> None:
    """Count the units below against the rows; take back what the solver overdrew."""
    for cell in np.flatnonzero(units).tolist():
        room.take(cell, int(units[cell]))
    for cell in sorted(np.flatnonzero(units).tolist(), key=lambda c: -int(units[c])):
        over = -room.least(cell)
        if over > 0:
            back = min(over, int(units[cell]))
            units[cell] -= back
            room.take(cell, -back)


@dataclass(frozen=True, slots=True)
class _Promise:
    """What asks for at least so many units in all of its cells together: a pin, a grant, a part."""

    cells: Ints
    units: int


def _promises(program: Program, unit: Fraction, x: Floats) -> list[_Promise]:
    found = []
    for block in program.limits:
        if not (block.never_exceeded and block.relation is Relation.AT_LEAST):
            continue
        asked = list(block.bounds)
        held: dict[int, list[int]] = {}
        for term in block.terms:
            grid = program.columns.grid(term.of)
            for limit, column, factor in _entries(term, grid):
                if term.of is Of.ALLOCATION:
                    held.setdefault(limit, []).append(column)
                elif grid.first >= program.columns.grant.first:
                    asked[limit] += factor * round(x[grid.first + column])
        found += [_Promise(np.array(cells, np.int64), ceil(asked[limit] / unit))
                  for limit, cells in held.items()]
    return found


def _entries(term: Term, grid: Grid) -> Iterator[tuple[int, int, Fraction]]:
    """Yield the limit, the column of the grid and the coefficient of each entry of a term."""
    found = match(term.where, len(term.limit), grid)
    for entry, column in zip(found.entry.tolist(), found.column.tolist(), strict=True):
        yield int(term.limit[entry]), column, term.coefficient[entry]


def _raise_to_promises(promises: list[_Promise], units: Ints, exact_units: Floats,
                       room: _Room) -> None:
    """Give units back under pins that ask for at least so much, before all others."""
    for cells, wanted in ((promise.cells, promise.units) for promise in promises):
        order = cells[np.argsort(units[cells] - exact_units[cells])]
        _hand_out(order.tolist(), wanted - int(units[cells].sum()), units, room)


def _choose_together(exact_units: Floats, room: _Room, bounds: Ints,
                     promises: list[_Promise], closed: Bools) -> Ints:
    """Choose for all cells at once among the whole units that are at most one away.

    The choice nearest to the exact amounts that keeps every hard limit and every pin: a
    program in whole numbers, for plans where pins leave no room to go cell by cell; cells of
    grants that are not made stay `closed`. Raises NoPlanError where no plan in whole units is
    that near.
    """
    below = np.maximum(np.floor(exact_units + _NEAR), 0.0)
    part = exact_units - below
    cells, even = len(below), part <= _NEAR
    members = [np.repeat(np.arange(cells), np.diff(room.start))[
        np.argsort(room.rows, kind="stable")], *(promise.cells for promise in promises)]
    size = np.concatenate([np.bincount(np.array(room.rows, np.int64), minlength=len(bounds)),
                           [len(promise.cells) for promise in promises]]).astype(np.int64)
    cell = np.concatenate(members)
    base = sum_by(np.repeat(np.arange(len(size)), size), below[cell], len(size))
    asked = np.array([promise.units for promise in promises])
    # Two columns a cell, side by side: one unit up, and for even amounts one unit down.
    outcome = highs.solve(LinearProgram(
        cost=np.stack([1.0 - 2.0 * part, np.full(cells, -1.0)], axis=1).reshape(-1),
        lower=np.stack([np.zeros(cells), -1.0 * (even & (below > 0))], axis=1).reshape(-1),
        upper=np.stack([np.where(closed, 0.0, 1.0), np.zeros(cells)], axis=1).reshape(-1),
        row_lower=np.concatenate([np.full(len(bounds), -np.inf), asked - base[len(bounds):]]),
        row_upper=np.concatenate([bounds - base[:len(bounds)], np.full(len(asked), np.inf)]),
        start=np.concatenate([[0], np.cumsum(2 * size)]),
        index=np.stack([2 * cell, 2 * cell + 1], axis=1).reshape(-1),
        value=np.ones(2 * len(cell)), whole=np.arange(2 * cells)))
    if outcome.status is not SolveStatus.OPTIMAL:
        raise NoPlanError(
            "There is a plan, but none in whole units of Rounding that keeps every pin together "
            "with the budgets, needs and capacities.",
            "Set Rounding to a smaller unit such as 0.01, or loosen a pin by one unit.")
    moved = outcome.x[0::2] + outcome.x[1::2]
    return (below + moved).astype(np.int64)


def _hand_out(cells: Iterable[int], wanted: int, units: Ints, room: _Room) -> None:
    for cell in cells:
        given = min(wanted, room.least(cell), 1)
        if given > 0:
            units[cell] += given
            room.take(cell, given)
            wanted -= given


def _give_back(units: Ints, exact_units: Floats, room: _Room, tight: Bools) -> None:
    """Round up where that is nearer, or where a used-up limit would be left with room."""
    remainder = np.round(exact_units - units, 6)
    wanted = (remainder >= 0.5) | (tight & (remainder > _NEAR))
    order = np.argsort(-remainder, kind="stable")
    for cell in order[wanted[order]].tolist():
        if room.least(cell) >= 1:
            units[cell] += 1
            room.take(cell, 1)


def round_deployments(program: Program, x: Floats, units: Ints) -> Ints:
    """Return deployments in hundredths of an expert-month, shape (deployments,).

    They add up to the expert-months that the rounded amounts use, as near as the offers
    allow.
    """
    grid = program.columns.deployment
    if len(grid) == 0:
        return np.zeros(0, np.int64)
    part = float(DEPLOYMENT_UNIT)
    exact_parts = x[grid.first:grid.first + len(grid)] / part
    parts = np.maximum(np.floor(exact_parts - _NEAR), 0.0).astype(np.int64)
    room = _deployment_room(program)
    _lay_down(parts, room)
    for cells, target in _users(program, units):
        wanted = round(target / DEPLOYMENT_UNIT) - int(parts[cells].sum())
        order = cells[np.argsort(parts[cells] - np.round(exact_parts[cells], 6), kind="stable")]
        _hand_out(order.tolist(), wanted, parts, room)
    return parts


def _deployment_room(program: Program) -> _Room:
    grid = program.columns.deployment
    bounds: list[int] = []
    rows, cells = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for _, block in program.blocks(EXPERTS_OFFERED):
        for term in block.terms:
            found = match(term.where, len(term.limit), grid)
            rows.append(len(bounds) + term.limit[found.entry])
            cells.append(found.column)
        bounds += [floor(months / DEPLOYMENT_UNIT) for months in block.bounds]
    return _room(bounds, np.concatenate(rows), np.concatenate(cells), len(grid))


def _users(program: Program, units: Ints) -> Iterable[tuple[Ints, Fraction]]:
    """Yield the deployments to each user of experts, and the expert-months it uses."""
    unit = Fraction(program.problem.rounding)
    for _, block in program.blocks(EXPERTS_USED):
        sent, used = block.terms
        deployed = match(sent.where, len(sent.limit), program.columns.deployment)
        paid = match(used.where, len(used.limit), program.columns.allocation)
        total = [Fraction(0)] * len(block)
        for entry, cell in zip(paid.entry.tolist(), paid.column.tolist(), strict=True):
            total[used.limit[entry]] += used.coefficient[entry] * int(units[cell]) * unit
        for limit in range(len(block)):
            yield deployed.column[deployed.entry == limit], total[limit]

"""How the rounded plan stands under each limit, and what holds each unmet need back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.columns import Of, grants_made
from optimiser.model.program import Program
from optimiser.model.rows import Limits, Relation, Side, Term, match
from optimiser.plan.types import DEPLOYMENT_UNIT, LimitResults, Status
from optimiser.problem.types import Bools, Floats, Ints, floats, sum_by
from optimiser.solving.prices import Prices

_NOISE = 1e-6


def plan_values(program: Program, units: Ints, deployments: Ints) -> Floats:
    """Return every column's value in the rounded plan, in money and expert-months.

    Met need follows from the amounts: a requirement's tiers fill in falling order of weight.
    """
    columns, needs = program.columns, program.problem.needs
    amounts = units.astype(np.float64) * float(program.problem.rounding)
    requirements = program.problem.requirements
    left = floats(requirements.met) + sum_by(columns.requirement, amounts,
                                                  len(requirements.need))
    met = np.zeros(len(needs.amount))
    for row in np.argsort(-needs.weight, kind="stable").tolist():
        requirement = needs.requirement[row]
        met[row] = min(left[requirement], needs.amount[row])
        left[requirement] -= met[row]
    return np.concatenate([amounts, met, deployments * float(DEPLOYMENT_UNIT),
                           grants_made(columns, units)])


def limit_results(program: Program, values: Floats) -> tuple[LimitResults, ...]:
    """Return how each family's limits stand, side by side with `program.limits`, unpriced."""
    return tuple(_results(program, block, values) for block in program.limits)


def priced_results(program: Program, results: tuple[LimitResults, ...],
                   prices: Prices) -> tuple[LimitResults, ...]:
    """Return the same with the prices of the program's rows."""
    owns = (slice(first, first + len(block))
            for block, first in zip(program.limits, program.first_row, strict=False))
    return tuple(
        replace(result, price=prices.more[own], price_of_less=prices.less[own],
                increase=prices.increase[own], decrease=prices.decrease[own])
        for result, own in zip(results, owns, strict=True))


def _results(program: Program, block: Limits, values: Floats) -> LimitResults:
    unit = float(program.problem.rounding) if block.unit == "money" else float(DEPLOYMENT_UNIT)
    left, right = sides(program, block, values)
    rounding = np.zeros(len(block))
    for term in block.terms:
        step = {Of.DEPLOYMENT: DEPLOYMENT_UNIT, Of.GRANT: 0}.get(
            term.of, program.problem.rounding)
        rounding += _sums(program, block, term, np.full(len(values), float(step)), count=True)
    room = {Relation.AT_MOST: right - left, Relation.AT_LEAST: left - right,
            Relation.EXACTLY: -np.abs(right - left)}[block.relation]
    tolerance = np.full(len(block), _NOISE) if block.never_exceeded else (
        rounding + _NOISE)
    near = np.maximum(rounding, unit)
    if block.relation is Relation.AT_LEAST:
        # Nothing asked, nothing given: such a limit holds nobody back.
        near = np.where((left == 0) & (right == 0), -unit, near)
    unknown = np.full(len(block), np.nan)
    status = tuple(
        Status.BROKEN if slack < -allowed else
        Status.BINDING if slack <= close else Status.NOT_BINDING
        for slack, allowed, close in zip(room, tolerance, near, strict=True))
    return LimitResults(left, right, room, tolerance, near, status, unknown, unknown,
                        unknown, unknown)


def sides(program: Program, block: Limits, values: Floats) -> tuple[Floats, Floats]:
    """Return the left and the right sides of a family's limits, shape (limits,) each."""
    left, right = np.zeros(len(block)), floats(block.exact)
    for term in block.terms:
        total = left if term.side is Side.LEFT else right
        total += _sums(program, block, term, values)
    return left, right


def _sums(program: Program, block: Limits, term: Term, values: Floats,
          count: bool = False) -> Floats:
    """Return coefficient x sum of values a limit; of commitments too unless counting cells."""
    grid = program.columns.grid(term.of)
    coefficient = np.abs(floats(term.coefficient)) if count else floats(term.coefficient)
    found = match(term.where, len(term.limit), grid)
    total = sum_by(term.limit[found.entry],
                        coefficient[found.entry] * values[grid.first + found.column], len(block))
    if term.committed and not count:
        paid = match(term.where, len(term.limit), program.columns.committed)
        given = floats(program.problem.commitments.exact)
        total += sum_by(term.limit[paid.entry],
                             coefficient[paid.entry] * given[paid.column], len(block))
    return total


def held_back(program: Program, values: Floats, results: tuple[LimitResults, ...]) -> tuple[
        str, ...]:
    """Say, for each need not fully met, which limits keep more money from reaching it."""
    needs, columns = program.problem.needs, program.columns
    met = values[columns.met.first:columns.met.first + len(needs.amount)]
    unmet = met < needs.amount - float(program.problem.rounding)
    cells_of = _cells_by_requirement(program)
    blockers = _blockers(program, results)
    return tuple(
        _reason(cells_of.get(int(needs.requirement[row]), []), blockers) if unmet[row] else ""
        for row in range(len(needs.amount)))


def _cells_by_requirement(program: Program) -> dict[int, list[int]]:
    cells: dict[int, list[int]] = {}
    for cell, requirement in enumerate(program.columns.requirement.tolist()):
        cells.setdefault(requirement, []).append(cell)
    return cells


def _blockers(program: Program, results: tuple[LimitResults, ...]) -> dict[int, list[
        tuple[float, str]]]:
    """Return, for each cell, the limits without room that more money there would break.

    Each with its price: limits that carry a price are named before those that happen to be
    full as well.
    """
    found: dict[int, list[tuple[float, str]]] = {}
    for block, result in zip(program.limits, results, strict=True):
        if block.definition or block.kind == "Need":
            continue
        full = np.array([status is not Status.NOT_BINDING for status in result.status])
        if block.kind == "Smallest grant":
            _add_unmade(program, block, result, found)
        for term in block.terms:
            if term.of is Of.ALLOCATION:
                _add_blockers(program, block, result, term, full, found)
    return found


def _add_unmade(program: Program, block: Limits, result: LimitResults,
                found: dict[int, list[tuple[float, str]]]) -> None:
    """Name the smallest grant where none is made: more money there would have to be that much."""
    term = next(one for one in block.terms if one.of is Of.ALLOCATION)
    met = match(term.where, len(term.limit), program.columns.allocation)
    for limit, cell in zip(term.limit[met.entry].tolist(), met.column.tolist(), strict=True):
        if result.value[limit] == 0:
            found.setdefault(cell, []).append((0.0, block.names[limit]))


def _add_blockers(program: Program, block: Limits, result: LimitResults, term: Term,
                  full: Bools, found: dict[int, list[tuple[float, str]]]) -> None:
    rising = (term.side is Side.LEFT) == (block.relation is Relation.AT_MOST)
    if not rising and block.relation is not Relation.EXACTLY:
        return
    met = match(term.where, len(term.limit), program.columns.allocation)
    limit = term.limit[met.entry]
    prices = np.abs(np.nan_to_num(result.price)).tolist()
    for number, cell in zip(limit[full[limit]].tolist(), met.column[full[limit]].tolist(),
                            strict=True):
        found.setdefault(cell, []).append((prices[number], block.names[number]))


def _reason(cells: list[int], blockers: dict[int, list[tuple[float, str]]]) -> str:
    """Name the priced limits of the need's cells, or the full ones where none has a price."""
    if not cells:
        return "No fund may pay for it"
    named: dict[str, float] = {}
    for cell in cells:
        mine = blockers.get(cell, [])
        priced = [entry for entry in mine if entry[0] > 0] or mine
        for price, name in priced:
            named[name] = max(price, named.get(name, 0.0))
    ordered = sorted(named, key=lambda name: (-named[name], name))
    return "; ".join(ordered) if ordered else "Outranked by needs of greater weight"

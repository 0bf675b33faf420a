"""How the rounded plan stands under each limit."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.program import Program
from optimiser.model.rows import Limits, Side, Term, match
from optimiser.plan.types import DEPLOYMENT_UNIT, LimitResults, Status
from optimiser.problem.arrays import Floats, Ints, floats, sum_by
from optimiser.problem.tiers import fill_tiers
from optimiser.vocabulary import Relation, Unit

_NOISE = 1e-6


def plan_values(program: Program, units: Ints, deployments: Ints) -> Floats:
    """Return every column's value in the rounded plan, in money and expert-months.

    Met need follows from the amounts: a requirement's tiers fill in falling order of weight.
    """
    columns, needs = program.columns, program.problem.needs
    amounts = units.astype(np.float64) * float(program.problem.rounding)
    requirements = program.problem.requirements
    given = floats(requirements.met) + sum_by(columns.requirement, amounts,
                                              len(requirements.need))
    met = fill_tiers(needs.requirement, needs.weight, needs.amount.tolist(), given.tolist())
    return np.concatenate([amounts, np.array(met), deployments * float(DEPLOYMENT_UNIT),
                           columns.in_whole(units)])


def limit_results(program: Program, values: Floats) -> tuple[LimitResults, ...]:
    """Return how each family's limits stand, side by side with `program.limits`, unpriced."""
    return tuple(_results(program, block, values) for block in program.limits)


def _results(program: Program, block: Limits, values: Floats) -> LimitResults:
    unit = (float(program.problem.rounding) if block.unit is Unit.MONEY
            else float(DEPLOYMENT_UNIT))
    left, right = sides(program, block, values)
    rounding = np.zeros(len(block))
    for term in block.terms:
        step = {Of.DEPLOYMENT: DEPLOYMENT_UNIT, Of.GRANT: 0, Of.PART: 0}.get(
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
    left, right = np.zeros(len(block)), floats(block.bounds)
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

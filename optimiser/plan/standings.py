"""How the rounded plan stands under each limit: by its exact figures, with no allowance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimiser.model.limits.experts import EXPERTS_USED
from optimiser.model.program import Program
from optimiser.model.rows import Limits, Side, Term, match
from optimiser.plan.types import DEPLOYMENT_UNIT, LimitResults, OverByRounding, Status
from optimiser.problem.arrays import Bools, Floats, Ints, floats, sum_by
from optimiser.problem.tiers import fill_tiers
from optimiser.vocabulary import Relation

_NOISE = 1e-6
_NOISE_RELATIVE = 1e-13
"""What double precision cannot tell from nothing: at least so much, or so much of the figures."""
_FULL = 1e-7
"""Room of a plan before rounding that is none: a solver's tolerance, of the figures."""


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


def limit_results(program: Program, values: Floats, before: Floats | None = None,
                  over: Sequence[OverByRounding] = (),
                  full_within: Floats | None = None) -> tuple[LimitResults, ...]:
    """Return how each family's limits stand, side by side with `program.limits`, unpriced.

    `before` are the columns before rounding, in the order of `values`: they say what is binding.
    Without them a limit is binding where no more room is left than `full_within`, shape (limits,),
    says of it; where that is NaN or not given, where none is.
    """
    by_number = np.zeros(int(program.first_row[-1]))
    for one in over:
        by_number[one.limit] = float(one.amount)
    known = np.full(len(by_number), np.nan) if full_within is None else full_within
    return tuple(
        _results(program, block, values, before, by_number[first:first + len(block)],
                 known[first:first + len(block)])
        for first, block in zip(program.first_row.tolist(), program.limits, strict=False))


def _results(program: Program, block: Limits, values: Floats, before: Floats | None,
             over: Floats, known: Floats) -> LimitResults:
    plans = [values] if before is None else [values, before]
    (left, right), *solved = sides(program, block, plans)
    noise = np.maximum(_NOISE, _NOISE_RELATIVE * np.maximum(np.abs(left), np.abs(right)))
    room = _room(block, left, right)
    is_full = np.where(np.isnan(known), _is_full(block, *(solved or [(left, right)])[0]),
                       room <= known)
    # Sheets round the slack to six decimals: the last of them must not tell the two apart.
    near = np.where(is_full, np.maximum(room, 0.0) + noise, np.where(room > noise, noise, -1.0))
    unknown = np.full(len(block), np.nan)
    status = tuple(map(_status, room.tolist(), noise.tolist(), over.tolist(), is_full.tolist()))
    return LimitResults(left, right, room, over, near, status, unknown, unknown, unknown, unknown)


def _status(room: float, noise: float, over: float, is_full: bool) -> Status:
    if room < -noise:
        return Status.OVER_BY_ROUNDING if room >= -over - noise else Status.BROKEN
    return Status.BINDING if is_full else Status.NOT_BINDING


def _room(block: Limits, left: Floats, right: Floats) -> Floats:
    if block.family is EXPERTS_USED:
        # Experts are sent in whole parts: what is sent is what is used to less than one.
        return -np.maximum(np.abs(right - left) - float(DEPLOYMENT_UNIT), 0.0)
    return {Relation.AT_MOST: right - left, Relation.AT_LEAST: left - right,
            Relation.EXACTLY: -np.abs(right - left)}[block.relation]


def _is_full(block: Limits, left: Floats, right: Floats) -> Bools:
    """Tell which limits leave no room; nothing asked and nothing given holds nobody back."""
    size = np.maximum(1.0, np.maximum(np.abs(left), np.abs(right)))
    full = _room(block, left, right) <= _FULL * size
    if block.relation is Relation.AT_LEAST:
        full &= (np.abs(left) > _FULL) | (np.abs(right) > _FULL)
    return np.asarray(full, dtype=bool)


def sides(program: Program, block: Limits,
          plans: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
    """Return the left and the right sides of a family's limits in each plan, shape (limits,)."""
    found = [(np.zeros(len(block)), floats(block.bounds)) for _ in plans]
    for term in block.terms:
        at = 0 if term.side is Side.LEFT else 1
        for total, sums in zip(found, _sums(program, block, term, plans), strict=True):
            total[at][:] += sums
    return found


def _sums(program: Program, block: Limits, term: Term, plans: Sequence[Floats]) -> list[Floats]:
    """Return coefficient x sum of values a limit, commitments too where they count.

    Which columns are in which limit is found once for all plans.
    """
    grid = program.columns.grid(term.of)
    coefficient = floats(term.coefficient)
    found = match(term.where, len(term.limit), grid)
    limit, own = term.limit[found.entry], coefficient[found.entry]
    sums = [sum_by(limit, own * values[grid.first + found.column], len(block))
            for values in plans]
    if term.committed:
        paid = match(term.where, len(term.limit), program.columns.committed)
        given = floats(program.problem.commitments.exact)
        committed = sum_by(term.limit[paid.entry], coefficient[paid.entry] * given[paid.column],
                           len(block))
        sums = [total + committed for total in sums]
    return sums

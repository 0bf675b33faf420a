"""From duals to shadow prices: the one place where signs are turned into the reader's.

The solver minimises, so a dual is the change of the minimum for one more unit of a bound.
`meet needs` is a maximum: its shadow price is the dual with the other sign.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.model.program import Program
from optimiser.plan.types import Multipliers
from optimiser.problem.types import Floats
from optimiser.solving.outcome import Ranges
from optimiser.solving.stages import Solved

_NOTHING = 1e-9
_VAST = 1e15


@dataclass(frozen=True, slots=True)
class Prices:
    """Shadow prices of all rows, shape (rows,): value and how far the bound may move.

    `increase` and `decrease` are in the limit's own unit, infinite where nothing ends it.
    """

    price: Floats
    increase: Floats
    decrease: Floats


def shadow_prices(program: Program, solved: Solved, ranges: Ranges | None) -> Prices:
    """Return the prices at the optimum of `meet needs`; NaN where that is not optimised."""
    rows = program.linear.rows
    unknown = np.full(rows, np.nan)
    if solved.priced is None:
        return Prices(unknown, unknown, unknown)
    priced, outcome = solved.priced
    price = -outcome.dual[:rows] * program.scale / program.row_scale
    price[np.abs(price) < _NOTHING] = 0.0
    if ranges is None:
        return Prices(price + 0.0, unknown, unknown)
    bound = np.where(np.isfinite(program.linear.row_upper), program.linear.row_upper,
                     program.linear.row_lower)
    increase = _distance(ranges.high[:rows] - bound, program.row_scale)
    decrease = _distance(bound - ranges.low[:rows], program.row_scale)
    slack = np.where(np.isfinite(program.linear.row_upper),
                     bound - priced.activity(outcome.x)[:rows],
                     priced.activity(outcome.x)[:rows] - bound) * program.row_scale
    loose = price == 0.0
    return Prices(price + 0.0, np.where(loose, np.inf, increase),
                  np.where(loose, np.maximum(slack, 0.0), decrease))


def _distance(distance: Floats, scale: Floats) -> Floats:
    real = np.maximum(distance, 0.0) * scale
    return np.where(real > _VAST, np.inf, real)


def multipliers(program: Program, solved: Solved) -> Multipliers:
    """Return prices by kind and relation, for the audit to prove a bound with.

    Where soft rules had to be broken, their stage's duals are added as often as it takes
    for every price to have the sign that proves.
    """
    requirements = program.problem.requirements
    worth = np.zeros(len(requirements.need))
    floors = np.zeros(len(program.problem.recipients.names))
    by_kind: dict[tuple[str, str], tuple[float, ...]] = {}
    price = _proving_duals(program, solved) * -program.scale / program.row_scale
    for block, first in zip(program.limits, program.first_row, strict=False):
        own = price[first:first + len(block)]
        if block.kind == "Met need":
            worth = own
        elif not block.definition:
            if block.kind == "Minimum coverage":
                # The model holds floors on met need, the audit on money: the price moves with it.
                np.add.at(floors, block.terms[0].where["recipient"], own)
            key = (block.kind, block.relation.value)
            by_kind[key] = (*by_kind.get(key, ()), *own.tolist())
    broken = sum(stage.value for stage in solved.stages if stage.objective == "soft rules")
    return Multipliers(worth + floors[requirements.recipient], by_kind, broken)


def _proving_duals(program: Program, solved: Solved) -> Floats:
    rows = program.linear.rows
    if solved.priced is None:
        return np.zeros(rows)
    linear, outcome = solved.priced
    dual = outcome.dual[:rows]
    if solved.broken is None:
        return dual
    first, earlier = solved.broken
    low, high = np.isfinite(program.linear.row_lower), np.isfinite(program.linear.row_upper)
    wrong = np.concatenate([np.where(~low, dual, np.where(~high, -dual, 0.0)),
                            -linear.reduced_cost(outcome.dual)[:first.columns]])
    mends = np.concatenate([np.where(~low, -earlier.dual[:rows],
                                     np.where(~high, earlier.dual[:rows], 0.0)),
                            first.reduced_cost(earlier.dual)])
    mendable = (wrong > _NOTHING) & (mends > _NOTHING)
    times = float((wrong[mendable] / mends[mendable]).max(initial=0.0))
    return dual + times * earlier.dual[:rows]

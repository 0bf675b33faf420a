"""From duals to shadow prices: the one place where signs are turned into the reader's.

The solver minimises, so a dual is the change of the minimum for one more unit of a bound.
`meet needs` is a maximum: its shadow price is the dual with the other sign.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.errors import TimeUpError
from optimiser.frozen import frozen
from optimiser.model.family import Role
from optimiser.model.limits.grants import SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.limits.met_need import MET_NEED, NEED
from optimiser.model.limits.minimum_coverage import MINIMUM_COVERAGE
from optimiser.model.objectives import OBJECTIVES, cost_of
from optimiser.model.program import Program
from optimiser.plan.types import LimitResults, Multipliers
from optimiser.problem.arrays import Floats
from optimiser.problem.keys import LimitKey
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Steps, TooLongError
from optimiser.solving.explaining.marginal import slopes
from optimiser.solving.finding.stages import Levels, Priced, Solved
from optimiser.vocabulary import ObjectiveName

_NOTHING = 1e-9
_VAST = 1e15
_MOST_WORK = 2_000_000
"""Rows with ranges x entries of the matrix that a run may take the time for: about 2 s."""
_FOR_LAYERS = 20
"""So much more is worth the time where others are reached anew: else nothing is known."""
_MOST_STEPS = 60_000_000
"""Steps of the simplex x rows of the program likewise: a few seconds."""


@frozen
class Prices:
    """Shadow prices of all rows, shape (rows,), for one more and for one less unit.

    `increase` and `decrease` say how far the bound may rise at the one and fall at the other,
    in the limit's own unit: infinite where nothing ends it, NaN where it was not asked.
    `is_cut_short` says that the time was up before they were found.
    """

    more: Floats
    less: Floats
    increase: Floats
    decrease: Floats
    is_cut_short: bool = False


def no_prices(rows: int) -> Prices:
    """Return prices that are not known."""
    unknown = np.full(rows, np.nan)
    return Prices(unknown, unknown, unknown, unknown)


def shadow_prices(program: Program, solved: Solved, ranges: bool) -> Prices:
    """Return the prices at the optimum of `meet needs`; NaN where that is not optimised.

    With `ranges`, needs and expert-months used are given their ranges too, and their prices
    wherever the plan is degenerate. Without, a program so large that this would take longer than
    the plan gets one optimum's duals, the same both ways, and no ranges. So does one for whose
    prices there is no time left.
    """
    rows = program.linear.rows
    if solved.priced is None or solved.priced.objective is not ObjectiveName.MEET_NEEDS or (
            not solved.priced.is_known):
        return no_prices(rows)
    unit = OBJECTIVES[ObjectiveName.MEET_NEEDS].unit(program) / program.row_scale
    asked = program.rows(lambda block: block.is_shown) & ~program.implied
    layers = solved.priced.layers
    if any(isinstance(cost, Levels) for cost in solved.priced.costs):
        # A need that rises moves its limit, and the coverage that is raised before as well.
        asked &= ~program.rows(lambda block: block.family in (NEED, MET_NEED))
    ranged = asked if ranges else asked & program.rows(
        lambda block: block.family.role is Role.LIMIT)
    work = int(ranged.sum()) * len(program.linear.index)
    if not ranges and work > _MOST_WORK * (_FOR_LAYERS / (1 + layers) if layers else 1):
        return _of_one_optimum(solved.priced, unit)
    steps = None if ranges else Steps(_MOST_STEPS // max(rows, 1))
    try:
        found = slopes(solved.priced, asked, ranged, steps)
    except TooLongError:
        return _of_one_optimum(solved.priced, unit)
    except TimeUpError:
        return replace(_of_one_optimum(solved.priced, unit), is_cut_short=True)
    for slope in (found.up, found.down):
        slope[program.implied] = 0.0
    return Prices(_priced(found.up, unit), _priced(found.down, unit),
                  _distance(found.increase, program.row_scale),
                  _distance(found.decrease, program.row_scale))


def _of_one_optimum(priced: Priced, unit: Floats) -> Prices:
    """Return the prices that the optimum found says, the same both ways, without ranges.

    Where other objectives come before it, its duals hold what they reached: nothing is known.
    """
    if priced.layers:
        return no_prices(len(unit))
    dual = _priced(priced.outcome.dual[:len(unit)], unit)
    return replace(no_prices(len(unit)), more=dual, less=dual)


def _priced(slope: Floats, unit: Floats) -> Floats:
    """Turn slopes of the program's minimum into prices in the reader's sign and units."""
    with np.errstate(invalid="ignore", over="ignore"):  # nothing, of what is without end
        return np.where(np.abs(slope) < _NOTHING, 0.0, -slope * unit)


def _distance(distance: Floats, scale: Floats) -> Floats:
    real = np.maximum(distance, 0.0) * scale
    return np.where(real > _VAST, np.inf, real)


def price_results(program: Program, results: tuple[LimitResults, ...],
                   prices: Prices) -> tuple[LimitResults, ...]:
    """Return the same with the prices of the program's rows.

    What is counted has none: prices hold while the same take part, and one more or less does not.
    The least of a grant that is not made holds nobody back, and costs nothing.
    """
    prices = _of_what_is_made(program, results, prices)
    owns = (slice(first, first + len(block))
            for block, first in zip(program.limits, program.first_row, strict=False))
    return tuple(
        result if block.unit.is_count else
        replace(result, price=prices.more[own], price_of_less=prices.less[own],
                increase=prices.increase[own], decrease=prices.decrease[own])
        for block, result, own in zip(program.limits, results, owns, strict=True))


def _of_what_is_made(program: Program, results: tuple[LimitResults, ...],
                     prices: Prices) -> Prices:
    """Return the prices without those of grants and least amounts of which nothing is given."""
    idle = np.concatenate([
        (result.limit == 0) & (block.family in (SMALLEST_GRANT, LEAST_AMOUNT))
        for block, result in zip(program.limits, results, strict=True)]).astype(bool)
    idle = np.append(idle, np.zeros(len(prices.more) - len(idle), dtype=bool))
    return Prices(np.where(idle, 0.0, prices.more), np.where(idle, 0.0, prices.less),
                  np.where(idle, np.nan, prices.increase), np.where(idle, np.nan, prices.decrease))


def multipliers(program: Program, solved: Solved) -> Multipliers:
    """Return the price of every limit that the audit states too, to prove a bound with.

    Where soft rules had to be broken, their stage's duals are added as often as it takes
    for every price to have the sign that proves.
    """
    requirements = program.problem.requirements
    worth = np.zeros(len(requirements.need))
    floors = np.zeros(len(program.problem.recipients.names))
    by_key: dict[LimitKey, float] = {}
    unit = OBJECTIVES[ObjectiveName.MEET_NEEDS].unit(program)
    price = _proving_duals(program, solved) * -unit / program.row_scale
    for block, first in zip(program.limits, program.first_row, strict=False):
        own = price[first:first + len(block)]
        if block.family is MET_NEED:
            worth = own
        elif block.family.is_restated:
            if block.family is MINIMUM_COVERAGE:
                # The model holds floors on met need, the audit on money: the price moves with it.
                np.add.at(floors, block.terms[0].where["recipient"], own)
            by_key.update({block.key(at): price for at, price in enumerate(own.tolist())
                           if price})
    broken = sum(stage.value for stage in solved.stages
                 if stage.objective is ObjectiveName.SOFT_RULES)
    return Multipliers(worth + floors[requirements.recipient], by_key, broken)


def _is_behind_others(solved: Solved) -> bool:
    """Tell whether an objective other than soft rules comes before the priced one."""
    names = [stage.objective for stage in solved.stages]
    priced = solved.priced.objective if solved.priced else None
    ahead = names[:names.index(priced)] if priced in names else names
    return any(name is not ObjectiveName.SOFT_RULES for name in ahead)


def _proving_duals(program: Program, solved: Solved) -> Floats:
    """Return duals of the most points, shape (rows,), in the program's scale.

    Where another objective comes before, its face gives duals of no use: they hold for plans on
    it alone. The bound is that of all plans, and so its duals come from a solve of their own.
    """
    rows = program.linear.rows
    if solved.priced is None:
        return np.zeros(rows)
    if _is_behind_others(solved):
        alone = highs.solve(program.linear.with_cost(cost_of(program, solved.priced.objective)))
        return alone.dual[:rows] if alone.has_duals else np.zeros(rows)
    linear, outcome = solved.priced.program, solved.priced.outcome
    dual = outcome.dual[:rows]
    if solved.broken is None:
        return dual
    first, earlier = solved.broken
    low, high = np.isfinite(program.linear.row_lower), np.isfinite(program.linear.row_upper)
    # What is held at nothing, as grants that are not made, may cost less than nothing rightly.
    costs = np.where(np.isinf(first.upper),
                     linear.reduced_cost(outcome.dual)[:first.columns], 0.0)
    wrong = np.concatenate([np.where(~low, dual, np.where(~high, -dual, 0.0)), -costs])
    mends = np.concatenate([np.where(~low, -earlier.dual[:rows],
                                     np.where(~high, earlier.dual[:rows], 0.0)),
                            first.reduced_cost(earlier.dual)])
    mendable = (wrong > _NOTHING) & (mends > _NOTHING)
    times = float((wrong[mendable] / mends[mendable]).max(initial=0.0))
    return dual + times * earlier.dual[:rows]

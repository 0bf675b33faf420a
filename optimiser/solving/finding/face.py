"""The optimal face: every plan that is as good as the best, as a program of its own.

A plan is optimal if and only if it is feasible and complementary to any one optimal dual:
columns with a non-zero reduced cost stay at their bound, limits with a non-zero dual stay
tight. That keeps an objective exactly, where a row "objective >= value" keeps it to the
solver's tolerance and makes every later step harder.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines.outcome import Outcome

_NOTHING = 1e-12
_SLOP = 1e-9
"""Room in a row that keeps an objective's value, relative to the value."""
_FAR = 1e6
"""Rows with bounds beyond this, where a typical need is 1, are of wishes that are far away."""
_DIGITS = 1e-15
"""Of the size of a sum, what adding it up in another order changes."""


def optimal_face(program: LinearProgram, outcome: Outcome) -> LinearProgram:
    """Return the program whose feasible set is the optimal face (its cost is kept)."""
    if not outcome.has_duals:
        return kept_value(program, outcome, 0.0)
    zero = outcome.accuracy * (float(np.abs(program.cost).max(initial=0.0)) or 1.0)
    reduced = program.reduced_cost(outcome.dual)
    at_lower, at_upper = reduced > zero, reduced < -zero
    tight_low, tight_high = outcome.dual > zero, outcome.dual < -zero
    return replace(
        program,
        upper=np.where(at_lower & np.isfinite(program.lower), program.lower, program.upper),
        lower=np.where(at_upper & np.isfinite(program.upper), program.upper, program.lower),
        row_upper=np.where(tight_low & np.isfinite(program.row_lower), program.row_lower,
                           program.row_upper),
        row_lower=np.where(tight_high & np.isfinite(program.row_upper), program.row_upper,
                           program.row_lower),
    )


def kept_value(program: LinearProgram, outcome: Outcome, tolerance: float,
               slop: float = _SLOP, least: float = 0.0) -> LinearProgram:
    """Return the program with a row that keeps the objective, less a share of its value.

    `slop` is the room that the row leaves a solver, relative to the value, and `least` what it
    leaves at least.
    """
    index = np.flatnonzero(program.cost)
    value = outcome.objective
    if abs(value) <= _NOTHING and (program.cost[index] > 0).all() and not (
            program.lower[index] != 0).any():
        # Room for what is to be nothing would let through what it is multiplied by elsewhere.
        upper = program.upper.copy()
        upper[index] = 0.0
        return replace(program, upper=upper)
    # Room that is a share of what a far wish costs would let everything else go.
    near = abs(value - _cost_of_far(program))
    varies = slop * near + _DIGITS * abs(value)
    room = abs(value) * tolerance + max(slop, least, min(slop * abs(value), varies))
    return program.with_row(index, program.cost[index], -np.inf, value + room)


def _cost_of_far(program: LinearProgram) -> float:
    """Return what far rows cost where nothing is done for them.

    Beside needs of ten a wish of 10^11 is missed by 10^11 whatever is done. What makes up for it is
    the column of no end that is in the fewest rows, of those that the row is the first of: rows
    that keep values come after those of limits.
    """
    bound = np.where(np.isfinite(program.row_lower), program.row_lower, program.row_upper)
    row, uses = program.row_of_entry(), np.bincount(program.index, minlength=program.columns)
    is_first = np.zeros(len(row), dtype=bool)
    is_first[np.unique(program.index, return_index=True)[1]] = True
    endless = np.isinf(program.upper) & (program.lower == 0)
    is_far = np.isfinite(bound) & (np.abs(bound) > _FAR)
    entry = np.flatnonzero(is_far[row] & is_first & endless[program.index])
    order = np.lexsort((uses[program.index[entry]], row[entry]))
    entry = entry[order[np.unique(row[entry][order], return_index=True)[1]]]
    size = np.maximum(bound[row[entry]] / program.value[entry], 0.0)
    return float(program.cost[program.index[entry]] @ size)


def dual_bound(program: LinearProgram, outcome: Outcome) -> float:
    """Return the bound on the minimum that row duals prove by weak duality.

    Prices of no consequence against an infinite bound count as zero: they are the
    solver's tolerance, and the audit proves the bound exactly.
    """
    noise = outcome.accuracy * (float(np.abs(program.cost).max(initial=0.0)) or 1.0)
    dual, reduced = (np.where(np.abs(price) < noise, 0.0, price) for price in
                     (outcome.dual, program.reduced_cost(outcome.dual)))
    return _supported(dual, program.row_lower, program.row_upper) + _supported(
        reduced, program.lower, program.upper)


def _supported(price: Floats, low: Floats, high: Floats) -> float:
    bound = np.where(price > 0, low, high)[price != 0]
    return float(np.dot(price[price != 0], bound))

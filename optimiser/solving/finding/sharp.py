"""Objectives whose weights are far apart, to the last of their digits.

A solver tells costs apart to nine digits of the largest. Beside a weight of 1, weights of 1e-8
and of 2e-8 are alike to it, and so are a wish of a million euros and one of an expert-month. What
its duals leave open is a program of its own: the plans on the face that the large weights leave,
with the reduced costs that are left as the objective, brought to order 1. A few digits at a time,
so the objective is exact wherever its sum is one that a float can hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats, sum_by
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.finding.face import kept_value, optimal_face

_FAR = 1e-4
"""Costs this far below the largest are more than one solve tells apart."""
_AT_A_TIME = 1e-5
"""Reduced costs below this part of the largest are looked at again."""
_LAST = 1e-15
"""Nothing is left in a float below this part of the largest cost."""
_TOLD = 1e-12
"""A dual of less than this part of the largest cost is noise after any number of solves."""
_TIMES = 4


def is_far_apart(cost: Floats) -> bool:
    """Tell whether a solver may overlook some of the costs beside the largest."""
    sizes = np.abs(cost[cost != 0])
    return bool(len(sizes)) and bool(sizes.min() < _FAR * sizes.max())


def sharpened(program: LinearProgram, outcome: Outcome,
              run: Callable[[LinearProgram], Outcome]) -> tuple[LinearProgram, Outcome]:
    """Return the face of all optima and one of them, exact to the least of the costs.

    `outcome` is the solver's own optimum of the program. Duals are those of the whole cost.
    """
    largest = float(np.abs(program.cost).max())
    solved, size = program, 1.0
    duals = np.zeros(program.rows)
    for _ in range(_TIMES):
        told = replace(outcome, accuracy=_AT_A_TIME)
        face = optimal_face(solved, told)
        left, kept = _left_open(solved, told)
        finer = float(np.abs(left).max(initial=0.0))
        if finer * size <= _LAST * largest:
            break
        duals += size * kept
        size *= finer
        solved = face.with_cost(left / finer)
        outcome = run(solved)
    face = optimal_face(solved, outcome).with_cost(program.cost)
    duals += size * outcome.dual
    # A dual that the last digits gave the wrong sign would prove nothing.
    duals = np.where(np.isfinite(program.row_lower), duals, np.minimum(duals, 0.0))
    duals = np.where(np.isfinite(program.row_upper), duals, np.maximum(duals, 0.0))
    return face, replace(
        outcome, dual=duals, reduced_cost=program.reduced_cost(duals),
        objective=float(program.cost @ outcome.x), start=None,
        accuracy=max(outcome.accuracy * size / largest, _TOLD))


def _left_open(program: LinearProgram, outcome: Outcome) -> tuple[Floats, Floats]:
    """Return the costs that the face does not settle, and the duals that settle the others.

    On the face the cost is a constant and the first: what is held at its bound moves no more.
    """
    zero = outcome.accuracy * (float(np.abs(program.cost).max(initial=0.0)) or 1.0)
    kept = np.where(np.abs(outcome.dual) > zero, outcome.dual, 0.0)
    weighed = program.value * kept[program.row_of_entry()]
    left = program.cost - sum_by(program.index, weighed, program.columns)
    # What cancels is the noise of the sums that cancelled.
    noise = _LAST * (np.abs(program.cost) + sum_by(
        program.index, np.abs(weighed), program.columns))
    held = np.abs(program.reduced_cost(outcome.dual)) > zero
    return np.where(held | (np.abs(left) <= noise), 0.0, left), kept


def by_size(program: LinearProgram, outcome: Outcome, run: Callable[[LinearProgram], Outcome],
            slop: float) -> tuple[LinearProgram, Outcome]:
    """Return the program with the best value of a search in whole numbers kept, and how it ended.

    There are no duals to tell what the search left open: costs that it may have overlooked are
    made least among the plans that are as good in it, the largest of them first.
    """
    kept, cost, found = kept_value(program, outcome, 0.0, slop), program.cost, outcome
    while is_far_apart(cost):
        cost = np.where(np.abs(cost) < _FAR * np.abs(cost).max(), cost, 0.0)
        finer = kept.with_cost(cost / np.abs(cost).max())
        found = run(finer)
        kept = kept_value(finer, found, 0.0, slop)
    # The room for a solver lets large costs give up their last digits for small ones.
    best = min(outcome.objective, float(program.cost @ found.x))
    return kept.with_cost(program.cost), replace(found, objective=best, bound=outcome.bound)

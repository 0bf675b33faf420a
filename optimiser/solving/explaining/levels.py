"""`raise lowest coverage` as plain costs, so that its levels are found anew where a limit moves.

The sum of the k lowest coverages, made as large as can be for k = 1, 2, ..., one after the other,
raises the lowest, then the next lowest, and so on.
Source: Ogryczak and Sliwinski, "On direct methods for lexicographic min-max optimization".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs
from optimiser.solving.finding.face import optimal_face
from optimiser.solving.finding.stages import Levels, Priced


def in_plain_costs(priced: Priced) -> Priced:
    """Return the same stage with every objective before it a cost, all of them with duals.

    Solved anew where duals are missing: levels have none, nor have other solvers a basis.
    """
    if priced.outcome.start is not None and all(dual is not None for dual in priced.duals):
        return priced
    base, costs = priced.base, list[Floats]()
    for cost in priced.costs:
        if isinstance(cost, Levels):
            base, own = _with_levels(base, cost)
            costs += own
        else:
            costs.append(cost)
    costs = [np.append(cost, np.zeros(base.columns - len(cost))) for cost in costs]
    program, outcomes = base, []
    for cost in costs:
        solved = program.with_cost(cost)
        outcomes.append(highs.solve(solved))
        program = optimal_face(solved, outcomes[-1])
    return replace(priced, program=solved, outcome=outcomes[-1], base=base, costs=tuple(costs),
                   duals=tuple(outcome.dual for outcome in outcomes))


def _with_levels(base: LinearProgram, levels: Levels) -> tuple[LinearProgram, list[Floats]]:
    """Return the program with the sums of the lowest coverages, and their costs in turn.

    The sum of the k lowest is the most of  k t - sum d  under  d_i >= t - coverage_i, d >= 0.
    """
    costs = []
    for k in range(1, len(levels.rows) + 1):
        level, first = base.columns, base.columns + 1
        base = base.with_column(0.0, -np.inf, 1.0)
        for index, factor in levels.rows:
            base = base.with_column(0.0, 0.0, np.inf).with_row(
                np.concatenate([[level, base.columns], index]),
                np.concatenate([[-1.0, 1.0], factor]), 0.0, np.inf)
        cost = np.zeros(base.columns)
        cost[level], cost[first:] = -float(k), 1.0
        costs.append(cost)
    return base, costs

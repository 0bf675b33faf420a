"""How far money could go with some limits of a plan loosened, by solving once more.

Nobody gets less, no wish is missed by more, and what rounding took beyond a limit may stay so.
Grants and the like are those of the plan, but for those that the payments asked about are part of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.standings import plan_values
from optimiser.plan.types import Solution
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.vocabulary import Relation


def most(program: Program, plan: Solution, raised: Collection[int], cells: Collection[int],
         loosened: Collection[int] = ()) -> float:
    """Return how much more of some columns of money there may be, for the payments asked about."""
    linear, values = as_it_stands(program, plan), standing(program, plan)
    upper = linear.upper.copy()
    free = beside(program, cells)
    upper[free] = np.maximum(program.linear.upper[free], linear.lower[free])
    row_lower, row_upper = linear.row_lower.copy(), linear.row_upper.copy()
    row_lower[list(loosened)], row_upper[list(loosened)] = -np.inf, np.inf
    cost = np.zeros(linear.columns)
    cost[list(raised)] = -1.0
    chosen = [column for column in free if upper[column] > linear.lower[column]]
    outcome = Runner(highs.solve)(replace(
        linear, cost=cost, upper=upper, row_lower=row_lower, row_upper=row_upper,
        whole=np.array(chosen, np.int64)))
    return (-outcome.objective - float(values[list(raised)].sum())) * program.scale


def standing(program: Program, plan: Solution) -> Floats:
    """Return the plan's columns as the program scales them, without those of breaches."""
    values = plan_values(program, plan.amounts, plan.deployed) / program.column_scale[
        :len(program.columns)]
    whole = program.columns.whole
    values[whole] = np.round(values[whole])
    return values


def as_it_stands(program: Program, plan: Solution) -> LinearProgram:
    """Return the program in which nobody gets less, all choices those of the plan."""
    linear, columns, values = linked(program), program.columns, standing(program, plan)
    lower, upper = linear.lower.copy(), linear.upper.copy()
    own = slice(columns.met.first, columns.met.first + len(columns.met))
    lower[own] = np.minimum(values[own], upper[own])
    lower[columns.whole] = upper[columns.whole] = values[columns.whole]
    upper[len(values):] = 0.0
    stands = linear.activity(np.concatenate([values, np.zeros(linear.columns - len(values))]))
    return replace(linear, lower=lower, upper=upper,
                   row_lower=np.minimum(linear.row_lower, stands),
                   row_upper=np.maximum(linear.row_upper, stands))


def linked(program: Program) -> LinearProgram:
    """Return the program in which a grant that is made may be as large as one likes."""
    linear, value = program.linear, program.linear.value.copy()
    for family in (GRANT_MADE, PART_TAKEN):
        for first, block in program.blocks(family):
            own = slice(linear.start[first], linear.start[first + len(block)])
            if block.relation is Relation.AT_MOST:
                value[own] = np.where(value[own] < 0, -1_000.0, value[own])
    return replace(linear, value=value)


def beside(program: Program, cells: Collection[int]) -> list[int]:
    """Return the columns in whole numbers that stand in one limit with some cells."""
    linear, wanted, whole = program.linear, set(cells), set(program.columns.whole.tolist())
    found: set[int] = set()
    for row in range(linear.rows):
        here = set(linear.index[linear.start[row]:linear.start[row + 1]].tolist())
        if here & wanted:
            found |= here & whole
    return sorted(found)

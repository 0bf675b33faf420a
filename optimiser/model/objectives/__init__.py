"""What plans can be made best in: the registry of objectives."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.model.objectives.even_burden import EVEN_BURDEN
from optimiser.model.objectives.fewest_grants import FEWEST_GRANTS
from optimiser.model.objectives.least_change import LEAST_CHANGE
from optimiser.model.objectives.meet_needs import MEET_NEEDS
from optimiser.model.objectives.objective import Objective
from optimiser.model.objectives.raise_lowest_coverage import RAISE_LOWEST_COVERAGE, coverage_rows
from optimiser.model.objectives.soft_rules import SOFT_RULES
from optimiser.model.objectives.use_budgets import USE_BUDGETS
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats
from optimiser.vocabulary import ObjectiveName

OBJECTIVES: Mapping[ObjectiveName, Objective] = {
    objective.name: objective for objective in (
        SOFT_RULES, MEET_NEEDS, RAISE_LOWEST_COVERAGE, USE_BUDGETS, EVEN_BURDEN, FEWEST_GRANTS,
        LEAST_CHANGE)
}


def cost_of(program: Program, name: ObjectiveName) -> Floats:
    """Return the cost of every column, shape (columns,); raise ValueError where there is none."""
    cost = OBJECTIVES[name].cost
    if cost is None:
        raise ValueError(f"{name} is raised level by level: it has no cost of columns")
    return cost(program)


__all__ = ["OBJECTIVES", "Objective", "cost_of", "coverage_rows"]

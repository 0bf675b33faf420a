"""The limit families; their list is the model."""

from __future__ import annotations

from collections.abc import Callable

from optimiser.model.limits.budget import budget
from optimiser.model.limits.burden_sharing import burden_sharing
from optimiser.model.limits.capacity import capacity
from optimiser.model.limits.co_financing import co_financing
from optimiser.model.limits.even_burden import even_burden
from optimiser.model.limits.experts import experts
from optimiser.model.limits.grants import grants
from optimiser.model.limits.least_change import least_change
from optimiser.model.limits.met_need import met_need
from optimiser.model.limits.minimum_coverage import minimum_coverage
from optimiser.model.limits.minimum_use import minimum_use
from optimiser.model.limits.pins import pins
from optimiser.model.limits.rules import rules
from optimiser.model.rows import Limits
from optimiser.problem.types import Problem

FAMILIES: tuple[Callable[[Problem], tuple[Limits, ...]], ...] = (
    met_need,
    budget,
    minimum_use,
    capacity,
    experts,
    minimum_coverage,
    co_financing,
    burden_sharing,
    even_burden,
    grants,
    least_change,
    pins,
    rules,
)


def build_limits(problem: Problem) -> tuple[Limits, ...]:
    """Return every limit of the problem, family by family."""
    return tuple(limits for family in FAMILIES for limits in family(problem))

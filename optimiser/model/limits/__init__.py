"""The limit families; their list is the model."""

from __future__ import annotations

from optimiser.model.columns import Columns
from optimiser.model.family import Family
from optimiser.model.limits.budget import BUDGET
from optimiser.model.limits.burden_sharing import BURDEN_SHARING
from optimiser.model.limits.capacity import CAPACITY
from optimiser.model.limits.co_financing import CO_FINANCING
from optimiser.model.limits.conditions import CONDITION
from optimiser.model.limits.even_burden import EVEN_BURDEN
from optimiser.model.limits.experts import EXPERTS_OFFERED, EXPERTS_USED
from optimiser.model.limits.grants import GRANT_MADE, SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.limits.least_change import EARLIER_PLAN
from optimiser.model.limits.met_need import MET_NEED, NEED
from optimiser.model.limits.minimum_coverage import MINIMUM_COVERAGE
from optimiser.model.limits.minimum_use import MINIMUM_USE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.limits.pins import PIN
from optimiser.model.limits.recipient_keys import RECIPIENT_KEY
from optimiser.model.limits.rules import RULE
from optimiser.model.limits.whole_units import ALL_UNITS, WHOLE_UNITS
from optimiser.model.rows import Limits
from optimiser.problem.types import Problem

FAMILIES: tuple[Family, ...] = (
    NEED,
    MET_NEED,
    BUDGET,
    MINIMUM_USE,
    CAPACITY,
    EXPERTS_USED,
    EXPERTS_OFFERED,
    MINIMUM_COVERAGE,
    CO_FINANCING,
    BURDEN_SHARING,
    RECIPIENT_KEY,
    EVEN_BURDEN,
    GRANT_MADE,
    PART_TAKEN,
    SMALLEST_GRANT,
    LEAST_AMOUNT,
    CONDITION,
    WHOLE_UNITS,
    ALL_UNITS,
    EARLIER_PLAN,
    PIN,
    RULE,
)


def build_limits(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Return every limit of the problem, family by family."""
    return tuple(limits for family in FAMILIES for limits in family.build(problem, columns))

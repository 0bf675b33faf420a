"""Plans for the audit alone: solved once, then bent, with the limits that their problem has."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

import optimiser
from optimiser.audit import audit
from optimiser.model.limits import build_limits
from optimiser.plan.types import Multipliers, Proof, Solution
from optimiser.problem.types import Problem

Book = dict[str, list[dict[str, Any]]]


def solved(book: Book) -> Solution:
    """Return the plan of a book."""
    return optimiser.optimise(book).solution


def no_prices(problem: Problem) -> Multipliers:
    """Return multipliers that know nothing: the bound they prove is that all needs are met."""
    return Multipliers(np.zeros(len(problem.requirements.need)), {}, 0.0)


def audited(plan: Solution) -> Proof:
    """Audit a plan without prices."""
    return audit(plan, no_prices(plan.problem))


def under(plan: Solution, problem: Problem) -> Solution:
    """Return the same amounts as a plan of another problem with the same cells."""
    return replace(plan, problem=problem, families=build_limits(problem, plan.columns))


def with_amounts(plan: Solution, **changes: int) -> Solution:
    """Return the plan with units added to cells, named `cell_0`, `cell_1`, ..."""
    amounts = plan.amounts.copy()
    for name, units in changes.items():
        amounts[int(name.removeprefix("cell_"))] += units
    return replace(plan, amounts=amounts)


UNIT = Fraction(1)

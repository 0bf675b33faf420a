"""`use budgets`: most money allocated."""

from __future__ import annotations

import numpy as np

from optimiser.model.objectives.objective import Objective, Prices, Sense, Worth, never_idle
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats
from optimiser.vocabulary import ObjectiveName
from optimiser.words import money


def _cost(program: Program) -> Floats:
    cost = np.zeros(program.linear.columns)
    cost[:len(program.columns.allocation)] = -1.0
    return cost


def _said(value: float, currency: str) -> str:
    return f"Use budgets: {money(round(value), currency)} is allocated"


USE_BUDGETS = Objective(ObjectiveName.USE_BUDGETS, Sense.MOST, Worth.MONEY, Prices.SPARE, _cost,
                        never_idle, _said)

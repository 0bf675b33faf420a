"""`fewest grants`: least number of grants, each of a fund, a recipient and an activity."""

from __future__ import annotations

import numpy as np

from optimiser.model.objectives.objective import Objective, Prices, Sense, Worth, never_idle
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats
from optimiser.vocabulary import ObjectiveName
from optimiser.words import counted


def _cost(program: Program) -> Floats:
    cost, grant = np.zeros(program.linear.columns), program.columns.grant
    cost[grant.first:grant.first + len(grant)] = 1.0
    return cost


def _said(value: float, currency: str) -> str:
    return f"Fewest grants: {counted(round(value), 'grant')}"


FEWEST_GRANTS = Objective(ObjectiveName.FEWEST_GRANTS, Sense.LEAST, Worth.GRANTS, Prices.NONE,
                          _cost, never_idle, _said)

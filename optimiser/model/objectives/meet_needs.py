"""`meet needs`: most sum of severity x priority x weight x tier weight x met need."""

from __future__ import annotations

import numpy as np

from optimiser.model.objectives.objective import Objective, Prices, Sense, Worth, never_idle
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats
from optimiser.vocabulary import ObjectiveName
from optimiser.words import number


def _cost(program: Program) -> Floats:
    cost, met = np.zeros(program.linear.columns), program.columns.met
    cost[met.first:met.first + len(met)] = -program.problem.needs.weight / program.weight_scale
    return cost


def _said(value: float, currency: str) -> str:
    return f"Meet needs: {number(round(value))} points are reached"


MEET_NEEDS = Objective(ObjectiveName.MEET_NEEDS, Sense.MOST, Worth.POINTS, Prices.MAIN, _cost,
                       never_idle, _said)

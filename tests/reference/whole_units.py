"""Whether a plan in whole units, near to one before rounding, keeps every limit exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pulp

from reference import Cell, Figures
from reference.pulp_statement import Statement


class InWholeUnits(Statement):
    """Every limit of the figures, over plans in whole units that are near to another."""

    def __init__(self, figures: Figures, near: Mapping[Cell, float], reach: int) -> None:
        """State the limits, and that each amount is a whole number of units near to `near`."""
        super().__init__(figures)
        unit = figures.rounding
        for place, (cell, x) in enumerate(self.x.items()):
            amount = near.get(cell, 0.0) / float(unit)
            units = pulp.LpVariable(f"u{place}", max(math.ceil(amount - reach - SAME), 0),
                                    math.floor(amount + reach + SAME), cat=pulp.LpInteger)
            self.add(x, "exactly", self.scaled(unit) * units)


SAME = 1e-4
"""An amount this close to a unit is it, as far as a solver can tell."""


def some_plan_is_near(figures: Figures, near: Mapping[Cell, float], reach: int = 1) -> bool:
    """Tell whether whole units no further than `reach` from a plan in each cell keep every limit.

    `near` in base currency by cell.
    """
    return InWholeUnits(figures, near, reach).minimise(pulp.LpAffineExpression())

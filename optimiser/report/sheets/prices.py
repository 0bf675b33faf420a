"""Prices of a limit as cells: blank where unknown or endless, in words where no plan is left."""

from __future__ import annotations

import math

from optimiser.plan.price_words import NO_PLAN
from optimiser.plan.types import LimitResults
from optimiser.problem.arrays import Floats
from optimiser.report.layout import Cell


def price_cells(result: LimitResults, at: int) -> list[Cell]:
    """Return the price of one more, how far it holds, of one less, and how far that holds."""
    return [_price(result.price, at), _reach(result.increase, at),
            _price(result.price_of_less, at), _reach(result.decrease, at)]


def _price(prices: Floats, at: int) -> Cell:
    price = float(prices[at])
    return NO_PLAN if math.isinf(price) else None if math.isnan(price) else price


def _reach(reaches: Floats, at: int) -> Cell:
    reach = float(reaches[at])
    return reach if math.isfinite(reach) else None

"""Prices of a limit as cells: blank where unknown or endless, in words where no plan is left."""

from __future__ import annotations

import numpy as np

from optimiser.plan.price_words import NO_PLAN
from optimiser.plan.types import LimitResults
from optimiser.problem.arrays import Floats
from optimiser.report.layout import Cell


def price_cells(result: LimitResults, place: int) -> list[Cell]:
    """Return the price of one more, how far it holds, of one less, and how far that holds."""
    return [_price(result.price, place), _reach(result.increase, place),
            _price(result.price_of_less, place), _reach(result.decrease, place)]


def _price(prices: Floats, place: int) -> Cell:
    price = float(prices[place])
    return NO_PLAN if np.isinf(price) else None if np.isnan(price) else price


def _reach(reaches: Floats, place: int) -> Cell:
    reach = float(reaches[place])
    return reach if np.isfinite(reach) else None

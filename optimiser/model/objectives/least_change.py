"""`least change`: least sum of differences from an earlier plan's amounts."""

from __future__ import annotations

from optimiser.model.objectives.objective import (
    Objective,
    Prices,
    Sense,
    Worth,
    breaches_paid_in,
    never_idle,
)
from optimiser.vocabulary import ObjectiveName
from optimiser.words import money

_NAME = ObjectiveName.LEAST_CHANGE


def _said(value: float, currency: str) -> str:
    return (f"Least change: {money(round(value), currency)} is given more or less than in the "
            "earlier plan, all differences added up")


LEAST_CHANGE = Objective(_NAME, Sense.LEAST, Worth.MONEY, Prices.SPARE, breaches_paid_in(_NAME),
                         never_idle, _said)

"""`even burden`: least sum of donors' deviations from their key shares."""

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

_NAME = ObjectiveName.EVEN_BURDEN


def _said(value: float, currency: str) -> str:
    return f"Even burden: donors are {money(round(value), currency)} off their keys in all"


EVEN_BURDEN = Objective(_NAME, Sense.LEAST, Worth.MONEY, Prices.SPARE, breaches_paid_in(_NAME),
                        never_idle, _said)

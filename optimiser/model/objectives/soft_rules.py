"""`soft rules`: least sum of penalty x amount by which limits of strength should are broken."""

from __future__ import annotations

from optimiser.model.objectives.objective import (
    Objective,
    Prices,
    Sense,
    Worth,
    breaches_paid_in,
    nothing_paid_in,
)
from optimiser.vocabulary import ObjectiveName
from optimiser.words import number

_NAME = ObjectiveName.SOFT_RULES


def _said(value: float, currency: str) -> str:
    if round(value, 2) == 0:
        return "Soft rules: every wish is granted"
    return (f"Soft rules: wishes are missed, by {number(round(value, 2))} when what each is short "
            "of is multiplied by the penalty that its row states (1 where it states none)")


SOFT_RULES = Objective(_NAME, Sense.LEAST, Worth.PENALTY, Prices.NONE, breaches_paid_in(_NAME),
                       nothing_paid_in(_NAME), _said)

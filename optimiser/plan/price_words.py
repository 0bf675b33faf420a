"""Shadow prices in words: what one more and one less of a limit would do, and how far."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.family import Role
from optimiser.model.rows import Limits
from optimiser.plan.types import LimitResults, Status
from optimiser.vocabulary import Unit
from optimiser.words import money, number

NO_PLAN = "No plan"
"""Shown as the price of a direction that leaves none."""
_STEP = 100_000
_CLOSE = 1e-9


def price_words(block: Limits, result: LimitResults, at: int, currency: str) -> str:
    """Say what moving one limit would do, both ways.

    "" where its price is not known, where it has room and none, and for what needs ask for.

    As in "EUR 100,000 more would add EUR 180,000 of weighted need met, up to EUR 2,100,000
    more; EUR 100,000 less would lose as much, up to EUR 300,000 less."
    """
    more, less = float(result.price[at]), float(result.price_of_less[at])
    is_idle = result.status[at] is Status.NOT_BINDING and more == 0 and less == 0
    if np.isnan(more) or block.family.role is not Role.LIMIT or is_idle:
        return ""
    up, down = (_Way(block.unit, currency, word, float(reach[at])) for word, reach in
                (("more", result.increase), ("less", result.decrease)))
    if more == 0 and less == 0:
        return _nothing(up, down)
    return f"{up.said(more, '')}; {down.said(-less, 'as much' if _same(more, less) else '')}."


class _Way:
    """A direction in which a limit may move, and how far its price holds there."""

    def __init__(self, unit: Unit, currency: str, word: str, reach: float) -> None:
        self.unit, self.currency, self.word, self.reach = unit, currency, word, reach
        self.step, least = (float(_STEP), 1.0) if unit is Unit.MONEY else (1.0, 0.01)
        while self.step > least and self.step > reach:
            self.step /= 10

    def said(self, price: float, same: str) -> str:
        """Say what a step this way gains (or loses, where the price is negative)."""
        if np.isinf(price):
            return f"any {self.word} leaves no plan"
        if price == 0:
            return f"{self.word} would change nothing{self._as_far()}"
        worth = same or _shown(abs(price) * self.step, Unit.MONEY, self.currency)
        of_what = "" if same or self.word == "less" else " of weighted need met"
        verb = "add" if price > 0 else "lose"
        return f"{self.amount(self.step)} would {verb} {worth}{of_what}{self._as_far()}"

    def amount(self, size: float) -> str:
        """Say so much more or less."""
        return f"{_shown(size, self.unit, self.currency)} {self.word}"

    def _as_far(self) -> str:
        return f", up to {self.amount(self.reach)}" if self.ends else ""

    @property
    def size(self) -> str:
        """How far it holds."""
        return _shown(self.reach, self.unit, self.currency)

    @property
    def ends(self) -> bool:
        """Whether something ends it, as far as was asked."""
        return bool(np.isfinite(self.reach))


def _nothing(up: _Way, down: _Way) -> str:
    ends = [f"{verb} by more than {way.size}" for verb, way in (("rises", up), ("falls", down))
            if way.ends]
    return f"Moving it changes nothing{', unless it ' if ends else ''}{' or '.join(ends)}."


def _same(more: float, less: float) -> bool:
    return abs(more - less) <= _CLOSE * max(abs(more), abs(less))


def _shown(size: float, unit: Unit, currency: str) -> str:
    if unit is Unit.MONEY:
        return money(round(size) if size >= 1 else round(Fraction(size), 2), currency)
    return f"{number(round(Fraction(size), 2))} {unit.value if size != 1 else unit.singular}"

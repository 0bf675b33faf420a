"""Money exactly: from a number as read to a fraction in base currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimiser.names import name_key
from optimiser.problem.arrays import Floats


def fraction_of(value: float) -> Fraction:
    """Return the decimal number that a float was written as.

    >>> fraction_of(0.1)
    Fraction(1, 10)
    """
    if value.is_integer():
        return Fraction(int(value))
    return Fraction(Decimal(repr(float(value))))


def optional(value: float) -> Fraction | None:
    """Return the exact number, or None for a blank cell (NaN)."""
    return None if np.isnan(value) else fraction_of(value)


class Exchange:
    """Turns amounts as read into base currency: amount x unit / rate, exactly.

    `rates` maps currencies to their price: units of the currency for one unit of base.
    """

    def __init__(self, base: str, unit: int, rates: Mapping[str, Fraction]) -> None:
        self.base = base
        self.unit = unit
        self._rates = {name_key(currency): rate for currency, rate in rates.items()}
        self._rates.setdefault(name_key(base), Fraction(1))

    def rate(self, currency: str) -> Fraction:
        """Return the price of a currency; a blank one is the base currency."""
        return self._rates[name_key(currency)] if currency else Fraction(1)

    def money(self, amounts: Floats, currencies: Sequence[str]) -> tuple[Fraction, ...]:
        """Return amounts in base currency, shape (rows,)."""
        factor = {currency: self.unit / self.rate(currency) for currency in set(currencies)}
        return tuple(fraction_of(amount) * factor[currency]
                     for amount, currency in zip(amounts.tolist(), currencies, strict=True))

    def base_money(self, amount: float) -> Fraction:
        """Return an amount that is in base currency already."""
        return fraction_of(amount) * self.unit

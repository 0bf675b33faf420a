"""What currencies have cost: enough to tell a rate from its inverse.

The table is made from published rates: see `optimiser.codes.build_rates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from optimiser.codes.rows import read_rows
from optimiser.tables.looks.currencies import meant_by


class Span(NamedTuple):
    """The lowest and highest price of a unit of one currency in another, and in which years."""

    low: float
    high: float
    first: int
    last: int

    def holds(self, rate: float, slack: float) -> bool:
        """Tell whether a rate lies in the span, or beyond it by no more than a factor."""
        return self.low / slack <= rate <= self.high * slack


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    return read_rows("rates.csv")


@lru_cache
def _per_euro(code: str) -> Mapping[int, tuple[float, float]]:
    """Return the lowest and highest price of a euro in a currency by year."""
    return {int(row["year"]): (float(row["lowest"]), float(row["highest"]))
            for row in _rows() if row["code"] == code}


def usual_range(currency: str, base: str, year: int | None = None) -> Span | None:
    """Return what one unit of `base` has cost in `currency`, None where either is not known.

    With a year, what it cost in that year, or in all where the table lacks it.

    >>> usual_range("BGN", "EUR"), usual_range("XXX", "EUR")
    (Span(low=1.9441, high=1.962, first=2000, last=2025), None)
    >>> usual_range("USD", "EUR", 2016)
    Span(low=1.0364, high=1.1569, first=2016, last=2016)
    """
    quoted, against = (_per_euro(next(iter(meant_by(name.strip().upper())), ""))
                       for name in (currency, base))
    years = sorted(quoted.keys() & against.keys())
    if year in years:
        years = [year]
    if not years:
        return None
    one, other = [quoted[each] for each in years], [against[each] for each in years]
    return Span(min(low for low, _ in one) / max(high for _, high in other),
                max(high for _, high in one) / min(low for low, _ in other), years[0], years[-1])

"""What currencies have cost: enough to tell a rate from its inverse.

The table is made from published rates: see `optimiser.codes.build_rates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from optimiser.codes.rows import read_rows
from optimiser.tables.looks.currencies import meant_by


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and highest price of a unit of one currency in another, and in which years."""

    low: float
    high: float
    first: int
    last: int


@lru_cache(maxsize=1)
def _per_euro() -> dict[str, Span]:
    return {row["code"]: Span(float(row["lowest"]), float(row["highest"]), int(row["first"]),
                              int(row["last"])) for row in read_rows("rates.csv")}


def usual_range(currency: str, base: str) -> Span | None:
    """Return what one unit of `base` has cost in `currency`, None where either is not known.

    >>> usual_range("BGN", "EUR"), usual_range("XXX", "EUR")
    (Span(low=1.9441, high=1.962, first=2000, last=2025), None)
    """
    quoted, against = (_per_euro().get(next(iter(meant_by(name.strip().upper())), ""))
                       for name in (currency, base))
    if quoted is None or against is None:
        return None
    return Span(quoted.low / against.high, quoted.high / against.low,
                max(quoted.first, against.first), min(quoted.last, against.last))

"""What currencies have cost since 2000, roughly: enough to tell a rate from its inverse.

Lowest and highest yearly rates against the euro, rounded outwards. Source: euro foreign
exchange reference rates of the European Central Bank, and of the national banks for those
that it does not quote; from memory, to two figures.
"""

from __future__ import annotations

from optimiser.tables.looks.currencies import meant_by

_PER_EURO: dict[str, tuple[float, float]] = {
    "EUR": (1.0, 1.0), "USD": (0.85, 1.6), "GBP": (0.57, 0.98), "CHF": (0.92, 1.68),
    "CZK": (22.0, 37.0), "HUF": (225.0, 435.0), "PLN": (3.2, 4.95), "SKK": (30.0, 45.0),
    "RON": (1.7, 5.3), "BGN": (1.93, 1.97), "HRK": (7.1, 7.7), "SEK": (8.2, 12.0),
    "DKK": (7.4, 7.5), "NOK": (7.2, 12.5), "ISK": (70.0, 290.0), "RSD": (55.0, 125.0),
    "ALL": (95.0, 145.0), "MKD": (59.0, 63.0), "BAM": (1.93, 1.98), "MDL": (10.0, 25.0),
    "UAH": (4.5, 55.0), "RUB": (25.0, 110.0), "BYN": (1.9, 4.2), "TRY": (0.55, 60.0),
    "GEL": (1.8, 3.9), "AMD": (380.0, 720.0), "AZN": (0.8, 2.2), "JPY": (89.0, 180.0),
    "CNY": (6.5, 11.3), "CAD": (1.2, 1.75), "AUD": (1.15, 2.1), "NZD": (1.4, 2.5),
    "ILS": (3.4, 6.0), "JOD": (0.6, 1.2), "LBP": (1250.0, 110_000.0), "EGP": (3.2, 60.0),
    "MAD": (9.5, 12.0), "TND": (1.2, 3.5), "INR": (40.0, 105.0), "KRW": (1000.0, 2000.0),
    "ZAR": (6.0, 22.0), "IQD": (1050.0, 2600.0), "AFN": (40.0, 110.0), "XDR": (0.65, 1.25),
}


def usual_range(currency: str, base: str) -> tuple[float, float] | None:
    """Return the lowest and highest price of one unit of `base` in `currency` since 2000.

    None where either is not known.

    >>> usual_range("HUF", "EUR"), usual_range("XXX", "EUR")
    ((225.0, 435.0), None)
    """
    quoted, against = (_PER_EURO.get(next(iter(meant_by(name.strip().upper())), ""))
                       for name in (currency, base))
    if quoted is None or against is None:
        return None
    return quoted[0] / against[1], quoted[1] / against[0]

"""Currencies of ISO 4217, those of the past included: old commitments may be in them."""

from __future__ import annotations

from functools import lru_cache

from optimiser.codes.rows import read_rows
from optimiser.names import name_key


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """Return the name of each currency by its code."""
    return {row["code"]: row["name"] for row in read_rows("currencies.csv")}


def currency_named(name: str) -> str:
    """Return the code that a currency's sign or usual name stands for, "" for none.

    >>> currency_named("euro"), currency_named("K\u010d"), currency_named("Serbian Dinar")
    ('EUR', 'CZK', 'RSD')
    """
    return next(iter(currencies_named(name)), "")


def currencies_named(name: str) -> tuple[str, ...]:
    """Return the codes that a sign or usual name may stand for, the likeliest first.

    >>> currencies_named("kr"), currencies_named("MWH")
    (('SEK', 'NOK', 'DKK', 'ISK'), ())
    """
    return _by_name().get(name_key(name).rstrip("."), ())


_SPOKEN = {
    "EUR": "\u20ac euro euros eur eur\u00f3 eur\u00f3ban evro evra evri evrov evrih eura eure eurima "
           "evrima eurech eur\u00e1ch \u0435\u0432\u0440\u043e \u0435\u0432\u0440\u0430 \u0435\u0432\u0440\u0438\u043c\u0430 \u0454\u0432\u0440\u043e \u03b5\u03c5\u03c1\u03ce",
    "CZK": "czk k\u010d kc koruna koruny korun korun\u00e1ch",
    "PLN": "pln z\u0142 zl zloty z\u0142oty zlotys z\u0142ote z\u0142otych z\u0142otym z\u0142ot\u00f3wkach",
    "USD CAD AUD NZD HKD SGD TWD MXN": "$ dollar dollars", "USD": "us$ usd", "CAD": "can$",
    "AUD": "a$", "GBP": "gbp pound pounds sterling", "GBP EGP GIP": "\u00a3", "JPY CNY": "\u00a5",
    "HUF": "huf ft forint forints forintban", "RSD": "rsd din dinar dinara dinarima \u0434\u0438\u043d \u0434\u0438\u043d\u0430\u0440 "
           "\u0434\u0438\u043d\u0430\u0440\u0430 \u0434\u0438\u043d\u0430\u0440\u0438\u043c\u0430",
    "BAM": "bam km \u043a\u043c",
    "CHF": "chf sfr fr", "MKD": "denar denari den \u0434\u0435\u043d \u0434\u0435\u043d\u0430\u0440\u0438", "ALL": "lek lek\u00eb",
    "RON MDL": "lei leu",
    "BGN": "lv bgn \u043b\u0432 lev leva \u043b\u0435\u0432\u0430", "TRY": "tl \u20ba",
    "UAH": "\u20b4 hryvnia \u0433\u0440\u043d",
    "HRK": "kn kuna kune kunama",
    "SEK NOK DKK ISK": "kr", "RUB": "\u20bd \u0440\u0443\u0431", "GEL": "\u20be", "AMD": "\u058f",
    "AZN": "\u20bc", "INR": "\u20b9", "KRW": "\u20a9", "ILS": "\u20aa", "DEM": "dm",
    "SKK": "sk", "KES": "ksh", "UGX": "ush", "TZS": "tsh", "ETB": "birr", "MAD AED": "dh",
}
"""What signs and words are written for codes; several codes where several share one."""


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[str, ...]]:
    named = {name_key(name): (code,) for code, name in currencies().items()}
    return named | {name_key(word): tuple(spoken.split()) for spoken, words in _SPOKEN.items()
                    for word in words.split()}

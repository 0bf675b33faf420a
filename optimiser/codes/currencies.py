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
    "EUR": "€ euro euros eur euró euróban evro evra evri evrov eura eure eurima evrima eurech "
           "eurách евро евра еврима євро ευρώ",
    "CZK": "czk kč kc koruna koruny korun korunách",
    "PLN": "pln zł zl zloty złoty zlotys złote złotych złotym złotówkach",
    "USD CAD AUD NZD HKD SGD TWD MXN": "$ dollar dollars", "USD": "us$ usd", "CAD": "can$",
    "AUD": "a$", "GBP": "gbp pound pounds sterling", "GBP EGP GIP": "£", "JPY CNY": "¥",
    "HUF": "huf ft forint forints forintban",
    "RSD": "rsd din dinar dinara dinarima дин динар динара динарима",
    "BAM": "bam km км",
    "CHF": "chf sfr fr", "MKD": "denar denari den ден денар денари", "ALL": "lek lekë",
    "RON MDL": "lei leu",
    "BGN": "lv bgn лв lev leva лева", "TRY": "tl ₺",
    "UAH": "₴ hryvnia грн",
    "HRK": "kn kuna kune kunama",
    "SEK NOK DKK ISK": "kr", "RUB": "₽ руб", "GEL": "₾", "AMD": "֏",
    "AZN": "₼", "INR": "₹", "KRW": "₩", "ILS": "₪", "DEM": "dm",
    "SKK": "sk", "KES": "ksh", "UGX": "ush", "TZS": "tsh", "ETB": "birr", "MAD AED": "dh",
}
"""What signs and words are written for codes; several codes where several share one."""


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[str, ...]]:
    named = {name_key(name): (code,) for code, name in currencies().items()}
    return named | {name_key(word): tuple(spoken.split()) for spoken, words in _SPOKEN.items()
                    for word in words.split()}

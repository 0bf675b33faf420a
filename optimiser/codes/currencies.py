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
    return _by_name().get(name_key(name).rstrip("."), "")


_SPOKEN = {
    "EUR": ("\u20ac", "euro", "euros", "eur\u00f3"), "USD": ("$", "us$", "dollar", "dollars"),
    "GBP": ("\u00a3", "pound", "pounds", "sterling"), "CZK": ("k\u010d", "kc", "koruna"),
    "PLN": ("z\u0142", "zl", "zloty", "z\u0142oty"), "HUF": ("ft", "forint", "forints"),
    "RSD": ("din", "dinar", "\u0434\u0438\u043d"), "BAM": ("km",), "CHF": ("sfr", "fr"),
    "MKD": ("denar", "\u0434\u0435\u043d"), "ALL": ("lek", "lek\u00eb"), "RON": ("lei", "leu"),
    "BGN": ("lv", "\u043b\u0432", "lev"), "TRY": ("tl", "\u20ba"), "UAH": ("\u20b4", "hryvnia"),
}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    named = {name_key(name): code for code, name in currencies().items()}
    return named | {name_key(word): code for code, words in _SPOKEN.items() for word in words}

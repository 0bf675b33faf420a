"""Currencies as people write them beside figures: codes, signs and short words."""

from __future__ import annotations

import re
from functools import lru_cache

from optimiser.codes.currencies import currencies, currencies_named
from optimiser.names import name_key

_OF_THE_PAST = re.compile(r"[0-9]{4}")
_WORD = re.compile(r"[A-Za-z]{1,3}\$|[^\W\d_]+\.?|[$€£¥₹₩₪₺₴₽₾֏₼]")


@lru_cache(maxsize=1024)
def meant_by(sign: str) -> tuple[str, ...]:
    """Return the codes that a sign, word or code may stand for, () where it is none.

    >>> meant_by("K\u010d"), meant_by("HUF"), meant_by("MWH")
    (('CZK',), ('HUF',), ())
    """
    name = currencies().get(sign, "")
    # Three capital letters of a currency that is gone are more often another word.
    if name and not _OF_THE_PAST.search(name):
        return (sign,)
    return currencies_named(sign)


def currency_in(text: str) -> str:
    """Return the first code or sign of a currency in a text, "" where there is none.

    >>> currency_in("EUR million"), currency_in("figures in Kč"), currency_in("90 days")
    ('EUR', 'Kč', '')
    """
    return next((word for word in _WORD.findall(text) if meant_by(word)), "")


def is_currency(sign: str, currency: str) -> bool:
    """Tell whether a sign, word or code may stand for a currency, given by its name."""
    own = {name_key(code) for code in (currency, *meant_by(currency))}
    return bool(own & {name_key(code) for code in (sign, *meant_by(sign))})

"""Currencies as people write them beside figures: codes, signs and short words."""

from __future__ import annotations

import re
from functools import lru_cache

from optimiser.codes.currencies import currencies, currencies_named
from optimiser.names import name_key

_OF_THE_PAST = re.compile(r"[0-9]{4}")
_GLUED = re.compile(
    r"(?P<before>[kKtTmM])(?P<code>EUR|USD|GBP|CHF|CZK|PLN|HUF|RSD|BAM|MKD|RON|BGN|TRY|UAH|Kč|zł|Ft)|"
    r"(?P<thousands>[eE])(?P<forint>Ft)|"
    r"(?P<first>EUR|USD|GBP|CHF|CZK|PLN|HUF|RSD|RON)(?P<behind>k|m|mn|M|bn)")
"""A currency with its unit in one word: kEUR, TEUR, mKč, EURm, and eFt, a thousand forints."""
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
    return next((own for word in _WORD.findall(text)
                 if (own := word if meant_by(word) else glued(word)[1])), "")


def glued(word: str) -> tuple[str, str]:
    """Return the unit and the currency that are written as one word, or twice nothing.

    >>> glued("TEUR"), glued("eFt"), glued("MKD")
    (('T', 'EUR'), ('k', 'Ft'), ('', ''))
    """
    found = _GLUED.fullmatch(word)
    if not found or meant_by(word):
        return "", ""
    if found["forint"]:
        return "k", found["forint"]
    return found["before"] or found["behind"], found["code"] or found["first"]


def is_currency(sign: str, currency: str) -> bool:
    """Tell whether a sign, word or code may stand for a currency, given by its name."""
    own = {name_key(code) for code in (currency, *meant_by(currency))}
    return bool(own & {name_key(code) for code in (sign, *meant_by(sign))})

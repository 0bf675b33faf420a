"""Numbers written as text: accepted only where they have one reading."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
    "\u200b\u202f\u205f\u2060\u3000\ufeff"
_AS_TYPED = str.maketrans(dict.fromkeys(_BLANKS, " ") | {"\u2212": "-", "\u2019": "'"})
_PLAIN = re.compile(r"[+-]?([0-9]+([.,][0-9]+)?|[.,][0-9]+)")
_EXPONENT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}([ '])[0-9]{3}(\1[0-9]{3})*([.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_LONG = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+(?:\.[0-9]+)?|(?:\.[0-9]{3})+(?:,[0-9]+)?)")
_CODES = re.compile(
    r"\b(?:ALL|BAM|BGN|CHF|CZK|DKK|EUR|EURO|EUROS|GBP|HRK|HUF|MDL|MKD|NOK|PLN|RON|RSD|RUB|SEK|"
    r"TRY|UAH|USD|K\u010d|Ft|z\u0142|lei|din|den|\u0434\u0438\u043d|\u0434\u0435\u043d)\b",
    re.IGNORECASE)
_ENDLESS = {"nan", "inf", "infinity", "\u221e"}


class Reading(Enum):
    """How a text reads as a number."""

    NUMBER = "number"
    TWO = "two readings"
    CURRENCY = "currency"
    NOT_FINITE = "not finite"
    NONE = "no number"


class ReadNumber(NamedTuple):
    """A text's reading: its value, whether it was a percentage, or the two it could be."""

    reading: Reading
    value: float = 0.0
    percent: bool = False
    either: tuple[float, float] = (0.0, 0.0)


def read_number(text: str) -> ReadNumber:
    """Read a number from text.

    >>> read_number("1 234,50").value, read_number("12,5 %").value
    (1234.5, 0.125)
    >>> read_number("1,000").either
    (1000.0, 1.0)
    """
    bare = " ".join(text.translate(_AS_TYPED).split())
    percent = bare.endswith("%")
    body = bare.removesuffix("%").strip()
    if body.casefold().lstrip("+-") in _ENDLESS:
        return ReadNumber(Reading.NOT_FINITE)
    if _GROUPED.fullmatch(body):
        digits = body.replace(",", ".")
        return ReadNumber(Reading.TWO, percent=percent, either=(
            _value(digits.replace(".", ""), percent), _value(digits, percent)))
    plain = _digits(body)
    if plain is None:
        return ReadNumber(Reading.CURRENCY if _names_currency(body) else Reading.NONE)
    return ReadNumber(Reading.NUMBER, _value(plain, percent), percent)


def _value(digits: str, percent: bool) -> float:
    """Return the float nearest to the decimal number; 45% is exactly what 0.45 is."""
    if percent and "e" in digits.casefold():
        return float(digits) / 100
    return float(f"{digits}e-2" if percent else digits) + 0.0


def _digits(body: str) -> str | None:
    """Return a number that has one reading as Python writes it, None where there is none."""
    if _PLAIN.fullmatch(body) or _EXPONENT.fullmatch(body):
        return body.replace(",", ".")
    if _SPACED.fullmatch(body):
        return body.replace(" ", "").replace("'", "").replace(",", ".")
    if not _LONG.fullmatch(body):
        return None
    last = "." if body.rfind(".") > body.rfind(",") else ","
    if body.count(last) > 1:
        return body.replace(last, "")
    return body.replace("," if last == "." else ".", "").replace(last, ".")


def _names_currency(body: str) -> bool:
    """Tell whether a currency stands beside a figure."""
    return any(c.isdigit() for c in body) and (_CODES.search(body) is not None or any(
        unicodedata.category(c) == "Sc" for c in body))

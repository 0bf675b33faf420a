"""Numbers written as text: accepted only where they have one reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_BLANKS = "\u00a0\u2007\u200b\u202f\u2009"
_PLAIN = re.compile(r"^[+-]?\d+([.,]\d+)?$")
_EXPONENT = re.compile(r"^[+-]?\d+(\.\d+)?[eE][+-]?\d+$")
_SPACED = re.compile(r"^[+-]?\d{1,3}( \d{3})+([.,]\d+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}([.,])\d{3}$")
_LONG = re.compile(r"^[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)$")
_CURRENCY = re.compile(
    r"[€$£¥]|\b(?:EUR|CZK|HUF|PLN|USD|GBP|CHF|RSD|MKD|ALL|BAM|Kč|Ft|zł)\b", re.IGNORECASE)
_ENDLESS = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity"}


class Reading(Enum):
    """How a text reads as a number."""

    NUMBER = "number"
    TWO = "two readings"
    CURRENCY = "currency"
    NOT_FINITE = "not finite"
    NONE = "no number"


@dataclass(frozen=True, slots=True)
class ReadNumber:
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
    bare = " ".join(text.translate({ord(c): " " for c in _BLANKS}).split())
    percent = bare.endswith("%")
    body = bare.removesuffix("%").strip()
    if body.casefold() in _ENDLESS:
        return ReadNumber(Reading.NOT_FINITE)
    if _GROUPED.match(body) and not body.lstrip("+-").startswith("0"):
        digits = body.replace(",", ".")
        whole, decimal = float(digits.replace(".", "")), float(digits)
        return ReadNumber(Reading.TWO, percent=percent, either=(
            (_hundredth(whole), _hundredth(decimal)) if percent else (whole, decimal)))
    value = _value(body)
    if value is None:
        kind = Reading.CURRENCY if _CURRENCY.search(body) and re.search(r"\d", body) else (
            Reading.NONE)
        return ReadNumber(kind)
    return ReadNumber(Reading.NUMBER, _hundredth(value) if percent else value, percent)


def _value(body: str) -> float | None:
    if _PLAIN.match(body) or _EXPONENT.match(body):
        return float(body.replace(",", "."))
    if _SPACED.match(body):
        return float(body.replace(" ", "").replace(",", "."))
    if _LONG.match(body):
        decimal = max(body.rfind("."), body.rfind(","))
        mark = body[decimal]
        if body.count(mark) > 1:
            return float(body.replace(mark, ""))
        other = "," if mark == "." else "."
        return float(body.replace(other, "").replace(mark, "."))
    return None


def _hundredth(value: float) -> float:
    """Return a percentage as the share whose decimal is the shortest: 45% is 0.45."""
    return float(f"{value:.15g}e-2")

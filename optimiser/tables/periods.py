"""Periods: the spellings in which one is written, and which of them lies in which.

Known are years, halves, quarters, months and fiscal years. `FY2017` is the fiscal year that
ends in 2017, so the same as `2016/17`; as countries begin theirs in different months, a
fiscal year holds no other period by the calendar, only by `Within` in the sheet Periods.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from optimiser.names import name_key
from optimiser.tables.indexes import NameIndex


class Length(IntEnum):
    """How many months a period has; a fiscal year, whose months differ, stands apart."""

    MONTH = 1
    QUARTER = 3
    HALF = 6
    YEAR = 12
    FISCAL = 13


class Span(NamedTuple):
    """A period of the calendar: its first month, counted from the year 0, and its length."""

    first: int
    length: Length

    @property
    def key(self) -> str:
        """The one spelling that stands for all: `2016`, `2016-h1`, `2016-q1`, `2016-01`."""
        year, month = divmod(self.first, 12)
        match self.length:
            case Length.YEAR:
                return f"{year:04d}"
            case Length.FISCAL:
                return f"{year:04d}/{(year + 1) % 100:02d}"
            case Length.MONTH:
                return f"{year:04d}-{month + 1:02d}"
            case _:
                letter = "q" if self.length is Length.QUARTER else "h"
                return f"{year:04d}-{letter}{month // self.length + 1}"

    @property
    def shown(self) -> str:
        """The spelling that the documentation uses."""
        return self.key.upper()

    def holds(self, other: Span) -> bool:
        """Tell whether another period lies in this one by the calendar."""
        if Length.FISCAL in (self.length, other.length):
            return self == other
        return (self.first <= other.first
                and other.first + other.length <= self.first + self.length)


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august",
           "september", "october", "november", "december")
_MONTH_OF = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)} | {
    name: number for number, name in enumerate(_MONTHS, start=1)} | {"sept": 9}
_CENTURY = 2000
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_PART = r"(?:(?P<letter>[qh])\s*(?P<part>[1-4])|(?P<part2>[1-4])\s*(?P<letter2>[qh]))"
_GAP = r"\s*[-/.]?\s*"
_YEAR_ALONE = re.compile(_YEAR)
# Behind a quarter or a half, two digits can be nothing but a year of this century.
_SHORT_YEAR = r"'?(?P<year>\d\d)"
_PARTS = (re.compile(f"{_YEAR}{_GAP}{_PART}"), re.compile(f"{_PART}{_GAP}{_YEAR}"),
          re.compile(f"{_PART}{_GAP}{_SHORT_YEAR}"))
_NUMBERED = (re.compile(rf"{_YEAR}-(?P<month>0?[1-9]|1[0-2])"),
             re.compile(rf"(?P<month>0?[1-9]|1[0-2])\s*[/.-]\s*{_YEAR}"))
_NAMED = (re.compile(rf"(?P<name>[a-z]+)\.?{_GAP}{_YEAR}"),
          re.compile(rf"{_YEAR}{_GAP}(?P<name>[a-z]+)\.?"))
_FISCAL = re.compile(rf"(?:fy\s*)?{_YEAR}\s*[/-]\s*(?P<next>\d\d(?:\d\d)?)")
_MONTH_BEHIND = re.compile(rf"{_YEAR}\s*/\s*(?P<month>0[1-9]|1[0-2])")
"""`2016/03`, read only where it is no fiscal year: `2011/12` is one."""
_FISCAL_END = re.compile(rf"fy\s*{_YEAR}")
_DAYS = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
         re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})"))


@lru_cache(maxsize=4096)
def read_span(text: str) -> Span | None:
    """Return the period that a text is a known spelling of, None for none.

    >>> {read_span(text).shown for text in ("Q1/2016", "1Q 2016", "2016 - q1")}
    {'2016-Q1'}
    >>> [read_span(text).shown for text in ("Jan 2016", "H2 2016", "FY2017", "2016/17")]
    ['2016-01', '2016-H2', '2016/17', '2016/17']
    """
    plain = name_key(text)
    if found := _YEAR_ALONE.fullmatch(plain):
        return Span(12 * int(found["year"]), Length.YEAR)
    return _part_of_a_year(plain) or _month(plain) or _behind_a_year(plain)


def _part_of_a_year(plain: str) -> Span | None:
    for pattern in _PARTS:
        if found := pattern.fullmatch(plain):
            letter = found["letter"] or found["letter2"]
            part = int(found["part"] or found["part2"])
            length = Length.QUARTER if letter == "q" else Length.HALF
            if part * length <= Length.YEAR:
                return Span(12 * _year(found["year"]) + (part - 1) * length, length)
    return None


def _year(digits: str) -> int:
    return int(digits) + (_CENTURY if len(digits) == 2 else 0)


def _month(plain: str) -> Span | None:
    for pattern in _NUMBERED:
        if found := pattern.fullmatch(plain):
            return Span(12 * int(found["year"]) + int(found["month"]) - 1, Length.MONTH)
    for pattern in _NAMED:
        found = pattern.fullmatch(plain)
        if found and found["name"] in _MONTH_OF:
            return Span(12 * int(found["year"]) + _MONTH_OF[found["name"]] - 1, Length.MONTH)
    return None


def _behind_a_year(plain: str) -> Span | None:
    if found := _FISCAL_END.fullmatch(plain):
        return Span(12 * (int(found["year"]) - 1), Length.FISCAL)
    found = _FISCAL.fullmatch(plain)
    if found and found["next"] in (str(int(found["year"]) + 1),
                                   f"{(int(found['year']) + 1) % 100:02d}"):
        return Span(12 * int(found["year"]), Length.FISCAL)
    if found := _MONTH_BEHIND.fullmatch(plain):
        return Span(12 * int(found["year"]) + int(found["month"]) - 1, Length.MONTH)
    return None


def read_day(cell: object) -> dt.date | None:
    """Return the day of a date cell, or of a text that is a date, None for anything else."""
    if isinstance(cell, dt.date):
        return cell
    text = cell.strip() if isinstance(cell, str) else ""
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            try:
                return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def span_of_day(day: dt.date, length: Length) -> Span:
    """Return the period of that length in which a day lies.

    >>> span_of_day(dt.date(2016, 5, 1), Length.QUARTER).shown
    '2016-Q2'
    """
    first = 12 * day.year + (day.month - 1) // min(length, Length.YEAR) * min(length, Length.YEAR)
    return Span(first, length)


def period_key(text: str) -> str:
    """Return what two spellings of one period have in common."""
    span = read_span(text)
    return span.key if span is not None else name_key(text)


class PeriodIndex(NameIndex):
    """The periods of Needs in the order of time, and which of them lie in another one.

    `order` lists the sheet Periods, which says the order where it is there; `within` says in
    which period another lies, both by their keys.
    """

    def __init__(self, names: Iterable[str], order: Sequence[str] = (),
                 within: Mapping[str, str] | None = None) -> None:
        place = {period_key(name): at for at, name in reversed(list(enumerate(order)))}
        super().__init__(sorted(dict.fromkeys(names), key=lambda name: (
            place.get(period_key(name), len(place)), *_time(name))))
        self.within = dict(within or {})

    @staticmethod
    def key_of(name: str) -> str:
        """Return what two spellings of one period have in common."""
        return period_key(name)

    def covered(self, name: str) -> tuple[int, ...]:
        """Return the periods of Needs that a period is or holds, by number, in their order."""
        day = read_day(name)
        names = [name] if day is None else [span_of_day(day, length).shown for length in (
            Length.MONTH, Length.QUARTER, Length.HALF, Length.YEAR)]
        for spelt in names:
            if (number := self.find(spelt)) >= 0:
                return (number,)
        return tuple(at for at, inner in enumerate(self.names) if self.holds(name, inner))

    def holds(self, outer: str, inner: str) -> bool:
        """Tell whether a period is another one or holds it, by the calendar or by Within."""
        wanted, span = period_key(outer), read_span(outer)
        at: str | None = period_key(inner)
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            held = read_span(at)
            if at == wanted or (span is not None and held is not None and span.holds(held)):
                return True
            at = self.within.get(at)
        return False


def _time(name: str) -> tuple[int, int, str]:
    """Return what sorts periods by time, the longer first; labels of no known form come last."""
    span = read_span(name)
    if span is None:
        return 12 * 10_000, 0, name_key(name)
    # A fiscal year begins in the course of the year that it is named by.
    first = span.first + (Length.HALF if span.length is Length.FISCAL else 0)
    return first, -span.length, ""

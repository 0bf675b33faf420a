"""Thousands and millions said in words: in a heading, beside it, or in a number format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from optimiser.tables.looks.currencies import currency_in

_THOUSAND = (r"thousands?|thsd\.?|thous\.?|tsd\.?|k|tis\.?|tisíc|tys\.?|tysięcy|ezer|thd|mii|"
             r"hiljada|hilj\.?|хиљ\.?|тыс\.?|тис\.?|tausend|milliers?|bin|[’'`]?000s?|000s|t€|k€|€k|k\$|\$k|£k|teur|keur")
_MILLION = (r"millions?|mio\.?|mln\.?|mil\.?|mill\.?|mn|mm|m|milió[nv]y?|milion[yóůei]?\w*|"
            r"millió|milioane|milijun[ai]?|miliona?|мил\.?|млн\.?|millionen|m€|m\$|meur|€m|\$m|£m")
_BILLION = (r"billions?|bn|mld\.?|mrd\.?|mia\.?|miliard\w*|milliárd|milliarden?|млрд\.?|b€|€bn|"
            r"\$bn|£bn|bneur")
_SCALES = ((re.compile(rf"(?:{_BILLION})", re.IGNORECASE), 1e9),
           (re.compile(rf"(?:{_MILLION})", re.IGNORECASE), 1e6),
           (re.compile(rf"(?:{_THOUSAND})", re.IGNORECASE), 1e3))
_SAFE = re.compile(
    r"thousands?|tausend|tisíc|ezer|hiljada|millions?|millió\w*|milion\w*|milió\w*|millionen|"
    r"milijun\w*|milioane|billions?|miliard\w*|milliárd|milliarden?|mln\.?|mio\.?|mld\.?|mrd\.?|"
    r"млн\.?|млрд\.?|тыс\.?|тис\.?|tsd\.?|tis\.?|tys\.?|[’'`]000s?", re.IGNORECASE)
"""Words that say a unit even where no currency stands beside them."""
_ZEROS = re.compile(
    r"(?:(?:\bin|[x×*/])\s*1|[A-Z]{3}\s+1|^\W*1)[., ’']?(000)(?:[., ’']?(000))?(?=\D*$)")
_NUMBERED = re.compile(r"\d[\d .,]*\s*$")
_TOKEN = re.compile(r"[’'`]000s?|[^\W\d_]*[$€£][^\W\d_]*|[^\W_]+\.?")
_LEAD = re.compile(r"(?:\b(?:in|figures|amounts|all|values?)\b[\s:]*)+$", re.IGNORECASE)
_OF_PEOPLE = re.compile(
    r"\s+(?:of\s+)?(?:people|persons?|refugees?|migrants?|children|asylum|beneficiar\w+|"
    r"inhabitants?|arrivals?|tonn?e?s|months?|days?|hours?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of the figures beside it: their unit (0 none) and currency ("" none)."""

    unit: float
    currency: str


def scale_of(word: str) -> float:
    """Return what a single word multiplies figures by, 0 where it says nothing of it.

    >>> scale_of("m"), scale_of("tis."), scale_of("metres")
    (1000000.0, 1000.0, 0.0)
    """
    return next((scale for pattern, scale in _SCALES if pattern.fullmatch(word)), 0.0)


def read_said(text: str, *, alone: bool) -> Said:
    """Return what a text says of a unit and a currency.

    `alone` says that the text is all about units (in brackets, or above a column); elsewhere a
    short word such as `m` counts only beside a currency, and a number before it, or people
    behind it, make it part of a sentence: `2 million people`.
    """
    currency = currency_in(text)
    return Said(_scale_in(text, alone=alone, currency=currency), currency)


def _scale_in(text: str, *, alone: bool, currency: str) -> float:
    for token in _TOKEN.finditer(text):
        scale = scale_of(token[0])
        if not scale or _OF_PEOPLE.match(text, token.end()):
            continue
        before = text[:token.start()]
        if _NUMBERED.search(before):
            continue
        beside = currency and (_touches(text, token, currency) or currency in token[0])
        if alone or beside or (_SAFE.fullmatch(token[0]) and (
                _LEAD.search(before) or before.rstrip().endswith(("(", "[")))):
            return scale
    noughts = _ZEROS.search(text) if alone else None
    return (1e6 if noughts[2] else 1e3) if noughts else 0.0


def _touches(text: str, token: re.Match[str], currency: str) -> bool:
    """Tell whether a currency stands right before or right behind a word."""
    mark = re.escape(currency)
    return (re.search(rf"{mark}[\s.,(]*$", text[:token.start()]) is not None
            or re.match(rf"[\s.,)]*(?:of\s+|in\s+)?{mark}", text[token.end():]) is not None)

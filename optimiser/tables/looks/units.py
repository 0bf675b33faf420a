"""Thousands and millions said in words: in a heading, beside it, or in a number format."""

from __future__ import annotations

import re
from typing import NamedTuple

from optimiser.tables.looks.currencies import currency_in, glued

_THOUSAND = (r"thousands?|thsd\.?|thous\.?|tsd\.?|k|tis\.?|tisíc\w*|tys\.?|tysi[ąę]c\w*|"
             r"ezer\w*|thd|mii|hiljad\w*|hilj\.?|tisuć\w*|tisoč\w*|mij[eë]|хиљад\w*|хиљ\.?|илјад\w*|илј\.?|"
             r"хиляд\w*|хил\.?|тысяч\w*|тисяч\w*|тыс\.?|тис\.?|tausend|milliers?|bin|"
             r"[’'`]?000s?|t€|k€|€k|k\$|\$k|£k")
_MILLION = (r"millions?|mio\.?|mln\.?|mil\.?|mill\.?|mn|mm|m|milió[nv]\w*|milion[yóůeiëa]?\w*|"
            r"millió\w*|milioane|milijun\w*|milijon\w*|мил\.?|милион\w*|милијун\w*|миллион\w*|"
            r"мільйон\w*|млн\.?|millionen|milyon|m€|m\$|€m|\$m|£m")
_BILLION = (r"billions?|bn|mld\.?|mrd\.?|mia\.?|miliard\w*|milijard\w*|milliárd\w*|milliarden?|"
            r"милијард\w*|милиард\w*|миллиард\w*|мільярд\w*|млрд\.?|b€|€bn|\$bn|£bn")
_SCALES = ((re.compile(rf"(?:{_BILLION})", re.IGNORECASE), 1e9),
           (re.compile(rf"(?:{_MILLION})", re.IGNORECASE), 1e6),
           (re.compile(rf"(?:{_THOUSAND})", re.IGNORECASE), 1e3))
_SAFE = re.compile(
    r"thousands?|tausend|tisíc\w*|tysi[ąę]c\w*|ezer\w*|hiljad\w*|tisuć\w*|tisoč\w*|mij[eë]|хиљад\w*|"
    r"илјад\w*|хиляд\w*|тысяч\w*|тисяч\w*|millions?|millió\w*|milion\w*|milió\w*|millionen|"
    r"milijun\w*|milijon\w*|milioane|милион\w*|милијун\w*|миллион\w*|мільйон\w*|billions?|"
    r"miliard\w*|milijard\w*|milliárd\w*|milliarden?|милијард\w*|милиард\w*|mln\.?|mio\.?|mld\.?|"
    r"mrd\.?|млн\.?|млрд\.?|тыс\.?|тис\.?|хиљ\.?|хил\.?|tsd\.?|tis\.?|tys\.?|[’'`]000s?",
    re.IGNORECASE)
"""Words that say a unit even where no currency stands beside them."""
_ZEROS = re.compile(
    r"(?:(?:\bin|[x×*/])\s*1|[A-Z]{3}\s+1|^\W*1)[., ’']?(000)(?:[., ’']?(000))?(?=\D*$)")
_NUMBERED = re.compile(r"\d[\d .,]*\s*$")
_TOKEN = re.compile(r"[’'`]000s?|[^\W\d_]*[$€£][^\W\d_]*|[^\W_]+\.?")
_LEAD = re.compile(
    r"(?:\b(?:in|figures|amounts|all|values?|v|ve|u|w|у|во|в|në|iznosi|износи|износите|kwoty|částky|"
    r"sumy|zneski|shumat|суми)\b[\s:]*)+$", re.IGNORECASE)
_OF_PEOPLE = re.compile(
    r"\s+(?:of\s+)?(?:people|persons?|refugees?|migrants?|children|asylum|beneficiar\w+|"
    r"inhabitants?|arrivals?|tonn?e?s|months?|days?|hours?)\b", re.IGNORECASE)


class Said(NamedTuple):
    """What a text says of the figures beside it: their unit (0 none) and currency ("" none)."""

    unit: float
    currency: str


def scale_of(word: str) -> float:
    """Return what a single word multiplies figures by, 0 where it says nothing of it.

    >>> scale_of("m"), scale_of("tis."), scale_of("metres")
    (1000000.0, 1000.0, 0.0)
    """
    word = glued(word)[0] or word
    return next((scale for pattern, scale in _SCALES if pattern.fullmatch(word)),
                1e3 if word == "T" else 0.0)


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
    if noughts:
        return 1e6 if noughts[2] else 1e3
    return _in_figures(text, currency) if currency else 0.0


def _in_figures(text: str, currency: str) -> float:
    """Return what a title says in figures at its end: `in 1000 EUR`, `EUR x 1,000,000`."""
    mark, figure = re.escape(currency), r"1[., ’']?000(?P<more>[., ’']?000)?"
    found = re.search(
        rf"(?:\b(?:in|v|u|w|у|во|в|në)\s+{figure}\s*{mark}|"
        rf"{mark}\s*[x×*]\s*{figure.replace('more', 'also')})\W*$", text, re.IGNORECASE)
    if not found:
        return 0.0
    return 1e6 if found["more"] or found["also"] else 1e3


def _touches(text: str, token: re.Match[str], currency: str) -> bool:
    """Tell whether a currency stands right before or right behind a word."""
    mark = re.escape(currency)
    return (re.search(rf"{mark}[\s.,(]*$", text[:token.start()]) is not None
            or re.match(rf"[\s.,)]*(?:of\s+|in\s+)?{mark}", text[token.end():]) is not None)

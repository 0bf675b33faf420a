"""Number formats: what a person sees of a figure that the cell does not hold.

Excel's format codes (ECMA-376, 18.8.31): up to four sections parted by `;`, for positive
figures, negative ones, zero and text, or by conditions. Only formats that say something a
plain number would not are kept: currencies, percent signs, thousands cut off, leading zeros,
words, nothing at all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.tables.looks.currencies import currency_in
from optimiser.tables.looks.units import scale_of

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<sign>[^\]-]*)(?:-[^\]]*)?\]|'
    r"\[(?P<when><=|>=|<>|<|>|=)(?P<bound>-?[0-9.]+)\]|\[[^\]]*\]|(?P<general>General)|"
    r"(?P<place>[0#?.,%]|E[+-])|(?P<other>.)", re.IGNORECASE | re.DOTALL)
_APART = re.compile(r'("[^"]*"|\\.|\[[^\]]*\])|;', re.DOTALL)
_THOUSANDS = re.compile(r"[0#?](,+)(?=\.|%|$)")
_WORD = re.compile(r"[^\W\d_]+\.?")
_ZEROS = re.compile(r"0{2,}")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne}
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_TEXT_SECTION = 3


@frozen
class Look:
    """How one section of a format shows a figure.

    `currency` is a sign or code ("" none); `factor` what the figure is divided by, `unit` what
    the words beside it multiply it by again (0 where they say nothing); `percent` that it is
    shown times 100, `percent_sign` that a percent sign merely stands beside it; `zeros` the
    least number of digits; `hides` that no figure is shown.
    """

    currency: str = ""
    factor: float = 1.0
    unit: float = 0.0
    percent: bool = False
    percent_sign: bool = False
    zeros: int = 0
    hides: bool = False
    before: str = ""
    after: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it shows what the cell holds."""
        return self in (_PLAIN, Look())

    def text(self, value: float) -> str:
        """Return a figure as it is shown, in the main."""
        if self.hides:
            return f"{self.before}{self.after}".strip()
        shown = value * 100 if self.percent else value / self.factor
        digits = f"{shown:.10g}" if shown != round(shown) else f"{shown:.0f}".zfill(self.zeros)
        return f"{self.before}{digits}{self.after}{'%' if self.percent else ''}".strip()


_PLAIN = Look()


class Format(NamedTuple):
    """A number format that says more than a plain number: its code, its sections in order."""

    code: str
    looks: tuple[Look, ...]
    conditions: tuple[tuple[str, float] | None, ...]

    def of(self, value: float) -> Look:
        """Return how a figure is shown."""
        return self.looks[self._section(value)]

    def by_look(self, values: npt.NDArray[np.float64]
                ) -> Iterator[tuple[Look, npt.NDArray[np.int64]]]:
        """Yield each look that figures have, shape (cells,), with their places; none for NaN."""
        figures = np.flatnonzero(~np.isnan(values))
        if len(self.looks) == 1:
            yield self.looks[0], figures
            return
        sections = np.array([self._section(value) for value in values[figures].tolist()])
        for at in range(len(self.looks)):
            yield self.looks[at], figures[sections == at]

    def _section(self, value: float) -> int:
        if any(self.conditions):
            return next((at for at, condition in enumerate(self.conditions)
                         if condition is None or _COMPARE[condition[0]](value, condition[1])),
                        len(self.looks) - 1)
        if value == 0:
            return 2 if len(self.looks) > 2 else 0
        return 0 if value > 0 or len(self.looks) == 1 else 1


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format | None:
    """Return what a format code says beyond a plain number, None where it says nothing.

    >>> read_format("#,##0.00"), read_format('0.0,,"m"').of(9e5).text(9e5)
    (None, '0.9m')
    """
    parted = _APART.sub(lambda found: found[1] or "\0", code)
    read = [_section(part) for part in parted.split("\0")[:_TEXT_SECTION]]
    looks = tuple(look for look, _ in read)
    if all(look.is_plain for look in looks):
        return None
    return Format(code, looks, tuple(condition for _, condition in read))


def _section(code: str) -> tuple[Look, tuple[str, float] | None]:
    words: list[str] = ["", ""]
    places, sign, others, general = "", "", "", False
    condition: tuple[str, float] | None = None
    for token in _TOKEN.finditer(code):
        side = 1 if places.strip(",") or general else 0
        if token["when"]:
            condition = (token["when"], float(token["bound"]))
        elif token["general"]:
            general = True
        elif token["place"]:
            places += token["place"]
        elif token["sign"] is not None:
            sign = sign or token["sign"].strip()
            words[side] += token["sign"]
        else:
            word = token["quoted"] or token["escaped"] or token["other"] or ""
            others += token["other"] or ""
            words[side] += word
    if _DATE.search(others) or "@" in others:
        return _PLAIN, condition
    return _look(words, places, sign, general=general), condition


def _look(words: list[str], places: str, sign: str, *, general: bool) -> Look:
    literal = " ".join(words)
    cut = _THOUSANDS.search(places)
    digits = places.split(".", maxsplit=1)[0].rstrip("%")
    shows = general or any(place in places for place in "0#?")
    currency = sign or currency_in(literal)
    unsigned = literal.replace(sign, " ") if sign else literal
    spoken = words if currency or any(c.isalnum() or c == "%" for c in literal) else ["", ""]
    return Look(
        currency=currency,
        factor=1000.0 ** len(cut[1]) if cut else 1.0,
        unit=next((scale for word in _WORD.findall(unsigned)
                   if (scale := scale_of(word))), 0.0) if shows else 0.0,
        percent="%" in places,
        percent_sign="%" in literal and "%" not in places,
        zeros=len(digits) if _ZEROS.fullmatch(digits) else 0,
        hides=not shows and not (words[0].strip() in ("-", "–", "—") and not words[1].strip()),
        before=spoken[0], after=spoken[1])

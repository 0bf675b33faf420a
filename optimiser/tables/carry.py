"""`Carry over`: yes, no, or the share of a budget that may be carried at most; and until when."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from optimiser.names import name_key
from optimiser.tables.numbers import Reading, read_number

_WORDS = {"yes": None, "true": None, "1": None,
          "no": Fraction(0), "false": Fraction(0), "0": Fraction(0)}
_KEPT = re.compile(r"[\s,;]*\b(?:no lapse|without lapse)$")


class Carry(NamedTuple):
    """What of a budget that is left at the end of its period may be spent later.

    `most` is a share of the row's budget, None for all of it; with `lapses`, what is carried is
    lost at the end of the longer period that the sheet Periods names in Within.
    """

    most: Fraction | None
    lapses: bool = True

    @property
    def carries(self) -> bool:
        """Whether anything at all may be spent later."""
        return self.most != 0

    @property
    def words(self) -> str:
        """The one spelling that a cell is shown in."""
        much = ("yes" if self.most is None else
                "no" if self.most == 0 else f"{float(self.most * 100):.6g}%")
        return much if self.lapses or not self.carries else f"{much}, no lapse"


EVERYTHING, NOTHING = Carry(None), Carry(Fraction(0))


def read_carry(text: str) -> Carry | None:
    """Return what a cell of `Carry over` says, None where it cannot be read.

    >>> [read_carry(text).words for text in ("Yes", "0.2", "25 %; no lapse", "no")]
    ['yes', '20%', '25%, no lapse', 'no']
    """
    plain = name_key(text)
    much = _KEPT.sub("", plain)
    if much in _WORDS:
        return Carry(_WORDS[much], lapses=much == plain)
    read = read_number(much)
    if read.reading is not Reading.NUMBER or not 0 <= read.value <= 1 or (
            read.value == 1 and not read.percent):
        return None
    return Carry(Fraction(repr(read.value)), lapses=much == plain)

"""How wide letters of the workbook's type are, and so how many lines a text takes in a column.

Spreadsheets measure a column in digits of its type. Helvetica's widths are those of Arial and of
Liberation Sans, which stand in for each other.
"""

from __future__ import annotations

from functools import cache

_DIGIT, _OTHERS, _CAPITAL, _WIDE = 556, 556, 722, 1000
_FAR = "\u2e80"
"""From here on letters are as wide as high."""


class _Widths(dict[str, int]):
    """Thousandths of the size of the type, by letter."""

    def __missing__(self, letter: str) -> int:
        self[letter] = width = (
            _WIDE if letter >= _FAR else _CAPITAL if letter.isupper() else _OTHERS)
        return width


_OF = _Widths((letter, width) for width, letters in {
    222: "ijl'", 260: "|", 278: " !,./:;It[]\\\u00a0", 333: '()-`r', 355: '"', 389: "*", 400: "°",
    469: "^", 500: "ckszvxyJ", 584: "+<=>~±", 611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "…—", 1015: "@"}.items()
    for letter in letters)
_WIDEST = max(_OF.values()) / _DIGIT


@cache
def _word(text: str) -> float:
    """Return the width of a word in units of columns."""
    return sum(map(_OF.__getitem__, text)) / _DIGIT


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of that width, words kept whole.

    >>> lines("one two three", 8)
    2
    """
    room, count, used, blank = max(width, 1.0), 1, 0.0, _word(" ")
    if len(text) * _WIDEST <= room:
        return 1
    for word in text.split():
        own = _word(word)
        if used and used + blank + own > room:
            count, used = count + 1, 0.0
        used += own + (blank if used else 0.0)
        if used > room:
            count += int(used // room)
            used %= room
    return count

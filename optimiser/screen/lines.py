"""Lines of a screen: one width, one way to break them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

WIDTH = 98
"""So many columns, whatever is shown: a screen of 100 with room for a mark at the side."""
_LINES = 2
"""So many lines a list of names takes: the sheets have them all."""


def wrapped(text: str, first: str = "", later: str = "  ") -> list[str]:
    """Return a text in lines of a screen; words and names with hyphens stay whole."""
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=later,
                break_long_words=False, break_on_hyphens=False)


def item(mark: str, text: str) -> list[str]:
    """Return an item of a list, behind its mark.

    >>> item("1.", "Raise the budget.")
    [' 1. Raise the budget.']
    """
    return wrapped(text, f"{mark:>3} ", "    ")


def listed(said: str, names: Sequence[str]) -> list[str]:
    """Return as many names as two lines of a screen hold, at least one, and how many more.

    >>> listed("Full", ["one", "two"])
    ['Full: one; two']
    """
    held: list[str] = []
    for shown in range(1, len(names) + 1):
        text, more = f"{said}: {'; '.join(names[:shown])}", len(names) - shown
        if held and len(wrapped(text)) > _LINES:
            break  # more names only make it longer
        lines = wrapped(f"{text}; and {more:,} more" if more else text)
        if not held or len(lines) <= _LINES:
            held = lines
    return held


def cut(line: str) -> str:
    """Return a line as long as a screen is wide, at most."""
    return line if len(line) <= WIDTH else f"{line[:WIDTH - 4].rstrip()} ..."

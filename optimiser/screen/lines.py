"""Lines of a screen: one width, one way to break them."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 98
"""So many columns, whatever is shown: a screen of 100 with room for a mark at the side."""


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


def in_two(text: str) -> list[str]:
    """Return a text on two lines of a screen at most."""
    return wrap(text, WIDTH, subsequent_indent="  ", max_lines=2, placeholder=" ...",
                break_on_hyphens=False)


def cut(line: str) -> str:
    """Return a line as long as a screen is wide, at most."""
    return line if len(line) <= WIDTH else f"{line[:WIDTH - 4]} ..."

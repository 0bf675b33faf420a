"""Text in .csv files that no spreadsheet program may take for a formula."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def as_text(value: str) -> str:
    """Return the text with an apostrophe before what would start a formula.

    An apostrophe at the start is doubled, so that dropping one always gives the text back.

    >>> as_text("=1+1")
    "'=1+1"
    """
    return f"'{value}" if value.startswith(_STARTS) else value

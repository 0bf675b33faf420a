"""Names that lead to the reasons behind them, where a page has such addresses."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

Link = Callable[..., str]
"""Gives the address of the reasons behind what it is asked for by name; "" for no address."""


def nowhere(**_: str) -> str:
    """Return no address."""
    return ""


def linked(text: str, address: str) -> str:
    """Return a text, escaped, that leads to an address where there is one."""
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def linked_mark(mark: str, name: str, address: str) -> str:
    """Return a part of a picture that leads to an address where there is one.

    It is called by its whole name, though the picture may show less of it.
    """
    if not address:
        return mark
    return f'<a href="{escape(address)}" aria-label="{escape(name)}">{mark}</a>'

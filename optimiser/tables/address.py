"""Where a figure comes from: words for people, cells for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class InputCell(NamedTuple):
    """A cell of an input table: its row, counted from 0, and its heading."""

    table: str
    row: int
    heading: str


class Address(str):
    """Where a figure comes from, as a reader finds it (`Budgets!D5`), and the cells themselves.

    The output shows its own copy of those cells; no program learns them from the text.
    """

    __slots__ = ("cells",)
    cells: tuple[InputCell, ...]

    def __new__(cls, text: str, cells: Iterable[InputCell] = ()) -> Address:
        """Return the text with its cells."""
        made = super().__new__(cls, text)
        made.cells = tuple(cells)
        return made

    @classmethod
    def of_all(cls, addresses: Iterable[str]) -> Address:
        """Return several places as one; blank ones are left out.

        >>> Address.of_all(["Budgets!D5", "", "Budgets!D6"])
        'Budgets!D5; Budgets!D6'
        """
        kept = [one for one in addresses if one]
        return cls("; ".join(kept), [cell for one in kept for cell in cells_of(one)])


def cells_of(source: str) -> tuple[InputCell, ...]:
    """Return the cells that a source names, none where it is but words."""
    return source.cells if isinstance(source, Address) else ()

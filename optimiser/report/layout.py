"""What a sheet of the output is made of, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from optimiser.tables.sources.raw import letter

LAST_SPARE_ROWS = 100
"""Ranges reach so many rows below a table, so that a row added by hand is counted."""


class Look(Enum):
    """How a column's cells are shown."""

    TEXT = "text"
    WORDS = "words"
    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    MONTHS = "months"
    CODE = "code"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value that it has in the plan as solved."""

    text: str
    value: float | str


Cell = str | float | int | bool | None | Formula


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an output sheet; `{currency}` in its unit is filled in when written.

    `result` marks constants that the solver found.
    """

    name: str
    meaning: str
    look: Look = Look.TEXT
    width: float = 14
    result: bool = False
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet that is one table: headings in row 1, a record a row below them."""

    name: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Cell]]

    def column(self, name: str) -> int:
        """Return the position of a column by its heading."""
        return [heading.name for heading in self.headings].index(name)

    def values(self, name: str) -> list[object]:
        """Return a column's values, formulas by what they give."""
        at = self.column(name)
        return [cell.value if isinstance(cell := row[at], Formula) else cell
                for row in self.rows]


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas write it."""
    return f"'{sheet}'" if " " in sheet else sheet


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table of the output stands, so that formulas can point at it."""

    sheet: str
    headings: tuple[str, ...]
    rows: int

    def letter(self, heading: str) -> str:
        """Return the letter of a column."""
        return letter(self.headings.index(heading))

    def range(self, heading: str) -> str:
        """Return a column's cells, with spare rows for additions by hand."""
        column, last = self.letter(heading), max(self.rows, 1) + 1 + LAST_SPARE_ROWS
        return f"{quoted(self.sheet)}!${column}$2:${column}${last}"

    def cell(self, heading: str, row: int) -> str:
        """Return one cell by its row's index from 0."""
        return f"{quoted(self.sheet)}!${self.letter(heading)}${row + 2}"

    def own(self, heading: str, row: int) -> str:
        """Return one cell as formulas on the same sheet write it."""
        return f"{self.letter(heading)}{row + 2}"


def literal(number: float) -> str:
    """Return a number as formulas write it, with all its digits."""
    return repr(int(number)) if float(number).is_integer() else repr(float(number))

"""What a sheet of the output is made of, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from optimiser.frozen import frozen
from optimiser.tables.sources.raw import letter
from optimiser.words import ALL_DIGITS

if TYPE_CHECKING:
    from optimiser.report.canvas import Canvas

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
    COUNT = "count"
    UNITS = "units"
    CODE = "code"
    PRICE = "price"


class Formula(NamedTuple):
    """A live formula and the value that it has in the plan as solved."""

    text: str
    value: float | str


Cell = str | float | int | bool | None | Formula


@frozen
class Heading:
    """A column of an output sheet; `{currency}` in its unit is filled in when written.

    `result` marks constants that the solver found. `width` is in characters: what a column
    of words has, and the most that one of texts takes before it wraps. Columns that are not
    printed, those of helpers among them, stand behind those that are.
    """

    name: str
    meaning: str
    look: Look = Look.TEXT
    width: float = 14
    result: bool = False
    helper: bool = False
    unit: str = ""
    screen_only: bool = False

    @property
    def printed(self) -> bool:
        """Tell whether the column belongs on paper."""
        return not (self.helper or self.screen_only)

    @property
    def wraps(self) -> bool:
        """Tell whether its cells are texts, which go on below where they are long."""
        return self.look in (Look.TEXT, Look.WORDS)


def in_money(name: str, meaning: str, width: float, *, helper: bool = False) -> Heading:
    """Return a column of amounts in base currency."""
    return Heading(name, meaning, Look.MONEY, width, helper=helper, unit="{currency}")


@frozen
class Page:
    """A sheet that is one table: headings, and a record a row below them.

    `looks` are those of rows, counted from 0, whose amounts are no money; `draw` adds to the
    sheet once the table is written; `top` is the row of the headings, counted from 0; of the rows
    `printed_rows`, the first ones, belong on paper, where not all do; `shares` are, by heading,
    the rows in which a column of plain numbers holds a share; `remarks` are comments on cells, by
    row and column, counted from 0.
    """

    name: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Cell]]
    looks: Mapping[int, Look] = field(default_factory=dict)
    draw: Callable[[Canvas], None] | None = None
    top: int = 0
    printed_rows: int | None = None
    shares: Mapping[str, frozenset[int]] = field(default_factory=dict)
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)

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


@frozen
class Area:
    """Where a table of the output stands, so that formulas can point at it."""

    sheet: str
    headings: tuple[str, ...]
    rows: int
    _letters: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _ranges: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def letter(self, heading: str) -> str:
        """Return the letter of a column."""
        known = self._letters.get(heading)
        if known is None:
            known = self._letters[heading] = letter(self.headings.index(heading))
        return known

    def range(self, heading: str) -> str:
        """Return a column's cells, with spare rows for additions by hand."""
        known = self._ranges.get(heading)
        if known is None:
            column, last = self.letter(heading), max(self.rows, 1) + 1 + LAST_SPARE_ROWS
            known = f"{quoted(self.sheet)}!${column}$2:${column}${last}"
            self._ranges[heading] = known
        return known

    def find(self, heading: str, numbers: str, number: int | str) -> str:
        """Return the cell of a column in the row that has a number in the column `numbers`.

        A sort moves rows: formulas find them by their numbers, never by their places.
        """
        return f"INDEX({self.range(heading)},MATCH({number},{self.range(numbers)},0))"

    def column(self, heading: str) -> str:
        """Return a column's cells as formulas on the same sheet write them."""
        return self.range(heading).split("!")[1]

    def own(self, heading: str, row: int) -> str:
        """Return one cell as formulas on the same sheet write it."""
        return f"{self.letter(heading)}{row + 2}"


NUMBER = "No."
"""The column of a row's own number, by which formulas of other sheets find it."""


def numbered(meaning: str) -> Heading:
    """Return the helper column of a row's own number."""
    return Heading(NUMBER, meaning, Look.CODE, 8, helper=True)


NOISE = 2.0**-49
"""Share of a figure below which a difference is but the order of adding up."""


_WHOLE = 1e15
"""Below this a whole figure has no more digits than sheets see: rounding leaves it as it is."""


def digits_of(*figures: float) -> int:
    """Return the decimals, at most six, that figures of this size have in double precision.

    >>> digits_of(1_000.0), digits_of(2e12)
    (6, 2)
    """
    largest = max(map(abs, figures), default=0.0)
    return min(6, max(0, 15 - len(str(int(largest)))))


def round_as_sheets(value: float, digits: int) -> float:
    """Round as Excel and LibreOffice do: halves of the 15 digits that they see go up.

    >>> round_as_sheets(6.0098475, 6), round_as_sheets(-0.0000001, 6)
    (6.009848, 0.0)
    >>> round_as_sheets(1e308, 0)
    1e+308
    """
    if value.is_integer() and abs(value) < _WHOLE:
        return value + 0.0
    seen = Decimal(f"{value:.15g}")
    return float(seen.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, ALL_DIGITS)) + 0.0


def literal(number: float) -> str:
    """Return a number as formulas write it, with all its digits."""
    return repr(int(number)) if float(number).is_integer() else repr(float(number))

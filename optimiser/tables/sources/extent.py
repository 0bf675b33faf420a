"""How far a sheet may reach, and how much the sheets of a file may hold: readers lay them out."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.raw import COLUMNS, ROWS, RefusedError, letter

SMALL_AREA = 2_600_000
LARGEST_AREA = 8_000_000
"""In a file of usual size; larger files may hold more in proportion."""
FILLED_PART = 8
"""Above the small area at least one cell in so many must be filled."""
MOST_FILLED = 2_600_000
MOST_LETTERS = 200_000_000
LONGEST_TEXT = 1_000_000
MOST_FAULTS = 250_000
MOST_SHEETS, LONGEST_NAME = 1_000, 255


def is_bearable(area: int, filled: int, scale: float = 1.0) -> bool:
    """Tell whether a reader may lay out an area for its filled cells."""
    return area <= min(max(SMALL_AREA, FILLED_PART * filled), LARGEST_AREA * scale)


@dataclass(slots=True)
class Room:
    """What the sheets of a file may still take, all together; `scale` as in `Package`."""

    file: str
    scale: float = 1.0
    area: int = 0
    filled: int = 0
    letters: int = 0

    @property
    def most_letters(self) -> float:
        """How many letters the cells of the file may hold, written out."""
        return MOST_LETTERS * self.scale

    def take(self, sheet: str, *, area: int = 0, filled: int = 0, letters: int = 0) -> None:
        """Count what a sheet takes; raise RefusedError where it is more than there is."""
        self.area += area
        self.filled += filled
        self.letters += letters
        if self.filled > MOST_FILLED * self.scale:
            raise _too_much(self.file, sheet, f"{self.filled:,} filled cells")
        if self.area > LARGEST_AREA * self.scale:
            raise _too_much(self.file, sheet, f"{self.area:,} cells, blank ones included")
        if self.letters > self.most_letters:
            raise _too_much(self.file, sheet, f"{self.letters:,} letters")


def _too_much(file: str, sheet: str, what: str) -> RefusedError:
    return RefusedError(kinds.TOO_FAR.at(Place(file, sheet), what))


def check_names(file: str, names: list[str]) -> None:
    """Raise RefusedError where a file has more sheets than a person makes, or longer names."""
    if len(names) > MOST_SHEETS:
        raise _too_much(file, "", f"{len(names):,} sheets")
    if max(map(len, names), default=0) > LONGEST_NAME:
        raise _too_much(file, "", f"a sheet's name of {max(map(len, names)):,} letters")


def check_faults(file: str, count: int) -> None:
    """Raise RefusedError where more cells of a sheet show errors than can be reported."""
    if count > MOST_FAULTS:
        raise RefusedError(kinds.NOT_A_WORKBOOK.at(Place(file), why=(
            f"more than {MOST_FAULTS:,} of its cells show an error, or no stored result")))


@dataclass(slots=True)
class Extent:
    """The filled cells of a sheet: how many, the last row and column, the furthest cell."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    furthest: tuple[int, int] = (0, 0)

    def add(self, row: int, column: int, filled: int = 1) -> None:
        """Take in filled cells, the last of them in a row and a column counted from 1."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.filled += filled
        if row * column > self.furthest[0] * self.furthest[1]:
            self.furthest = (row, column)

    def check(self, file: str, sheet: str, scale: float = 1.0) -> None:
        """Raise RefusedError where a reader would need too much memory for so few figures."""
        fits = self.rows <= ROWS and self.columns <= COLUMNS
        if fits and is_bearable(self.rows * self.columns, self.filled, scale):
            return
        row, column = self.furthest
        cell = f"{letter(column - 1)}{row}" if fits else ""
        raise RefusedError(kinds.TOO_FAR.at(
            Place(file, sheet, cell), cell or f"row {row:,} and column {column:,}"))

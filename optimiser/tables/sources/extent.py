"""How far a sheet may reach: readers lay it out in full, blank cells and all."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.raw import COLUMNS, ROWS, RefusedError, letter

SMALL_AREA = 2_600_000
LARGEST_AREA = 20_000_000
FILLED_PART = 8
"""Above the small area at least one cell in so many must be filled."""


def is_bearable(area: int, filled: int) -> bool:
    """Tell whether a reader may lay out an area for its filled cells."""
    return area <= min(max(SMALL_AREA, FILLED_PART * filled), LARGEST_AREA)


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

    def check(self, file: str, sheet: str) -> None:
        """Raise RefusedError where a reader would need too much memory for so few figures."""
        fits = self.rows <= ROWS and self.columns <= COLUMNS
        if fits and is_bearable(self.rows * self.columns, self.filled):
            return
        row, column = self.furthest
        cell = f"{letter(column - 1)}{row}" if fits else ""
        raise RefusedError(kinds.TOO_FAR.at(
            Place(file, sheet, cell), cell or f"row {row:,} and column {column:,}"))

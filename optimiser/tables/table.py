"""What a reader hands on: typed columns that remember the cell each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.tables.columns import Kind
from optimiser.tables.findings import Finding, Place
from optimiser.tables.schema import sheet_of

type_of_kind: Mapping[Kind, type] = {
    Kind.MONEY: float,
    Kind.NUMBER: float,
    Kind.SHARE: float,
    Kind.QUANTITY: float,
    Kind.ORDER: float,
    Kind.YES_NO: bool,
}
"""Columns of all other kinds hold text, with "" for a blank cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """One input sheet as read.

    `values` maps a heading of the schema to an array with one entry a row, shape (rows,):
    float64 with NaN for blank (money in the row's own currency and in the workbook's unit,
    shares as fractions), or object arrays of text with "" for blank (outer and doubled
    blanks removed); yes/no columns are float64 with 1, 0 and NaN. A cell with a finding of
    severity error is blank here. Columns that the sheet does not have are absent.
    `percent` marks the cells of a QUANTITY column that were written as a percentage.
    `rows` are the spreadsheet rows (1-based), `letters` the spreadsheet columns.
    `numbers` holds the numeric columns of an open sheet (Donors) by their own heading;
    `unread` what keeps its other columns from being numeric, for a key that names one.
    """

    name: str
    file: str
    sheet: str
    values: Mapping[str, npt.NDArray[Any]]
    rows: npt.NDArray[np.int64]
    letters: Mapping[str, str]
    percent: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    numbers: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    unread: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, heading: str) -> npt.NDArray[np.object_]:
        """Return a text column, shape (rows,), with the column's default where blank."""
        default = sheet_of(self.name).column(heading).default
        values = self.values.get(heading)
        if values is None:
            return np.full(len(self), default or "", dtype=object)
        if default:
            return np.where(values == "", default, values)
        return values

    def number(self, heading: str) -> npt.NDArray[np.float64]:
        """Return a numeric column, shape (rows,), with the column's default where blank.

        NaN stays where the column has no default: absent is not zero.
        """
        default = sheet_of(self.name).column(heading).default
        fill = np.nan if default is None else float(default)
        values = self.values.get(heading)
        if values is None:
            return np.full(len(self), fill)
        return np.where(np.isnan(values), fill, values)

    def is_blank(self, heading: str) -> npt.NDArray[np.bool_]:
        """Tell which cells of a column are blank, shape (rows,)."""
        values = self.values.get(heading)
        if values is None:
            return np.ones(len(self), dtype=bool)
        if values.dtype == object:
            return np.asarray(values == "", dtype=bool)
        return np.asarray(np.isnan(values), dtype=bool)

    def place(self, row: int, heading: str = "") -> Place:
        """Return the place of a cell by its index in the arrays and its heading."""
        letter = self.letters.get(heading, "")
        cell = f"{letter}{self.rows[row]}" if letter else f"{self.rows[row]}:{self.rows[row]}"
        return Place(self.file, self.sheet, cell)

    def address(self, row: int, heading: str) -> str:
        """Return where a figure comes from, for the reader: `Budgets!D5`."""
        place = self.place(row, heading)
        return f"{place.sheet}!{place.cell}"


@dataclass(frozen=True, slots=True)
class Inputs:
    """An input workbook as read: its tables by schema name, and what is wrong with it.

    `path` is "" and `sha256` is the digest of the content for inputs given in memory.
    `findings` are those of reading alone; `optimiser.check` adds those across tables.
    """

    file: str
    path: str
    sha256: str
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...]

    def table(self, name: str) -> Table:
        """Return the table of that name, empty where the inputs do not have it."""
        found = self.tables.get(name)
        if found is not None:
            return found
        return Table(name, self.file, name, {}, np.zeros(0, dtype=np.int64), {})

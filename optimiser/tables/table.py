"""What a reader hands on: typed columns that remember the cell each value came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.tables.address import Address, InputCell
from optimiser.tables.columns import Kind
from optimiser.tables.findings import Finding, Place
from optimiser.tables.looks.formats import Format
from optimiser.tables.looks.said import Remark
from optimiser.tables.notes import Note
from optimiser.tables.schema import sheet_of
from optimiser.tables.sources.raw import number

type_of_kind: Mapping[Kind, type] = {
    Kind.MONEY: float,
    Kind.NUMBER: float,
    Kind.SHARE: float,
    Kind.QUANTITY: float,
    Kind.ORDER: float,
    Kind.YES_NO: bool,
}
"""Columns of all other kinds hold text, with "" for a blank cell."""


@frozen(eq=False)
class Table:
    """One input sheet as read; equal to itself alone.

    `values` maps a heading of the schema to an array with one entry a row, shape (rows,):
    float64 with NaN for blank (money in the row's own currency and in the workbook's unit,
    shares as fractions), or object arrays of text with "" for blank (outer and doubled
    blanks removed); yes/no columns are float64 with 1, 0 and NaN. A cell with a finding of
    severity error is blank here. Columns that the sheet does not have are absent.
    `percent` marks the cells of a QUANTITY column that are written or shown as a percentage.
    `rows` are the spreadsheet rows (1-based), `letters` the spreadsheet columns.
    `numbers` holds the numeric columns of an open sheet (Donors) by their own heading;
    `unread` what keeps its other columns from being numeric, for a key that names one.
    `formats` holds by heading the number formats that say more than a plain number, each with
    the rows that it is on, shape (cells,);
    `remarks` what words above or below the headings say of units and currencies.
    `comments` are those on cells, by the index of the row and the heading;
    `lines` tells where cells stand in a file of text (see RawSheet); `origin` names the table
    and the row that each row of a table put together from several came from.
    `headed` are the cells that say what a column holds for all rows: headings of a wide table.
    `copied_from` leads from cells of an output's copy of a table to those that it copies.
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
    lines: Mapping[tuple[int, int], int] = field(default_factory=dict)
    origin: tuple[tuple[Table, int], ...] = ()
    formats: Mapping[str, Mapping[Format, npt.NDArray[np.int64]]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    comments: Mapping[tuple[int, str], str] = field(default_factory=dict)
    copied_from: Mapping[str, str] = field(default_factory=dict)
    headed: Mapping[str, str] = field(default_factory=dict)

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

    def is_percentage(self, heading: str) -> npt.NDArray[np.bool_]:
        """Tell which cells of a QUANTITY column are percentages, shape (rows,)."""
        return self.percent.get(heading, np.zeros(len(self), dtype=bool))

    def marked_as_shown(self) -> Table:
        """Return the table with the QUANTITY cells marked that are shown as percentages."""
        percent = dict(self.percent)
        for heading, marks in self.percent.items():
            shown = marks.copy()
            for said, rows in self.formats.get(heading, {}).items():
                for look, places in said.by_look(self.values[heading][rows]):
                    shown[rows[places] if look.percent else rows[:0]] = True
            percent[heading] = shown
        return replace(self, percent=percent)

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
        if self.origin:
            table, at = self.origin[row]
            return table.place(at, heading)
        if heading in self.headed:
            return Place(self.file, self.sheet, self.headed[heading])
        letter = self.letters.get(heading, "")
        if self.lines:
            at = int(self.rows[row]) - 1
            line = self.lines.get((at, number(letter) if letter else -1), self.lines[at, -1])
            return Place(self.file, self.sheet, f"line {line}")
        cell = f"{letter}{self.rows[row]}" if letter else f"{self.rows[row]}:{self.rows[row]}"
        return Place(self.file, self.sheet, cell)

    def address(self, row: int, heading: str) -> Address:
        """Return where a figure comes from, for the reader: `Budgets!D5`."""
        place = self.place(row, heading)
        said = f"{place.sheet}!{place.cell}" if place.file == self.file else str(place)
        return Address(self.copied_from.get(said, said), (InputCell(self.name, row, heading),))


class RuleFile(NamedTuple):
    """A file of rules that was read beside the workbook, and how many rules it holds."""

    file: str
    path: str
    sha256: str
    rules: int


@frozen(eq=False)
class Inputs:
    """An input workbook as read: its tables by schema name, and what is wrong with it.

    Equal to itself alone; `sha256` tells whether two were read from the same content.
    `path` is "" and `sha256` is the digest of the content for inputs given in memory.
    `findings` are those of reading alone; `optimiser.check` adds those across tables.
    `notes` are what stands on sheets of notes, such as About or Sources.
    """

    file: str
    path: str
    sha256: str
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...]
    rule_files: tuple[RuleFile, ...] = ()
    notes: tuple[Note, ...] = ()

    def table(self, name: str) -> Table:
        """Return the table of that name, empty where the inputs do not have it."""
        found = self.tables.get(name)
        if found is not None:
            return found
        return Table(name, self.file, name, {}, np.zeros(0, dtype=np.int64), {})


def put_together(tables: Sequence[Table], rows: Sequence[tuple[int, int]]) -> Table:
    """Return a table made of rows of several, each named by (number of the table, row)."""
    first = tables[0]
    headings = dict.fromkeys(heading for table in tables for heading in table.values)
    values = {heading: np.array([_value(tables[of], heading, row) for of, row in rows],
                                dtype=_type_of(tables, heading)) for heading in headings}
    percent = {heading: np.array([bool(tables[of].percent[heading][row])
                                  if heading in tables[of].percent else False
                                  for of, row in rows], dtype=bool)
               for heading in dict.fromkeys(h for table in tables for h in table.percent)}
    return Table(first.name, first.file, first.sheet, values,
                 np.arange(1, len(rows) + 1, dtype=np.int64), {}, percent,
                 origin=tuple((tables[of], row) for of, row in rows),
                 formats=_formats(tables, rows),
                 remarks=tuple(dict.fromkeys(one for table in tables for one in table.remarks)))


def _formats(tables: Sequence[Table], rows: Sequence[tuple[int, int]]
             ) -> dict[str, dict[Format, npt.NDArray[np.int64]]]:
    """Return the telling formats of several tables by the rows of the one put together."""
    found: dict[str, dict[Format, npt.NDArray[np.int64]]] = {}
    if not any(table.formats for table in tables):
        return found
    number = {row: at for at, row in enumerate(rows)}
    for of, table in enumerate(tables):
        for heading, formats in table.formats.items():
            for said, cells in formats.items():
                here = [number[of, row] for row in cells.tolist() if (of, row) in number]
                before = found.setdefault(heading, {}).get(said, np.zeros(0, dtype=np.int64))
                found[heading][said] = np.sort(np.concatenate(
                    [before, np.array(here, dtype=np.int64)]))
    return found


def _value(table: Table, heading: str, row: int) -> object:
    column = table.values.get(heading)
    if column is not None:
        return column[row]
    return np.nan if sheet_of(table.name).column(heading).kind in type_of_kind else ""


def _type_of(tables: Sequence[Table], heading: str) -> npt.DTypeLike:
    return next(table.values[heading].dtype for table in tables if heading in table.values)

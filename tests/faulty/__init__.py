"""Workbooks with one defect each: the sound base book, how it is written, the register.

Every table of the base book stands below a title row and a blank row and to the right of a
blank column, so headings are in row 3 from column B on, and rows start in row 4.
"""

from __future__ import annotations

import csv
import datetime as dt
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

HEADING_ROW, FIRST_COLUMN = 3, "B"

BASE: dict[str, tuple[tuple[object, ...], ...]] = {
    "Needs": (
        ("Recipient", "Activity", "Period", "Tier", "Need", "Currency", "Expert-months",
         "Weight", "Uncertainty", "Source"),
        ("Serbia", "Reception", "2016-Q1", "vital", 1000, "EUR", 4, 1, 0.1, "survey"),
        ("Serbia", "Border control", "2016-Q1", "useful", 2000, "EUR", 10, 1, 0.2, "survey"),
        ("North Macedonia", "Reception", "2016-Q1", "vital", 800, "", 2, 1, None, "survey"),
        ("North Macedonia", "Border control", "2016-Q2", "useful", 1200, "", 3, 2, None, "plan"),
        ("Albania", "Reception", "2016-Q2", "vital", 13500, "CZK", None, None, None, "plan"),
    ),
    "Budgets": (
        ("Fund", "Donor", "Period", "Budget", "Currency", "For recipients", "For activities",
         "Carry over", "Minimum use", "Source"),
        ("Czech Aid", "Czechia", None, 27000, "CZK", None, None, None, None, "budget act"),
        ("Polish Aid", "Poland", None, 1500, "EUR", "Western Balkans", None, None, 0.2, "act"),
        ("Trust Fund", "European Union", "2016-Q1", 1200, "EUR", None, None, "yes", None, "act"),
        ("Trust Fund", "European Union", "2016-Q2", 800, "EUR", None, None, "yes", None, "act"),
        ("Serbian Budget", "Serbia", None, 400, "EUR", "Serbia", "not Asylum", None, None, "act"),
    ),
    "Recipients": (
        ("Recipient", "ISO code", "Region", "Severity", "Minimum coverage", "Co-financing",
         "Coordinator"),
        ("Serbia", "RS", "Western Balkans", 1.2, 0.25, 0.1, "Ana"),
        ("North Macedonia", "MK", "Western Balkans", 1.5, 0.2, None, "Boris"),
        ("Albania", "AL", "Western Balkans", 1, None, None, "Cene"),
    ),
    "Activities": (
        ("Activity", "Pillar", "Priority", "Expertise", "DAC code", "Output", "Unit cost"),
        ("Reception", "Asylum", 1.5, "asylum officers", "72010", "places", 10),
        ("Border control", "Borders", 1, "border guards", "15190", "patrols", 20),
    ),
    "Donors": (
        ("Donor", "ISO code", "Group", "GNI", "Population", "Coordinator"),
        ("Czechia", "CZ", "V4", 160, 10.5, "Dana"),
        ("Poland", "PL", "V4", 430, 38, "Ewa"),
        ("European Union", "EU", None, None, None, "Felix"),
        ("Serbia", "RS", None, None, None, "Ana"),
    ),
    "Capacity": (
        ("Recipient", "Activity", "Period", "Capacity", "Source"),
        ("Serbia", None, None, 2500, "ministry"),
        ("North Macedonia", "Border control", "2016-Q2", 1000, "ministry"),
    ),
    "Expertise": (
        ("Donor", "Expertise", "Period", "Expert-months"),
        ("Czechia", "asylum officers", None, 20),
        ("Poland", "border guards", "2016-Q1", 15),
        ("Poland", "border guards", "2016-Q2", 15),
    ),
    "Commitments": (
        ("Fund", "Recipient", "Activity", "Period", "Amount", "Currency", "Status", "Source"),
        ("Trust Fund", "Serbia", "Reception", "2016-Q1", 200, "EUR", "paid", "ledger"),
    ),
    "Burden sharing": (
        ("Group", "Key", "Tolerance", "Strength", "Penalty"),
        ("V4", "GNI 50%; Population 50%", 0.5, "must", None),
    ),
    "Rules": (
        ("Rule", "Enabled", "Donors", "Funds", "Recipients", "Activities", "Periods", "Measure",
         "Relation", "Value", "For each", "Strength", "Penalty", "Reason", "Valid until"),
        ("R1", "yes", None, None, "Serbia", None, None, "share of total", "at most", 0.6, None,
         "must", None, "balance", "2099-12-31"),
    ),
    "Pins": (
        ("Fund", "Recipient", "Activity", "Period", "At least", "At most", "Reason"),
        ("Czech Aid", "Albania", "Reception", "2016-Q2", 100, 400, "promise"),
    ),
    "Tiers": (("Tier", "Weight"), ("vital", 3), ("useful", 1)),
    "Objectives": (("Order", "Objective", "Tolerance"), (1, "soft rules", 0),
                   (2, "meet needs", 0)),
    "Exchange rates": (("Currency", "Per unit of base", "Date", "Source"),
                       ("CZK", 27, "2016-01-04", "central bank")),
    "Scenarios": (
        ("Scenario", "Probability", "Table", "Donor", "Fund", "Recipient", "Activity", "Period",
         "Change", "Value"),
        ("Route shifts", 0.4, "Needs", None, None, "Albania", None, None, "multiply by", 3),
        ("Calm", 0.6, "Needs", None, None, None, None, None, "multiply by", 0.8),
    ),
    "Settings": (("Setting", "Value"), ("Base currency", "EUR"), ("Amounts in", "units"),
                 ("Rounding", 1)),
}


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error, such as #REF!."""

    text: str


@dataclass(slots=True)
class Book:
    """An input workbook in the making: values by sheet and (row, column) from 0."""

    sheets: dict[str, dict[tuple[int, int], object]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def __getitem__(self, place: str) -> object:
        sheet, _, cell = place.partition("!")
        return self.sheets[sheet].get(xl_cell_to_rowcol(cell))

    def __setitem__(self, place: str, value: object) -> None:
        sheet, _, cell = place.partition("!")
        self.sheets.setdefault(sheet, {})[xl_cell_to_rowcol(cell)] = value

    def put(self, sheet: str, row: int, *values: object) -> None:
        """Write values side by side from column B on; rows count from 1."""
        for column, value in enumerate(values, start=1):
            self[f"{sheet}!{xl_rowcol_to_cell(row - 1, column)}"] = value

    def clear(self, sheet: str, *columns: str, heading: bool = False) -> None:
        """Blank columns below the heading row, or with it."""
        first = HEADING_ROW - 1 if heading else HEADING_ROW
        for row, column in list(self.sheets[sheet]):
            if xl_col_to_name(column) in columns and row >= first:
                del self.sheets[sheet][row, column]

    def grid(self, sheet: str) -> Iterator[list[object]]:
        """Yield the sheet's rows from row 1 on, blank cells as None."""
        cells = self.sheets[sheet]
        height = max((row for row, _ in cells), default=-1) + 1
        width = max((column for _, column in cells), default=-1) + 1
        for row in range(height):
            yield [cells.get((row, column)) for column in range(width)]

    def write(self, path: Path) -> Path:
        """Write as .xlsx or .ods, by the path's ending, or as a folder of .csv files."""
        writers = {".xlsx": _write_xlsx, ".ods": _write_ods, "": _write_folder}
        writers[path.suffix](self, path)
        return path


def base_book() -> Book:
    """Return the sound book that every defect starts from."""
    book = Book()
    for sheet, rows in BASE.items():
        book[f"{sheet}!A1"] = f"{sheet} of the first half of 2016"
        for number, row in enumerate(rows, start=HEADING_ROW):
            book.put(sheet, number, *row)
    return book


def impossible_book() -> Book:
    """Return a sound book without a plan.

    Two donors with budgets of 100 and 10 give equal parts, so at most 20 together; half of
    Serbia's need of 100 is 50.
    """
    tables: dict[str, tuple[tuple[object, ...], ...]] = {
        "Needs": (("Recipient", "Activity", "Need"), ("Serbia", "Reception", 100)),
        "Budgets": (("Fund", "Donor", "Budget"), ("Large fund", "Czechia", 100),
                    ("Small fund", "Poland", 10)),
        "Donors": (("Donor", "Group"), ("Czechia", "V4"), ("Poland", "V4")),
        "Burden sharing": (("Group", "Key"), ("V4", "equal")),
        "Recipients": (("Recipient", "Minimum coverage"), ("Serbia", 0.5)),
    }
    book = Book()
    for sheet, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            book.put(sheet, number, *row)
    return book


def _write_xlsx(book: Book, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, cells in book.sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in book.hidden:
                sheet.hide()
            for (row, column), value in cells.items():
                if isinstance(value, ErrorValue):
                    sheet.write_formula(row, column, f"={value.text}", None, value.text)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(row, column, value, date)
                elif isinstance(value, str) and value:
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)


def _write_folder(book: Book, path: Path) -> None:
    path.mkdir()
    for name in book.sheets:
        with (path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(
                ["" if value is None else str(value) for value in row] for row in book.grid(name))


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def _write_ods(book: Book, path: Path) -> None:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
                  for row in book.grid(name))
        + "</table:table>" for name in book.sheets)
    spaces = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text"))
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
            ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
            ' office:version="1.3"><office:body><office:spreadsheet>'
            f"{tables}</office:spreadsheet></office:body></office:document-content>"))


def _ods_cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, ErrorValue):
        kind = f'table:formula="of:={value.text}" office:value-type="string" ' \
            'office:string-value="" calcext:value-type="error"'
        return f"<table:table-cell {kind}><text:p>{value.text}</text:p></table:table-cell>"
    if isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def compound_file(*streams: str) -> bytes:
    """Return an OLE compound file (the container of .xls and of encrypted workbooks).

    A header, a sector with the allocation table, a sector with the directory; the streams
    are empty. Source: [MS-CFB] 2.2, 2.3 and 2.6.
    """
    free, end, table, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    header = struct.pack("<8s16x5H6x9L", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109L", 0, *[free] * 108)
    allocation = struct.pack("<128L", table, end, *[free] * 126)
    entries = [_entry("Root Entry", 5, 1), *(_entry(name, 2, none) for name in streams)]
    blank = struct.pack("<64xHBB3L", 0, 0, 0, none, none, none) + bytes(48)
    return header + allocation + b"".join([*entries, *[blank] * (4 - len(entries))])


def _entry(name: str, kind: int, child: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return struct.pack("<64sHBB3L36xLQ", written, len(written), kind, 1, none, none, child,
                       0xFFFFFFFE, 0)


@dataclass(frozen=True, slots=True)
class Faulty:
    """A workbook with one defect and the error that must be found: at one of `cells` of `sheet`.

    `says` are patterns that its message or remedy must hold; `build` writes the workbook
    into a folder and returns its path.
    """

    name: str
    sheet: str
    cells: tuple[str, ...]
    says: tuple[str, ...]
    build: Callable[[Path], Path]


FAULTY: dict[str, Faulty] = {}

Builder = Callable[[Path], Path]
Defect = Callable[[Book], None]


def faulty_file(sheet: str = "", *cells: str, says: str = "") -> Callable[[Builder], Builder]:
    """Register a builder that writes its own file; its name is the defect's."""

    def register(builder: Builder) -> Builder:
        _register(Faulty(builder.__name__, sheet, cells or ("",), _patterns(says), builder))
        return builder

    return register


def faulty_book(sheet: str, *cells: str, says: str = "",
                file: str = "inputs.xlsx") -> Callable[[Defect], Defect]:
    """Register a function that spoils the base book; its name is the defect's."""

    def register(defect: Defect) -> Defect:
        def build(folder: Path) -> Path:
            book = base_book()
            defect(book)
            return book.write(folder / file)

        _register(Faulty(defect.__name__, sheet, cells or ("",), _patterns(says), build))
        return defect

    return register


def faulty_cell(name: str, place: str, value: object, says: str = "",
                found: str = "") -> None:
    """Register the base book with one cell spoilt; the finding stands there, or at `found`."""

    def defect(book: Book) -> None:
        book[place] = value

    defect.__name__ = name
    sheet, _, cell = (found or place).partition("!")
    faulty_book(sheet, cell, says=says)(defect)


def _patterns(says: str) -> tuple[str, ...]:
    return tuple(part for part in says.split(" & ") if part)


def _register(faulty: Faulty) -> None:
    if faulty.name in FAULTY:
        raise ValueError(f"two faulty workbooks are called {faulty.name}")
    FAULTY[faulty.name] = faulty

"""The one place that opens XlsxWriter, and how every workbook is opened.

Text stays text: no name from the inputs becomes a formula, a link or a number.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimiser.tables.sources.raw import letter

__all__ = ["FileCreateError", "Format", "Workbook", "Worksheet", "add_sheet", "cell_name",
           "open_book"]

_PLAIN = {"Number", "String", "Formula"}


def open_book(target: BinaryIO | str, *, title: str = "", comments: str = "",
              created: dt.datetime | None = None, in_memory: bool = True) -> Workbook:
    """Open a workbook to be written; the same content gives the same bytes.

    `created` is in UTC, without a zone; without it the day stays open to the clock. Large
    workbooks are put together on disk, with `in_memory` false.
    """
    book = xlsxwriter.Workbook(target, {
        "in_memory": in_memory,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd"})
    if title or comments or created:
        book.set_properties({name: value for name, value in (
            ("title", title), ("comments", comments), ("created", created)) if value})
    book.set_calc_mode("auto")
    return book


def add_sheet(book: Workbook, name: str) -> Worksheet:
    """Add a sheet that writes formulas and cells as they stand, which is several times as fast."""
    return book.add_worksheet(name, _PlainSheet)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name from its row and column, counted from 0.

    >>> cell_name(8, 2)
    'C9'
    """
    return f"{xl_col_to_name(column)}{row + 1}"


class _PlainSheet(Worksheet):  # type: ignore[misc, unused-ignore]  # the package ships no types
    """A worksheet for formulas that name no function younger than Excel 2007.

    XlsxWriter looks through each formula for 29 younger functions, one pattern at a time, and
    escapes each attribute of each cell, of which none ever needs it: most of the time of writing
    a workbook of formulas. Where a release of it names these steps otherwise, this class changes
    nothing; the parts that it writes are the same to the byte.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a number, a shared text or a formula with a format; leave others to the class."""
        kind = type(cell).__name__
        if cell.format is None or kind not in _PLAIN or (kind == "String" and self.constant_memory):
            super()._write_cell(row, col, cell)
            return
        head = f'<c r="{letter(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Number":
            self.fh.write(f"{head}><v>{cell.number:.16G}</v></c>")
        elif kind == "String":
            self.fh.write(f'{head} t="s"><v>{cell.string}</v></c>')
        elif isinstance(cell.value, bool) or (
                isinstance(cell.value, str) and cell.value.startswith("#")):
            super()._write_cell(row, col, cell)
        else:
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            self.fh.write(f"{head}{text}><f>{self._escape_data(cell.formula)}</f>"
                          f"<v>{self._escape_data(cell.value)}</v></c>")

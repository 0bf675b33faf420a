"""The one place that opens XlsxWriter, and how every workbook is opened.

Text stays text: no name from the inputs becomes a formula, a link or a number.
"""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimiser.report.plain_sheet import PlainSheet

__all__ = ["FileCreateError", "Format", "Workbook", "Worksheet", "add_sheet", "cell_name",
           "open_book"]


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
    return book.add_worksheet(name, PlainSheet)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name from its row and column, counted from 0.

    >>> cell_name(8, 2)
    'C9'
    """
    return f"{xl_col_to_name(column)}{row + 1}"

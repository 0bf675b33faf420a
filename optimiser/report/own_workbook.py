"""A copy of the user's own workbook: opened with its formats, a list of cells put in front.

openpyxl keeps formats, widths, formulas and other sheets; what it cannot keep of a workbook,
`copy_losses` says. Stored results of formulas Excel and LibreOffice make anew on opening.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from optimiser.errors import UsageError
from optimiser.names import name_key
from optimiser.report.palette import BLUE, WHITE, bare
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources import open_source
from optimiser.tables.sources.raw import Bad
from optimiser.tables.sources.workbook import passed_parts
from optimiser.words import visible

_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_LONGEST = 31
"""So many characters the name of a sheet may have."""


def refuse_as_target(source: Path, target: Path) -> None:
    """Raise UsageError where a copy of the source cannot be written to the target."""
    if target.suffix.casefold() != ".xlsx":
        raise UsageError(f"{target.name} is no name of an .xlsx workbook.",
                         "Choose one such as checked.xlsx.")
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError("The copy would replace the input.", "Choose another name.")


def opened(source: Path) -> Any:
    """Return the source as an openpyxl workbook."""
    import openpyxl

    if source.suffix.casefold() == ".xlsx" and source.is_file():
        try:
            with warnings.catch_warnings():
                # It says what it leaves out; copy_losses does so in the user's words.
                warnings.simplefilter("ignore")
                copy = openpyxl.load_workbook(io.BytesIO(passed_parts(source)), rich_text=True)
            # It opens a workbook of the strict kind, and finds no sheet in it.
            if copy.sheetnames:
                return copy
        except _faults_of_openpyxl() as fault:
            raise UsageError(f"{source.name} cannot be copied with its formats: {fault}.",
                             "Save it anew in Excel or LibreOffice, and annotate that.") from fault
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    wanted = {name_key(sheet.name): frozenset(name_key(c.heading) for c in sheet.columns)
              for sheet in SHEETS}
    for raw in open_source(source, wanted).sheets:
        page = book.create_sheet(_NOT_IN_NAMES.sub("-", visible(raw.name))[:_LONGEST])
        for number, row in enumerate(raw.rows, start=1):
            for column, value in enumerate(row, start=1):
                bad = raw.bad.get((number - 1, column - 1))
                put(page.cell(number, column), bad.error if isinstance(bad, Bad) else value)
    return book


def _faults_of_openpyxl() -> tuple[type[Exception], ...]:
    """Return what openpyxl raises for parts that it does not understand.

    It has errors of its own for few of them: figures, names, dates and references that no program
    would write end in whatever Python raises where they are used. Parsers' errors are SyntaxError.
    """
    from openpyxl.utils.exceptions import (
        CellCoordinatesException,
        IllegalCharacterError,
        InvalidFileException,
        NamedRangeException,
        ReadOnlyWorkbookException,
        SheetTitleException,
    )

    return (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError,
            RecursionError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
            CellCoordinatesException, IllegalCharacterError, InvalidFileException,
            NamedRangeException, ReadOnlyWorkbookException, SheetTitleException)


def put(cell: Any, value: object) -> None:
    """Write a value; a text that looks like a formula stays a text."""
    if value in ("", None):
        return
    from openpyxl.utils.exceptions import IllegalCharacterError

    try:
        cell.value = value if isinstance(value, (int, float, bool)) else str(value)
    except IllegalCharacterError:
        cell.value = visible(str(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"


def top_left(page: Any, name: str) -> Any:
    """Return a cell, or the one that stands for it where cells are merged."""
    for area in page.merged_cells.ranges:
        if name in area:
            return page.cell(area.min_row, area.min_col)
    return page[name]


def sheet_in_front(book: Any, name: str, headings: Sequence[tuple[str, int]]) -> Any:
    """Add a first sheet with headings of some widths; its name is numbered where it is taken."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    names = (name, *(f"{name} {number}" for number in range(2, 1000)))
    page = book.create_sheet(next(one for one in names if one not in book.sheetnames), 0)
    for column, (heading, width) in enumerate(headings, start=1):
        cell = page.cell(1, column, heading)
        cell.font = Font(bold=True, color=bare(WHITE))
        cell.fill = PatternFill("solid", start_color=bare(BLUE))
        page.column_dimensions[get_column_letter(column)].width = width
    return page


def link(cell: Any, sheet: str, place: str) -> None:
    """Let a cell of a list lead to the cell that it is about."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{place}")
    cell.font = Font(color=bare(BLUE), underline="single")


def finish_list(book: Any, page: Any) -> None:
    """Wrap the texts of a list, let it print and filter, and open the workbook on it."""
    from openpyxl.styles import Alignment

    for row in page.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def say_losses(book: Any, losses: Sequence[str]) -> None:
    """List what the copy lacks, below the list in front."""
    from openpyxl.styles import Font

    page = book.worksheets[0]
    first = page.max_row + 2
    for row, text in enumerate(
            ("Only the original keeps:", *losses) if losses else (), start=first):
        put(page.cell(row, 1), text)
        page.cell(row, 1).font = Font(bold=row == first)

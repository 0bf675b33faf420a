"""The user's own workbook with every finding marked in its cell, and listed on a sheet.

openpyxl keeps formats, widths, formulas and other sheets; what it cannot keep of a workbook,
`copy_losses` says. Stored results of formulas Excel and LibreOffice make anew on opening.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from optimiser.errors import UsageError
from optimiser.names import name_key
from optimiser.report.copy_losses import copy_losses
from optimiser.report.guard import write_whole
from optimiser.report.palette import BLUE, ERROR_FILL, WARNING_FILL, WHITE, bare
from optimiser.tables.findings import Finding, Place, Severity
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources import open_source
from optimiser.tables.sources.raw import Bad

ISSUES = "Issues"
_FILLS = {Severity.ERROR: bare(ERROR_FILL), Severity.WARNING: bare(WARNING_FILL)}
_HEADINGS = (("Severity", 11), ("Code", 8), ("Place", 30), ("Value", 24), ("Message", 76),
             ("Remedy", 56))
_NOT_OPENED = {"E101", "E102", "E103", "E105", "E106", "E107", "E108", "E109", "E136"}
_WIDTH, _LINE, _LETTERS = 340, 18, 48


def write_annotated(source: Path, findings: Sequence[Finding], target: Path, *,
                    force: bool = False) -> Path | None:
    """Write a copy of the inputs with its findings; return the backup of an edited target, if any.

    What the copy cannot keep is listed on its first sheet, below the findings.

    The source is only read. A workbook is copied as it is; an .ods file or a folder of .csv
    files as a plain workbook of its tables. Raises UsageError where the source cannot be
    opened or the target is no place for a copy, and OutputError where it cannot be written.
    """
    if target.suffix.casefold() != ".xlsx":
        raise UsageError(f"{target.name} is no name of an .xlsx workbook.",
                         "Choose one such as checked.xlsx.")
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError("The annotated copy would replace the input.", "Choose another name.")
    for finding in findings:
        if finding.code in _NOT_OPENED and finding.place.file in (source.name, str(source)):
            raise UsageError(f"There is nothing to annotate: {finding.message}", finding.remedy)
    book = _opened(source)
    _mark(book, source.name, findings)
    _list(book, source.name, findings)
    _say_losses(book, copy_losses(source), len(findings))

    def make(file: BinaryIO) -> None:
        book.save(file)

    return write_whole(target, make, tuple(book.sheetnames), force, whole_last=False)


def _opened(source: Path) -> Any:
    """Return the source as an openpyxl workbook."""
    import openpyxl

    if source.suffix.casefold() == ".xlsx" and source.is_file():
        try:
            with warnings.catch_warnings():
                # It says what it leaves out; copy_losses does so in the user's words.
                warnings.simplefilter("ignore")
                copy = openpyxl.load_workbook(source, rich_text=True)
            # It opens a workbook of the strict kind, and finds no sheet in it.
            if copy.sheetnames:
                return copy
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
            raise UsageError(f"{source.name} cannot be copied with its formats: {fault}.",
                             "Save it anew in Excel or LibreOffice, and annotate that.") from fault
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    wanted = {name_key(sheet.name): frozenset(name_key(c.heading) for c in sheet.columns)
              for sheet in SHEETS}
    for raw in open_source(source, wanted).sheets:
        page = book.create_sheet(raw.name[:31])
        for number, row in enumerate(raw.rows, start=1):
            for column, value in enumerate(row, start=1):
                bad = raw.bad.get((number - 1, column - 1))
                _put(page.cell(number, column), bad.error if isinstance(bad, Bad) else value)
    return book


def _put(cell: Any, value: object) -> None:
    """Write a value; a text that looks like a formula stays a text."""
    if value in ("", None):
        return
    cell.value = value if isinstance(value, (int, float, bool)) else str(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"


def _mark(book: Any, file: str, findings: Sequence[Finding]) -> None:
    """Fill each faulty cell and say what is wrong in its comment, below what stood there."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        cell = _cell_of(finding.place)
        if finding.place.file == file and finding.place.sheet in book.sheetnames and cell:
            by_cell[finding.place.sheet, cell].append(finding)
    for (sheet, name), mine in by_cell.items():
        cell = _top_left(book[sheet], name)
        worst = Severity.ERROR if any(f.severity is Severity.ERROR for f in mine) else (
            Severity.WARNING)
        cell.fill = PatternFill("solid", start_color=_FILLS[worst])
        said = [f"{f.code}: {f.message} {f.remedy}".strip() for f in mine]
        before = [cell.comment.text.rstrip()] if cell.comment else []
        text = "\n\n".join([*before, *said])
        comment = Comment(text, "allocate")
        comment.width = _WIDTH
        comment.height = _LINE * (2 + sum(1 + len(part) // _LETTERS for part in text.split("\n")))
        cell.comment = comment


def _cell_of(place: Place) -> str:
    """Return the cell to mark: of a row `17:17` its first."""
    first = place.cell.split(":")[0]
    return f"A{first}" if first.isdigit() else first if first[-1:].isdigit() else ""


def _top_left(page: Any, name: str) -> Any:
    """Return a cell, or the one that stands for it where cells are merged."""
    for area in page.merged_cells.ranges:
        if name in area:
            return page.cell(area.min_row, area.min_col)
    return page[name]


def _list(book: Any, file: str, findings: Sequence[Finding]) -> None:
    """Put a sheet in front that lists every finding and links to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink

    name = next(n for n in _names() if n not in book.sheetnames)
    page = book.create_sheet(name, 0)
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        cell = page.cell(1, column, heading)
        cell.font = Font(bold=True, color=bare(WHITE))
        cell.fill = PatternFill("solid", start_color=bare(BLUE))
        page.column_dimensions[get_column_letter(column)].width = width
    for row, finding in enumerate(findings, start=2):
        texts = (finding.severity.value, finding.code, str(finding.place), finding.value,
                 finding.message, finding.remedy)
        for column, text in enumerate(texts, start=1):
            cell = page.cell(row, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 1).fill = PatternFill("solid", start_color=_FILLS[finding.severity])
        if finding.place.file == file and finding.place.sheet in book.sheetnames:
            place = page.cell(row, 3)
            quoted = finding.place.sheet.replace("'", "''")
            place.hyperlink = Hyperlink(
                ref=place.coordinate, location=f"'{quoted}'!{_cell_of(finding.place) or 'A1'}")
            place.font = Font(color=bare(BLUE), underline="single")
    if not findings:
        page.cell(2, 1, "No findings.")
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:F{max(len(findings), 1) + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _say_losses(book: Any, losses: Sequence[str], findings: int) -> None:
    """List what the copy lacks, below the findings."""
    from openpyxl.styles import Font

    page = book.worksheets[0]
    first = max(findings, 1) + 3
    for row, text in enumerate(
            ("Only the original keeps:", *losses) if losses else (), start=first):
        _put(page.cell(row, 1), text)
        page.cell(row, 1).font = Font(bold=row == first)


def _names() -> Sequence[str]:
    return (ISSUES, *(f"{ISSUES} {number}" for number in range(2, 1000)))

"""The user's own workbook with every finding marked in its cell, and listed on a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from optimiser.errors import UsageError
from optimiser.report.copy_losses import copy_losses
from optimiser.report.guard import write_whole
from optimiser.report.own_workbook import (
    finish_list,
    link,
    opened,
    put,
    refuse_as_target,
    say_losses,
    sheet_in_front,
    top_left,
)
from optimiser.report.palette import ERROR_FILL, WARNING_FILL, bare
from optimiser.tables.findings import Finding, Place, Severity
from optimiser.words import visible

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
    refuse_as_target(source, target)
    for finding in findings:
        if finding.code in _NOT_OPENED and finding.place.file in (source.name, str(source)):
            raise UsageError(f"There is nothing to annotate: {finding.message}", finding.remedy)
    book = opened(source)
    _mark(book, source.name, findings)
    _list(book, source.name, findings)
    say_losses(book, copy_losses(source))

    def make(file: BinaryIO) -> None:
        book.save(file)

    return write_whole(target, make, tuple(book.sheetnames), force, whole_last=False)


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
        cell = top_left(book[sheet], name)
        worst = Severity.ERROR if any(f.severity is Severity.ERROR for f in mine) else (
            Severity.WARNING)
        cell.fill = PatternFill("solid", start_color=_FILLS[worst])
        said = [f"{f.code}: {f.message} {f.remedy}".strip() for f in mine]
        before = [cell.comment.text.rstrip()] if cell.comment else []
        text = "\n\n".join([*before, *said])
        comment = Comment(visible(text), "allocate")
        comment.width = _WIDTH
        comment.height = _LINE * (2 + sum(1 + len(part) // _LETTERS for part in text.split("\n")))
        cell.comment = comment


def _cell_of(place: Place) -> str:
    """Return the cell to mark: of a row `17:17` its first."""
    first = place.cell.split(":")[0]
    return f"A{first}" if first.isdigit() else first if first[-1:].isdigit() else ""


def _list(book: Any, file: str, findings: Sequence[Finding]) -> None:
    """Put a sheet in front that lists every finding and links to its cell."""
    from openpyxl.styles import PatternFill

    page = sheet_in_front(book, ISSUES, _HEADINGS)
    for row, finding in enumerate(findings, start=2):
        texts = (finding.severity.value, finding.code, str(finding.place), finding.value,
                 finding.message, finding.remedy)
        for column, text in enumerate(texts, start=1):
            put(page.cell(row, column), text)
        page.cell(row, 1).fill = PatternFill("solid", start_color=_FILLS[finding.severity])
        if finding.place.file == file and finding.place.sheet in book.sheetnames:
            link(page.cell(row, 3), finding.place.sheet, _cell_of(finding.place) or "A1")
    if not findings:
        page.cell(2, 1, "No findings.")
    finish_list(book, page)

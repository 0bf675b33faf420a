"""The output workbook: every sheet laid out, then written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from optimiser.plan.types import Plan
from optimiser.report.draft import Draft
from optimiser.report.guard import write_whole
from optimiser.report.layout import Cell, Formula, Heading, Page
from optimiser.report.log import RunLog, log_page
from optimiser.report.sheets import allocation, burden, checks, inputs, limits, needs, totals
from optimiser.report.styles import Styles
from optimiser.report.summary import SummaryPage
from optimiser.tables.table import Inputs

_LONGEST_TEXT = 32_767


def write_workbook(plan: Plan, inputs_read: Inputs, path: Path, log: RunLog, *,
                   force: bool = False) -> Path | None:
    """Write the output workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    draft = Draft(plan, inputs_read)
    laid_out = pages(draft)
    laid_out.append(log_page(plan, inputs_read.file, inputs_read.sha256, log))
    names = ("Summary", *(page.name for page in laid_out))
    return write_whole(path, lambda target: _write(target, draft, laid_out, log), names, force)


def pages(draft: Draft) -> list[Page]:
    """Return every sheet that has data, in order, but Summary and Log."""
    inputs.place_inputs(draft)
    made: list[tuple[tuple[Heading, ...], str, int, Callable[[Draft], Page]]] = [
        (allocation.ALLOCATION, "Allocation", len(draft.cells), allocation.allocation),
        (allocation.DEPLOYMENTS, "Deployments", len(draft.sites), allocation.deployments),
        (needs.NEEDS, "Needs", len(draft.problem.needs.amount), needs.needs),
        (totals.RECIPIENTS, "Recipients", len(draft.problem.recipients.names),
         totals.recipients),
        (totals.ACTIVITIES, "Activities", len(draft.problem.activities.names),
         totals.activities),
        (totals.DONORS, "Donors", len(draft.problem.donors.names), totals.donors),
        (totals.FUNDS, "Funds", len(draft.problem.funds.names), totals.funds),
        (burden.BURDEN, "Burden sharing", burden.count(draft), burden.burden_sharing),
        (limits.LIMITS, "Limits", limits.count(draft), limits.limits),
    ]
    kept = [entry for entry in made
            if entry[2] or entry[1] not in ("Deployments", "Burden sharing")]
    for headings, sheet, rows, _ in kept:
        draft.place(sheet, headings, rows)
    found = [make(draft) for _, _, _, make in kept]
    return [*found, checks.checks(draft), *inputs.pages(draft)]


def _write(target: str, draft: Draft, laid_out: list[Page], log: RunLog) -> None:
    book = xlsxwriter.Workbook(target, {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd"})
    created = log.started.astimezone(dt.UTC).replace(tzinfo=None)
    book.set_properties({"title": draft.problem.title or "Funding allocation",
                         "comments": "Made by allocate", "created": created})
    book.set_calc_mode("auto")
    styles = Styles(book, _decimals(draft.problem.rounding))
    by_name = {page.name: page for page in laid_out}
    first = book.add_worksheet("Summary")
    for page in laid_out:
        PageWriter(book.add_worksheet(page.name), styles, draft.currency).write(page)
    ok = checks.master(by_name["Checks"])
    SummaryPage(first, book, styles, draft).write(by_name, ok)
    _print_setup(first, 0)
    first.set_column(0, 0, 36)
    first.set_column(1, 40, 16)
    first.hide_gridlines(2)
    first.activate()
    book.close()


def _decimals(rounding: Decimal) -> int:
    exponent = rounding.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _print_setup(sheet: Worksheet, heading_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_header("&L&\"Calibri,Bold\"&A&R&D")
    sheet.set_footer("&L&F&RPage &P of &N")
    if heading_row:
        sheet.repeat_rows(heading_row - 1)


class PageWriter:
    """Writes a page that is one table; `Checks` has its master check above it."""

    def __init__(self, sheet: Worksheet, styles: Styles, currency: str) -> None:
        self.sheet, self.styles, self.currency = sheet, styles, currency

    def write(self, page: Page) -> None:
        """Write headings, rows, widths, filter and print set-up."""
        top = 0
        if page.name == "Checks":
            top = checks.FIRST_ROW - 2
            ok = checks.master(page)
            self.sheet.write_string(0, 0, "Master check", self.styles.label())
            self.sheet.write_formula(0, 1, ok.text, self.styles.verdict(ok.value == "OK"),
                                     ok.value)
        self._headings(page, top)
        for number, row in enumerate(page.rows, start=top + 1):
            for column, cell in enumerate(row):
                self._cell(number, column, cell, page.headings[column])
        self.sheet.freeze_panes(top + 1, 1)
        if page.rows:
            self.sheet.autofilter(top, 0, top + len(page.rows), len(page.headings) - 1)
        _print_setup(self.sheet, top + 1)
        shown = sum(not heading.helper for heading in page.headings)
        self.sheet.print_area(0, 0, top + max(len(page.rows), 1), shown - 1)

    def _headings(self, page: Page, top: int) -> None:
        self.sheet.set_row(top, 32)
        for column, heading in enumerate(page.headings):
            self.sheet.set_column(column, column, heading.width)
            self.sheet.write_string(top, column, heading.name,
                                    self.styles.heading(heading.look, helper=heading.helper))
            self.sheet.write_comment(top, column, heading.meaning,
                                     {"x_scale": 1.8, "y_scale": 0.9, "author": "allocate"})

    def _cell(self, row: int, column: int, cell: Cell, heading: Heading) -> None:
        style = self.styles.cell(heading.look, result=heading.result)
        if isinstance(cell, Formula):
            self.sheet.write_formula(row, column, cell.text, style, cell.value)
        elif isinstance(cell, str):
            self.sheet.write_string(row, column, cell[:_LONGEST_TEXT], style)
        elif cell is None:
            self.sheet.write_blank(row, column, None, style)
        else:
            self.sheet.write_number(row, column, cell, style)

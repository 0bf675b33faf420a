"""The output workbook: every sheet laid out, then written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from optimiser.plan.reopen import PREFIX
from optimiser.plan.types import Solution
from optimiser.report.draft import Draft
from optimiser.report.guard import write_whole
from optimiser.report.layout import Heading, Page
from optimiser.report.log import RunLog, log_page
from optimiser.report.page_writer import PageWriter, print_setup, write_verdict
from optimiser.report.plain_sheet import PlainSheet
from optimiser.report.sheets import allocation, burden, checks, inputs, limits, needs, totals
from optimiser.report.styles import Styles, money_decimals
from optimiser.report.summary import SummaryPage
from optimiser.tables.table import Inputs

_SMALL = 20_000
"""Up to so many rows the parts of a workbook are put together in memory, without files."""


def write_workbook(plan: Solution, inputs_read: Inputs, path: Path, log: RunLog,
                   more: Sequence[Page] = (), *, force: bool = False) -> Path | None:
    """Write the output workbook; return the backup kept of an edited one, if any.

    `more` are sheets that come before the copies of the inputs. Raises OutputError.
    """
    draft = Draft(plan, inputs_read)
    laid_out = pages(draft)
    first = next(at for at, page in enumerate(laid_out) if page.name.startswith(PREFIX))
    laid_out[first:first] = more
    laid_out.append(log_page(plan, inputs_read, log))
    names = ("Summary", *(page.name for page in laid_out))
    return write_whole(path, lambda target: _write(target, draft, laid_out, log), names, force)


def pages(draft: Draft) -> list[Page]:
    """Return every sheet that has data, in order, but Summary and Log."""
    inputs.place_inputs(draft)
    made: list[tuple[tuple[Heading, ...], str, int, Callable[[Draft], Page]]] = [
        (allocation.headings(draft), "Allocation", len(draft.cells), allocation.allocation),
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


def _write(target: BinaryIO, draft: Draft, laid_out: list[Page], log: RunLog) -> None:
    small = sum(len(page.rows) for page in laid_out) < _SMALL
    book = xlsxwriter.Workbook(target, {
        "in_memory": small,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd"})
    created = log.started.astimezone(dt.UTC).replace(tzinfo=None)
    title = " ".join(draft.problem.title.split())[:255] or "Funding allocation"
    book.set_properties({"title": title,
                         "comments": "Made by allocate", "created": created})
    book.set_calc_mode("auto")
    styles = Styles(book, money_decimals(draft.problem))
    by_name = {page.name: page for page in laid_out}
    first = book.add_worksheet("Summary", PlainSheet)
    ok = checks.master(by_name["Checks"])
    for page in laid_out:
        sheet = book.add_worksheet(page.name, PlainSheet)
        if page.name == "Checks":
            sheet.write_string(0, 0, "Master check", styles.label())
            write_verdict(sheet, 0, 1, styles, ok)
        top = checks.FIRST_ROW - 2 if page.name == "Checks" else 0
        PageWriter(sheet, styles, draft.currency, title).write(page, top)
        if page.draw is not None:
            page.draw(book, sheet)
    SummaryPage(first, book, styles, draft).write(by_name, ok)
    print_setup(first, title)
    first.activate()
    book.close()

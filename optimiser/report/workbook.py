"""The output workbook: every sheet laid out, then written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from optimiser.plan.types import Solution
from optimiser.report.book import open_book
from optimiser.report.draft import Draft
from optimiser.report.guard import write_whole
from optimiser.report.layout import Page
from optimiser.report.log import RunLog
from optimiser.report.pages import About, fill_book
from optimiser.report.registry import pages
from optimiser.report.styles import money_decimals
from optimiser.tables.table import Inputs

_SMALL = 20_000
"""Up to so many rows the parts of a workbook are put together in memory, without files."""


def write_workbook(plan: Solution, inputs_read: Inputs, path: Path, log: RunLog,
                   more: Sequence[Page] = (), *, force: bool = False) -> Path | None:
    """Write the output workbook; return the backup kept of an edited one, if any.

    `more` are pages that come with the plan, of sheets that the registry knows. Raises
    OutputError.
    """
    draft = Draft(plan, inputs_read, log, more)
    laid_out = pages(draft)
    return write_whole(path, lambda target: _write(target, draft, laid_out, log),
                       tuple(page.name for page in laid_out), force, keeps=True)


def _write(target: BinaryIO, draft: Draft, laid_out: list[Page], log: RunLog) -> None:
    title = " ".join(draft.problem.title.split())[:255] or "Funding allocation"
    book = open_book(
        target, title=title, comments="Made by allocate",
        created=log.started.astimezone(dt.UTC).replace(tzinfo=None),
        in_memory=sum(len(page.rows) for page in laid_out) < _SMALL)
    fill_book(book, laid_out, About(title, draft.currency, money_decimals(draft.problem)))
    book.worksheets()[0].activate()
    book.close()

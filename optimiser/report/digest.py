"""What tells a file that was only saved again from one that somebody has edited.

The digest is of the names and figures that a plan and its inputs consist of, not of the file:
another program writes other bytes, other styles and the last digits of figures otherwise.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

from optimiser.report.layout import Formula, Page
from optimiser.tables.results import PREFIX, RESULTS
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Table

ITEM = "Digest of names, amounts and inputs"
"""What the log calls it."""

Rows = Iterable[Sequence[object]]


def digest(sheets: Mapping[str, Rows]) -> str:
    """Return the digest of the rows of some sheets, in whatever order their rows stand."""
    lines = sorted("\t".join((name, *map(_plain, row))) for name, rows in sheets.items()
                   for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(cell: object) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (int, float)):
        return f"{float(value):.10g}"
    return str(value).strip()


def digest_tables(tables: Mapping[str, Table], sheets: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each sheet that counts and is there, the headings that do.

    `tables` are the input tables, whose further columns of figures count too.
    """
    known = {f"{PREFIX}{sheet.name}": sheet for sheet in SHEETS} | {
        sheet.name: sheet for sheet in RESULTS if sheet.name != "Log"}
    more = {f"{PREFIX}{name}": list(table.numbers) for name, table in tables.items()}
    return {name: [*(column.heading for column in known[name].columns), *more.get(name, [])]
            for name in sheets if name in known}


def digest_of_pages(tables: Mapping[str, Table], pages: Mapping[str, Page]) -> str:
    """Return the digest of an output that is about to be written."""
    return digest({name: _cells(pages[name], headings)
                   for name, headings in digest_tables(tables, pages).items()})


def _cells(page: Page, headings: Sequence[str]) -> list[list[object]]:
    column = {heading.name: at for at, heading in enumerate(page.headings)}
    found = [column.get(heading) for heading in headings]
    return [[None if at is None else row[at] for at in found] for row in page.rows]

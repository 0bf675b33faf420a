"""The report as one HTML file: figures, flows, coverage, tables, limits that bind.

Every figure comes from the sheets of the output workbook. There is no script and nothing is
fetched; names from the inputs are escaped.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from optimiser.plan.types import Solution
from optimiser.report.draft import Draft
from optimiser.report.guard import refuse_edited, write_page
from optimiser.report.html.sections import (
    binding,
    coverage,
    figures,
    flows,
    listed,
    table,
    telling,
)
from optimiser.report.html.style import STYLE
from optimiser.report.registry import pages
from optimiser.report.summary import how_found, status_words
from optimiser.tables.table import Inputs
from optimiser.words import without_controls

_DOCTYPE = "<!DOCTYPE html>"
TABLES = ("Recipients", "Donors", "Activities", "Burden sharing", "Funds")


def html_report(plan: Solution, inputs: Inputs) -> str:
    """Return the report of a plan as one HTML page."""
    draft = Draft(plan, inputs, names_commands=False)
    by_name = {page.name: page for page in pages(draft)}
    title = plan.problem.title or "Funding allocation"
    body = [
        f"<header><h1>{escape(title)}</h1><p>{escape(status_words(plan))}</p></header>",
        "<main>", *figures(draft), *flows(draft), *coverage(draft), *telling(draft),
        *listed("How the result was found", how_found(plan)),
        *listed("Limits in the way", [words for _, words in binding(plan)])]
    for name in TABLES:
        if name in by_name:
            body += table(by_name[name], plan.problem.currency)
    body += ["<details><summary>Every amount</summary>",
             *table(by_name["Allocation"], plan.problem.currency), "</details></main>",
             "<footer><p>Made by allocate from the output workbook, which holds every limit and "
             "check as live formulas.</p></footer>"]
    return without_controls(
            f'{_DOCTYPE}\n<html lang="en"><head><meta charset="utf-8">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            'style-src \'unsafe-inline\'; img-src data:">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
            f"{''.join(body)}</body></html>\n")


def write_html(plan: Solution, inputs: Inputs, target: Path, *,
               force: bool = False) -> Path | None:
    """Write the report, whole or not at all; return the backup that `force` kept, if any.

    Raises OutputError where it cannot be written, or where the file that stands there was
    edited, or not made by this program, and `force` is not given.
    """
    refuse_edited(target, force=force)
    text = html_report(plan, inputs)
    return write_page(target, _DOCTYPE, text.removeprefix(f"{_DOCTYPE}\n"), force=force)

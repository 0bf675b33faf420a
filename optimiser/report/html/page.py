"""The report as one HTML file: figures, flows, coverage, tables, limits that bind.

Every figure comes from the sheets of the output workbook. There is no script and nothing is
fetched; names from the inputs are escaped.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np

from optimiser.errors import OutputError
from optimiser.plan.types import Solution, Status
from optimiser.report.draft import Draft
from optimiser.report.html.flow import flow_picture
from optimiser.report.html.style import STYLE
from optimiser.report.layout import Cell, Formula, Look, Page
from optimiser.report.registry import pages
from optimiser.report.summary import how_found, status_words
from optimiser.tables.table import Inputs
from optimiser.words import money, share

_MARK = "<!-- made by allocate -->"
_TABLES = ("Recipients", "Donors", "Activities", "Funds", "Burden sharing")
_LEFT_OUT = {"Held back by", "Names agree"}
_MOST_BINDING = 20
_STEPS = 5


def html_report(plan: Solution, inputs: Inputs) -> str:
    """Return the report of a plan as one HTML page."""
    draft = Draft(plan, inputs)
    by_name = {page.name: page for page in pages(draft)}
    title = plan.problem.title or "Funding allocation"
    body = [
        f"<header><h1>{escape(title)}</h1><p>{escape(status_words(plan))}</p></header>",
        "<main>", *_figures(draft), *_flows(draft), *_coverage(draft),
        *_listed("How the result was found", how_found(plan)),
        *_listed("What binds", _binding(plan))]
    for name in _TABLES:
        if name in by_name:
            body += _table(by_name[name], plan.problem.currency)
    body += ["<details><summary>Every amount</summary>",
             *_table(by_name["Allocation"], plan.problem.currency), "</details></main>",
             "<footer><p>Made by allocate from the output workbook, which holds every limit and "
             "check as live formulas.</p></footer>"]
    return (f'<!DOCTYPE html>\n{_MARK}\n<html lang="en"><head><meta charset="utf-8">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            'style-src \'unsafe-inline\'; img-src data:">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
            f"{''.join(body)}</body></html>\n")


def write_html(plan: Solution, inputs: Inputs, target: Path, *, force: bool = False) -> None:
    """Write the report, whole or not at all; raise OutputError where it cannot be written.

    A file that this program did not make is not overwritten without `force`.
    """
    text = html_report(plan, inputs)
    temporary = ""
    try:
        if target.exists() and not force and _MARK not in target.read_text(
                encoding="utf-8", errors="replace")[:200]:
            raise OutputError(f"{target} was not made by allocate, and is not overwritten.",
                              "Choose another -o, or use --force.")
        handle, temporary = tempfile.mkstemp(".html", f".{target.stem}-", target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        os.replace(temporary, target)
        temporary = ""
    except OSError as fault:
        raise OutputError(f"{target} could not be written: {fault.strerror or fault}.",
                          "Make room, or choose another place with -o.") from fault
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _figures(draft: Draft) -> Iterator[str]:
    need, committed = (float(draft.need_rows[n].sum()) for n in ("Need", "Committed"))
    given = float(draft.amounts.sum())
    met = need - float(draft.need_rows["Unmet"].sum())
    shown = (("Budget", money(round(float(sum(draft.problem.funds.budget))), draft.currency)),
             ("Need", money(round(need), draft.currency)),
             ("Committed", money(round(committed), draft.currency)),
             ("Allocated", money(round(given), draft.currency)),
             ("Coverage", share(met / need) if need else "none"))
    yield '<section aria-label="Figures"><dl class="figures">'
    for name, value in shown:
        yield f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl></section>"


def _flows(draft: Draft) -> Iterator[str]:
    along, problem = draft.plan.columns.allocation.along, draft.problem
    left: dict[tuple[str, str], float] = {}
    right: dict[tuple[str, str], float] = {}
    for cell in np.flatnonzero(draft.plan.amounts).tolist():
        recipient = problem.recipients.names[along["recipient"][cell]]
        amount = float(draft.amounts[cell])
        for flow, key in ((left, (problem.donors.names[along["donor"][cell]], recipient)),
                          (right, (recipient, problem.activities.names[along["activity"][cell]]))):
            flow[key] = flow.get(key, 0.0) + amount
    picture = flow_picture(left, right, "Money from donors to recipients to activities; the tables "
                           "below hold the same figures.")
    if picture:
        yield ("<section><h2>Who pays whom for what</h2><figure>" + picture +
               f"<figcaption>Donors, recipients, activities; as wide as the {draft.currency} that "
               "flow. Point at a band for its amount.</figcaption></figure></section>")


def _coverage(draft: Draft) -> Iterator[str]:
    """Yield the heat map: the covered share of each recipient's need for each activity."""
    needs, problem = draft.problem.needs, draft.problem
    size = (len(problem.recipients.names), len(problem.activities.names))
    need, unmet = np.zeros(size), np.zeros(size)
    np.add.at(need, (needs.recipient, needs.activity), draft.need_rows["Need"])
    np.add.at(unmet, (needs.recipient, needs.activity), draft.need_rows["Unmet"])
    yield ('<section><h2>Coverage</h2><div class="wide" tabindex="0" role="region" '
           'aria-label="Coverage, scrolls sideways"><table class="heat"><caption>Share of need '
           'that is met, by recipient and activity; blank where there is no need</caption><thead>'
           "<tr><th scope=col>Recipient</th>")
    yield from (f"<th scope=col>{escape(name)}</th>" for name in problem.activities.names)
    yield "</tr></thead><tbody>"
    for row, recipient in enumerate(problem.recipients.names):
        yield f"<tr><th scope=row>{escape(recipient)}</th>"
        for column in range(size[1]):
            if need[row, column] <= 0:
                yield "<td></td>"
            else:
                part = 1 - unmet[row, column] / need[row, column]
                yield f'<td class="h{min(int(part * _STEPS), _STEPS - 1)}">{share(part)}</td>'
        yield "</tr>"
    yield "</tbody></table></div></section>"


def _binding(plan: Solution) -> list[str]:
    """Return the sentences of the limits that carry a price, the dearest first."""
    found = []
    for block, result in zip(plan.families, plan.standings, strict=True):
        if not (block.definition or block.demand):
            found += [(block.unit != "money", -abs(float(price)), words) for words, price, status in
                      zip(block.sentences, np.nan_to_num(result.price), result.status, strict=True)
                      if price and status is not Status.NOT_BINDING]
    return [words for *_, words in sorted(found)[:_MOST_BINDING]]


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<section><h2>{title}</h2><ul>"
        yield from (f"<li>{escape(line)}</li>" for line in lines)
        yield "</ul></section>"


def _table(page: Page, currency: str) -> Iterator[str]:
    shown = [at for at, heading in enumerate(page.headings)
             if not heading.helper and heading.name not in _LEFT_OUT]
    name = escape(page.name)
    yield (f'<section><h2>{name}</h2><div class="wide" tabindex="0" role="region" '
           f'aria-label="{name}, scrolls sideways"><table><caption>{name}, amounts in '
           f"{escape(currency)}</caption><thead><tr>")
    yield from (f"<th scope=col>{escape(page.headings[at].name)}</th>" for at in shown)
    yield "</tr></thead><tbody>"
    for row in page.rows:
        yield "<tr>"
        yield from (_cell(row[at], page.headings[at].look, first=at == shown[0]) for at in shown)
        yield "</tr>"
    yield "</tbody></table></div></section>"


def _cell(cell: Cell, look: Look, *, first: bool) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    if isinstance(value, str) or value is None:
        text = escape(str(value or ""))
        return f"<th scope=row>{text}</th>" if first else f"<td>{text}</td>"
    text = share(float(value)) if look is Look.SHARE else (
        f"{float(value):,.2f}" if look in (Look.MONTHS, Look.PRICE) else f"{float(value):,.0f}")
    return f'<td class="n">{text}</td>'


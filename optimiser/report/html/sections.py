"""Sections of a report in HTML, each from what the output workbook holds; names are escaped.

`link` gives the address of the reasons behind a recipient, activity, fund or donor where a page
has such addresses, "" where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import zip_longest

import numpy as np

from optimiser.model.family import Role
from optimiser.plan.types import Solution, Status
from optimiser.report.draft import Draft
from optimiser.report.html.flow import flow_picture
from optimiser.report.html.links import Link, linked, nowhere
from optimiser.report.layout import Cell, Formula, Look, Page
from optimiser.report.telling import (
    at_nothing,
    largest_gaps,
    money_left,
    over_by_rounding,
    wishes_at_a_cost,
    wishes_missed,
)
from optimiser.words import counted, money, share

_LEFT_OUT = {"Held back by", "Share", "Left in fund currency", "Amount in fund currency",
             "Currency"}
"""What the workbook shows besides, so that a table fits a window of 1,200 points."""
_MOST_BINDING = 20
_STEPS = 5
_ASKED = {"Recipient", "Activity", "Fund", "Donor"}


def figures(draft: Draft) -> Iterator[str]:
    """Yield the five figures that an officer looks for first."""
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


def flows(draft: Draft, link: Link = nowhere) -> Iterator[str]:
    """Yield the picture of who pays whom for what, where anything is paid."""
    along, problem = draft.plan.columns.allocation.along, draft.problem
    left: dict[tuple[str, str], float] = {}
    right: dict[tuple[str, str], float] = {}
    for cell in np.flatnonzero(draft.plan.amounts).tolist():
        recipient = problem.recipients.names[along["recipient"][cell]]
        amount = float(draft.amounts[cell])
        for flow, key in ((left, (problem.donors.names[along["donor"][cell]], recipient)),
                          (right, (recipient, problem.activities.names[along["activity"][cell]]))):
            flow[key] = flow.get(key, 0.0) + amount
    picture = flow_picture(left, right, link)
    if picture:
        yield (f"<section><h2>Who pays whom for what</h2><figure>{picture}"
               "<figcaption>Donors, recipients, activities; as wide as the "
               f"{draft.currency} that flow. Point at a band for its amount.</figcaption></figure>"
               "</section>")


def coverage(draft: Draft, link: Link = nowhere) -> Iterator[str]:
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
    yield from (f"<th scope=col>{linked(name, link(activity=name))}</th>"
                for name in problem.activities.names)
    yield "</tr></thead><tbody>"
    for row, recipient in enumerate(problem.recipients.names):
        yield f"<tr><th scope=row>{linked(recipient, link(recipient=recipient))}</th>"
        for column in range(size[1]):
            if need[row, column] <= 0:
                yield "<td></td>"
            else:
                part = 1 - unmet[row, column] / need[row, column]
                address = link(recipient=recipient, activity=problem.activities.names[column])
                yield (f'<td class="h{min(int(part * _STEPS), _STEPS - 1)}">'
                       f"{linked(share(part), address)}</td>")
        yield "</tr>"
    yield "</tbody></table></div></section>"


def binding(plan: Solution) -> list[tuple[str, str]]:
    """Return names and sentences of the limits that carry a price, the dearest first.

    Where there are more of them than are listed, the last entry says how many, without a name.
    """
    found = []
    for block, result in zip(plan.families, plan.standings, strict=True):
        if block.family.role is Role.LIMIT:
            found += [(block.unit != "money", -abs(float(price)), name, words)
                      for name, words, price, status in
                      zip(block.names, block.sentences, np.nan_to_num(result.price),
                          result.status, strict=True)
                      if price and status is not Status.NOT_BINDING]
    shown = [(name, words) for *_, name, words in sorted(found)]
    more = len(shown) - _MOST_BINDING
    rest = [("", f"And {counted(more, 'more limit')}, which the workbook lists.")]
    return [*shown[:_MOST_BINDING], *(rest if more > 0 else [])]


def telling(draft: Draft, link: Link = nowhere) -> Iterator[str]:
    """Yield what the first page of the workbook tells: gaps, wishes, rounding, money left."""
    gaps, funds, plan = largest_gaps(draft), money_left(draft), draft.plan
    yield from _told("The largest gaps" if len(gaps) > 1 else "The one gap",
                     ("Whose need, for what", "Need", "Unmet", "Coverage", "Held back by"),
                     draft.currency,
                     [(gap.name, _need_link(draft, gap.row, link), gap.need, gap.unmet,
                       gap.coverage, gap.why) for gap in gaps])
    yield from listed("Wishes not granted", list(wishes_missed(draft)), [
        _limit_link(plan, wish.limit, link) for wish in plan.wishes])
    yield from listed("Wishes granted at a cost", list(wishes_at_a_cost(draft)), [
        _limit_link(plan, wish.limits[0], link) for wish in plan.wishes_at_a_cost])
    yield from listed("Over by rounding", list(over_by_rounding(draft)), [
        _limit_link(plan, over.limit, link) for over in plan.over_by_rounding])
    yield from listed("Held at nothing by shares", list(at_nothing(draft)))
    yield from _told("Funds with money left", ("Fund", "Budget", "Left", "Used", "Why"),
                     draft.currency,
                     [(fund.name, link(fund=fund.name), fund.budget, fund.left, fund.used,
                       fund.why) for fund in funds])


def _need_link(draft: Draft, row: int, link: Link) -> str:
    needs, problem = draft.problem.needs, draft.problem
    return link(recipient=problem.recipients.names[needs.recipient[row]],
                activity=problem.activities.names[needs.activity[row]])


def _limit_link(plan: Solution, limit: int, link: Link) -> str:
    block, at = plan.limit(limit)
    return link(rule=block.names[at])


def _told(title: str, headings: Sequence[str], currency: str,
          rows: Sequence[tuple[str, str, float, float, float | str, str]]) -> Iterator[str]:
    """Yield a table of names with addresses, two amounts, a share and a sentence; or nothing.

    In a narrow window each of its rows is a block of its own, so that the sentence is in sight.
    """
    if not rows:
        return
    looks = (Look.TEXT, Look.MONEY, Look.MONEY, Look.SHARE, Look.WORDS)
    yield from _table_head(title, f"{title}, amounts in {currency}", zip(headings, looks,
                                                                         strict=True), "blocks")
    for name, address, *cells in rows:
        yield f"<tr>{_cell(name, Look.TEXT, first=True, address=address)}"
        yield from (_cell(cell, look, first=False, address="", of=heading)
                    for cell, look, heading in zip(cells, looks[1:], headings[1:], strict=True))
        yield "</tr>"
    yield "</tbody></table></div></section>"


def _table_head(title: str, caption: str, headings: Iterable[tuple[str, Look]],
                kind: str = "") -> Iterator[str]:
    shape = f' class="{kind}"' if kind else ""
    yield (f'<section><h2>{escape(title)}</h2><div class="wide" tabindex="0" role="region" '
           f'aria-label="{escape(title)}, scrolls sideways"><table{shape}><caption>'
           f"{escape(caption)}</caption><thead><tr>")
    yield from (f"<th scope=col{_class(look)}>{escape(name)}</th>" for name, look in headings)
    yield "</tr></thead><tbody>"


def listed(title: str, lines: Sequence[str], addresses: Sequence[str] = ()) -> Iterator[str]:
    """Yield sentences under a title, nothing where there are none; the first with addresses."""
    if lines:
        yield f"<section><h2>{title}</h2><ul>"
        yield from (f"<li>{linked(line, address)}</li>"
                    for line, address in zip_longest(lines, addresses, fillvalue=""))
        yield "</ul></section>"


def table(page: Page, currency: str, link: Link = nowhere) -> Iterator[str]:
    """Yield a sheet of the output as a table, without columns that serve its formulas."""
    shown = [at for at, heading in enumerate(page.headings)
             if heading.printed and heading.name not in _LEFT_OUT]
    has_words = any(page.headings[at].look is Look.WORDS for at in shown)
    yield from _table_head(page.name, f"{page.name}, amounts in {currency}", (
        (page.headings[at].name, page.headings[at].look) for at in shown),
        "blocks" if has_words else "")
    for row in page.rows:
        yield "<tr>"
        for at in shown:
            heading = page.headings[at]
            yield _cell(row[at], heading.look, first=at == shown[0], address=link(
                **{heading.name.casefold(): str(row[at])}) if heading.name in _ASKED else "",
                of=heading.name if has_words and at != shown[0] else "")
        yield "</tr>"
    yield "</tbody></table></div></section>"


def _cell(cell: Cell, look: Look, *, first: bool, address: str, of: str = "") -> str:
    """Return a cell; `of` is its heading where a narrow window shows that beside it."""
    value = cell.value if isinstance(cell, Formula) else cell
    said = f' data-of="{escape(of)}"' if of else ""
    if isinstance(value, str) or value is None:
        text = linked(str(value or ""), address)
        return f"<th scope=row>{text}</th>" if first else (
            f"<td{_class(look) if look is Look.WORDS else ''}{said}>{text}</td>")
    text = share(float(value), tenths_shown=True) if look is Look.SHARE else (
        f"{float(value):,.2f}" if look in (Look.MONTHS, Look.PRICE) else f"{float(value):,.0f}")
    return f'<td class="n"{said}>{text}</td>'


def _class(look: Look) -> str:
    """Return how a column is set: figures to the right, sentences with room."""
    if look is Look.WORDS:
        return ' class="w"'
    return "" if look in (Look.TEXT, Look.CODE) else ' class="n"'

"""Lists of the first page: the largest gaps, money left, wishes not granted, rates, contents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

import numpy as np

from optimiser.plan.held_words import held_words, left_words
from optimiser.plan.over_words import over_words
from optimiser.plan.wish_words import every_wish_words, granted_words, wish_words
from optimiser.report.draft import Draft
from optimiser.report.first_page.pen import LETTERS, Pen
from optimiser.report.layout import NUMBER, Formula, Look
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.inputs import name_of
from optimiser.words import counted, money

_GAPS = 5
_ACROSS = 10
_LINKS = 8


def write_gaps(pen: Pen) -> None:
    """Write the needs that lack most, each with what holds more money back."""
    unmet, names = pen.draft.need_rows["Unmet"], _need_names(pen.draft)
    order = [row for row in np.argsort(-unmet, kind="stable")[:_GAPS].tolist()
             if unmet[row] >= float(pen.draft.plan.unit)]
    if not order:
        return
    pen.section("The largest gaps" if len(order) > 1 else "The one gap", _ACROSS)
    pen.headings([("Need", Look.TEXT), ("Need", Look.MONEY), ("Unmet", Look.MONEY),
                  ("Coverage", Look.SHARE), ("Held back by", Look.TEXT)])
    for row in order:
        for column, (heading, look) in enumerate(
                (("Need", Look.MONEY), ("Unmet", Look.MONEY), ("Coverage", Look.SHARE)), start=1):
            pen.figure(column, _of_need(pen, heading, row), pen.cell(look))
        _beside(pen, names[row], held_words(pen.draft.plan, row))
    pen.row += 1


def _lines(text: str) -> list[str]:
    return wrap(text, 95, break_long_words=False) or [""]


def _need_names(draft: Draft) -> list[str]:
    needs, problem = draft.problem.needs, draft.problem
    columns = (problem.names_of("recipient"), problem.names_of("activity"), problem.periods,
               problem.names_of("tier"))
    rows = zip(needs.recipient.tolist(), needs.activity.tolist(), needs.period.tolist(),
               needs.tier.tolist(), strict=True)
    return [", ".join(filter(None, (names[element] for names, element in
                                    zip(columns, row, strict=True)))) for row in rows]


def _of_need(pen: Pen, heading: str, row: int) -> Formula:
    values = pen.canvas.pages["Needs"].values(heading)
    value = values[row]
    return Formula(f"={pen.draft.area('Needs').find(heading, NUMBER, row + 1)}",
                   value if isinstance(value, (str, float)) else 0.0)


def write_wishes(pen: Pen) -> None:
    """Write the wishes that are not granted, what all would cost, and those kept at a cost."""
    for title, wishes in (("Wishes not granted", list(_wishes(pen.draft))),
                          ("Wishes granted at a cost", list(_granted(pen.draft)))):
        if wishes:
            pen.section(title, _ACROSS)
            for sentence in wishes:
                pen.say(sentence)
            pen.row += 1


def write_over_by_rounding(pen: Pen) -> None:
    """Write every limit that must hold and that no plan in whole units keeps."""
    if pen.draft.plan.over_by_rounding:
        pen.section("Over by rounding", _ACROSS)
        for over in pen.draft.plan.over_by_rounding:
            pen.say(over_words(pen.draft.plan, over))
        pen.row += 1


def _wishes(draft: Draft) -> Iterator[str]:
    for wish in draft.plan.wishes:
        block, number = draft.plan.limit(wish.limit)
        yield f"{block.sentences[number]} {wish_words(draft.plan, wish)}"
    if every := draft.plan.every_wish:
        yield every_wish_words(draft.plan, every)


def _granted(draft: Draft) -> Iterator[str]:
    """Yield what is said of each wish that was kept at a cost, once a rule."""
    for wish in draft.plan.wishes_at_a_cost:
        block, number = draft.plan.limit(wish.limits[0])
        more = len(wish.limits) - 1
        also = f" (and {counted(more, 'limit')} more)" if more else ""
        yield f"{block.sentences[number]}{also} {granted_words(draft.plan, wish)}"


def write_money_left(pen: Pen) -> None:
    """Write every fund with money left, the most first."""
    area, page = pen.draft.area("Funds"), pen.canvas.pages["Funds"]
    left = [float(value) if isinstance(value, (int, float)) else 0.0
            for value in page.values("Left")]
    order = sorted((fund for fund, value in enumerate(left) if value >= float(pen.draft.plan.unit)),
                   key=lambda fund: -left[fund])
    if not order:
        return
    pen.section("Funds with money left", _ACROSS)
    pen.headings([("Fund", Look.TEXT), ("Budget", Look.MONEY), ("Left", Look.MONEY),
                  ("Used", Look.SHARE), ("Why", Look.TEXT)], single=True)
    for fund in order:
        for column, (heading, look) in enumerate(
                (("Budget", Look.MONEY), ("Left", Look.MONEY), ("Used", Look.SHARE)), start=1):
            value = page.values(heading)[fund]
            pen.figure(column, Formula(f"={area.find(heading, NUMBER, fund + 1)}",
                                       value if isinstance(value, (str, float)) else 0.0),
                       pen.styles.cell(look))
        _beside(pen, pen.draft.problem.funds.names[fund], left_words(pen.draft.plan, fund))
    pen.row += 1


def _beside(pen: Pen, name: str, sentence: str) -> None:
    """Write a name and a sentence beside it, on as many rows as the longer one takes."""
    for own, line in zip_longest(wrap(name, LETTERS), _lines(sentence), fillvalue=""):
        if own:
            pen.text(0, own)
        if line:
            pen.text(4, line, pen.styles.words())
        pen.row += 1


def write_rates(pen: Pen) -> None:
    """Write the exchange rates that amounts were counted at, with their dates."""
    table = pen.draft.inputs.table("Exchange rates")
    if not len(table):
        return
    area = pen.draft.area(name_of("Exchange rates"))
    pen.section("Exchange rates", _ACROSS)
    pen.headings([("Currency", Look.TEXT), (f"for {pen.draft.currency} 1", Look.PRICE),
                  ("Date", Look.TEXT), ("", Look.TEXT), ("Source", Look.TEXT)])
    rows = zip(table.text("Currency"), table.number("Per unit of base").tolist(),
               table.text("Date"), table.text("Source"), strict=True)
    for number, (currency, rate, date, source) in enumerate(rows, start=1):
        pen.text(0, str(currency))
        pen.figure(1, Formula(f"={area.find('Per unit of base', NUMBER, number)}", rate),
                   pen.cell(Look.PRICE))
        pen.text(2, str(date) or "not stated", pen.styles.words())
        pen.text(4, str(source), pen.styles.words())
        pen.row += 1
    pen.row += 1


def write_links(pen: Pen, sheets: tuple[Sheet, ...]) -> None:
    """Write the names of the sheets as links, side by side."""
    shown = [sheet for sheet in sheets[1:] if not sheet.copies]
    pen.text(0, "Go to", pen.styles.label())
    for at, sheet in enumerate(shown):
        if at and at % _LINKS == 0:
            pen.row += 1
        pen.link(1 + at % _LINKS, sheet.name)
    pen.row += 2


def write_contents(pen: Pen, sheets: tuple[Sheet, ...]) -> None:
    """Write what every sheet holds, its rows and its total: the sheets end with their last row."""
    pen.section("Contents", _ACROSS)
    pen.headings([("Sheet", Look.TEXT), ("Rows", Look.COUNT), ("Total", Look.MONEY),
                  ("What it holds", Look.TEXT)], units=False)
    for sheet in sheets[1:]:
        page = pen.canvas.pages[sheet.name]
        pen.link(0, sheet.name)
        pen.figure(1, float(len(page.rows)), pen.cell(Look.COUNT))
        if sheet.total:
            look = next(h.look for h in page.headings if h.name == sheet.total)
            value = sum(v for v in page.values(sheet.total) if isinstance(v, (int, float)))
            pen.figure(2, Formula(f"=SUM({pen.draft.area(sheet.name).range(sheet.total)})",
                                  float(value)), pen.styles.cell(look))
        said = f"{sheet.holds} Total: {sheet.total}." if sheet.total else sheet.holds
        for line in _lines(said.replace("`", "")):
            pen.text(3, line, pen.styles.words())
            pen.row += 1
    pen.row += 1


def payments_words(draft: Draft) -> str:
    """Say how many payments and grants there are, the smallest, and what a split would have."""
    along = draft.plan.columns.allocation.along
    grants = {tuple(int(along[name][cell]) for name in ("fund", "recipient", "activity"))
              for cell in draft.cells.tolist()}
    if not grants:
        return "Nothing is paid."
    smallest = money(min(draft.amounts[draft.cells].tolist()), draft.currency)
    words = (f"{counted(len(draft.cells), 'payment')} in {counted(len(grants), 'grant')} (a fund's "
             f"payments to a recipient for an activity, all periods together), the smallest "
             f"{smallest}.")
    split = draft.plan.proportional_payments
    if split is None or split <= len(draft.cells):
        return words
    return (f"{words} Split in proportion, the same totals would take "
            f"{counted(split, 'payment')}.")

"""Lists of the first page: the largest gaps, money left, wishes not granted, rates, contents."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from textwrap import wrap

from optimiser.report import telling
from optimiser.report.draft import Draft
from optimiser.report.first_page.pen import LETTERS, Pen
from optimiser.report.layout import NUMBER, Formula, Look
from optimiser.report.page_writer import write_remark
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.inputs import name_of
from optimiser.report.sheets.notes import told
from optimiser.words import counted, money

_ACROSS = 10
_LINKS = 8


def write_gaps(pen: Pen) -> None:
    """Write the needs that lack most, each with what holds more money back."""
    gaps = telling.largest_gaps(pen.draft)
    if not gaps:
        return
    pen.section("The largest gaps" if len(gaps) > 1 else "The one gap", _ACROSS)
    pen.headings([("Whose need, for what", Look.TEXT), ("Need", Look.MONEY), ("Unmet", Look.MONEY),
                  ("Coverage", Look.SHARE), ("Held back by", Look.TEXT)], across=True)
    for gap in gaps:
        for column, (heading, value, look) in enumerate((
                ("Need", gap.need, Look.MONEY), ("Unmet", gap.unmet, Look.MONEY),
                ("Coverage", gap.coverage, Look.SHARE)), start=1):
            pen.figure(column, _live(pen, "Needs", heading, gap.row, value), pen.cell(look))
        _beside(pen, gap.name, gap.why)
    pen.row += 1


def _live(pen: Pen, sheet: str, heading: str, row: int, value: float | str) -> Formula:
    """Return the figure of a row of a sheet, wherever a sort has moved it."""
    return Formula(f"={pen.draft.area(sheet).find(heading, NUMBER, row + 1)}", value)


def _lines(text: str) -> list[str]:
    return wrap(text, 95, break_long_words=False, break_on_hyphens=False) or [""]


def write_wishes(pen: Pen) -> None:
    """Write the wishes that are not granted, what all would cost, and those kept at a cost."""
    _write_sentences(pen, "Wishes not granted", telling.wishes_missed(pen.draft))
    _write_sentences(pen, "Wishes granted at a cost", telling.wishes_at_a_cost(pen.draft))


def write_over_by_rounding(pen: Pen) -> None:
    """Write every limit that must hold and that no plan in whole units keeps."""
    _write_sentences(pen, "Over by rounding", telling.over_by_rounding(pen.draft))


def write_at_nothing(pen: Pen) -> None:
    """Write who gets or gives nothing because only that keeps limits of shares."""
    _write_sentences(pen, "Held at nothing by shares", telling.at_nothing(pen.draft))


def _write_sentences(pen: Pen, title: str, sentences: Iterable[str]) -> None:
    found = list(sentences)
    if found:
        pen.section(title, _ACROSS)
        for sentence in found:
            pen.say(sentence)
        pen.row += 1


def write_money_left(pen: Pen) -> None:
    """Write every fund with money left, the most first."""
    funds = telling.money_left(pen.draft)
    if not funds:
        return
    pen.section(f"Funds with money left, in single {pen.draft.currency}", _ACROSS)
    pen.headings([("Fund", Look.TEXT), ("Budget", Look.MONEY), ("Left", Look.MONEY),
                  ("Used", Look.SHARE), ("Why", Look.TEXT)], single=True, across=True)
    for fund in funds:
        for column, (heading, value, look) in enumerate((
                ("Budget", fund.budget, Look.MONEY), ("Left", fund.left, Look.MONEY),
                ("Used", fund.used, Look.SHARE)), start=1):
            pen.figure(column, _live(pen, "Funds", heading, fund.row, value),
                       pen.styles.cell(look))
        _beside(pen, fund.name, fund.why)
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
                  ("Date", Look.TEXT), ("", Look.TEXT), ("Source", Look.TEXT)], across=True)
    rows = zip(table.text("Currency"), table.number("Per unit of base").tolist(),
               table.text("Date"), table.text("Source"), strict=True)
    for number, (currency, rate, date, source) in enumerate(rows, start=1):
        pen.text(0, str(currency))
        pen.figure(1, Formula(f"={area.find('Per unit of base', NUMBER, number)}", rate),
                   pen.cell(Look.PRICE))
        pen.text(2, str(date) or "not stated", pen.styles.words())
        pen.text(4, str(source), pen.styles.words())
        if remark := told({(0, 0): str(source)}, pen.draft.notes):
            write_remark(pen.sheet, pen.row, 4, remark[0, 0])
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
                  ("What it holds", Look.TEXT)], units=False, across=True)
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

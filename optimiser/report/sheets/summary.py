"""`Summary`: the first page, for the officer: what was found, and whether it can be trusted."""

from __future__ import annotations

import math
from functools import partial

from optimiser.report.draft import Draft
from optimiser.report.first_page.lists import (
    payments_words,
    write_at_nothing,
    write_contents,
    write_gaps,
    write_links,
    write_money_left,
    write_over_by_rounding,
    write_rates,
    write_wishes,
)
from optimiser.report.first_page.pen import ACROSS, FIRST_WIDTH, WIDTH, Pen
from optimiser.report.first_page.tables import (
    BY_ACTIVITY,
    BY_DONOR,
    BY_RECIPIENT,
    write_box,
    write_burden,
    write_matrix,
)
from optimiser.report.layout import Formula, Look, Page
from optimiser.report.page_writer import write_verdict
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.checks import master
from optimiser.report.summary import how_found, status_words

_SMALLEST = "Smallest payment"
_IN_FORMULA = 120
_LINKS_AT, _GAP = 11, 8


def _summary(draft: Draft) -> Page:
    return Page("Summary", (), [], draw=lambda canvas: _write(Pen(canvas, draft), draft))


def _write(pen: Pen, draft: Draft) -> None:
    """Write the whole page, block by block."""
    pen.sheet.set_column(0, 0, FIRST_WIDTH)
    pen.sheet.set_column(1, 1 + ACROSS, WIDTH)
    pen.sheet.hide_gridlines(2)
    _head(pen, master(pen.canvas.pages["Checks"]))
    _figures(pen)
    write_links(pen, draft.sheets)
    for block in (partial(write_box, box=BY_RECIPIENT), partial(write_box, box=BY_DONOR),
                  write_gaps, write_wishes, write_over_by_rounding, write_at_nothing,
                  write_money_left, write_burden, write_rates, partial(write_box, box=BY_ACTIVITY),
                  _write_how_found):
        pen.together(partial(block, pen))
    write_matrix(pen)
    pen.together(partial(write_contents, pen, draft.sheets))
    pen.sheet.print_area(0, 0, pen.row, 1 + ACROSS)


def _write_how_found(pen: Pen) -> None:
    pen.section("How the result was found", len(BY_ACTIVITY.headings))
    for line in how_found(pen.draft.plan):
        pen.say(line)
    pen.row += 1


def _head(pen: Pen, ok: Formula) -> None:
    problem, plan = pen.draft.problem, pen.draft.plan
    pen.set_height(30)
    pen.text(0, problem.title or "Funding allocation", pen.styles.title())
    pen.row = 1
    shown = (f"Amounts are shown in {pen.unit}; the cells hold every unit." if pen.in_thousands
             else f"Amounts in single {problem.currency}.")
    pen.text(0, f"{shown} Every total, share and check is a live formula: change an amount in "
             "Allocation, and they follow.", pen.styles.note())
    _gap(pen, 2)
    pen.row = 3
    pen.text(0, "Status", pen.styles.label())
    pen.figure(1, _status(status_words(plan)), pen.styles.words())
    pen.row = 4
    pen.text(0, "Master check", pen.styles.label())
    write_verdict(pen.sheet, 4, 1, pen.styles, Formula("=Checks!B1", ok.value))
    pen.text(2, "OK while the plan stands as solved and keeps every limit that must hold; see "
             "Checks.", pen.styles.note())
    pen.row = 5
    pen.text(0, "Key to colours", pen.styles.label())
    pen.text(1, "Solver", pen.styles.legend())
    pen.text(2, "Found by the solver and written as a constant. All other figures follow from "
             "these and the inputs.", pen.styles.note())


def _gap(pen: Pen, row: int) -> None:
    """Make a blank row low: recipients and donors are to fit on the first page of paper."""
    pen.row = row
    pen.set_height(_GAP)


def _status(as_written: str) -> Formula:
    """Say how far the plan can be trusted, and that this was so before an edit where one shows."""
    # No text in a formula may be longer than 255 letters.
    parts = [as_written[at:at + _IN_FORMULA] for at in range(0, len(as_written), _IN_FORMULA)]
    now = "&".join('"{}"'.format(part.replace('"', '""')) for part in parts)
    before = '"Edited since it was written, see Checks. As written: "'
    return Formula(f'=IF(Checks!B1="OK","",{before})&{now}', as_written)


def _figures(pen: Pen) -> None:
    """Write the figures that an officer looks for first, above their like below."""
    draft = pen.draft
    recipients, donors, paid = (draft.area(name) for name in ("Recipients", "Donors",
                                                              "Allocation"))
    need, committed, unmet = (float(draft.need_rows[n].sum()) for n in (
        "Need", "Committed", "Unmet"))
    given = float(draft.amounts.sum())
    budget = float(sum(draft.problem.funds.budget))
    left = math.fsum(value for value in pen.canvas.pages["Donors"].values("Left")
                     if isinstance(value, (int, float)))
    least = min((float(draft.amounts[cell]) for cell in draft.cells.tolist()), default=0.0)
    figures: list[tuple[str, Formula, Look]] = [
        ("Budget", Formula(f"=SUM({donors.range('Budget')})", budget), Look.MONEY),
        ("Need", Formula(f"=SUM({recipients.range('Need')})", need), Look.MONEY),
        ("Committed", Formula(f"=SUM({recipients.range('Committed')})", committed), Look.MONEY),
        ("Allocated", Formula(f"=SUM({recipients.range('Allocated')})", given), Look.MONEY),
        ("Coverage", Formula('=IF(C9=0,"",(D9+E9)/C9)',
                             (committed + given) / need if need else ""), Look.SHARE),
        ("Unmet", Formula(f"=SUM({recipients.range('Unmet')})", unmet), Look.MONEY),
        ("Left", Formula(f"=SUM({donors.range('Left')})", left),
         Look.MONEY),
        ("Payments", Formula(f'=COUNTIF({paid.range("Amount")},">0")', len(draft.cells)),
         Look.COUNT),
        (_SMALLEST, Formula(f"=MIN({paid.range('Amount')})", least), Look.MONEY),
    ]
    _gap(pen, 6)
    pen.row = 7
    pen.set_height(30)
    pen.text(0, "In all", pen.heading(Look.TEXT))
    for column, (label, _, look) in enumerate(figures, start=1):
        pen.text(column, label, pen.heading(look, unit=label != _SMALLEST))
    pen.row = 8
    pen.text(0, "This plan", pen.cell(Look.TEXT, bold=True))
    for column, (label, formula, look) in enumerate(figures, start=1):
        pen.figure(column, formula, pen.cell(look, bold=True) if label != _SMALLEST else
                   pen.styles.cell(look, bold=True, currency=draft.currency))
    pen.row = 9
    pen.say(payments_words(draft), pen.styles.note())
    if pen.row == _LINKS_AT - 1:
        _gap(pen, pen.row)
    pen.row = _LINKS_AT


SUMMARY_SHEET = Sheet(
    name="Summary", holds="The first page: key figures, tables and charts by recipient, donor and "
    "activity, the largest gaps, wishes not granted, funds with money left, exchange rates, how "
    "the result was found, the amount from each fund to each recipient, and the contents.",
    columns=(), build=_summary)

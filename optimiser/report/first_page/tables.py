"""Tables of the first page that point at their sheets' rows, each with its chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from optimiser.problem.arrays import Floats
from optimiser.report.book import cell_name
from optimiser.report.charts import (
    ChartTable,
    bar_chart,
    described,
    height,
    key_chart,
    key_height,
)
from optimiser.report.first_page.pen import ACROSS, PIXELS, Pen
from optimiser.report.layout import NUMBER, Formula, Look

BURDEN = "Burden sharing"
_SHARES = {"Coverage": "Need", "Used": "Budget"}
_MET = ("Need", "Committed", "Allocated", "Unmet", "Coverage")


class Box(NamedTuple):
    """A small table of the page: title, its chart's title, sheet and headings."""

    title: str
    chart: str
    sheet: str
    headings: tuple[str, ...]


BY_RECIPIENT = Box("By recipient", "Need covered, by recipient", "Recipients",
                   ("Recipient", *_MET))
BY_DONOR = Box("By donor", "Budget used, by donor", "Donors",
               ("Donor", "Budget", "Committed", "Allocated", "Left", "Used"))
BY_ACTIVITY = Box("By activity", "Need covered, by activity", "Activities", ("Activity", *_MET))


def _look(column: int, heading: str) -> Look:
    return Look.TEXT if column == 0 else Look.SHARE if heading in _SHARES else Look.MONEY


def write_box(pen: Pen, box: Box) -> None:
    """Write a table that finds its sheet's rows by number, a total, and a chart beside it."""
    area, page, top = pen.draft.area(box.sheet), pen.canvas.pages[box.sheet], pen.row
    values = {heading: page.values(heading) for heading in box.headings}
    looks = [(heading, _look(at, heading)) for at, heading in enumerate(box.headings)]
    pen.section(box.title, len(box.headings))
    pen.headings(looks)
    first, styles = pen.row, [pen.cell(look) for _, look in looks]
    for number in range(area.rows):
        pen.name(str(values[box.headings[0]][number]))
        for column, heading in enumerate(box.headings[1:], start=1):
            value = values[heading][number]
            pen.figure(column, Formula(f"={area.find(heading, NUMBER, number + 1)}",
                                       value if isinstance(value, (str, float)) else 0.0),
                       styles[column])
        pen.row += 1
    _total(pen, box, values, first)
    _chart(pen, box, values, first, top)


def _total(pen: Pen, box: Box, values: Mapping[str, list[object]], first: int) -> None:
    sums = {heading: math.fsum(v for v in values[heading] if isinstance(v, (int, float)))
            for heading in box.headings[1:]}
    pen.text(0, "Total", pen.cell(Look.TEXT, bold=True))
    for column, heading in enumerate(box.headings[1:], start=1):
        if heading in _SHARES:
            base, row = sums[_SHARES[heading]], pen.row + 1
            formula = Formula(f'=IF(B{row}=0,"",(C{row}+D{row})/B{row})',
                              (sums["Committed"] + sums["Allocated"]) / base if base else "")
        else:
            formula = Formula(f"=SUM({cell_name(first, column)}:"
                              f"{cell_name(pen.row - 1, column)})", sums[heading])
        pen.figure(column, formula, pen.cell(_look(column, heading), bold=True))
    pen.row += 1


def _chart(pen: Pen, box: Box, values: Mapping[str, list[object]], first: int, top: int) -> None:
    wholes = [v for v in values[box.headings[1]] if isinstance(v, (int, float))]
    table = ChartTable(box.chart, box.headings, first - 1, first, pen.row - 2,
                       max(wholes, default=0.0), any(values["Committed"]))
    pen.sheet.insert_chart(top, len(box.headings), bar_chart(
        pen.canvas.book, table, pen.draft.currency), {
            "description": described(table, pen.draft.currency), "object_position": 1,
            "x_offset": 16, "y_offset": 2})
    pen.row = max(pen.row + 1, top + 1 + math.ceil(height(table) / PIXELS))


def write_matrix(pen: Pen) -> None:
    """Write the amount from each fund to each recipient, live, in blocks that print."""
    draft = pen.draft
    along = draft.plan.columns.allocation.along
    amounts = np.zeros((len(draft.problem.funds.names), len(draft.problem.recipients.names)))
    np.add.at(amounts, (along["fund"], along["recipient"]), draft.amounts)
    count = amounts.shape[1]
    for start in range(0, count, ACROSS):
        pen.together(partial(_block, pen, amounts, start, min(start + ACROSS, count)))


def _block(pen: Pen, amounts: Floats, start: int, end: int) -> None:
    names = pen.draft.problem.recipients.names[start:end]
    is_last = end == amounts.shape[1]
    headings = ("Fund", *names, *(("Total",) if is_last else ()))
    more = "" if start == 0 else ", continued"
    pen.section(f"From each fund to each recipient, {pen.unit}{more}", len(headings))
    pen.headings([(name, _look(at, name)) for at, name in enumerate(headings)], units=False)
    first, style = pen.row, pen.cell(Look.MONEY, dashes=True)
    area = pen.draft.area("Allocation")
    for fund, name in enumerate(pen.draft.problem.funds.names):
        pen.name(name)
        paid = f"=SUMIFS({area.range('Amount')},{area.range('Fund no.')},{fund + 1}"
        for column, recipient in enumerate(range(start, end), start=1):
            pen.figure(column, Formula(f"{paid},{area.range('Recipient no.')},{recipient + 1})",
                                       float(amounts[fund, recipient])), style)
        if is_last:
            pen.figure(1 + end - start, Formula(f"{paid})", float(amounts[fund].sum())), style)
        pen.row += 1
    totals = amounts[:, start:end].sum(axis=0).tolist()
    _sums(pen, first, [*totals, *([float(amounts.sum())] if is_last else [])])


def _sums(pen: Pen, first: int, totals: Sequence[float]) -> None:
    pen.text(0, "Total", pen.cell(Look.TEXT, bold=True))
    for column, value in enumerate(totals, start=1):
        pen.figure(column, Formula(f"=SUM({cell_name(first, column)}:"
                                   f"{cell_name(pen.row - 1, column)})", value),
                   pen.cell(Look.MONEY, bold=True))
    pen.row += 2


def write_burden(pen: Pen) -> None:
    """Draw what donors of a group give against their key shares; the sheet has the figures."""
    page = pen.canvas.pages.get(BURDEN)
    if page is None:
        return
    pen.section(BURDEN, len(BY_DONOR.headings))
    pen.say(f"Shares of what the group gives; figures in the sheet {BURDEN}.", pen.styles.note())
    pen.sheet.insert_chart(pen.row, 0, key_chart(pen.canvas.book, page), {
        "description": "Bar chart: for each donor of a group with a key its actual share of what "
        "the group gives beside its key share. The sheet Burden sharing holds the same figures.",
        "object_position": 1, "x_offset": 8, "y_offset": 2})
    pen.row += 1 + math.ceil(key_height(len(page.rows)) / PIXELS)

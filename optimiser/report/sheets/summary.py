"""`Summary`: the first page, for the officer: what was found, and whether it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.report.book import Format
from optimiser.report.book import cell_name as at
from optimiser.report.canvas import Canvas
from optimiser.report.charts import (
    ChartTable,
    bar_chart,
    described,
    height,
    key_chart,
    key_height,
)
from optimiser.report.draft import Draft
from optimiser.report.layout import NUMBER, Area, Formula, Look, Page
from optimiser.report.page_writer import write_verdict
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.checks import master
from optimiser.report.summary import how_found, status_words

_FIRST_WIDTH, _WIDTH = 36, 15
_ACROSS = 9
"""So many recipients stand side by side; more of them follow below, so that a page prints."""
_PIXELS = 20
"""Height of a row."""


@dataclass(frozen=True, slots=True)
class Box:
    """A small table of the page: title, its chart's title, sheet and headings."""

    title: str
    chart: str
    sheet: str
    headings: tuple[str, ...]


_MET = ("Need", "Committed", "Allocated", "Unmet", "Coverage")
BOXES = (
    Box("By recipient", "Need covered, by recipient", "Recipients", ("Recipient", *_MET)),
    Box("By donor", "Budget used, by donor", "Donors",
        ("Donor", "Budget", "Committed", "Allocated", "Left", "Used")),
    Box("By activity", "Need covered, by activity", "Activities", ("Activity", *_MET)),
)
BURDEN_SHEET = "Burden sharing"
_SHARES = {"Coverage": "Need", "Used": "Budget"}


class SummaryPage:
    """Writes the first page, from top to bottom; `row` is the next free one."""

    def __init__(self, canvas: Canvas, draft: Draft) -> None:
        self.sheet, self.book, self.styles = canvas.sheet, canvas.book, canvas.styles
        self.pages, self.draft = canvas.pages, draft
        self.row = 0

    def write(self) -> None:
        """Write the whole page."""
        pages = self.pages
        self.sheet.set_column(0, 0, _FIRST_WIDTH)
        self.sheet.set_column(1, 1 + _ACROSS, _WIDTH)
        self.sheet.hide_gridlines(2)
        self._head(master(pages["Checks"]))
        self._figures()
        for box in BOXES:
            self._box(box, pages[box.sheet])
        self._how()
        self._matrix()
        if BURDEN_SHEET in pages:
            self._burden(pages[BURDEN_SHEET])
        self.sheet.print_area(0, 0, self.row, 1 + _ACROSS)

    def _head(self, ok: Formula) -> None:
        problem, plan = self.draft.problem, self.draft.plan
        self.sheet.set_row(0, 30)
        self.sheet.write_string(0, 0, problem.title or "Funding allocation", self.styles.title())
        self.sheet.write_string(
            1, 0, f"Amounts in single {problem.currency}. Every total, share and check is a live "
            "formula: change an amount in Allocation, and they follow.", self.styles.note())
        self.sheet.write_string(3, 0, "Status", self.styles.label())
        self.sheet.write_string(3, 1, status_words(plan), self.styles.words())
        self.sheet.write_string(4, 0, "Master check", self.styles.label())
        write_verdict(self.sheet, 4, 1, self.styles, Formula("=Checks!B1", ok.value))
        self.sheet.write_string(4, 2, "OK while the plan stands as solved and keeps every limit; "
                                "see Checks.", self.styles.note())
        self.sheet.write_string(5, 0, "Key to colours", self.styles.label())
        self.sheet.write_string(5, 1, "Solver", self.styles.legend())
        self.sheet.write_string(5, 2, "Found by the solver and written as a constant. All other "
                                "figures follow from these and the inputs.", self.styles.note())

    def _figures(self) -> None:
        """Write the five figures that an officer looks for first, above their like below."""
        draft = self.draft
        recipients, donors = draft.area("Recipients"), draft.area("Donors")
        need, committed = (float(draft.need_rows[n].sum()) for n in ("Need", "Committed"))
        given = float(draft.amounts.sum())
        budget = float(sum(draft.problem.funds.budget))
        figures: list[tuple[str, Formula, Look]] = [
            ("Budget", Formula(f"=SUM({donors.range('Budget')})", budget), Look.MONEY),
            ("Need", Formula(f"=SUM({recipients.range('Need')})", need), Look.MONEY),
            ("Committed", Formula(f"=SUM({recipients.range('Committed')})", committed),
             Look.MONEY),
            ("Allocated", Formula(f"=SUM({recipients.range('Allocated')})", given), Look.MONEY),
            ("Coverage", Formula('=IF(C9=0,"",(D9+E9)/C9)',
                                 (committed + given) / need if need else ""), Look.SHARE),
        ]
        self.sheet.set_row(7, 20)
        self.sheet.write_string(7, 0, "In all", self._heading(Look.TEXT))
        self.sheet.write_string(8, 0, "This plan", self.styles.cell(Look.TEXT, bold=True))
        for column, (label, formula, look) in enumerate(figures, start=1):
            self.sheet.write_string(7, column, label, self._heading(look))
            self.sheet.write_formula(8, column, formula.text, self.styles.cell(look, bold=True),
                                     formula.value)
        self.row = 10

    def _heading(self, look: Look) -> Format:
        return self.styles.heading(look, unit=self.draft.currency if look is Look.MONEY else "")

    def _box(self, box: Box, page: Page) -> None:
        """Write a table that points at its sheet's rows, a total, and a chart beside it."""
        area, top = self.draft.area(box.sheet), self.row
        first = self._titled(box.title, box.headings)
        values = {heading: page.values(heading) for heading in box.headings}
        for number in range(area.rows):
            for column, heading in enumerate(box.headings):
                self._copy(first + number, column, heading, area, values[heading][number], number)
        last = first + area.rows - 1
        self._total(box, values, first, last)
        wholes = [v for v in values[box.headings[1]] if isinstance(v, (int, float))]
        table = ChartTable(box.chart, box.headings, first - 1, first, last,
                           max(wholes, default=0.0))
        self.sheet.insert_chart(top, len(box.headings), bar_chart(
            self.book, table, self.draft.currency), {
                "description": described(table, self.draft.currency), "object_position": 1,
                "x_offset": 16, "y_offset": 2})
        self.row = max(last + 3, top + 1 + math.ceil(height(table) / _PIXELS))

    def _burden(self, page: Page) -> None:
        """Draw what donors of a group give against their key shares; the sheet has the figures."""
        self.sheet.set_row(self.row, 20)
        self.sheet.write_string(self.row, 0, BURDEN_SHEET, self.styles.section())
        for column in range(1, len(BOXES[0].headings)):
            self.sheet.write_blank(self.row, column, None, self.styles.section())
        top = self.row + 1
        self.sheet.write_string(top, 0, f"Shares of what the group gives; figures in the sheet "
                                f"{BURDEN_SHEET}.", self.styles.note())
        pixels = key_height(len(page.rows))
        self.sheet.insert_chart(top + 1, 0, key_chart(self.book, page), {
            "description": "Bar chart: for each donor of a group with a key its actual share of "
            "what the group gives beside its key share. The sheet Burden sharing holds the same "
            "figures.", "object_position": 1, "x_offset": 8, "y_offset": 2})
        self.row = top + 2 + math.ceil(pixels / _PIXELS)

    def _titled(self, title: str, headings: Sequence[str], *, units: bool = True) -> int:
        self.sheet.set_row(self.row, 20)
        self.sheet.write_string(self.row, 0, title, self.styles.section())
        for column in range(1, len(headings)):
            self.sheet.write_blank(self.row, column, None, self.styles.section())
        self.sheet.set_row(self.row + 1, 30 if max(map(len, headings)) > _WIDTH - 2 else 18)
        for column, heading in enumerate(headings):
            look = Look.TEXT if column == 0 else (
                Look.SHARE if heading in _SHARES else Look.MONEY)
            style = self._heading(look) if units else self.styles.heading(look)
            self.sheet.write_string(self.row + 1, column, heading, style)
        return self.row + 2

    def _copy(self, row: int, column: int, heading: str, area: Area, value: object,
              number: int) -> None:
        if column == 0:
            self.sheet.write_string(row, 0, str(value), self.styles.cell(Look.TEXT))
            return
        look = Look.SHARE if heading in _SHARES else Look.MONEY
        self.sheet.write_formula(row, column, f"={area.find(heading, NUMBER, number + 1)}",
                                 self.styles.cell(look), value)

    def _total(self, box: Box, values: dict[str, list[object]], first: int, last: int) -> None:
        self.sheet.write_string(last + 1, 0, "Total", self.styles.cell(Look.TEXT, bold=True))
        sums = {h: math.fsum(v for v in values[h] if isinstance(v, (int, float)))
                for h in box.headings[1:]}
        for column, heading in enumerate(box.headings[1:], start=1):
            if heading in _SHARES:
                base = sums[_SHARES[heading]]
                value = (sums["Committed"] + sums["Allocated"]) / base if base else ""
                text = f'=IF(B{last + 2}=0,"",(C{last + 2}+D{last + 2})/B{last + 2})'
                self.sheet.write_formula(last + 1, column, text,
                                         self.styles.cell(Look.SHARE, bold=True), value)
            else:
                self.sheet.write_formula(
                    last + 1, column, f"=SUM({at(first, column)}:{at(last, column)})",
                    self.styles.cell(Look.MONEY, bold=True), sums[heading])

    def _how(self) -> None:
        self.sheet.set_row(self.row, 20)
        self.sheet.write_string(self.row, 0, "How the result was found", self.styles.section())
        for column in range(1, len(BOXES[0].headings)):
            self.sheet.write_blank(self.row, column, None, self.styles.section())
        lines = how_found(self.draft.plan)
        for number, line in enumerate(lines, start=1):
            self.sheet.write_string(self.row + number, 0, line, self.styles.words())
        self.row += len(lines) + 2

    def _matrix(self) -> None:
        """Write the amount from each fund to each recipient, live, in blocks that print."""
        draft = self.draft
        along = draft.plan.columns.allocation.along
        amounts = np.zeros((len(draft.problem.funds.names), len(draft.problem.recipients.names)))
        np.add.at(amounts, (along["fund"], along["recipient"]), draft.amounts)
        count = amounts.shape[1]
        for start in range(0, count, _ACROSS):
            self._block(amounts, start, min(start + _ACROSS, count))

    def _block(self, amounts: np.ndarray, start: int, end: int) -> None:
        names = self.draft.problem.recipients.names[start:end]
        last_block = end == amounts.shape[1]
        more = "" if start == 0 else ", continued"
        first = self._titled(f"From each fund to each recipient, {self.draft.currency}{more}",
                             ("Fund", *names, *(("Total",) if last_block else ())), units=False)
        for fund, name in enumerate(self.draft.problem.funds.names):
            self.sheet.write_string(first + fund, 0, name, self.styles.cell(Look.TEXT))
            for recipient in range(start, end):
                self._flow(first + fund, 1 + recipient - start, fund, recipient,
                           float(amounts[fund, recipient]))
            if last_block:
                self._fund_total(first + fund, 1 + end - start, fund, float(amounts[fund].sum()))
        totals = amounts[:, start:end].sum(axis=0).tolist()
        self._totals(first, [*totals, *([float(amounts.sum())] if last_block else [])])

    def _flow(self, row: int, column: int, fund: int, recipient: int, value: float) -> None:
        area = self.draft.area("Allocation")
        text = (f"=SUMIFS({area.range('Amount')},{area.range('Fund no.')},{fund + 1},"
                f"{area.range('Recipient no.')},{recipient + 1})")
        self.sheet.write_formula(row, column, text, self.styles.cell(Look.MONEY, dashes=True),
                                 value)

    def _fund_total(self, row: int, column: int, fund: int, value: float) -> None:
        area = self.draft.area("Allocation")
        self.sheet.write_formula(
            row, column, f"=SUMIFS({area.range('Amount')},{area.range('Fund no.')},{fund + 1})",
            self.styles.cell(Look.MONEY, dashes=True), value)

    def _totals(self, first: int, totals: list[float]) -> None:
        last = first + len(self.draft.problem.funds.names)
        self.sheet.write_string(last, 0, "Total", self.styles.cell(Look.TEXT, bold=True))
        for column, value in enumerate(totals, start=1):
            self.sheet.write_formula(last, column,
                                     f"=SUM({at(first, column)}:{at(last - 1, column)})",
                                     self.styles.cell(Look.MONEY, bold=True), value)
        self.row = last + 2


def _summary(draft: Draft) -> Page:
    return Page("Summary", (), [], draw=lambda canvas: SummaryPage(canvas, draft).write())


SUMMARY_SHEET = Sheet(
    name="Summary", holds="The first page: key figures, tables and charts by recipient, donor and "
    "activity, the amount from each fund to each recipient, how the result was found.",
    columns=(), build=_summary)

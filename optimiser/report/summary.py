"""`Summary`: the first page, for the officer: what was found, and whether it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xlsxwriter

from optimiser.plan.types import Plan, Stage
from optimiser.report.draft import Draft
from optimiser.report.layout import Area, Formula, Look, Page
from optimiser.report.styles import BLUE, Styles
from optimiser.words import money, share

_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Box:
    """A small table of the page: title, headings and rows, with a total row of live sums."""

    title: str
    sheet: str
    headings: tuple[str, ...]


BOXES = (
    Box("By recipient", "Recipients", ("Recipient", "Need", "Committed", "Allocated", "Unmet",
                                       "Coverage")),
    Box("By donor", "Donors", ("Donor", "Budget", "Committed", "Allocated", "Left", "Used")),
    Box("By activity", "Activities", ("Activity", "Need", "Committed", "Allocated", "Unmet",
                                      "Coverage")),
)
_SHARES = {"Coverage": "Need", "Used": "Budget"}


class SummaryPage:
    """Writes the first page; `master` is where the master check stands."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook,
                 styles: Styles, draft: Draft) -> None:
        self.sheet, self.book, self.styles, self.draft = sheet, book, styles, draft
        self.row = 0

    def write(self, pages: dict[str, Page], ok: Formula) -> None:
        """Write the whole page."""
        self._head(ok)
        self._figures()
        for box in BOXES:
            self._box(box, pages[box.sheet])
        self._matrix()
        self._how()

    def _head(self, ok: Formula) -> None:
        problem = self.draft.problem
        self.sheet.set_row(0, 28)
        self.sheet.set_row(6, 20)
        self.sheet.write_string(0, 0, problem.title or "Funding allocation", self.styles.title())
        self.sheet.write_string(
            1, 0, f"Amounts in single {problem.currency}. Pale yellow: found by the solver. "
            "All else is live: change an amount in Allocation, and totals, limits and checks "
            "follow.", self.styles.note())
        self._pair(3, "Status", "Optimal, every limit rechecked")
        self.sheet.write_string(4, 0, "Master check", self.styles.label())
        self.sheet.write_formula(4, 1, "=Checks!B1", self.styles.verdict(ok.value == "OK"),
                                 ok.value)
        self.sheet.conditional_format(4, 1, 4, 1, {
            "type": "cell", "criteria": "==", "value": '"ERROR"',
            "format": self.book.add_format({"bg_color": "#F9DEDC", "font_color": "#9B1C1C"})})

    def _pair(self, row: int, label: str, text: str) -> None:
        self.sheet.write_string(row, 0, label, self.styles.label())
        self.sheet.write_string(row, 1, text, self.styles.words())

    def _figures(self) -> None:
        """Write the five figures that an officer looks for first."""
        draft = self.draft
        recipients, donors = draft.area("Recipients"), draft.area("Donors")
        need, committed = (float(draft.need_rows[n].sum()) for n in ("Need", "Committed"))
        given = float(draft.amounts.sum())
        budget = float(sum(draft.problem.funds.budget))
        figures: list[tuple[str, Formula, Look]] = [
            ("Budget", Formula(f"=SUM({donors.range('Budget')})", budget), Look.MONEY),
            ("Need", Formula(f"=SUM({recipients.range('Need')})", need), Look.MONEY),
            ("Committed before", Formula(f"=SUM({recipients.range('Committed')})", committed),
             Look.MONEY),
            ("Allocated", Formula(f"=SUM({recipients.range('Allocated')})", given), Look.MONEY),
            ("Coverage", Formula('=IF(B8=0,"",(C8+D8)/B8)',
                                 (committed + given) / need if need else ""), Look.SHARE),
        ]
        for column, (label, formula, look) in enumerate(figures):
            self.sheet.write_string(6, column, label, self.styles.heading(look))
            self.sheet.write_formula(7, column, formula.text, self.styles.cell(look, bold=True),
                                     formula.value)
        self.row = 9

    def _box(self, box: Box, page: Page) -> None:
        """Write a table that points at its sheet's rows, a total, and a chart beside it."""
        area = self.draft.area(box.sheet)
        first = self._titled(f"{box.title}, {self.draft.currency}", box.headings)
        for number in range(area.rows):
            for column, heading in enumerate(box.headings):
                self._copy(first + number, column, heading, area, page, number)
        last = first + area.rows - 1
        self._total(box, page, first, last)
        self._chart(box, first, last)
        self.row = max(last + 3, first + 14)

    def _titled(self, title: str, headings: Sequence[str]) -> int:
        self.sheet.write_string(self.row, 0, title, self.styles.section())
        for column in range(1, len(headings)):
            self.sheet.write_blank(self.row, column, None, self.styles.section())
        self.sheet.set_row(self.row, 20)
        self.sheet.set_row(self.row + 1, 30 if max(map(len, headings)) > 14 else 18)
        for column, heading in enumerate(headings):
            look = Look.MONEY if column else Look.TEXT
            self.sheet.write_string(self.row + 1, column, heading, self.styles.heading(look))
        return self.row + 2

    def _copy(self, row: int, column: int, heading: str, area: Area, page: Page,
              number: int) -> None:
        value = page.values(heading)[number]
        if column == 0:
            self.sheet.write_string(row, 0, str(value), self.styles.cell(Look.TEXT))
            return
        look = Look.SHARE if heading in _SHARES else Look.MONEY
        self.sheet.write_formula(row, column, f"={area.cell(heading, number)}",
                                 self.styles.cell(look), value)

    def _total(self, box: Box, page: Page, first: int, last: int) -> None:
        self.sheet.write_string(last + 1, 0, "Total", self.styles.cell(Look.TEXT, bold=True))
        sums = {h: sum(v for v in page.values(h) if isinstance(v, (int, float)))
                for h in box.headings[1:]}
        for column, heading in enumerate(box.headings[1:], start=1):
            letter = "ABCDEFGHIJ"[column]
            if heading in _SHARES:
                base = sums[_SHARES[heading]]
                value = (sums["Committed"] + sums["Allocated"]) / base if base else ""
                text = f'=IF(B{last + 2}=0,"",(C{last + 2}+D{last + 2})/B{last + 2})'
                self.sheet.write_formula(last + 1, column, text,
                                         self.styles.cell(Look.SHARE, bold=True), value)
            else:
                self.sheet.write_formula(
                    last + 1, column, f"=SUM({letter}{first + 1}:{letter}{last + 1})",
                    self.styles.cell(Look.MONEY, bold=True), sums[heading])

    def _chart(self, box: Box, first: int, last: int) -> None:
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        colours = {"Committed": BLUE, "Allocated": "#4F81BD", "Unmet": "#D9DEE4",
                   "Left": "#D9DEE4"}
        for column, heading in enumerate(box.headings):
            if heading in colours:
                chart.add_series({
                    "name": ["Summary", first - 1, column],
                    "categories": ["Summary", first, 0, last, 0],
                    "values": ["Summary", first, column, last, column],
                    "fill": {"color": colours[heading]}, "border": {"color": "#FFFFFF"},
                    "gap": 60})
        whole = box.headings[1]
        chart.set_title({"name": f"{whole} {box.title.lower()}, {self.draft.currency}",
                         "name_font": {"size": 11, "color": BLUE}, "overlay": False})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {
            "visible": True, "line": {"color": "#E4E7EB"}}, "num_font": {"size": 8}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "crossing": "min"})
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
        chart.set_size({"width": 560, "height": max(260, 22 * (last - first + 6))})
        words = ", ".join(heading.lower() for heading in box.headings if heading in colours)
        self.sheet.insert_chart(first - 1, _WIDTH, chart, {
            "description": f"Bar chart {box.title.lower()}: {words}, in {self.draft.currency}. "
            "The table beside it holds the same figures.", "object_position": 1})

    def _matrix(self) -> None:
        """Write the amount from each fund to each recipient, live."""
        draft = self.draft
        names = draft.problem.recipients.names
        area, along = draft.area("Allocation"), draft.plan.columns.allocation.along
        first = self._titled(f"From each fund to each recipient, {draft.currency}, this plan",
                             ("Fund", *names, "Total"))
        amounts = np.zeros((len(draft.problem.funds.names), len(names)))
        np.add.at(amounts, (along["fund"], along["recipient"]), draft.amounts)
        for fund, name in enumerate(draft.problem.funds.names):
            self.sheet.write_string(first + fund, 0, name, self.styles.cell(Look.TEXT))
            for recipient in range(len(names)):
                text = (f"=SUMIFS({area.range('Amount')},{area.range('Fund no.')},{fund + 1},"
                        f"{area.range('Recipient no.')},{recipient + 1})")
                self.sheet.write_formula(first + fund, 1 + recipient, text,
                                         self.styles.cell(Look.MONEY),
                                         float(amounts[fund, recipient]))
        self._sums(first, amounts)

    def _sums(self, first: int, amounts: np.ndarray) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell as at

        funds, recipients = amounts.shape
        bold, last = self.styles.cell(Look.MONEY, bold=True), first + funds
        for fund in range(funds):
            self.sheet.write_formula(
                first + fund, recipients + 1,
                f"=SUM({at(first + fund, 1)}:{at(first + fund, recipients)})",
                self.styles.cell(Look.MONEY), float(amounts[fund].sum()))
        self.sheet.write_string(last, 0, "Total", self.styles.cell(Look.TEXT, bold=True))
        totals = [*amounts.sum(axis=0).tolist(), float(amounts.sum())]
        for column, value in enumerate(totals, start=1):
            self.sheet.write_formula(last, column, f"=SUM({at(first, column)}:"
                                     f"{at(last - 1, column)})", bold, value)
        self.row = last + 2

    def _how(self) -> None:
        self.sheet.set_row(self.row, 20)
        self.sheet.write_string(self.row, 0, "How the result was found", self.styles.section())
        for number, line in enumerate(how_found(self.draft.plan), start=1):
            self.sheet.write_string(self.row + number, 0, line, self.styles.words())


def how_found(plan: Plan) -> list[str]:
    """Say in words what was optimised, what each stage reached, and what was proved."""
    problem = plan.problem
    lines = [f"{number}. {_stage_words(plan, stage)}" for number, stage in
             enumerate(plan.stages, start=1)]
    if problem.split == "proportional":
        lines.append("Among equally good plans, the one nearest to proportional was taken: needs "
                     "are met in proportion to their size, funds pay in proportion to what they "
                     "have.")
    if plan.proof is not None:
        lines.append(f"An audit recomputed {plan.proof.limits_checked:,} limits of the rounded "
                     "plan in exact arithmetic: all are kept.")
        lines += _proof_words(plan)
    return lines


def _stage_words(plan: Plan, stage: Stage) -> str:
    currency = plan.problem.currency
    match stage.objective:
        case "soft rules":
            if stage.value == 0:
                return "Soft rules: every limit of strength `should` is kept as well."
            return f"Soft rules: broken at a penalty of {money(round(stage.value, 2), currency)}."
        case "meet needs":
            words = f"Meet needs: {money(round(stage.value), currency)} of weighted need is met"
        case "raise lowest coverage":
            return f"Raise the lowest coverage: no recipient is below {share(stage.value)}."
        case "use budgets":
            words = f"Use budgets: {money(round(stage.value), currency)} is allocated"
        case _:
            words = f"{stage.objective.capitalize()}: {money(round(stage.value), currency)}"
    given = f"; later objectives may give up {share(stage.tolerance)} of it" if (
        stage.tolerance) else ""
    return f"{words}{given}."


def _proof_words(plan: Plan) -> list[str]:
    proof = plan.proof
    if proof is None or proof.bound is None:
        return []
    gap = max(float(proof.bound - proof.value), 0.0)
    part = share(float(proof.value / proof.bound)) if proof.bound else "all"
    given = [stage for stage in plan.stages if stage.objective == "meet needs" and stage.tolerance]
    why = f", of which {share(given[0].tolerance)} was left to later objectives" if given else ""
    return [f"The rounded plan is within {money(round(gap, 2), plan.problem.currency)} of the "
            f"most weighted need that any plan can meet ({part} of it{why}), proved."]


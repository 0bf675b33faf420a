"""What more or less money would do: in sentences, as plain data, as a workbook with a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, grid, titled
from optimiser.report.layout import NUMBER as OWN_NUMBER
from optimiser.report.layout import Area, Cell, Formula, Heading, Look, Page, numbered
from optimiser.report.pages import About, write_pages
from optimiser.report.palette import BLUE
from optimiser.scenarios.over_budget import BudgetFrontier, BudgetPoint, steps
from optimiser.words import money, share

_SHEET = "Over budget"
_MILLION = 1_000_000
_FIXED = (
    Heading("Share of budgets", "What the budgets are multiplied by.", Look.SHARE, 16,
            result=True),
    Heading("Budget", "What all funds then hold together.", Look.MONEY, 18, result=True,
            unit="{currency}"),
    Heading("Allocated", "New money of the best plan; blank where no plan keeps all limits.",
            Look.MONEY, 18, result=True, unit="{currency}"),
    Heading("Need met", "Of all recipients together, commitments included.", Look.MONEY, 18,
            unit="{currency}"),
    Heading("Of the next million", "How much more need each million meets, from the row above.",
            Look.MONEY, 20, unit="{currency}"),
    numbered("Number of the row, in the order of the budgets."),
)


def sentences(found: BudgetFrontier) -> list[str]:
    """Say what the ends meet, and what a million more than today would."""
    what = f"the budget of {found.fund}" if found.fund else "all budgets"
    lines = [f"At {share(point.share)} of {what} {_said(found, point)}."
             for point in (found.points[0], found.points[-1])]
    for step in steps(found):
        if step is not None and step[1] > _today(found) - 1e-6 and step[0] >= _today(found) - 1e-6:
            lines.append(f"From today's {money(round(step[0]), found.currency)} on, each million "
                         f"more meets {money(round(step[2] * _MILLION), found.currency)} of need.")
            break
    return lines


def _today(found: BudgetFrontier) -> float:
    """Return what all funds hold together in the inputs, in the middle of the ends."""
    return (found.points[0].budget + found.points[-1].budget) / 2


def _said(found: BudgetFrontier, point: BudgetPoint) -> str:
    if point.total is None:
        return "no plan keeps all limits"
    return f"the best plan meets {money(round(point.total), found.currency)} of need"


def over_budget_json(found: BudgetFrontier) -> dict[str, Any]:
    """Return the points as plain data."""
    return {"currency": found.currency, "fund": found.fund or None, "points": [
        {"share": point.share, "budget": point.budget, "allocated": point.allocated,
         "need_met": point.total,
         "by_recipient": None if point.met is None else dict(
             zip(found.recipients, point.met, strict=True))} for point in found.points],
        "in_words": sentences(found)}


def write_over_budget(found: BudgetFrontier, path: Path, *, force: bool = False) -> Path | None:
    """Write the points as a workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    about = About("What more or less money would do", found.currency)
    return write_pages(path, [_page(found)], about, force=force)


def _headings(found: BudgetFrontier) -> tuple[Heading, ...]:
    own = tuple(Heading(name, f"Need met of {name}.", Look.MONEY, 16, result=True,
                        unit="{currency}") for name in found.recipients)
    return (*_FIXED[:-1], *own, _FIXED[-1])


def _page(found: BudgetFrontier) -> Page:
    headings = _headings(found)
    area = Area(_SHEET, tuple(heading.name for heading in headings), len(found.points))
    rows: list[list[Cell]] = []
    for number, (point, step) in enumerate(zip(found.points, steps(found), strict=True)):
        met = point.met or (None,) * len(found.recipients)
        total: Cell = None
        if point.total is not None:
            total = Formula(f"=SUM({area.own(found.recipients[0], number)}:"
                            f"{area.own(found.recipients[-1], number)})", point.total)
        own = {name: area.own(name, number) for name in ("Budget", "Need met", OWN_NUMBER)}
        before = {name: area.find(name, OWN_NUMBER, f"{own[OWN_NUMBER]}-1")
                  for name in ("Budget", "Need met")}
        each: Cell = None if step is None else Formula(
            f"=({own['Need met']}-{before['Need met']})/({own['Budget']}-{before['Budget']})"
            f"*{_MILLION}", step[2] * _MILLION)
        rows.append([point.share, point.budget, point.allocated, total, each, *met, number + 1])
    return Page(_SHEET, headings, rows, draw=_draw)


def _draw(canvas: Canvas) -> None:
    """Draw the need met over the budgets below the table."""
    name, last = _SHEET, len(canvas.pages[_SHEET].rows)
    chart = canvas.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart.add_series({"name": "Need met", "categories": [name, 1, 1, last, 1],
                      "values": [name, 1, 3, last, 3], "line": {"color": BLUE, "width": 2},
                      "marker": {"type": "circle", "size": 6, "fill": {"color": BLUE}}})
    chart.set_title(titled("Need met by the best plan at each budget"))
    chart.set_x_axis({"name": f"All budgets, {canvas.currency}", "num_format": "#,##0",
                      "num_font": axis_font(), "name_font": axis_font(10),
                      "major_gridlines": grid()})
    chart.set_y_axis({"name": f"Need met, {canvas.currency}", "num_format": "#,##0",
                      "num_font": axis_font(), "name_font": axis_font(10)})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 400})
    canvas.sheet.insert_chart(last + 2, 0, chart, {
        "description": "Line chart: need met against all budgets. The table above it holds the "
        "same figures.", "object_position": 1})

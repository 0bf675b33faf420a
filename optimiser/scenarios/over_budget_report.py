"""What more or less money would do: in sentences, as plain data, as a workbook with a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, grid, titled
from optimiser.report.layout import NUMBER as OWN_NUMBER
from optimiser.report.layout import Area, Cell, Formula, Heading, Look, Page, numbered
from optimiser.report.pages import About, write_pages
from optimiser.report.palette import SERIES
from optimiser.scenarios.over_budget import (
    BudgetFrontier,
    BudgetPoint,
    BudgetStep,
    next_step,
    steps,
)
from optimiser.words import listing, money, share

_SHEET = "Over budget"
_MILLION = 1_000_000
_CLOSE = 1e-9
_NAMED = 3
"""So many recipients are named, those that gain the most."""
_DRAWN = 12
"""So many recipients have a line of their own: more could not be told apart."""
_MARKERS = ("circle", "square", "triangle", "diamond")
_DASHES = ("solid", "dash")
_FIXED = (
    Heading("Share of budgets", "What the budgets are multiplied by.", Look.SHARE, 16,
            result=True),
    Heading("Budget", "What all funds then hold together.", Look.MONEY, 18, result=True,
            unit="{currency}"),
    Heading("Allocated", "New money of the best plan; blank where no plan keeps all limits.",
            Look.MONEY, 18, result=True, unit="{currency}"),
    Heading("Need met", "Of all recipients together, commitments included.", Look.MONEY, 18,
            unit="{currency}"),
    Heading("Of the next million", "How much more need a million meets on average, over all "
            "that is added from the row above.", Look.MONEY, 20, unit="{currency}"),
    numbered("Number of the row, in the order of the budgets."),
)


def sentences(found: BudgetFrontier) -> list[str]:
    """Say what the ends meet, and what the next step from today would, all of it together."""
    what = f"the budget of {found.fund}" if found.fund else "all budgets"
    lines = [f"At {share(point.share)} of {what} {_said(found, point)}."
             for point in (found.points[0], found.points[-1])]
    if step := next_step(found):
        lines.append(f"{_where(found, step)} {_met_in_all(found, step)}.")
    return lines


def _where(found: BudgetFrontier, step: BudgetStep) -> str:
    """Name the money of a step and its ends: no rate is told, as none was solved within it."""
    today, start, end, size = (money(round(total), found.currency) for total in (
        found.today - found.unchanged, step.start - found.unchanged, step.end - found.unchanged,
        step.end - step.start))
    if step.start >= found.today * (1.0 - _CLOSE):
        return f"The next {size}, from today's {today} up to {end}, meet"
    return f"The {size} from {start} up to {end}, around today's {today}, meet"


def _met_in_all(found: BudgetFrontier, step: BudgetStep) -> str:
    if not round(step.more(step.total)):
        return "no more need"
    return f"{_more(found, step, step.total)} of need{_by_recipient(found, step)}"


def _more(found: BudgetFrontier, step: BudgetStep, rate: float) -> str:
    return money(round(step.more(rate)), found.currency)


def _by_recipient(found: BudgetFrontier, step: BudgetStep) -> str:
    """Say of whom the need is that a step meets, the most first; "" of none."""
    order = sorted(range(len(step.met)), key=lambda one: -step.met[one])
    gain = [one for one in order if round(step.more(step.met[one])) > 0]
    lose = [one for one in reversed(order) if round(step.more(step.met[one])) < 0]
    if not gain:
        return ""
    named = [f"{_more(found, step, step.met[one])} of {found.recipients[one]}'s"
             for one in gain[:_NAMED]]
    if len(gain) > _NAMED:
        rest = sum(step.met[one] for one in gain[_NAMED:])
        named.append(f"{_more(found, step, rest)} of {len(gain) - _NAMED} more recipients'")
    less = listing(f"{_more(found, step, -step.met[one])} of {found.recipients[one]}'s"
                   for one in lose[:_NAMED])
    return f": {listing(named)}{f'; less is met: {less}' if less else ''}"


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
            f"*{_MILLION}", step.total * _MILLION)
        rows.append([point.share, point.budget, point.allocated, total, each, *met, number + 1])
    return Page(_SHEET, headings, rows, draw=_draw)


def _draw(canvas: Canvas) -> None:
    """Draw the need met over the budgets below the table, in all and by recipient."""
    last = len(canvas.pages[_SHEET].rows)
    titles = [heading.name for heading in canvas.pages[_SHEET].headings]
    total = titles.index("Need met")
    first = len(_FIXED) - 1
    own = range(first, min(len(titles) - 1, first + _DRAWN))
    _chart(canvas, "Need met by the best plan at each budget", [total], last + 2)
    _chart(canvas, "Need met of each recipient at each budget", list(own), last + 24)
    canvas.sheet.print_area(0, 0, last + 46, len(titles) - 2)
    canvas.sheet.set_h_pagebreaks([last + 23])  # no chart is cut in two


def _chart(canvas: Canvas, title: str, columns: list[int], row: int) -> None:
    name, last = _SHEET, len(canvas.pages[_SHEET].rows)
    chart = canvas.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    for number, column in enumerate(columns):
        colour = SERIES[number % len(SERIES)]
        chart.add_series({"name": [name, 0, column], "categories": [name, 1, 1, last, 1],
                          "values": [name, 1, column, last, column],
                          "line": {"color": colour, "width": 2, "dash_type": _DASHES[
                              number // len(SERIES) % len(_DASHES)]},
                          "marker": {"type": _MARKERS[number % len(_MARKERS)], "size": 6,
                                     "fill": {"color": colour}, "border": {"color": colour}}})
    chart.set_title(titled(title))
    chart.set_x_axis({"name": f"All budgets, {canvas.currency}", "num_format": "#,##0",
                      "num_font": axis_font(), "name_font": axis_font(10),
                      "major_gridlines": grid()})
    chart.set_y_axis({"name": f"Need met, {canvas.currency}", "num_format": "#,##0",
                      "num_font": axis_font(), "name_font": axis_font(10)})
    chart.set_legend({"none": True} if len(columns) == 1 else {"position": "right"})
    chart.set_size({"width": 760, "height": 400})
    canvas.sheet.insert_chart(row, 0, chart, {
        "description": f"Line chart: {title.lower()}. The table above it holds the same figures.",
        "object_position": 1})

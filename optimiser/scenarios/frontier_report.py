"""The trade-off in sentences, as plain data and as a workbook with a chart."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, grid, titled
from optimiser.report.layout import (
    NUMBER,
    Area,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    numbered,
)
from optimiser.report.pages import About, write_pages
from optimiser.report.palette import BLUE
from optimiser.scenarios.frontier import Frontier
from optimiser.words import counted, points, share

_SHEET = "Frontier"
_HUNDRED = 100
_NAMED = 3
"""So many of the limits are named that stop a higher lowest coverage."""
HEADINGS = (
    Heading("Lowest coverage", "No recipient is covered less.", Look.SHARE, 18, result=True),
    Heading("Points", "The most that any plan then reaches, proved.", Look.MONEY, 22,
            result=True),
    Heading("Cost", "Points that the first row has more.", Look.MONEY, 18),
    Heading("Cost of one percentage point", "Points lost for each percentage point of the lowest "
            "coverage, from the row above.", Look.MONEY, 24),
    Heading("Note", "Where the trade-off turns, or that there is none.", Look.WORDS, 60),
    numbered("Number of the point, in the order of the lowest coverage."),
)


def sentences(found: Frontier) -> list[str]:
    """Say what the ends and the turn cost."""
    first, last, knee = found.points[0], found.points[-1], found.points[found.knee]
    if found.is_flat:
        return [_cannot_be_raised(found)]
    lines = [f"Without any loss the lowest coverage is {share(first.lowest)}; at most it can be "
             f"{share(last.lowest)}, for {_cost(found, last.met)} less."]
    if found.knee:
        lines.append(f"Up to {share(knee.lowest)} it costs {_cost(found, knee.met)}; beyond, more "
                     "fairness begins to cost more.")
    return lines


def _cannot_be_raised(found: Frontier) -> str:
    point = found.points[0]
    return (f"The lowest coverage cannot be raised above {share(point.lowest)}, which the plan of "
            f"most points ({points(point.met)}) already reaches{_stopped(list(found.stopped_by))}.")


def _stopped(names: list[str]) -> str:
    """Name what stops it; names of limits hold commas themselves."""
    if len(names) > _NAMED:
        names = [*names[:_NAMED], counted(len(names) - _NAMED, "more limit")]
    if len(names) == 1:
        return f": {names[0]} stops it"
    return f". Together they stop it: {'; '.join(names)}" if names else ""


def coverage_to_try(found: Frontier) -> float:
    """Return a lowest coverage that one can have, in whole percent: the turn's, or the last."""
    return math.floor(found.points[found.knee or -1].lowest * _HUNDRED) / _HUNDRED


def _cost(found: Frontier, met: float) -> str:
    return points(max(found.points[0].met - met, 0.0))


def frontier_json(found: Frontier) -> dict[str, Any]:
    """Return the points as plain data."""
    return {"currency": found.currency, "knee": found.knee, "points": [
        {"lowest_coverage": point.lowest, "need_met": point.met} for point in found.points],
        "in_words": sentences(found)}


def write_frontier(found: Frontier, path: Path, *, force: bool = False) -> Path | None:
    """Write the trade-off as a workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    about = About("Need met and fairness", found.currency)
    return write_pages(path, [_page(found)], about, force=force)


def _page(found: Frontier) -> Page:
    rows: list[list[Cell]] = []
    area = Area(_SHEET, tuple(heading.name for heading in HEADINGS), len(found.points))
    for number, point in enumerate(found.points):
        lowest, met, own = (area.own(name, number) for name in (
            "Lowest coverage", "Points", NUMBER))
        lowest_before, met_before = (area.find(name, NUMBER, f"{own}-1") for name in (
            "Lowest coverage", "Points"))
        before = found.points[number - 1] if number else point
        step = (point.lowest - before.lowest) * 100
        each = (before.met - point.met) / step if step > 0 else 0.0
        rows.append([
            point.lowest, point.met,
            Formula(f"={area.find('Points', NUMBER, 1)}-{met}",
                    found.points[0].met - point.met),
            Formula(f"=IF({lowest}>{lowest_before},({met_before}-{met})/(({lowest}"
                    f"-{lowest_before})*100),0)", each) if number else None,
            _note(found, number), number + 1])
    return Page(_SHEET, HEADINGS, rows, draw=_draw)


def _note(found: Frontier, number: int) -> str:
    if found.is_flat:
        return "" if number else _cannot_be_raised(found)
    turns = number == found.knee and found.knee
    return "Beyond this, more fairness begins to cost more." if turns else ""


def _draw(canvas: Canvas) -> None:
    """Draw the trade-off below its table."""
    name, last = _SHEET, len(canvas.pages[_SHEET].rows)
    chart = canvas.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart.add_series({"name": "Frontier", "categories": [name, 1, 0, last, 0],
                      "values": [name, 1, 1, last, 1], "line": {"color": BLUE, "width": 2},
                      "marker": {"type": "circle", "size": 6, "fill": {"color": BLUE}}})
    chart.set_title(titled("Most points for each lowest coverage"))
    chart.set_x_axis({"name": "Lowest coverage", "num_format": "0%", "num_font": axis_font(),
                      "name_font": axis_font(10), "major_gridlines": grid()})
    chart.set_y_axis({"name": "Points", "num_format": "#,##0",
                      "num_font": axis_font(), "name_font": axis_font(10)})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 300})
    canvas.sheet.insert_chart(last + 2, 0, chart, {
        "description": "Line chart: points against the lowest coverage. The table "
        "above it holds the same figures.", "object_position": 1})
    canvas.sheet.print_area(0, 0, last + 24, len(HEADINGS) - 2)

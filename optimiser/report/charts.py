"""Native charts of the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimiser.frozen import frozen
from optimiser.report.book import Workbook
from optimiser.report.layout import Page
from optimiser.report.palette import (
    BLUE,
    FONT,
    GREY_INK,
    GRID,
    MID_BLUE,
    REST,
    RULE,
    WHITE,
)

WIDTH = 525
_LEAST_HEIGHT = 240
_BAR, _AROUND = 18, 95
_MILLION = 1_000_000
_PARTS = {"Committed": BLUE, "Allocated": MID_BLUE, "Unmet": REST, "Left": REST}


@frozen
class ChartTable:
    """A table of the first page that a chart draws: its rows and columns, counted from 0.

    `largest` is the largest whole of a bar, which decides the unit of the axis. With no
    `has_committed` nothing is, and neither the bars nor their key speak of it.
    """

    title: str
    headings: Sequence[str]
    heading_row: int
    first: int
    last: int
    largest: float
    has_committed: bool = True

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The columns that bars are made of, with their headings."""
        return [(column, heading) for column, heading in enumerate(self.headings)
                if heading in _PARTS and (heading != "Committed" or self.has_committed)]


def bar_chart(book: Workbook, table: ChartTable, currency: str) -> Any:
    """Return stacked bars: one an element, committed and allocated against what is lacking."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, heading in table.parts:
        chart.add_series({
            "name": heading,
            "categories": ["Summary", table.first, 0, table.last, 0],
            "values": ["Summary", table.first, column, table.last, column],
            "fill": {"color": _PARTS[heading]}, "border": {"color": WHITE}, "gap": 45})
    in_millions = table.largest >= 2 * _MILLION
    unit = f"{currency} million" if in_millions else currency
    chart.set_title(titled(f"{table.title}, {unit}"))
    chart.set_x_axis({
        "num_format": "#,##0.#,," if _needs_tenths(table.largest) and in_millions else
        "#,##0,," if in_millions else "#,##0",
        "num_font": axis_font(),
        "line": {"none": True}, "major_gridlines": grid()})
    chart.set_y_axis({"reverse": True, "num_font": axis_font(), "crossing": "max",
                      "interval_unit": 1, "line": {"color": RULE}, "major_tick_mark": "none"})
    chart.set_legend({"position": "bottom", "font": axis_font()})
    chart.set_chartarea({"border": {"color": GRID}})
    chart.set_size({"width": WIDTH, "height": height(table)})
    return chart


def _needs_tenths(largest: float) -> bool:
    return largest < 5 * _MILLION


def height(table: ChartTable) -> int:
    """Return the height of a table's chart in pixels."""
    return max(_LEAST_HEIGHT, _BAR * (table.last - table.first + 1) + _AROUND)


def described(table: ChartTable, currency: str) -> str:
    """Return the words for those who cannot see the chart."""
    parts = ", ".join(heading.lower() for _, heading in table.parts)
    return (f"Bar chart, {table.title.lower()}: {parts}, in {currency}. The table beside it holds "
            "the same figures.")


def axis_font(size: int = 10) -> dict[str, Any]:
    """Return the font of axes and legends."""
    return {"name": FONT, "size": size, "color": GREY_INK}


def titled(name: str) -> dict[str, Any]:
    """Return the title of a chart, above it."""
    return {"name": name, "overlay": False, "name_font": {
        "name": FONT, "size": 11, "color": BLUE}}


def grid() -> dict[str, Any]:
    """Return the lines that help to read a chart's values."""
    return {"visible": True, "line": {"color": GRID}}


def key_chart(book: Workbook, page: Page) -> Any:
    """Return bars of each donor's actual share beside its key share, from a page of shares."""
    chart = book.add_chart({"type": "bar"})
    last = len(page.rows)
    for heading, colour in (("Key share", REST), ("Actual share", BLUE)):
        column = page.column(heading)
        chart.add_series({
            "name": [page.name, 0, column],
            "categories": [page.name, 1, page.column("Donor"), last, page.column("Donor")],
            "values": [page.name, 1, column, last, column],
            "fill": {"color": colour}, "border": {"color": GREY_INK}, "gap": 45})
    chart.set_title(titled("Contribution against key share"))
    chart.set_x_axis({"num_format": "0%", "num_font": axis_font(), "min": 0, "line": {"none": True},
                      "major_gridlines": grid()})
    chart.set_y_axis({"reverse": True, "num_font": axis_font(), "crossing": "max",
                      "interval_unit": 1, "line": {"color": RULE},
                      "major_tick_mark": "none"})
    chart.set_legend({"position": "bottom", "font": axis_font()})
    chart.set_chartarea({"border": {"color": GRID}})
    chart.set_size({"width": WIDTH, "height": key_height(last)})
    return chart


def key_height(donors: int) -> int:
    """Return the height of the chart of shares in pixels."""
    return max(_LEAST_HEIGHT, 2 * _BAR * donors + _AROUND)

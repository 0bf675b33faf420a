"""A comparison in sentences, as plain data and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, grid, titled
from optimiser.report.layout import Cell, Formula, Heading, Look, Page
from optimiser.report.pages import About, write_pages
from optimiser.report.palette import BLUE, LOSS
from optimiser.review.compare import DIMENSIONS, Comparison, Missed, Moved, Stands
from optimiser.vocabulary import Unit
from optimiser.words import counted, listing, money, number

_FEW = 3
_NAMED = 2
"""So many recipients are named where what moved has to fit a line, and so many donors."""
_CHART_ROWS = 25
_SMALL = 100
"""Below so much, in base currency, cents are said."""


def moved_sentence(found: Comparison) -> str:
    """Say how much is given where nothing was, or less."""
    if not found.cells:
        return "No amount moved."
    if not found.moved:
        return "Nothing is given where it was not before."
    return f"{money(found.moved, found.currency)} is given where it was not before."


def moved_lines(found: Comparison) -> list[str]:
    """Say in three lines what moved: how much, most by recipient, and why."""
    whole = found.allocated
    lines = [f"{money(whole.before, found.currency)} was allocated before, "
             f"{money(whole.after, found.currency)} now. {moved_sentence(found)}"]
    most = [f"by {dimension} " + listing(f"{row.name} {signed(row, found.currency)}"
                                         for row in rows[:_NAMED])
            for dimension in ("recipient", "donor") if (rows := most_moved(found, dimension))]
    if most:
        lines.append(f"Most {'; '.join(most)}.")
    return [*lines, *causes(found)]


def most_moved(found: Comparison, dimension: str) -> list[Moved]:
    """Return the totals of a dimension that moved, the largest change first."""
    return sorted((row for row in found.totals[dimension] if row.change),
                  key=lambda row: -abs(row.change))


def causes(found: Comparison) -> list[str]:
    """Say which inputs changed, in a line or two."""
    if not found.inputs:
        return ["The inputs are the same."] if found.cells else ["Inputs and plan are the same."]
    said = [change.words() for change in found.inputs[:_FEW]]
    more = len(found.inputs) - len(said)
    rest = f"; and {counted(more, 'more change')}" if more else ""
    return [f"Inputs changed: {'; '.join(said)}{rest}."]


def missed_lines(found: Comparison) -> list[str]:
    """Say, a line a limit, what one plan misses and the other does not, or by another sum."""
    return [f"{one.name}: {_missed(one, found.currency)}." for one in found.missed]


def _missed(one: Missed, currency: str) -> str:
    return (f"{_stood(one.before, one, currency)} before; "
            f"{_stood(one.after, one, currency)} now")


def _stood(stands: Stands | None, one: Missed, currency: str) -> str:
    """Say whether a plan keeps a limit, with what is asked for and what is there."""
    if stands is None:
        return "not there"
    kept, missed = ("granted", "not granted, by") if one.is_wish else ("kept", "missed by")
    said = f"{missed} {_size(stands.short, one, currency)}" if stands.short else kept
    asked, there = (_size(size, one, currency) for size in (stands.limit, stands.value))
    return f"{said} ({there} of {one.relation} {asked})"


def _size(short: float, one: Missed, currency: str) -> str:
    if one.unit is Unit.MONEY:
        return money(round(short, 2) if short < _SMALL else round(short), currency)
    shown = number(round(short, 2))
    return f"{shown} {one.unit.singular if shown == '1' else one.unit}"


def signed(row: Moved, currency: str) -> str:
    """Return a change with its sign: `+EUR 1,000`; of none say that it is the same."""
    if not row.change:
        return "the same"
    sign = "+" if row.change > 0 else "-"
    return f"{sign}{money(abs(row.change), currency)}"


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return everything that differs, as plain data."""
    return {
        "before": found.names[0], "after": found.names[1], "currency": found.currency,
        "allocated": _plain(found.allocated), "moved": float(found.moved),
        "totals": {dimension: [_plain(row) for row in rows]
                   for dimension, rows in found.totals.items()},
        "amounts": [_plain(row) for row in found.cells],
        "began_to_bind": list(found.began), "ceased_to_bind": list(found.ceased),
        "not_kept_alike": [{"limit": one.name, "is_wish": one.is_wish, "unit": one.unit.value,
                            "before": one.before and asdict(one.before),
                            "after": one.after and asdict(one.after)} for one in found.missed],
        "not_the_only_plan": list(found.near),
        "inputs": [{"table": c.table, "row": c.row, "column": c.column, "before": c.before,
                    "after": c.after} for c in found.inputs],
    }


def _plain(row: Moved) -> dict[str, Any]:
    return {"name": row.name, "before": float(row.before), "after": float(row.after),
            "change": float(row.change)}


def write_comparison(found: Comparison, path: Path, *, force: bool = False) -> Path | None:
    """Write the comparison as a workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    whole = all(one.change.denominator == 1 for one in found.cells)
    about = About(f"{found.names[0]} and {found.names[1]}", found.currency, 0 if whole else 2)
    return write_pages(path, _pages(found), about, force=force)


def _pages(found: Comparison) -> Iterator[Page]:
    yield Page("What changed", (
        Heading("What", "What is compared.", width=24),
        Heading("In words", "What differs.", Look.WORDS, 110)), list(_said(found)))
    for dimension in DIMENSIONS:
        page = _amounts(f"By {dimension}", dimension.capitalize(), found.totals[dimension])
        yield replace(page, draw=_draw) if dimension == "recipient" else page
    yield _amounts("Amounts", "Amount", found.cells)
    yield Page("Limits", (Heading("Limit", "Name of the limit.", Look.WORDS, 70),
                          Heading("What", "Full now (binding), or no longer; or by how much the "
                                  "two plans miss it.", Look.WORDS, 60)), [
        *((one.name, _missed(one, found.currency)) for one in found.missed),
        *((name, "Full now") for name in found.began),
        *((name, "No longer full") for name in found.ceased)])
    yield Page("Inputs", (
        Heading("Table", "Sheet of the inputs.", width=18),
        Heading("Row", "The row, by the columns that tell it from others.", Look.WORDS, 60),
        Heading("Column", "The column; blank where the whole row is new or left out.", width=18),
        Heading("Before", "In the first plan's inputs.", Look.WORDS, 30),
        Heading("After", "In the second plan's inputs.", Look.WORDS, 30)), [
        (c.table, c.row, c.column, c.before, c.after) for c in found.inputs])


def _said(found: Comparison) -> Iterator[tuple[Cell, Cell]]:
    whole = found.allocated
    yield "Before", found.names[0]
    yield "After", found.names[1]
    yield "Allocated", (f"{money(whole.before, found.currency)}, then "
                        f"{money(whole.after, found.currency)} ({signed(whole, found.currency)})")
    yield "Moved", moved_sentence(found).removesuffix(".")
    for line in causes(found):
        yield "Cause", line
    for dimension in ("recipient", "donor", "activity"):
        rows = most_moved(found, dimension)
        if rows:
            yield f"Most by {dimension}", listing(
                f"{row.name} {signed(row, found.currency)}" for row in rows[:_FEW]) + "."
    for line in missed_lines(found):
        yield "Not kept alike", line
    yield "Limits", (f"{counted(len(found.began), 'limit is', 'limits are')} full now, "
                     f"{len(found.ceased)} no longer.")


def _amounts(name: str, what: str, rows: Sequence[Moved]) -> Page:
    headings = (
        Heading(what, "What the amounts belong to.", Look.WORDS if what == "Amount" else Look.TEXT,
                70 if what == "Amount" else 30),
        Heading("Before", "In the first plan.", Look.MONEY, 18, unit="{currency}"),
        Heading("After", "In the second plan.", Look.MONEY, 18, unit="{currency}"),
        Heading("Change", "After less before.", Look.MONEY, 18, unit="{currency}"))
    return Page(name, headings, [
        (row.name, float(row.before), float(row.after),
         Formula(f"=C{at}-B{at}", float(row.change)))
        for at, row in enumerate(rows, start=2)])


def _draw(canvas: Canvas) -> None:
    """Draw what changed by recipient beside the table."""
    page, currency = canvas.pages["By recipient"], canvas.currency
    last = min(len(page.rows), _CHART_ROWS)
    chart = canvas.book.add_chart({"type": "bar"})
    chart.add_series({"name": "Change", "categories": [page.name, 1, 0, last, 0],
                      "values": [page.name, 1, 3, last, 3], "fill": {"color": BLUE},
                      "invert_if_negative": True, "invert_if_negative_color": LOSS, "gap": 45})
    chart.set_title(titled(f"Change by recipient, {currency}"))
    chart.set_x_axis({"num_format": "#,##0", "num_font": axis_font(), "major_gridlines": grid()})
    chart.set_y_axis({"reverse": True, "num_font": axis_font(), "label_position": "low",
                      "crossing": "max"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 640, "height": 120 + 22 * last})
    canvas.sheet.insert_chart(1, len(page.headings) + 1, chart, {
        "description": f"Bar chart: change by recipient in {currency}. The table beside it holds "
        "the same figures.", "object_position": 1})
    canvas.sheet.print_area(0, 0, max(len(page.rows), _CHART_ROWS), len(page.headings) + 8)

"""Writes an input workbook: title, note, units, headings, rows, drop-downs and print set-up.

The same content gives the same bytes: the created date is fixed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from optimiser.report.book import Format, Worksheet, open_book
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.schema import sheet_of
from optimiser.template.content import NOTE, Content
from optimiser.template.look import Look
from optimiser.template.offers import HEADING_ROW, ROOM_BELOW, offer

CREATED = dt.datetime(2016, 3, 31)
A4 = 9
UNITS_ROW = 2
LINE, PADDING = 13.5, 3.0
"""Height of a line of text and what a row adds to its lines, in points."""
LETTER, INDENT = 0.78, 2.0
"""Width of a letter and of a cell's margins, in units of column width, on the safe side."""
WIDTHS = {
    "Source": 72, "Reason": 60, "Recipient": 23, "Activity": 33, "Fund": 40, "Donor": 24,
    "For recipients": 24, "For activities": 38, "Key": 26, "Rule": 26, "Measure": 17, "Value": 12,
    "Coordinator": 42, "Email": 29, "Pillar": 34, "Output": 29, "Group": 16, "Setting": 18,
    "Objective": 24, "Recipients": 24, "Activities": 25, "Region": 25, "Expertise": 16, "Tier": 13,
    "Need": 13, "Budget": 15, "Amount": 13, "Capacity": 13, "Period": 11, "For each": 12,
    "Owner": 21, "Population": 13, "GDP": 13, "Donors": 20, "Expert-months": 11, "Currency": 11,
    "ISO code": 8, "DAC code": 8, "Order": 9, "Date": 24, "Minimum use": 11, "Carry over": 9,
    "Co-financing": 13, "Minimum coverage": 12, "Severity": 11, "Priority": 11, "Tolerance": 12,
    "Enabled": 11, "Strength": 11, "Penalty": 10, "Periods": 11, "Relation": 11, "Status": 12,
    "Per unit of base": 14, "Weight": 11, "At least": 12, "At most": 12, "Unit cost": 11,
}
OTHER_WIDTHS = {
    "Budgets": {"Fund": 27, "Donor": 16, "For recipients": 19, "For activities": 25, "Source": 56},
    "Commitments": {"Fund": 28, "Activity": 25, "Recipient": 18, "Source": 56},
    "Rules": {"Rule": 17, "Donors": 11, "Recipients": 16, "Activities": 16, "Measure": 11,
              "Value": 11, "For each": 11, "Reason": 46, "Owner": 15, "Enabled": 9, "Strength": 9,
              "Penalty": 8, "Periods": 9, "Relation": 9},
    "Settings": {"Value": 52},
    "Pins": {"Fund": 28, "Activity": 25, "Recipient": 18},
}
"""Widths that differ on one sheet: many columns, or longer values."""
ABOUT, ABOUT_WIDTHS = "About", (34, 116)
UNITS = {"GDP": "EUR million", "Population": "people", "Severity": "weight",
         "Priority": "weight", "Weight": "weight", "Expert-months": "months",
         "Minimum coverage": "% of needs", "Co-financing": "% of support",
         "Minimum use": "% of budget", "Tolerance": "%",
         "Per unit of base": "for 1 of base currency",
         "Need": "currency of the row", "Budget": "currency of the row",
         "Amount": "currency of the row", "Smallest grant": "currency of the row",
         **dict.fromkeys(("Capacity", "Value of an expert-month", "At least", "At most",
                          "Unit cost"), "in base currency")}
NUMBERS = (Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.QUANTITY, Kind.ORDER)


def write_inputs(target: BinaryIO | str, content: Content) -> None:
    """Write an input workbook to a file, or to the path of one."""
    book = open_book(target, title=content.title, created=CREATED)
    look = Look.of(book, content.footer)
    if content.sections:
        write_about(book.add_worksheet(ABOUT), look, content)
    for sheet in content.sheets():
        write_table(book.add_worksheet(sheet.name), look, sheet, content)
    book.worksheets()[0].activate()
    book.close()


def write_table(page: Worksheet, look: Look, sheet: Sheet, content: Content) -> None:
    """Write title, note, units, headings, rows, drop-downs and print set-up of one table."""
    rows, top = content.tables.get(sheet.name, []), 0 if content.plain else HEADING_ROW
    columns = _columns(sheet, rows, full=content.full)
    last = top + len(rows)
    for at, column in enumerate(columns):
        page.set_column(at, at, _width(sheet, column), None if rows else _empty(look, column))
        offer(page, (top + 1, last + ROOM_BELOW), at, column, content)
    if not content.plain:
        _write_title(page, look, sheet.name, columns, content)
    _write_headings(page, look, columns, top)
    for number, row in enumerate(rows, start=top + 1):
        page.set_row(number, _height(
            (row.get(column.heading), _width(sheet, column)) for column in columns))
        for at, column in enumerate(columns):
            _write(page, look, (number, at), row, column)
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
    _set_up_print(page, look, heading=top)


def _columns(sheet: Sheet, rows: Sequence[Mapping[str, object]], *, full: bool) -> list[Column]:
    """Return the columns that some row fills, or all, in the schema's order, then the others."""
    used = [heading for row in rows for heading, value in row.items()
            if value is not None and not heading.startswith(NOTE)]
    known = [column for column in sheet.columns if full or column.heading in used]
    names = {column.heading for column in sheet.columns}
    return known + [Column(heading, Kind.NUMBER, "A figure that keys may name.", blank="no key")
                    for heading in dict.fromkeys(used) if heading not in names]


def _width(sheet: Sheet, column: Column) -> float:
    return OTHER_WIDTHS.get(sheet.name, WIDTHS).get(column.heading, WIDTHS.get(column.heading, 14))


def _height(cells: Iterable[tuple[object, float]]) -> float:
    """Return the height of a row, in points, from its texts and their columns' widths."""
    lines = max((_lines(value, width) for value, width in cells if isinstance(value, str)),
                default=1)
    return LINE * lines + PADDING


def _lines(text: str, width: float) -> int:
    """Return how many lines a text wraps to at word ends."""
    lines, used, width = 1, 0.0, width - INDENT
    for word in text.split(" "):
        size = len(word) * LETTER
        if used and used + LETTER + size > width:
            lines, used = lines + 1, 0.0
        lines += max(0, math.ceil(size / width) - 1)
        used += size + (LETTER if used else 0)
    return lines


def _empty(look: Look, column: Column) -> Format:
    """Return the format of a column that is not filled yet."""
    return look.share if column.kind is Kind.SHARE else (
        look.money if column.kind is Kind.MONEY else look.text)


def _write_title(page: Worksheet, look: Look, name: str, columns: Sequence[Column],
                 content: Content) -> None:
    page.set_row(0, 24, look.plain)
    page.write_string(0, 0, name, look.title)
    page.set_row(1, None, look.plain)
    page.write_string(1, 0, content.notes.get(name, sheet_of(name).meaning), look.note)
    page.set_row(UNITS_ROW, 2 * LINE, look.plain)
    for at, column in enumerate(columns):
        words = [*(["required"] if content.full and column.required else []),
                 *([UNITS[column.heading]] if column.heading in UNITS else [])]
        if words:
            page.write_string(UNITS_ROW, at, ", ".join(words), look.units)


def _write_headings(page: Worksheet, look: Look, columns: Sequence[Column], top: int) -> None:
    page.set_row(top, 30)
    for at, column in enumerate(columns):
        style = look.heading_right if column.kind in NUMBERS else look.heading
        page.write_string(top, at, column.heading, style)
        page.write_comment(top, at, explained(column),
                           {"x_scale": 1.8, "author": "allocate"})


def explained(column: Column) -> str:
    """Return what a column holds, its unit, and what a blank cell means, in one line."""
    unit = f" In {column.unit}." if column.unit else ""
    return f"{column.meaning}{unit}{_HOW.get(column.kind, '')} " + (
        "Required." if column.required else f"Blank: {column.blank}.")


_HOW = {
    Kind.SELECTOR: ' Several names are separated by ";". A name may be a class, and "not X" leaves '
                   "X out.",
    Kind.CLASSES: ' Several are separated by ";".',
    Kind.NAMES: ' Several are separated by ";".',
    Kind.PERIOD: " Write 2016, H1 2016, 2016-Q1, Jan 2016, 2016/17, a date, or a label of Periods.",
    Kind.SHARE: " Write 45% or 0.45.",
    Kind.CARRY: ' Write yes, no, 20%, or "20%, no lapse".',
}
"""How cells of a kind are written, where people fill them in."""


def _write(page: Worksheet, look: Look, cell: tuple[int, int], row: Mapping[str, object],
           column: Column) -> None:
    value, note = row.get(column.heading), row.get(NOTE + column.heading)
    if value is None:
        page.write_blank(*cell, None, look.blank)
    elif isinstance(value, str):
        page.write_string(*cell, value, look.text)
    else:
        page.write_number(*cell, value, _number_format(look, column, row))
    if note:
        page.write_comment(*cell, note, {"x_scale": 2, "author": "allocate"})


def _number_format(look: Look, column: Column, row: Mapping[str, object]) -> Format:
    """Return the format of a number by its column, and of a rule's value by its measure."""
    if column.kind is Kind.TEXT:
        return look.text
    if column.heading == "Per unit of base":
        return look.rate
    if column.heading in ("Severity", "Priority"):
        return look.weight
    if column.kind is Kind.SHARE:
        return look.fine_share if column.heading == "Tolerance" else look.share
    is_share = str(row.get("Measure")).startswith(("coverage", "share of"))
    return look.share if column.kind is Kind.QUANTITY and is_share else look.money


def _set_up_print(page: Worksheet, look: Look, heading: int | None) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{look.footer}&C&A&RPage &P of &N")
    if heading is not None:
        page.repeat_rows(heading)


def write_about(page: Worksheet, look: Look, content: Content) -> None:
    """Write the cover: what the workbook is, how to read it, what was assumed, the sources."""
    for at, width in enumerate(ABOUT_WIDTHS):
        page.set_column(at, at, width)
    page.set_row(0, 26)
    page.write_string(0, 0, content.title, look.title)
    page.write_string(1, 0, content.subtitle, look.note)
    top = 3
    for title, lines in content.sections.items():
        page.set_row(top, 20)
        page.write_string(top, 0, title, look.section)
        page.write_blank(top, 1, None, look.section)
        for row, line in enumerate(lines, start=top + 1):
            page.set_row(row, _height(zip(line, ABOUT_WIDTHS, strict=True)))
            page.write_string(row, 0, line[0], look.label)
            page.write_string(row, 1, line[1], look.text)
        top += len(lines) + 2
    _set_up_print(page, look, heading=None)

"""More ways in which the example comes to hand: spelt, laid out, saved and continued otherwise."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 4
_MONEY = {"Needs": "Need", "Budgets": "Budget", "Capacity": "Capacity", "Commitments": "Amount"}
Way = Callable[[Workbook, random.Random, Path], Path]


def _columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[HEADING_ROW] if cell.value is not None}


def _rows(sheet: Worksheet) -> range:
    last = HEADING_ROW
    while any(cell.value is not None for cell in sheet[last + 1]):
        last += 1
    return range(HEADING_ROW + 1, last + 1)


def _some(book: Workbook, chance: random.Random) -> tuple[Worksheet, int, int]:
    """Return a sheet, the column of its money and one of its rows."""
    name = chance.choice(list(_MONEY))
    sheet = book[name]
    return sheet, _columns(sheet)[_MONEY[name]], chance.choice(_rows(sheet))


def in_place(change: Callable[[Workbook, random.Random], None]) -> Way:
    """Return the way that saves a workbook as it is once changed."""
    def way(book: Workbook, chance: random.Random, folder: Path) -> Path:
        change(book, chance)
        book.save(folder / "inputs.xlsx")
        return folder / "inputs.xlsx"
    return way


def _figure_as(*shapes: Callable[[float], object]) -> Way:
    def change(book: Workbook, chance: random.Random) -> None:
        sheet, column, row = _some(book, chance)
        value = sheet.cell(row, column).value
        assert isinstance(value, (int, float))
        sheet.cell(row, column).value = chance.choice(shapes)(value)  # type: ignore[assignment]
    return in_place(change)


def _grouped(mark: str, point: str = "") -> Callable[[float], object]:
    return lambda value: f"{value:,.0f}".replace(",", mark) + point


def _period(*spell: Callable[[str], object]) -> Way:
    """Spell one quarter of one row otherwise (`2016-Q1`)."""
    def change(book: Workbook, chance: random.Random) -> None:
        cells = [book[name].cell(row, _columns(book[name])["Period"])
                 for name in ("Needs", "Budgets", "Commitments", "Expertise")
                 for row in _rows(book[name])]
        cell = chance.choice([cell for cell in cells if cell.value])
        cell.value = chance.choice(spell)(str(cell.value))  # type: ignore[assignment]
    return in_place(change)


def _first_day(quarter: str) -> dt.date:
    return dt.date(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 1)


def _order_of_columns(book: Workbook, chance: random.Random) -> None:
    sheet = book[chance.choice(list(_MONEY))]
    at = list(range(1, len(_columns(sheet)) + 1))
    turned = chance.sample(at, len(at))
    for row in (HEADING_ROW, *_rows(sheet)):
        cells = [(sheet.cell(row, column).value, sheet.cell(row, column).number_format)
                 for column in turned]
        for column, shown in zip(at, cells, strict=True):
            sheet.cell(row, column).value, sheet.cell(row, column).number_format = shown


def _blank_row(book: Workbook, chance: random.Random) -> None:
    sheet, _, row = _some(book, chance)
    sheet.insert_rows(row)


def _note_below(book: Workbook, chance: random.Random) -> None:
    sheet, _, _ = _some(book, chance)
    sheet.cell(_rows(sheet)[-1] + 2, 1).value = "Source: figures of spring, agreed on 3 March"


def _tags(book: Workbook, chance: random.Random) -> None:
    sheet, _, _ = _some(book, chance)
    sheet.insert_rows(HEADING_ROW + 1)
    for column in _columns(sheet).values():
        sheet.cell(HEADING_ROW + 1, column).value = f"#tag +v{column}"


def _two_heading_rows(book: Workbook, chance: random.Random) -> None:
    sheet, _, _ = _some(book, chance)
    sheet.insert_rows(HEADING_ROW)
    for column in range(1, 5):
        sheet.cell(HEADING_ROW, column).value = f"Part {column}"


def _continued(book: Workbook, chance: random.Random) -> None:
    """Move the last rows of a table to a sheet of their own."""
    sheet, _, _ = _some(book, chance)
    rows = _rows(sheet)[-2:]
    more = book.create_sheet(chance.choice([f"{sheet.title} 2", f"{sheet.title} (cont.)"]))
    more.append([cell.value for cell in sheet[HEADING_ROW]])
    for row in rows:
        more.append([cell.value for cell in sheet[row]])
    sheet.delete_rows(rows[0], 2)


def _second_table(book: Workbook, chance: random.Random) -> None:
    """Move the last rows of a table below a blank row and its headings again."""
    sheet, _, _ = _some(book, chance)
    first = _rows(sheet)[-2]
    sheet.insert_rows(first, 2)
    for cell in sheet[HEADING_ROW]:
        sheet.cell(first + 1, cell.column).value = cell.value


def _again(book: Workbook, chance: random.Random) -> None:
    """Copy a row: typed twice."""
    sheet, _, row = _some(book, chance)
    end = _rows(sheet)[-1] + 1
    for cell in sheet[row]:
        sheet.cell(end, cell.column).value = cell.value


def _part_of(book: Workbook, chance: random.Random) -> None:
    sheet = book["Needs"]
    row = chance.choice(_rows(sheet))
    sheet.insert_rows(row + 1)
    for cell in sheet[row]:
        sheet.cell(row + 1, cell.column).value = cell.value
    columns = _columns(sheet)
    sheet.cell(row + 1, columns["Activity"]).value = chance.choice(
        ["of which: staff", "z toho personál", "davon Personal", "All activities"])


def _capitals(book: Workbook, chance: random.Random) -> None:
    sheet, _, _ = _some(book, chance)
    for cell in sheet[HEADING_ROW]:
        cell.value = chance.choice([str.upper, str.lower, lambda text: f" {text} "])(str(cell.value))
    sheet.title = sheet.title.upper() + " "


def _gone_heading(book: Workbook, chance: random.Random) -> None:
    """Take away one heading over figures or names."""
    sheet, _, _ = _some(book, chance)
    filled = [column for name, column in _columns(sheet).items() if name != "Source" and any(
        sheet.cell(row, column).value is not None for row in _rows(sheet))]
    sheet.cell(HEADING_ROW, chance.choice(filled)).value = None


def _misspelt_heading(book: Workbook, chance: random.Random) -> None:
    sheet, _, _ = _some(book, chance)
    filled = [(name, column) for name, column in _columns(sheet).items() if name != "Source" and any(
        sheet.cell(row, column).value is not None for row in _rows(sheet))]
    name, column = chance.choice(filled)
    at = chance.randrange(1, len(name))
    sheet.cell(HEADING_ROW, column).value = name[:at] + name[at + 1:]


def _code(book: Workbook, chance: random.Random) -> None:
    sheet, heading = chance.choice([(book["Recipients"], "ISO code"), (book["Donors"], "ISO code"),
                                    (book["Activities"], "DAC code"), (book["Needs"], "Currency")])
    row = chance.choice(_rows(sheet))
    sheet.cell(row, _columns(sheet)[heading]).value = chance.choice(["ZZ", "99999", "EURO", "x"])


def _as_csv(encoding: str, separator: str, comma: bool = False) -> Way:
    """Return the way that saves each sheet as a file of text, titles above the headings as well."""
    def text(cell: object) -> str:
        # Three decimals have two readings in a file of text: 27.034.
        written = f"{cell:.4f}" if isinstance(cell, float) else "" if cell is None else str(cell)
        return written.replace(".", ",") if comma and isinstance(cell, float) else written

    def way(book: Workbook, _chance: random.Random, folder: Path) -> Path:
        for sheet in book.worksheets:
            with (folder / f"{sheet.title}.csv").open("w", encoding=encoding, newline="",
                                                       errors="replace") as file:
                csv.writer(file, delimiter=separator).writerows(
                    map(text, row) for row in sheet.iter_rows(values_only=True))
        return folder
    return way


SAME: dict[str, Way] = {
    "the figure as text": _figure_as(_grouped(" "), _grouped("\u00a0"), _grouped("\u202f"),
                                     lambda value: f"{value:.2f}", _grouped(" ", ",00")),
    "another spelling of a quarter": _period(
        lambda q: f"Q{q[-1]}/{q[:4]}", lambda q: f"Q{q[-1]} {q[:4]}", _first_day,
        lambda q: f"{q[:4]} q{q[-1]}", lambda q: f"{q[:4]}Q{q[-1]}"),
    "columns in another order": in_place(_order_of_columns), "a blank row": in_place(_blank_row),
    "a note below": in_place(_note_below), "a row of tags": in_place(_tags),
    "headings in capitals": in_place(_capitals), "two rows of headings": in_place(_two_heading_rows),
    "csv files": _as_csv("utf-8", ","), "csv files with semicolons": _as_csv("utf-8-sig", ";", True),
    "csv files of tabs": _as_csv("utf-8", "\t"),
}
"""Ways that change nothing but how it looks."""

OTHER: dict[str, Way] = {
    "a figure of two readings": _figure_as(lambda v: f"{v:,.0f}", lambda v: f"{v / 1000:.3f}",
                                           lambda v: f"EUR {v:.0f}", lambda v: f"{v:.0f}%",
                                           lambda v: f"{v / 1e6}m", lambda v: f"ca. {v:.0f}"),
    "another quarter": _period(lambda q: f"{q[:4]}-Q4", lambda q: q[:4], lambda _: "spring",
                               lambda q: f"FY{q[:4]}", lambda _: None, lambda _: "2016-13"),
    "rows on a sheet of their own": in_place(_continued), "a second table below": in_place(_second_table),
    "a row typed twice": in_place(_again), "a part beside its whole": in_place(_part_of),
    "no heading": in_place(_gone_heading), "a misspelt heading": in_place(_misspelt_heading),
    "a code that is none": in_place(_code),
    "csv files of Windows": _as_csv("cp1250", ";", True),
}
"""Ways that may change what is meant."""

"""Clean books of many shapes: nothing is found in any, and every need is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table
from seen_books import BUDGETS, NEEDS, Rows, book, needs_of, put
from small_files import ods_parts, ods_row, write_folder, write_package

import optimiser

ROOT = Path(__file__).resolve().parents[2]
_ROWS = NEEDS[1:]
_MONEY = "#,##0"


def _formatted(code: str) -> Workbook:
    return book(Needs=(NEEDS[0], *((*row[:2], (row[2], code)) for row in _ROWS)))


def _titled() -> Workbook:
    """The layout of this program's own examples: title, meaning, units above the headings."""
    return book(
        Needs=(("Needs of the route, first half of 2016",), ("Sources: RMRP and assumptions",),
               (None, None, "currency of the row"), *NEEDS),
        Budgets=(("Budgets of 2 donors",), (), (None, None, "EUR"), *BUDGETS))


def _styled() -> Workbook:
    workbook = book()
    for sheet in workbook.worksheets:
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEEFF")
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["A"].width = 30
        sheet.row_dimensions[1].height = 30
        sheet.auto_filter.ref = sheet.dimensions
    return workbook


def _with_table() -> Workbook:
    workbook = book()
    workbook["Needs"].add_table(Table(displayName="tblNeeds", ref="A1:C5"))
    return workbook


def _merged_title() -> Workbook:
    workbook = book(Needs=(("Needs by recipient and activity",), (), *NEEDS))
    workbook["Needs"].merge_cells("A1:C1")
    return workbook


def _sums_across() -> Workbook:
    """Formulas beside a table, and below it after a blank row, in columns without a heading."""
    workbook = needs_of(*((*row, None) for row in _ROWS))
    workbook["Needs"]["H2"] = "Checked by Ana"
    workbook["Needs"]["A8"] = "Source: UNHCR, March 2016"
    return workbook


def _full() -> Workbook:
    return book(
        Recipients=(("Recipient", "ISO code", "Region", "Severity", "Minimum coverage"),
                    ("Serbia", "RS", "Western Balkans", 1.4, (0.2, "0%")),
                    ("Albania", "AL", "Western Balkans", 1.1, "20%")),
        Activities=(("Activity", "Pillar", "Priority", "DAC code"),
                    ("Reception", "Asylum", 1.5, "72010"), ("Borders", "Borders", 1, "15190")),
        Donors=(("Donor", "ISO code", "Group", "GNI", "Population"),
                ("European Union", "EU", None, None, None), ("Czechia", "CZ", "V4", 160, 10.5)),
        Capacity=(("Recipient", "Capacity"), ("Serbia", (900_000, _MONEY))),
        Commitments=(("Fund", "Recipient", "Activity", "Amount"),
                     ("Trust Fund", "Serbia", "Reception", 50_000)),
        Rules=(("Rule", "Recipients", "Measure", "Relation", "Value"),
               ("Ceiling", "Serbia", "share of total", "at most", (0.9, "0.0%"))),
        Settings=(("Setting", "Value"), ("Base currency", "EUR"), ("Title", "A route")))


def _in_thousands() -> Workbook:
    return book(
        Needs=((None, None, "EUR thousand"), NEEDS[0], ("Serbia", "Reception", 1300),
               ("Albania", "Reception", 400)),
        Budgets=(("Budgets, in thousands of euros",), BUDGETS[0], ("Trust Fund", "EU", 800)),
        Settings=(("Setting", "Value"), ("Amounts in", "thousands")))


def _currencies() -> Workbook:
    return book(
        Needs=((*NEEDS[0], "Currency"), ("Serbia", "Reception", (900_000, "[$€-2] #,##0"), "EUR"),
               ("Serbia", "Borders", (450_000, "[$$-409]#,##0"), "USD"),
               ("Albania", "Reception", (27_000_000, '#,##0 "Kč"'), "CZK")),
        Exchange_rates=(("Currency", "Per unit of base", "Date"), ("USD", 1.11, "2016-01-04"),
                        ("CZK", 27.03, "2016-01-04")))


def _periods() -> Workbook:
    return book(
        Needs=(("Recipient", "Activity", "Period", "Need"), ("Serbia", "Reception", "2016-Q1", 900_000),
               ("Serbia", "Reception", "2016-Q2", 400_000), ("Albania", "Reception", "2016-Q1", 250_000)),
        Budgets=(("Fund", "Donor", "Period", "Budget"), ("Trust Fund", "EU", "2016-Q1", 500_000),
                 ("Trust Fund", "EU", "2016-Q2", 300_000)))


def _note_sheets() -> Workbook:
    return book(About=(("What this is",), ("Needs for 2 million people",)))


def _sums_of_three() -> Workbook:
    """The last row is as much as three above, but is a recipient that Recipients lists."""
    return book(
        Needs=(NEEDS[0], ("Serbia", "Reception", 100_000), ("Albania", "Reception", 200_000),
               ("Kosovo", "Reception", 300_000), ("Route", "Reception", 600_000)),
        Recipients=(("Recipient", "Severity"), ("Serbia", 1), ("Albania", 1), ("Kosovo", 1),
                    ("Route", 1)))


def _many(count: int) -> Rows:
    return (NEEDS[0], *(((f"Camp {chr(65 + row % 26)}{chr(65 + row // 26)}", "Shelter",
                          10_000 + 37 * row)) for row in range(count)))


BOOKS: dict[str, Callable[[], Workbook]] = {
    "two plain sheets": book, "titles and units above": _titled, "styled": _styled,
    "as a table of Excel": _with_table, "a merged title": _merged_title,
    "notes beside and below": _sums_across, "all common sheets": _full,
    "thousands, said twice": _in_thousands, "three currencies by format": _currencies,
    "quarters": _periods, "a sheet About": _note_sheets, "last row as much as three": _sums_of_three,
    "grouped thousands": lambda: _formatted(_MONEY), "two decimals": lambda: _formatted("#,##0.00"),
    "the accountant's dash": lambda: _formatted('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-'),
    "red negatives": lambda: _formatted("#,##0;[Red]-#,##0"),
    "euros by sign": lambda: _formatted("#,##0 [$€-1]"),
    "euros by code": lambda: _formatted('"EUR" #,##0'),
    "euros by the accountant": lambda: _formatted('_-* #,##0.00\\ "€"_-'),
    "exponents": lambda: _formatted("0.00E+00"),
    "a column of shares": lambda: book(Needs=(
        (*NEEDS[0], "Uncertainty"), *((*row, (0.15, "0%")) for row in _ROWS))),
    "blank rows between recipients": lambda: needs_of(*_ROWS[:2], (), *_ROWS[2:]),
    "columns beside in no use": lambda: book(Needs=((None, *NEEDS[0]), *((None, *r) for r in _ROWS))),
    "hundreds of camps": lambda: book(Needs=_many(300), Budgets=(BUDGETS[0], ("F", "EU", 900_000))),
    "names that are numbers": lambda: needs_of(*((2016, row[1], row[2]) for row in _ROWS[:2])),
    "need of nothing": lambda: needs_of(*_ROWS, ("Serbia", "Food", 0)),
    "a zero that shows as nothing": lambda: needs_of(*_ROWS, ("Serbia", "Food", (0, "0;-0;;@"))),
    "names with total inside": lambda: needs_of(*_ROWS, ("Serbia", "Total sanitation", 90_000)),
    "regional recipients": lambda: needs_of(*_ROWS, ("Western Balkans", "Reception", 90_000)),
    "rates of five neighbours": lambda: book(Exchange_rates=(
        ("Currency", "Per unit of base"), ("RSD", 121), ("MKD", 61.6), ("ALL", 139), ("BAM", 1.96),
        ("HUF", 310))),
    "a date in a column of text": lambda: book(Needs=(
        (*NEEDS[0], "Source"), *((*row, dt.datetime(2016, 3, 1)) for row in _ROWS))),
    "a budget by earmark": lambda: book(Budgets=(
        (*BUDGETS[0], "For recipients"), (*BUDGETS[1], "Serbia; Albania"), (*BUDGETS[2], "not Serbia"))),
}


@pytest.mark.parametrize("name", BOOKS)
def test_nothing_is_found_in_a_clean_book(name: str, tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    workbook = BOOKS[name]()
    workbook.save(path)
    inputs = optimiser.load(path)
    assert [str(finding) for finding in optimiser.check(inputs)] == []
    rows = sum(1 for row in workbook["Needs"].iter_rows(values_only=True)
               if any(type(value) in (int, float) for value in row))
    assert len(inputs.table("Needs")) == rows


def test_nothing_is_found_in_the_example_the_minimal_book_and_a_new_one(tmp_path: Path) -> None:
    for file in sorted((ROOT / "inputs").glob("*.xlsx")):
        assert [str(f) for f in optimiser.check(optimiser.load(file))] == [], file.name


def test_nothing_is_found_in_a_new_workbook_that_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    optimiser.new(path)
    workbook = openpyxl.load_workbook(path)
    for sheet, values in (("Needs", ("Serbia", "Reception", None, None, 900_000)),
                          ("Budgets", ("Trust Fund", "European Union", None, 500_000))):
        put(workbook[sheet], 5, *values)
    workbook.save(path)
    assert [str(f) for f in optimiser.check(optimiser.load(path))] == []


def test_nothing_is_found_in_a_clean_ods_and_in_clean_csv_files(tmp_path: Path) -> None:
    parts = ods_parts(ods_row("Recipient", "Activity", "Need"),
                      ods_row("Serbia", "Reception", 900), ods_row("Albania", "Borders", 400))
    assert optimiser.check(optimiser.load(write_package(tmp_path / "a.ods", parts))) == ()
    texts = {name: "\n".join(";".join(map(str, row)) for row in rows)
             for name, rows in (("Needs", NEEDS), ("Budgets", BUDGETS))}
    assert optimiser.check(optimiser.load(write_folder(tmp_path / "b", texts))) == ()

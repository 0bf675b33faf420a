"""One of the traps, set at a random place of the example: never another problem without a word."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from more_traps import OTHER, SAME, Way, in_place
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import optimiser
from optimiser.names import name_key
from optimiser.problem.build import build_problem
from optimiser.tables.table import Inputs

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
_MONEY = {"Needs": "Need", "Budgets": "Budget", "Capacity": "Capacity", "Commitments": "Amount",
          "Pins": "At least"}
_NAMES = {"Needs": "Recipient", "Budgets": "Fund", "Capacity": "Recipient",
          "Commitments": "Fund", "Pins": "Fund", "Expertise": "Donor", "Recipients": "Recipient", "Donors": "Donor"}
_SELECTORS = {"Budgets": "For recipients", "Rules": "Recipients"}

Trap = Callable[[Workbook, random.Random], None]


def _heading(sheet: Worksheet, heading: str) -> tuple[int, int]:
    """Return row and column of a heading; a title in A1 may be the same word."""
    return next((cell.row, cell.column) for row in sheet.iter_rows(min_row=2, max_row=10)
                for cell in row if cell.value == heading)


def _place(sheet: Worksheet, heading: str) -> tuple[int, int, int]:
    """Return a column by its heading, and its first and last filled row."""
    top, column = _heading(sheet, heading)
    last = top
    while sheet.cell(last + 1, column).value is not None:
        last += 1
    return column, top + 1, last


def _some_money(book: Workbook, chance: random.Random) -> tuple[Worksheet, int, int, int]:
    name = chance.choice(list(_MONEY))
    column, first, last = _place(book[name], _MONEY[name])
    return book[name], column, first, last


def _shown_as(*codes: str) -> Trap:
    def trap(book: Workbook, chance: random.Random) -> None:
        sheet, column, first, last = _some_money(book, chance)
        sheet.cell(chance.randint(first, last), column).number_format = chance.choice(codes)
    return trap


def _total(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(list(_MONEY))
    sheet = book[name]
    column, first, last = _place(sheet, _MONEY[name])
    word = chance.choice(["Total", "SUM", "Celkem", "Összesen", "Razem", "Spolu", "EU28",
                          "Grand total", "Ukupno"])
    at = chance.randint(first, last + 1)
    sheet.insert_rows(at)
    for cell in range(1, sheet.max_column + 1):
        sheet.cell(at, cell).value = sheet.cell(at - 1 if at > first else at + 1, cell).value
    sheet.cell(at, _place(sheet, _NAMES[name])[0]).value = word
    sheet.cell(at, column).value = 5_000_000


def _unit_said(book: Workbook, chance: random.Random) -> None:
    sheet, column, first, _ = _some_money(book, chance)
    words = ("EUR million", "k€", "tis. EUR", "mln", "EUR '000")
    sheet.cell(chance.choice([first - 2, first - 3]), column).value = chance.choice(words)


def _title_said(book: Workbook, chance: random.Random) -> None:
    sheet = book[chance.choice(list(_MONEY))]
    sheet["A1"] = chance.choice(["Figures in EUR million", "Amounts in thousands of EUR",
                                 "All values in USD m"])


def _hidden_column(book: Workbook, chance: random.Random) -> None:
    sheet, column, _, _ = _some_money(book, chance)
    sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True


def _hidden_row(book: Workbook, chance: random.Random) -> None:
    sheet, _, first, last = _some_money(book, chance)
    sheet.row_dimensions[chance.randint(first, last)].hidden = True


def _merged(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(list(_NAMES))
    column, first, last = _place(book[name], _NAMES[name])
    at = chance.randint(first, last - 1)
    letter = openpyxl.utils.get_column_letter(column)
    book[name].merge_cells(f"{letter}{at}:{letter}{at + 1}")


def _figure_beside(book: Workbook, chance: random.Random) -> None:
    sheet, _, first, last = _some_money(book, chance)
    sheet.cell(chance.randint(first, last), sheet.max_column + chance.randint(1, 3)).value = 750_000


def _copied_sheet(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(list(_MONEY))
    copy = book.copy_worksheet(book[name])
    copy.title = chance.choice([f"{name} (2)", f"{name} - Table 1", f"Old {name.lower()}"])


def _renamed_sheet(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(["Capacity", "Commitments", "Pins", "Recipients", "Exchange rates",
                          "Expertise", "Donors"])
    book[name].title = chance.choice([f"{name} - Table 1", f"My {name.lower()}", "Sheet7"])


def _heading_with_unit(book: Workbook, chance: random.Random) -> None:
    name, heading = chance.choice([("Recipients", "Minimum coverage"), ("Budgets", "Minimum use"),
                                   ("Needs", "Expert-months"), ("Needs", "Currency"),
                                   ("Activities", "Unit cost"), ("Recipients", "Severity")])
    row, column = _heading(book[name], heading)
    book[name].cell(row, column).value = f"{heading} {chance.choice(['(%)', '(EUR)', '[a year]'])}"


def _commas(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(list(_SELECTORS))
    row, column = _heading(book[name], _SELECTORS[name])
    text = chance.choice(["Serbia, Croatia", "Serbia and Croatia", "all", "-", "n/a", "Serbia/Croatia",
                          "all except Serbia"])
    book[name].cell(row + 1, column).value = text


def _other_unit(book: Workbook, chance: random.Random) -> None:
    name = chance.choice(list(_MONEY))
    factor = chance.choice([1000, 1e-3, 1e-6])
    column, first, last = _place(book[name], _MONEY[name])
    for row in range(first, last + 1):
        value = book[name].cell(row, column).value
        if isinstance(value, (int, float)):
            book[name].cell(row, column).value = value * factor


def _turned_rate(book: Workbook, chance: random.Random) -> None:
    column, first, last = _place(book["Exchange rates"], "Per unit of base")
    cell = book["Exchange rates"].cell(chance.randint(first, last), column)
    assert isinstance(cell.value, (int, float))
    cell.value = 1 / cell.value


TRAPS: dict[str, Trap] = {
    "another currency shown": _shown_as('#,##0 "HUF"', "[$£-809]#,##0", '#,##0 "Kč"', "[$RSD-81A] #,##0"),
    "a percentage shown": _shown_as("0%", "0.0%", '0"%"'),
    "thousands shown": _shown_as("#,##0,", '0.0,,"m"', '0" m"', '0 "tis."'),
    "a figure hidden by its format": _shown_as(";;;", '"see note"'),
    "a total": _total, "a unit above the heading": _unit_said, "a unit in the title": _title_said,
    "a hidden column": _hidden_column, "a hidden row": _hidden_row, "a merged name": _merged,
    "a figure under no heading": _figure_beside, "a copied sheet": _copied_sheet,
    "a renamed sheet": _renamed_sheet, "a heading with a unit": _heading_with_unit,
    "commas in a selector": _commas, "a table in another unit": _other_unit,
    "a rate upside down": _turned_rate,
}


def _problem(inputs: Inputs) -> object:
    """Return all that a plan is made of, however its names are spelt and wherever it stands."""
    return _told(build_problem(inputs))


def _told(value: object) -> object:
    """Return a value in plain parts, names by their keys, without titles and cells."""
    if is_dataclass(value):
        return {part.name: _told(getattr(value, part.name)) for part in fields(value)
                if part.name != "title" and not part.name.endswith("source")}
    if isinstance(value, Mapping):
        return {str(_told(key)): _told(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(_told(item)) for item in value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_told(item) for item in value]
    return name_key(value) if isinstance(value, str) else str(value)


CLEAN = _problem(optimiser.load(EXAMPLE))
OPENED = EXAMPLE.read_bytes()
SEEDS = range(2)


def _book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(OPENED))


def _trapped(trap: Trap) -> Way:
    return in_place(trap)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [*TRAPS, *OTHER])
def test_a_trap_at_a_random_place_of_the_example_never_makes_another_plan_in_silence(
        name: str, seed: int, tmp_path: Path) -> None:
    """Equal problems have equal plans: it is the same problem, or a finding says what is not.

    What a cell shows beside what it holds is always said, also where the problem stays the same:
    whoever looked at the cell meant another one.
    """
    way = OTHER.get(name) or _trapped(TRAPS[name])
    inputs = optimiser.load(way(_book(), random.Random(f"{name} {seed}"), tmp_path))
    findings = optimiser.check(inputs)
    assert all(finding.remedy and finding.message for finding in findings)
    assert findings or (name in OTHER and _problem(inputs) == CLEAN)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SAME)
def test_what_only_looks_otherwise_is_the_same_problem_and_no_finding(
        name: str, seed: int, tmp_path: Path) -> None:
    inputs = optimiser.load(SAME[name](_book(), random.Random(f"{name} {seed}"), tmp_path))
    assert [str(finding) for finding in optimiser.check(inputs)] == []
    assert _problem(inputs) == CLEAN


@pytest.mark.parametrize(("sheet", "cell", "value"), [
    ("Needs", "E5", 1), ("Budgets", "D5", 1), ("Recipients", "D5", 9), ("Tiers", "B5", 99)])
def test_another_figure_is_another_problem(
        sheet: str, cell: str, value: float, tmp_path: Path) -> None:
    """What is compared above holds the figures."""
    book = _book()
    book[sheet][cell].value = value
    book.save(tmp_path / "inputs.xlsx")
    inputs = optimiser.load(tmp_path / "inputs.xlsx")
    assert _problem(inputs) != CLEAN


def test_the_example_saved_anew_is_the_same_problem_and_brings_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    _book().save(path)
    inputs = optimiser.load(path)
    assert optimiser.check(inputs) == ()
    assert _problem(inputs) == CLEAN

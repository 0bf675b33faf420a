"""Names that a spreadsheet would take for formulas, links or patterns stay names."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from faulty import Book
from libreoffice import LibreOffice, Line, error_cells, master_check, read_lines
from openpyxl.cell.cell import Cell

if TYPE_CHECKING:
    from running import ExitCode

NAMES = (
    "=cmd|'/C calc'!A0", "+1", "-2+3", "@x", "{=1}", "=SUM(A1:A9)", "=1", "http://x",
    "mailto:a@b.org", "internal:Checks!A1", "'leading apostrophe", '"in quotes"', "comma, comma",
    "Zone*", "Zone 1", "Zone?", "Zone~1", "~*", "*", "?", ">5", "<>", "1E5", "100000", "TRUE",
    "_x0041_", "<b>&amp;</b>", "O'Brien's \"fund\"", "L" * 299 + "1", "L" * 299 + "2",
)
KEYS = {"Recipients": "Recipient", "Activities": "Activity", "Donors": "Donor", "Funds": "Fund"}


def hostile_book() -> Book:
    """Return a book in which every name is a recipient, an activity, a donor and a fund.

    Recipient n needs 100 + n for activity n and 10 + n for the next; fund n has 60 + n. The
    fund `Zone*` may pay the recipient `Zone*` alone.
    """
    book = Book()
    book.put("Needs", 3, "Recipient", "Activity", "Need")
    book.put("Budgets", 3, "Fund", "Donor", "Budget", "For recipients")
    for number, name in enumerate(NAMES):
        book.put("Needs", 4 + 2 * number, name, name, 100 + number)
        book.put("Needs", 5 + 2 * number, name, NAMES[(number + 1) % len(NAMES)], 10 + number)
        book.put("Budgets", 4 + number, name, name, 60 + number,
                 name if name == "Zone*" else None)
    return book


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, exit_code_of: ExitCode) -> Path:
    """Return the output workbook of the hostile book."""
    folder = tmp_path_factory.mktemp("hostile")
    source, path = hostile_book().write(folder / "hostile.xlsx"), folder / "output.xlsx"
    assert exit_code_of(source, "-o", path) == 0
    return path


@pytest.fixture(scope="module")
def recalculated(output: Path, libreoffice: LibreOffice) -> Path:
    """Return the output after a full recalculation."""
    return libreoffice.recalculate([output])[0]


def test_no_name_becomes_a_formula_or_a_link(output: Path) -> None:
    """Each cell that shows a name is text, without a hyperlink."""
    shown: dict[str, set[str]] = defaultdict(set)
    workbook = openpyxl.load_workbook(output)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.value in NAMES:
                    assert cell.data_type == "s", (sheet.title, cell.coordinate, cell.value)
                    assert cell.hyperlink is None, (sheet.title, cell.coordinate)
                    shown[sheet.title].add(str(cell.value))
    for title in (*KEYS, "Allocation", "Needs", "Inputs Needs", "Inputs Budgets"):
        assert shown[title] == set(NAMES), title


def test_no_formula_carries_a_command(output: Path) -> None:
    for sheet in openpyxl.load_workbook(output).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = str(getattr(cell.value, "text", cell.value))
                    assert "cmd|" not in text
                    assert "HYPERLINK" not in text.upper()


def test_the_workbook_links_to_nothing_outside(output: Path) -> None:
    with zipfile.ZipFile(output) as package:
        for name in package.namelist():
            assert "externalLink" not in name
            assert not name.endswith(".bin")
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in package.read(name)


def test_an_earmark_for_a_name_with_a_star_is_no_pattern(output: Path) -> None:
    paid = {line.values["Recipient"] for line in _allocation(output)
            if line.values["Fund"] == "Zone*"}
    assert paid == {"Zone*"}


@pytest.mark.parametrize("sheet", KEYS)
def test_stored_sums_are_those_of_exactly_one_name(output: Path, sheet: str) -> None:
    _check_sums(output, sheet)


@pytest.mark.parametrize("sheet", KEYS)
def test_recalculated_sums_are_those_of_exactly_one_name(
        recalculated: Path, sheet: str) -> None:
    """`Zone*` does not add up Zone 1, `1E5` not 100000, `>5` not every number above 5."""
    _check_sums(recalculated, sheet)


def test_needs_are_met_by_their_own_rows_alone(recalculated: Path) -> None:
    paid: dict[tuple[object, object], float] = defaultdict(float)
    for line in _allocation(recalculated):
        paid[line.values["Recipient"], line.values["Activity"]] += line.figure("Amount")
    lines = read_lines(recalculated, "Needs", "Recipient", "Activity", "Need", "Allocated")
    assert len(lines) == 2 * len(NAMES)
    for line in lines:
        key = line.values["Recipient"], line.values["Activity"]
        assert line.figure("Allocated") == pytest.approx(paid[key], abs=1e-6), key


def test_all_checks_hold_after_recalculation(recalculated: Path) -> None:
    assert error_cells(recalculated) == []
    assert master_check(recalculated) == "OK"


def _check_sums(path: Path, sheet: str) -> None:
    """Compare `Allocated` of each name with the rows of Allocation that bear exactly it."""
    key = KEYS[sheet]
    expected: dict[object, float] = dict.fromkeys(NAMES, 0.0)
    for line in _allocation(path):
        expected[line.values[key]] += line.figure("Amount")
    found = {line.values[key]: line.figure("Allocated")
             for line in read_lines(path, sheet, key, "Allocated")}
    assert found == pytest.approx(expected, abs=1e-6)
    assert sum(found.values()) > 0


def _allocation(path: Path) -> list[Line]:
    return read_lines(path, "Allocation", "Fund", "Recipient", "Activity", "Amount")

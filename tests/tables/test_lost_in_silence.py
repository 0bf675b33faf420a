"""What was read as another plan without a word: a heading that is gone, commitments in thousands."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import optimiser

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
_HEADINGS = 4


def _column(page: Worksheet, heading: str) -> int:
    return next(cell.column for cell in page[_HEADINGS] if cell.value == heading)


@pytest.mark.parametrize(("sheet", "heading"), [
    ("Needs", "Currency"), ("Needs", "Tier"), ("Budgets", "Currency"), ("Budgets", "For activities"),
    ("Commitments", "Currency")])
def test_a_column_whose_heading_is_gone_is_named(
        sheet: str, heading: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLE)
    column = _column(book[sheet], heading)
    book[sheet].cell(_HEADINGS, column).value = None
    book.save(tmp_path / "in.xlsx")
    found = [finding for finding in optimiser.check(optimiser.load(tmp_path / "in.xlsx"))
             if finding.code == "W113"]
    letter = openpyxl.utils.get_column_letter(column)
    assert [finding.place.cell.rstrip("0123456789") for finding in found] == [letter]


def test_a_remark_beside_a_row_is_nobodys_column(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLE)
    page = book["Needs"]
    page.cell(_HEADINGS + 3, page.max_column + 1).value = "asked again in May"
    book.save(tmp_path / "in.xlsx")
    assert optimiser.check(optimiser.load(tmp_path / "in.xlsx")) == ()


def test_commitments_in_thousands_are_named_though_they_are_to_the_largest_needs(
        tmp_path: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLE)
    page = book["Commitments"]
    column = _column(page, "Amount")
    for row in range(_HEADINGS + 1, page.max_row + 1):
        value = page.cell(row, column).value
        if isinstance(value, int | float):
            page.cell(row, column).value = value / 1000
    book.save(tmp_path / "in.xlsx")
    [finding] = optimiser.check(optimiser.load(tmp_path / "in.xlsx"))
    assert (finding.code, finding.place.sheet) == ("W320", "Commitments")

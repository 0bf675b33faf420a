"""Sheets that can be read: no figure wider than its column, no heading in a link's colour."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import optimiser
from optimiser.report.letters import lines

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("readable") / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    return openpyxl.load_workbook(path, data_only=True)


def test_no_figure_is_wider_than_its_column(book: Workbook) -> None:
    """LibreOffice and Excel show ### there."""
    for sheet in book.worksheets:
        if sheet.title == "Summary":
            continue  # laid out by hand, several tables to a column
        for column in sheet.iter_cols(min_row=2):
            letter = column[0].column_letter
            widest = max((len(f"{cell.value:,.0f}") for cell in column
                          if isinstance(cell.value, float | int)), default=0)
            assert widest <= sheet.column_dimensions[letter].width, f"{sheet.title}!{letter}"


AS_PRINTED = (
    ("Pin Czech migration programme to North Macedonia for Joint police patrols, at least", 18.9, 4),
    ("Pin Czech migration programme to North Macedonia for Joint police patrols gets at least EUR "
     "400,000: a fixed amount (pin).", 27.0, 4),
    ("Budget EU humanitarian aid (ECHO)", 16.0, 3),
    ("EU emergency assistance, Croatia", 17.6, 2),
    ("Czechia has no more Police officers to send in 2016-Q1; North Macedonia can use no more in "
     "2016-Q1; the same money does more in North Macedonia for Registration and screening in "
     "2016-Q1 (3.60 points a euro against 3.30).", 51.0, 4),
    ("Food, health and protection", 24.2, 1),
)
"""Texts, widths without indent, and the lines that LibreOffice prints of them."""


@pytest.mark.parametrize(("text", "width", "printed"), AS_PRINTED)
def test_as_many_lines_are_counted_as_are_printed(text: str, width: float, printed: int) -> None:
    """One too few would cut a text; two too many would leave a row half empty."""
    assert printed <= lines(text, width) <= printed + 1


@pytest.mark.parametrize(("sheet", "column"), [("Allocation", "A"), ("Limits", "A"),
                                               ("Limits", "C"), ("Needs", "J")])
def test_rows_are_as_high_as_their_texts(book: Workbook, sheet: str, column: str) -> None:
    """A fund's long name goes on below, behind the indent of its column, and is not cut."""
    inside, tall = book[sheet].column_dimensions[column].width - 0.71 - 1.5, 0
    for row in range(2, book[sheet].max_row + 1):
        text = book[sheet][f"{column}{row}"].value or ""
        height = book[sheet].row_dimensions[row].height or 15.0
        assert height >= 12.5 * lines(text, inside), f"{sheet}!{column}{row}"
        tall += lines(text, inside) > 1
    assert tall > 5


def test_letters_of_charts_print_no_smaller_than_those_of_cells(
        tmp_path_factory: pytest.TempPathFactory, book: Workbook) -> None:
    """A page is scaled to 0.73 of its size at least: letters of 10 points print with 7.3."""
    path = next(tmp_path_factory.getbasetemp().glob("readable*/plan.xlsx"))
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name) for name in package.namelist() if "charts/chart" in name]
    sizes = [int(size) for chart in charts for size in re.findall(rb'sz="(\d+)"', chart)]
    assert len(charts) >= 4
    assert min(sizes) >= 1_000


def test_prices_show_all_their_digits(book: Workbook) -> None:
    """28,723.5334 points for an expert-month take eleven places."""
    sheet = book["Limits"]
    at = next(cell for cell in sheet[1] if cell.value == "Shadow price")
    longest = max(len(f"{row[at.column - 1].value:,.4f}") for row in sheet.iter_rows(min_row=2)
                  if isinstance(row[at.column - 1].value, float | int))
    assert longest > 9
    assert sheet.column_dimensions[at.column_letter].width > longest


def test_headings_are_no_links_and_name_their_word_in_the_glossary(book: Workbook) -> None:
    words = {row[0] for row in book["Glossary"].iter_rows(min_row=2, values_only=True)}
    named = set()
    for sheet in book.worksheets[1:]:
        for cell in sheet[1]:
            assert cell.hyperlink is None, f"{sheet.title}!{cell.coordinate}"
            said = cell.comment.text if cell.comment else ""
            named |= {word for word in words if said.endswith(f"Glossary: {word}.")}
    assert {"Allocated", "Coverage", "Shadow price"} <= named


def test_a_share_just_below_all_has_room_in_its_column(tmp_path: Path) -> None:
    """`over 99.9%` is wider than any other share: LibreOffice showed ### for it."""
    path = tmp_path / "share.xlsx"
    optimiser.write(optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10_000}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10_000.7}]}), path)
    book = openpyxl.load_workbook(path)
    for name, heading in (("Funds", "Used"), ("Donors", "Used"), ("Needs", "Coverage")):
        cell = next(cell for cell in book[name][1] if cell.value == heading)
        assert book[name].column_dimensions[cell.column_letter].width >= len("over 99.9%") + 2


def test_a_text_takes_the_lines_that_its_letters_need() -> None:
    """Narrow letters take half the room of capitals: counting letters left rows half empty."""
    assert lines(" ".join(["ill"] * 20), 40.0) == 1
    assert lines(" ".join(["WMW"] * 20), 40.0) == 3
    assert lines("0" * 81, 40.0) == 3

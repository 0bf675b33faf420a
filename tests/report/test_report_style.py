"""How the output looks: the house style of every sheet, the first page, units, shares."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from report_books import ALL_TABLES, SMALL, Book, many, opened, plan_of, written

from optimiser.report.layout import Look
from optimiser.report.registry import SHEETS
from optimiser.report.styles import Styles, decimals_of, money_decimals
from optimiser.report.summary import how_found
from optimiser.words import share


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(ALL_TABLES, tmp_path_factory.mktemp("style") / "all.xlsx")


@pytest.fixture(scope="module")
def sheets(path: Path) -> list[Worksheet]:
    return list(opened(path).worksheets)


def heading_row(sheet: Worksheet) -> int:
    return 3 if sheet.title == "Checks" else 1


def tables(sheets: list[Worksheet]) -> list[Worksheet]:
    return [sheet for sheet in sheets if sheet.title != "Summary"]


def test_sheets_come_in_the_order_of_the_contract(sheets: list[Worksheet]) -> None:
    names = [sheet.title for sheet in sheets]
    assert names[:12] == ["Summary", "Allocation", "Deployments", "Needs", "Recipients",
                          "Activities", "Donors", "Funds", "Burden sharing", "Limits",
                          "Held back", "Checks"]
    assert names[-2:] == ["Glossary", "Log"]
    assert all(name.startswith("Inputs ") for name in names[12:-2])


def test_the_summary_opens_first_at_its_first_cell(path: Path) -> None:
    book = opened(path)
    assert book.worksheets.index(book.active) == 0
    view = book["Summary"].sheet_view
    assert (view.topLeftCell or "A1") == "A1"
    assert view.selection[0].activeCell in (None, "A1")


def test_no_sheet_is_hidden_and_no_cell_is_merged(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        assert sheet.sheet_state == "visible", sheet.title
        assert not sheet.merged_cells.ranges, sheet.title
        assert not any(d.hidden for d in sheet.column_dimensions.values()), sheet.title
        assert not any(d.hidden for d in sheet.row_dimensions.values()), sheet.title


def test_the_workbook_has_no_macros_and_links_to_nothing_outside(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        relations = [package.read(name).decode() for name in names if name.endswith(".rels")]
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert not [text for text in relations if 'TargetMode="External"' in text]


def test_every_table_has_frozen_headings_a_filter_and_a_print_set_up(
        sheets: list[Worksheet]) -> None:
    for sheet in tables(sheets):
        row = heading_row(sheet)
        assert sheet.freeze_panes == f"B{row + 1}", sheet.title
        assert str(sheet.auto_filter.ref).startswith(f"A{row}:"), sheet.title
        assert sheet.print_title_rows == f"${row}:${row}", sheet.title
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.page_setup.fitToHeight == 0, sheet.title
        assert sheet.print_area, sheet.title


def test_every_heading_has_a_comment_that_is_a_sentence(sheets: list[Worksheet]) -> None:
    for sheet in tables(sheets):
        for cell in sheet[heading_row(sheet)]:
            assert cell.comment is not None, (sheet.title, cell.value)
            assert re.fullmatch(r"\S.*[.]", cell.comment.text, re.DOTALL), (
                sheet.title, cell.value, cell.comment.text)


def test_a_heading_shows_its_unit_and_holds_its_bare_name(sheets: list[Worksheet]) -> None:
    """`Amount (EUR)` is what a reader sees, `Amount` what pandas reads."""
    allocation = next(sheet for sheet in sheets if sheet.title == "Allocation")
    cell = next(cell for cell in allocation[1] if cell.value == "Amount")
    assert "(EUR)" in cell.number_format
    capacity = next(sheet for sheet in sheets if sheet.title == "Inputs Capacity")
    cell = next(cell for cell in capacity[1] if cell.value == "Capacity")
    assert "(thousand EUR)" in cell.number_format


def test_constants_of_the_solver_stand_on_a_ground_that_the_summary_explains(
        sheets: list[Worksheet]) -> None:
    """Pale yellow in Amount and Expert-months, no other column of those sheets; and a legend."""
    fills = {}
    for sheet in sheets:
        if sheet.title in ("Allocation", "Deployments"):
            for heading, cell in zip(sheet[1], sheet[2], strict=True):
                fills[heading.value] = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    marked = {name for name, fill in fills.items() if fill}
    assert marked == {"Amount", "Expert-months"}
    summary = sheets[0]
    legend = next(cell for row in summary.iter_rows(max_row=9) for cell in row
                  if cell.value == "Solver")
    assert legend.fill.fgColor.rgb == fills["Amount"]


def test_names_are_text_whatever_they_look_like(sheets: list[Worksheet]) -> None:
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row
             if isinstance(cell.value, str) and cell.value.startswith("=cmd")]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_rows_are_high_enough_for_their_sentences(sheets: list[Worksheet]) -> None:
    """The long Source of the first need takes several lines."""
    needs = next(sheet for sheet in sheets if sheet.title == "Inputs Needs")
    assert (needs.row_dimensions[2].height or 0) > 30
    assert needs.row_dimensions[3].height is None


def test_charts_have_titles_with_units_and_words_for_those_who_cannot_see(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist()
                  if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        drawing = ET.fromstring(package.read("xl/drawings/drawing1.xml"))
    assert len(charts) == 4
    for chart in charts:
        assert re.search(r"<a:t>[^<]+, EUR( million)?</a:t>|Contribution against key share", chart)
    described = [node.get("descr", "") for node in drawing.iter() if node.tag.endswith("cNvPr")]
    assert len(described) == 4
    assert all("same figures" in text for text in described)


def test_the_matrix_goes_on_below_where_recipients_are_many(tmp_path: Path) -> None:
    """25 recipients take three blocks of at most nine; their totals add up to what is given."""
    book = many(25, 3)
    sheet = opened(written(book, tmp_path / "many.xlsx"), stored=True)["Summary"]
    rows = list(sheet.iter_rows(values_only=True))
    blocks = [n for n, row in enumerate(rows)
              if str(row[0]).startswith("From each fund to each recipient")]
    assert len(blocks) == 3
    found = [name for n in blocks for name in rows[n + 1][1:]
             if name not in (None, "Total")]
    assert found == [f"Recipient {r:02}" for r in range(25)]
    assert max(len([v for v in rows[n + 1] if v]) for n in blocks) <= 11
    totals = sum(sum(v for v, name in zip(rows[n + 5][1:], rows[n + 1][1:], strict=True)
                     if isinstance(v, (int, float)) and name != "Total") for n in blocks)
    assert totals == sum(plan_of(book).allocation["Amount"]) == 1500


def test_shares_below_all_never_show_as_100_percent(path: Path, sheets: list[Worksheet]) -> None:
    """99.97% shows as over 99.9%: not as all, and not as if a thousandth were lost."""
    needs = next(sheet for sheet in sheets if sheet.title == "Needs")
    column = [cell.value for cell in needs[1]].index("Coverage")
    sections = needs[2][column].number_format.split(";")
    assert [section.split("_")[0] for section in sections] == [
        "[>=1]0.0%", '[>=0.9995]"over 99.9%"', "0.0%"]
    assert [share(value) for value in (0.9994, 0.99951, 0.999999, 1)] == [
        "99.9%", "over 99.9%", "over 99.9%", "100%"]


@pytest.mark.parametrize(("need", "rounding", "decimals"), [
    (100, 1, 0), (100, 100, 0), (100, 0.01, 2), (100.5, 1, 0), (100, 0.001, 3)])
def test_money_has_the_decimals_of_the_rounding_unit(
        need: float, rounding: float, decimals: int) -> None:
    book: Book = {
        "Needs": [{"Recipient": "Serbia", "Activity": "Reception", "Need": need}],
        "Budgets": [{"Fund": "Fund", "Donor": "Donor", "Budget": 50}],
        "Settings": [{"Setting": "Rounding", "Value": rounding}],
    }
    assert money_decimals(plan_of(book).solution.problem) == decimals


def test_plain_numbers_have_the_decimals_they_need() -> None:
    assert decimals_of([1.0, 2.0, None, 3]) == 0
    assert decimals_of([0.5, 1.25]) == 2
    assert decimals_of([1 / 3]) == 4


def test_how_the_result_was_found_is_said_in_sentences() -> None:
    lines = how_found(plan_of(SMALL).solution)
    assert all(line.endswith((".", ":")) for line in lines)
    assert any("audit recomputed" in line for line in lines)
    assert lines[-1].startswith("Proved: no plan meets more than 1,800 points")
    assert "all of that" in lines[-1]




PAPER = 1_408
"""Pixels of columns that LibreOffice prints on A4 in landscape with 10 points as 7."""


def test_what_is_printed_is_read_without_a_glass(sheets: list[Worksheet]) -> None:
    """One page wide: the columns up to the end of the print area decide how small letters get."""
    for sheet in tables(sheets):
        last = re.fullmatch(r".*\$([A-Z]+)\$\d+", str(sheet.print_area))
        assert last, sheet.title
        width = sum(7 * sheet.column_dimensions[get_column_letter(at)].width + 5
                    for at in range(1, column_index_from_string(last[1]) + 1))
        assert width <= PAPER, (sheet.title, width)


def test_helper_columns_stand_behind_what_is_printed() -> None:
    for sheet in SHEETS:
        printed = [heading.printed for heading in sheet.columns]
        assert printed == sorted(printed, reverse=True), sheet.name


def test_every_sheet_is_one_click_away(path: Path, sheets: list[Worksheet]) -> None:
    links = {cell.hyperlink.location for row in opened(path)["Summary"].iter_rows()
             for cell in row if cell.hyperlink}
    for sheet in sheets[1:]:
        place = f"'{sheet.title}'!A1" if " " in sheet.title else f"{sheet.title}!A1"
        assert place in links, sheet.title


def test_totals_stand_in_the_contents_and_not_in_the_tables(path: Path) -> None:
    """Whoever reads a table with a program finds records only; the reader finds the total."""
    book = opened(path, stored=True)
    rows = {row[0]: row for row in book["Summary"].iter_rows(values_only=True)
            if row[3] and str(row[3]).startswith("What is given")}
    amounts = [row[8] for row in book["Allocation"].iter_rows(min_row=2, values_only=True)]
    assert rows["Allocation"][1:3] == (len(amounts), sum(amounts))
    for name in ("Allocation", "Recipients", "Donors", "Funds"):
        assert "Total" not in [row[0] for row in book[name].iter_rows(values_only=True)]


def test_the_first_page_names_gaps_rates_and_wishes_not_granted(
        path: Path, tmp_path: Path) -> None:
    """Of a need of 1,500 there is money for 900: both cannot be covered in full."""
    shown = _first_column(path)
    assert {"The largest gaps", "Exchange rates", "CZK"} < set(shown)
    assert "Wishes not granted" not in shown
    wish = {"Rule": "R1", "Measure": "coverage", "Relation": "at least", "Value": "100%",
            "For each": "recipient", "Strength": "should"}
    shown = _first_column(written({**SMALL, "Rules": [wish]}, tmp_path / "wish.xlsx"))
    said = " ".join(shown[shown.index("Wishes not granted"):])
    assert "R1" in said
    assert "Wish not granted, by EUR" in said


def _first_column(path: Path) -> list[str]:
    return [str(row[0]) for row in opened(path)["Summary"].iter_rows(values_only=True)]


def test_headings_of_the_first_page_reach_as_far_as_what_stands_below(
        sheets: list[Worksheet]) -> None:
    """Sentences run to the page's end, and so do the bars over them; no bar has a hole in it."""
    summary, found = sheets[0], []
    for row in summary.iter_rows(max_col=10):
        last = [cell for cell in row if cell.value in (
            "Held back by", "Why", "Source", "What it holds")]
        if last:
            found.append(last[0].value)
            assert {cell.fill.start_color.rgb for cell in row} == {last[0].fill.start_color.rgb}
    assert {"Why", "Source", "What it holds"} <= set(found)


def test_a_page_of_paper_begins_with_a_title_and_ends_with_no_heading(
        sheets: list[Worksheet]) -> None:
    summary = sheets[0]
    first = [summary.cell(broken.id + 1, 1) for broken in summary.row_breaks.brk]
    assert len(first) >= 2
    assert all(cell.font.size == 12 and cell.font.bold for cell in first), first
    # Rows between two breaks fit on a page: 660 points, as rows of 15 where none says otherwise.
    ends = [0, *(broken.id for broken in summary.row_breaks.brk), summary.max_row]
    for start, end in itertools.pairwise(ends):
        heights = [summary.row_dimensions[row].height or 15.0 for row in range(start + 1, end)]
        assert sum(heights) <= 660


def test_what_is_left_of_less_than_a_thousand_is_not_shown_as_nothing() -> None:
    book = xlsxwriter.Workbook(io.BytesIO())
    shown = Styles(book, 0).cell(Look.MONEY, thousands=True).num_format
    assert shown.split(";")[1].startswith('[>0]"under 1"')


def test_the_key_of_a_chart_names_nothing_that_is_not_there(tmp_path: Path) -> None:
    plain = {name: SMALL[name] for name in ("Needs", "Budgets")}
    for book, there in ((plain, False), (ALL_TABLES, True)):
        target = written(book, tmp_path / f"{there}.xlsx")
        with zipfile.ZipFile(target) as package:
            drawn = package.read("xl/charts/chart1.xml").decode()
        assert ("Committed" in drawn) is there


def test_units_of_an_output_are_said_to_be_about_so_many(sheets: list[Worksheet]) -> None:
    allocation = next(sheet for sheet in sheets if sheet.title == "Allocation")
    heading = next(cell for cell in allocation[1] if cell.value == "Units")
    assert heading.number_format.startswith('@" (about)"')
    shown = allocation.cell(2, heading.column).number_format
    assert shown.startswith("[>=10]#,##0_)"), "277.8 claims are about 278, 2.8 posts about 2.8"

"""What a table does not look at: merged, hidden, without a heading, in other sheets, in notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from seen_books import (
    BUDGETS,
    NEEDS,
    Mend,
    Seen,
    book,
    both,
    check_found,
    check_mended,
    needs_of,
    read,
    sets,
    told,
)
from small_files import ods_parts, ods_row, row_xml, sheet_xml, write_package, xlsx_parts

import optimiser


def _merged(workbook: Workbook, *areas: str) -> Workbook:
    for place in areas:
        sheet, _, area = place.partition("!")
        workbook[sheet].merge_cells(area)
    return workbook


def _unmerged(**values: object) -> Mend:
    """Return the remedy: every merge undone, the value written in every cell."""
    def mend(workbook: Workbook) -> None:
        for sheet in workbook.worksheets:
            for area in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(area))
        sets(**values)(workbook)
    return mend


def _hidden(workbook: Workbook, sheet: str, *columns: str) -> Workbook:
    for column in columns:
        workbook[sheet].column_dimensions[column].hidden = True
    return workbook


def _shown(sheet: str, *columns: str) -> Mend:
    def mend(workbook: Workbook) -> None:
        for column in columns:
            workbook[sheet].column_dimensions[column].hidden = False
    return mend


def _without(sheet: str) -> Mend:
    return lambda workbook: workbook.remove(workbook[sheet])


def _renamed(sheet: str, name: str) -> Mend:
    def mend(workbook: Workbook) -> None:
        workbook[sheet].title = name
    return mend


def _year_above() -> Workbook:
    return _merged(book(Needs=((None, None, "2016", "2017"), ("Recipient", "Activity", "Need", None),
                               ("Serbia", "Reception", 900_000, 700_000),
                               ("Albania", "Reception", 250_000, 100_000))), "Needs!C2:D2")


def _in_rows(workbook: Workbook) -> None:
    """Follow the remedy: a row for each figure, told apart by Period."""
    workbook.remove(workbook["Needs"])
    sheet = workbook.create_sheet("Needs")
    for row in (("Recipient", "Activity", "Period", "Need"), ("Serbia", "Reception", "2016", 900_000),
                ("Serbia", "Reception", "2017", 700_000), ("Albania", "Reception", "2016", 250_000),
                ("Albania", "Reception", "2017", 100_000)):
        sheet.append(row)


_HIDDEN = (("Recipient", "Activity", "Need", "Currency", "Weight"),
           ("Serbia", "Reception", 900_000, "EUR", 1), ("Serbia", "Borders", 400_000, "EUR", 1),
           ("Albania", "Reception", 250_000, "EUR", 9), ("Albania", "Borders", 150_000, "EUR", 9))
_FX = (("Currency", "Per unit of base"), ("CZK", 27))

CASES = (
    Seen("recipients merged down over their activities", lambda: _merged(needs_of(
        *NEEDS[1:2], (None, "Borders", 400_000), *NEEDS[3:4], (None, "Borders", 150_000)),
        "Needs!A2:A3", "Needs!A4:A5"), ("E179 Needs!A3", "E179 Needs!A5"),
         _unmerged(Needs_A3="Serbia", Needs_A5="Albania")),
    Seen("a currency merged down: the blank one would be euros", lambda: _merged(book(
        Needs=((*NEEDS[0], "Currency"), (*NEEDS[1], "CZK"), (*NEEDS[2], None), *NEEDS[3:]),
        Exchange_rates=_FX), "Needs!D2:D3"), ("E179 Needs!D3",), _unmerged(Needs_D3="CZK"),
         1_300_000 / 27 + 400_000),
    Seen("a tier merged down", lambda: _merged(book(
        Needs=((*NEEDS[0], "Tier"), (*NEEDS[1], "vital"), (*NEEDS[2], None), (*NEEDS[3], "later"),
               (*NEEDS[4], "later")),
        Tiers=(("Tier", "Weight"), ("vital", 2), ("later", 1))), "Needs!D2:D3"),
         ("E179 Needs!D3",), _unmerged(Needs_D3="vital")),
    Seen("a figure merged across two columns", lambda: _merged(book(
        Budgets=((*BUDGETS[0], "Smallest grant"), (*BUDGETS[1], None), (*BUDGETS[2], 500))),
        "Budgets!C2:D2"), ("E179 Budgets!D2",), _unmerged(Budgets_D2=500)),
    Seen("a source merged down is a note", lambda: _merged(book(
        Needs=((*NEEDS[0], "Source"), (*NEEDS[1], "survey"), *NEEDS[2:])), "Needs!D2:D5"),
         ("W114 Needs!D3",), _unmerged(Needs_D3="survey", Needs_D4="survey", Needs_D5="survey")),
    Seen("a heading merged over two columns, the year above", _year_above, ("E178 Needs!D3",),
         both(_unmerged(), _in_rows), 1_950_000),
    Seen("a heading of Budgets merged over three columns", lambda: _merged(book(
        Budgets=(BUDGETS[0], (*BUDGETS[1], None, 7000), BUDGETS[2])), "Budgets!C1:E1"),
         ("E178 Budgets!E2",), _unmerged(Budgets_E1="Of which paid")),
    Seen("a heading of Capacity merged over two columns", lambda: _merged(book(
        Capacity=(("Recipient", "Capacity", None), ("Serbia", 500_000, 600_000))),
        "Capacity!B1:C1"), ("E178 Capacity!C2",), _unmerged(Capacity_C1="Next year")),
    Seen("currency and weight in hidden columns", lambda: _hidden(
        book(Needs=_HIDDEN), "Needs", "D", "E"), ("W112 Needs!D1",), _shown("Needs", "D", "E")),
    Seen("an earmark in a hidden column", lambda: _hidden(book(Budgets=(
        (*BUDGETS[0], "For recipients"), (*BUDGETS[1], "Serbia"), BUDGETS[2])), "Budgets", "D"),
         ("W112 Budgets!D1",), _shown("Budgets", "D")),
    Seen("a floor in a hidden column", lambda: _hidden(book(Recipients=(
        ("Recipient", "Minimum coverage"), ("Serbia", 0.2), ("Albania", None))), "Recipients", "B"),
         ("W112 Recipients!B1",), _shown("Recipients", "B")),
    Seen("figures left, within and right of a table under no heading", lambda: book(
        Needs=((None, "Recipient", None, "Activity", "Need", None, None),
               (1, "Serbia", "RS", "Reception", 1_200_000, 50_000, "top-up agreed in May"),
               (2, "Albania", "AL", "Reception", 500_000, 70_000, None))),
         ("W113 Needs!A2", "W113 Needs!F2"), sets(Needs_A1="No.", Needs_F1="Top-up")),
    Seen("a second figure of a fund under no heading", lambda: book(
        Budgets=(BUDGETS[0], BUDGETS[1], (*BUDGETS[2], 90_000))), ("W113 Budgets!D3",),
         sets(Budgets_D1="Of which paid")),
    Seen("figures between two columns of Capacity", lambda: book(Capacity=(
        ("Recipient", None, "Capacity"), ("Serbia", 3, 500_000))), ("W113 Capacity!B2",),
         sets(Capacity_B1="Staff")),
    Seen("the rest of the needs on a copy of the sheet", lambda: book(
        **{"Needs (2)": (NEEDS[0], ("Kosovo", "Reception", 700_000))}),
         ("W115 Needs (2)!",), both(_without("Needs (2)"), lambda w: w["Needs"].append(
             ("Kosovo", "Reception", 700_000))), 2_400_000),
    Seen("needs as Numbers exports them", lambda: _tabled("Needs - Table 1"),
         ("E181 Needs - Table 1!",), _renamed("Needs - Table 1", "Needs")),
    Seen("rates under another name", lambda: book(**{"FX rates": _FX}), ("E181 FX rates!",),
         _renamed("FX rates", "Exchange rates")),
    Seen("commitments with a year behind", lambda: book(**{"Commitments 2016": (
        ("Fund", "Recipient", "Activity", "Amount"), ("Czech aid", "Serbia", "Borders", 90_000))}),
         ("W107 Commitments 2016!",), _renamed("Commitments 2016", "Commitments")),
    Seen("capacity on a sheet called Sheet3", lambda: book(Sheet3=(
        ("Recipient", "Capacity"), ("Serbia", 500_000))), ("W115 Sheet3!",),
         _renamed("Sheet3", "Capacity")),
)


def _tabled(name: str) -> Workbook:
    workbook = book()
    workbook["Needs"].title = name
    return workbook


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_merged_hidden_unheaded_or_elsewhere_is_named(case: Seen, tmp_path: Path) -> None:
    check_found(case, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_putting_it_where_a_table_looks_mends_the_workbook(case: Seen, tmp_path: Path) -> None:
    check_mended(case, tmp_path)


def test_rows_that_a_filter_hides_are_read_and_reported(tmp_path: Path) -> None:
    """Filtered, grouped and folded, or of no height."""
    workbook = book()
    sheet = workbook["Needs"]
    sheet.auto_filter.ref = "A1:C5"
    sheet.auto_filter.add_filter_column(0, ["Serbia"])
    sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions.group(5, 5, hidden=True)
    assert told(read(workbook, tmp_path)) == ["W105 Needs!4:5"]
    flat = sheet_xml(row_xml(1, "Recipient", "Activity", "Need"),
                     row_xml(2, "Serbia", "Reception", 5000.0, attributes=' ht="0" customHeight="1"'))
    path = write_package(tmp_path / "flat.xlsx", xlsx_parts(flat))
    assert told(optimiser.check(optimiser.load(path))) == ["W105 Needs!2:2"]


def test_hidden_and_merged_cells_of_an_ods_count(tmp_path: Path) -> None:
    column = '<table:table-column/><table:table-column table:number-columns-repeated="2"/>' \
        '<table:table-column table:visibility="collapse"/>'
    spanned = ('<table:table-cell table:number-rows-spanned="2" office:value-type="string">'
               "<text:p>Serbia</text:p></table:table-cell>")
    parts = ods_parts(column + ods_row("Recipient", "Activity", "Need", "Weight"),
                      ods_row(spanned, "Reception", 900, 1),
                      ods_row("<table:covered-table-cell/>", "Borders", 800, 2))
    path = write_package(tmp_path / "inputs.ods", parts)
    assert told(optimiser.check(optimiser.load(path))) == ["E179 Needs!A3", "W112 Needs!D1"]


def test_comments_on_cells_of_an_ods_are_read_and_are_no_part_of_the_cells(
        tmp_path: Path) -> None:
    """Who wrote one and when is left out; a cell that only has a comment has one, too."""
    note = ("<office:annotation><dc:creator>Anna</dc:creator><dc:date>2016-03-01</dc:date>"
            "<text:p>Counted in<text:s/>March,</text:p><text:p>by <text:span>UNHCR</text:span>"
            "</text:p></office:annotation>")
    need = (f'<table:table-cell office:value-type="float" office:value="900">{note}'
            "<text:p>900</text:p></table:table-cell>")
    parts = ods_parts(ods_row("Recipient", "Activity", "Need", "Source"),
                      ods_row("Serbia", "Reception", need,
                              f"<table:table-cell>{note}</table:table-cell>"),
                      ods_row("Albania", "Borders", 800, "a list"))
    named = str(parts["content.xml"]).replace(
        "<office:document-content ", "<office:document-content "
        'xmlns:dc="http://purl.org/dc/elements/1.1/" ', 1)
    path = write_package(tmp_path / "inputs.ods", parts | {"content.xml": named})
    table = optimiser.load(path).table("Needs")
    assert table.number("Need").tolist() == [900, 800]
    assert table.text("Source").tolist() == ["", "a list"]
    said = "Counted in March,\nby UNHCR"
    assert dict(table.comments) == {(0, "Need"): said, (0, "Source"): said}


@pytest.mark.parametrize("note", [
    ("Source: UNHCR, March 2016",), ("* provisional",), (None, "See the minutes of 3 March"),
    ("1) after the revision",)])
def test_notes_under_a_table_after_a_blank_row_are_no_rows(
        note: tuple[object, ...], tmp_path: Path) -> None:
    workbook = needs_of(*NEEDS[1:], (), note, ("A second line of notes",))
    assert told(read(workbook, tmp_path)) == []
    listed = book(Recipients=(("Recipient", "Severity"), ("Serbia", 2), ("Albania", 1), (), note))
    assert told(read(listed, tmp_path)) == []


def test_rows_after_a_blank_row_that_hold_figures_are_rows(tmp_path: Path) -> None:
    workbook = needs_of(*NEEDS[1:4], (), NEEDS[4])
    assert told(read(workbook, tmp_path)) == []
    assert optimiser.load(tmp_path / "inputs.xlsx").table("Needs").rows.tolist() == [2, 3, 4, 6]
    assert told(read(needs_of(*NEEDS[1:], (), (None, None, 5_000)), tmp_path)) == [
        "E115 Needs!A7", "E115 Needs!B7"]
    assert told(read(needs_of(*NEEDS[1:], ("Source: UNHCR",)), tmp_path)) == [
        "E115 Needs!B6", "E115 Needs!C6"]


def test_a_blank_name_below_another_is_asked_about(tmp_path: Path) -> None:
    """Whoever lays out a pivot table writes a name once; nothing is filled in unasked."""
    finding = read(needs_of(*NEEDS[1:2], (None, "Borders", 400_000)), tmp_path)[0]
    assert finding.remedy == ('Fill it in (with "Serbia" if it is that of the row above), '
                              "or delete the row.")

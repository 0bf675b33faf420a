"""Rows that restate others: an error at the row, mended by deleting it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table
from seen_books import (
    BUDGETS,
    NEEDS,
    Seen,
    book,
    check_found,
    check_mended,
    needs_of,
    read,
    told,
    without_rows,
)

import optimiser
from optimiser.tables.looks.formulas import rows_added_up
from optimiser.tables.looks.totals import is_total, total_of

_ROWS = NEEDS[1:]
_SERBIA, _ALBANIA = _ROWS[:2], _ROWS[2:]


def _all_filled() -> Workbook:
    return book(
        Needs=(NEEDS[0], *_SERBIA, ("Serbia total", "All activities", 1_300_000), *_ALBANIA,
               ("Albania total", "All activities", 400_000),
               ("TOTAL", "All activities", 1_700_000)),
        Budgets=(*BUDGETS, ("TOTAL", "All donors", 1_000_000)))


def _totals_row_of_a_table() -> Workbook:
    workbook = needs_of(*_ROWS, ("Everything", "Everything", 1_700_000))
    table = Table(displayName="tblNeeds", ref="A1:C6", totalsRowCount=1)
    workbook["Needs"].add_table(table)
    vars(table)["tableColumns"] = []
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, NEEDS[0], strict=True):
        column.name = heading
    assert table.autoFilter is not None
    table.autoFilter.ref = "A1:C5"
    return workbook


def _formula(text: str) -> Workbook:
    """Return needs whose last row holds a formula with its stored result, as Excel writes it."""
    return needs_of(*_ROWS, ("Everything", "Everything", text))


CASES = (
    Seen("every name of the row filled", _all_filled,
         ("E170 Needs!A4", "E170 Needs!A7", "E170 Needs!A8", "E170 Budgets!A4"),
         lambda w: [without_rows("Needs", 4, 7, 8)(w), without_rows("Budgets", 4)(w)]),
    Seen("totals row of a table of Excel", _totals_row_of_a_table, ("E170 Needs!A6",),
         lambda w: [w["Needs"].tables.clear(), without_rows("Needs", 6)(w)]),
    Seen("names left blank, the word in the first cell",
         lambda: needs_of(*_ROWS, ("Celkem", None, 1_700_000)), ("E170 Needs!A6",),
         without_rows("Needs", 6)),
    Seen("names left blank, no word at all",
         lambda: needs_of(*_ROWS, (None, None, 1_700_000)), ("E170 Needs!A6",),
         without_rows("Needs", 6)),
    Seen("after a blank row", lambda: needs_of(*_ROWS, (), ("Razem:", None, 1_700_000)),
         ("E170 Needs!A7",), without_rows("Needs", 7)),
    Seen("the word beside the table",
         lambda: needs_of(*_ROWS, (None, None, 1_700_000, "Összesen")), ("E170 Needs!A6",),
         without_rows("Needs", 6)),
    Seen("subtotal of a recipient in Hungarian",
         lambda: needs_of(*_SERBIA, ("Serbia összesen", "x", 1_300_000), *_ALBANIA),
         ("E170 Needs!A4",), without_rows("Needs", 4)),
    Seen("total first", lambda: needs_of(("Grand total", "all", 1_700_000), *_ROWS),
         ("E170 Needs!A2",), without_rows("Needs", 2)),
    Seen("in the second name", lambda: needs_of(
        *_SERBIA, ("Serbia", "Subtotal", 1_300_000), *_ALBANIA), ("E170 Needs!B4",),
         without_rows("Needs", 4)),
    Seen("everything above its parts", lambda: needs_of(
        ("Serbia", "All activities", 1_300_000), *_SERBIA, *_ALBANIA), ("E170 Needs!B2",),
         without_rows("Needs", 2)),
    Seen("everything below its parts, in Czech", lambda: needs_of(
        *_SERBIA, ("Serbia", "Všechny aktivity", 1_300_000), *_ALBANIA), ("E170 Needs!B4",),
         without_rows("Needs", 4)),
    Seen("a part beside its whole", lambda: needs_of(
        *_SERBIA, ("Serbia", "of which: shelter", 150_000), *_ALBANIA), ("E170 Needs!B4",),
         without_rows("Needs", 4)),
    Seen("a part in Polish", lambda: needs_of(
        *_SERBIA, *_ALBANIA, ("w tym Tirana", "Borders", 50_000)), ("E170 Needs!A6",),
         without_rows("Needs", 6)),
    Seen("a union of donors beside its members", lambda: book(
        Donors=(("Donor", "GNI"), ("European Union", 90), ("Czechia", 10), ("EU28", 100))),
         ("E170 Donors!A4",), without_rows("Donors", 4)),
    Seen("last row that adds up those above under a name of its own",
         lambda: needs_of(*_ROWS, ("Region", "Various", 1_700_000)), ("E170 Needs!A6",),
         without_rows("Needs", 6)),
    Seen("first row that adds up those below under a name of its own",
         lambda: needs_of(("Region", "Various", 1_700_000), *_ROWS), ("E170 Needs!A2",),
         without_rows("Needs", 2)),
    Seen("total of another name of a donor of the table", lambda: book(Budgets=(
        BUDGETS[0], BUDGETS[1], ("EU total", "European Union", 800_000), BUDGETS[2])),
         ("E170 Budgets!A3",), without_rows("Budgets", 3)),
    Seen("total of a region, typed and rounded", lambda: needs_of(
        *_SERBIA, ("Western part total", "x", 1_300_001), *_ALBANIA), ("E170 Needs!A4",),
         without_rows("Needs", 4)),
    Seen("last row of a wide table that adds up three rows", lambda: book(Needs=(
        ("Recipient", "Activity", 2016, 2017), ("Serbia", "Reception", 900_000, 100_000),
        ("Albania", "Reception", 300_000, 100_000), ("Kosovo", "Reception", 200_000, 100_000),
        ("Region", "Various", 1_400_000, 300_000))), ("E170 Needs!A5",), without_rows("Needs", 5)),
    Seen("last row of a table with a column a country that adds up three rows", lambda: book(
        Needs=(("Activity", "Serbia", "Albania"), ("Reception", 900_000, 100_000),
               ("Borders", 300_000, 100_000), ("Food", 200_000, 100_000),
               ("The lot", 1_400_000, 300_000)),
        Recipients=(("Recipient",), ("Serbia",), ("Albania",))), ("E170 Needs!A5",),
         without_rows("Needs", 5)),
    Seen("total of a group that stands in Donors", lambda: book(
        Budgets=(BUDGETS[0], BUDGETS[2], BUDGETS[1], ("V4 total", "Czechia", 200_000)),
        Donors=(("Donor", "Group"), ("European Union", "EU"), ("Czechia", "V4"))),
         ("E170 Budgets!A4",), without_rows("Budgets", 4)),
    Seen("last row of Budgets that adds up three funds", lambda: book(Budgets=(
        *BUDGETS, ("Polish aid", "Poland", 100_000), ("Envelope", "Members", 1_100_000))),
         ("E170 Budgets!A5",), without_rows("Budgets", 5)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_row_that_restates_others_is_an_error_at_the_row(case: Seen, tmp_path: Path) -> None:
    check_found(case, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_deleting_a_row_that_restates_others_mends_the_workbook(
        case: Seen, tmp_path: Path) -> None:
    check_mended(case, tmp_path)


@pytest.mark.parametrize("last", [
    ("Total sanitation campaign", "Hygiene", 90_000), ("Serbia", "Total station survey", 90_000),
    ("Kosovo", "Reception", 1_700_000), ("Serbia", "Summary of arrivals", 5_000),
    ("TotalEnergies", "Borders", 5_000), ("Sumadija", "Borders", 5_000)])
def test_a_name_that_only_begins_like_a_total_is_a_name(
        last: tuple[object, ...], tmp_path: Path) -> None:
    """Also a last row whose figure happens to add up, where its activity stands above."""
    assert told(read(needs_of(*_ROWS, last), tmp_path)) == []


def test_a_formula_that_adds_up_its_own_column_is_a_total(tmp_path: Path) -> None:
    """SUBTOTAL or SUM over rows of the table, whatever the row is called; not across a row."""
    import xlsxwriter

    path = tmp_path / "inputs.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in (("Needs", NEEDS), ("Budgets", BUDGETS)):
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        needs = workbook.get_worksheet_by_name("Needs")
        needs.write_row(5, 0, ("Kosovo", "Reception"))
        needs.write_formula(5, 2, "=SUM(E6:F6)", None, 300_000)
        needs.write_row(6, 0, ("Balkans", "Various"))
        needs.write_formula(6, 2, "=SUBTOTAL(109,C2:C6)", None, 2_000_000)
        needs.write_row(7, 0, ("Route", "Mixed"))
        needs.write_formula(7, 2, "=SUM(C2:C3)", None, 1_300_000)
    found = told(optimiser.check(optimiser.load(path)))
    assert found == ["E170 Needs!C7", "E170 Needs!C8"]


def test_an_ods_tells_its_sums_as_well(tmp_path: Path) -> None:
    from small_files import NEEDS as ROWS
    from small_files import ods_parts, ods_row, write_package

    cell = ('<table:table-cell table:formula="of:=SUBTOTAL(9;[.C2:.C3])"'
            ' office:value-type="float" office:value="3000"><text:p>3000</text:p>'
            "</table:table-cell>")
    parts = ods_parts(*(ods_row(*row) for row in ROWS), ods_row("Albania", "Borders", 2000.0),
                      ods_row("Balkans", "Various", cell))
    path = write_package(tmp_path / "inputs.ods", parts)
    assert told(optimiser.check(optimiser.load(path))) == ["E170 Needs!C4"]


@pytest.mark.parametrize("name", [
    "Total", "TOTALS", "Sum:", "Celkem", "Součet", "Összesen", "Mindösszesen", "Razem", "Ogółem",
    "Spolu", "Celkom", "Summe", "Insgesamt", "Ukupno", "Вкупно", "Итого", "Toplam", "Gjithsej",
    "EU28", "EU-27", "EU27_2020", "EA19", "** TOTAL **", "Average", "Průměr:", "Međuzbroj",
    "Меѓузбир", "Gjithësej", "Вкупна сума", "Celková částka", "Suma całkowita", "Укупан износ"])
def test_a_total_is_known_by_its_name_in_the_languages_of_the_route(name: str) -> None:
    assert is_total(name)


def test_what_a_name_says_it_is_the_total_of() -> None:
    assert total_of("Total for Serbia") == "serbia"
    assert total_of("Bosnia and Herzegovina - total") == "bosnia and herzegovina"
    assert total_of("Grand total, all needs") == ""
    assert total_of("EU") is None


def test_a_sum_of_another_column_or_sheet_restates_nothing() -> None:
    assert rows_added_up("SUM(D2:D9)", "C") is None
    assert rows_added_up("SUM('Old needs'!C2:C9)", "C") is None
    assert rows_added_up("C2*1.1", "C") is None
    assert rows_added_up("SUM(C2,C4)", "C") == {1, 3}

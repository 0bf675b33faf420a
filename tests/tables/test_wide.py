"""Wide tables: read as long where every heading is known, shown as they should stand otherwise."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from small_books import Book, codes, findings, only, places, rows
from small_books import small_book as any_book
from small_files import write_folder

import optimiser
from optimiser.tables.findings import Severity

Rows = list[tuple[object, ...]]


def small_book(**tables: list[dict[str, object]]) -> Book:
    """Return a small book whose funds hold less than the smallest of these tables asks for."""
    funds = rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 2), ("Polish Aid", "Poland", 3))
    return any_book(**{"Budgets": funds} | tables)


def needs(table: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    read = optimiser.load(small_book(Needs=table)).table("Needs")
    return list(zip(read.text("Recipient"), read.text("Activity"), read.text("Period"),
                    read.number("Need"), strict=True))


YEARS = rows("Recipient|Activity|2016|2017|2018", ("Serbia", "Reception", 3, 4, 5),
             ("Albania", "Borders", 1, None, 2))
LONG = [("Serbia", "Reception", "2016", 3), ("Serbia", "Reception", "2017", 4),
        ("Serbia", "Reception", "2018", 5), ("Albania", "Borders", "2016", 1),
        ("Albania", "Borders", "2018", 2)]


def test_a_column_a_year_is_a_row_a_year() -> None:
    """A blank cell is no need of 0; the reading is said."""
    assert needs(YEARS) == LONG
    book = small_book(Needs=YEARS)
    assert codes(book) == ["W161"]
    assert "2016, 2017 and 2018" in only(book, "W161").message


@pytest.mark.parametrize("headings", [
    ("2016-Q1", "Q2/2016", "Q3 2016"), ("Jan 2016", "02/2016", "2016-03"), ("H1 2016", "H2 2016", "2017-H1"),
    (2016.0, 2017.0, 2018.0), (dt.datetime(2016, 1, 1), dt.datetime(2016, 2, 1), "2016-03"),
    ("2015/16", "FY2017", "2017/18")])
def test_columns_of_any_known_period_are_rows_of_it(headings: tuple[object, ...]) -> None:
    table = [dict(zip(("Recipient", "Activity", *headings), ("Serbia", "Reception", 3, 4, 5),
                      strict=True))]
    assert [row[3] for row in needs(table)] == [3, 4, 5]
    book = small_book(Needs=table)
    assert codes(book) == ["W161"]
    assert optimiser.optimise(book).needs["Need"].sum() == 12


@pytest.mark.parametrize("spell", ["Need {}", "{} need", "Needs {}", "NEED  {}"])
def test_a_heading_may_say_what_the_figures_are(spell: str) -> None:
    """Renaming one of them to Need, as a misspelt heading's remedy would say, loses the others."""
    table = [{spell.format(key) if key[0] == "2" else key: value for key, value in row.items()}
             for row in YEARS]
    assert needs(table) == LONG
    assert "2016, 2017 and 2018" in only(small_book(Needs=table), "W161").message
    by_recipient = small_book(
        Needs=rows(f"Activity|{spell.format('Serbia')}|{spell.format('Albania')}", ("Reception", 2, 3)),
        Recipients=rows("Recipient", ("Serbia",), ("Albania",)))
    assert set(optimiser.load(by_recipient).table("Needs").text("Recipient")) == {"Serbia", "Albania"}


def test_a_column_that_adds_up_the_others_is_no_period() -> None:
    table = rows("Recipient|Activity|2016|2017|All years", ("Serbia", "Reception", 3, 4, 7),
                 ("Albania", "Borders", 1, None, 1))
    assert [row[2] for row in needs(table)] == ["2016", "2017", "2016"]
    assert "All years" in only(small_book(Needs=table), "W102").message


def test_notes_beside_a_wide_table_stay_notes() -> None:
    table = [row | {"Remark": "by Ana", "Source": "survey"} for row in YEARS]
    assert needs(table) == LONG
    assert optimiser.load(small_book(Needs=table)).table("Needs").text("Source")[0] == "survey"


def test_a_column_a_listed_recipient_is_a_row_a_recipient() -> None:
    book = small_book(
        Needs=rows("Activity|Serbia|ALBANIA", ("Reception", 9, 2), ("Borders", 4, 1)),
        Recipients=rows("Recipient", ("Serbia",), ("Albania",)))
    assert codes(book) == ["W161"]
    read = optimiser.load(book).table("Needs")
    assert list(zip(read.text("Recipient"), read.number("Need"), strict=True)) == [
        ("Serbia", 9), ("ALBANIA", 2), ("Serbia", 4), ("ALBANIA", 1)]


@pytest.mark.parametrize(("sheet", "table", "count"), [
    ("Budgets", rows("Fund|Donor|2016|2017", ("F", "D", 5, 6)), 2),
    ("Capacity", rows("Recipient|2016|2017|2018", ("Serbia", 5, 6, 7)), 3),
    ("Commitments", rows("Fund|Recipient|Activity|2016|2017", ("F", "Serbia", "Reception", 1, 1)),
     2)])
def test_other_tables_of_money_may_be_wide(
        sheet: str, table: list[dict[str, Any]], count: int) -> None:
    book = small_book(Needs=YEARS, Budgets=rows("Fund|Donor|Budget", ("F", "D", 12))) | {
        sheet: table}
    assert set(codes(book)) == {"W161"}
    assert len(optimiser.load(book).table(sheet)) == count


@pytest.mark.parametrize(("cell", "code"), [("tbc", "E118"), ("1,000", "E104"), (-5, "E119"),
                                            (True, "E121"), ("EUR 5", "E123")])
def test_a_fault_of_a_wide_table_is_found_at_its_own_cell(cell: object, code: str) -> None:
    table = [dict(row) for row in YEARS]
    table[1]["2018"] = cell
    assert places(small_book(Needs=table), code) == ["Needs!E3"]


@pytest.mark.parametrize("cell", ["tbc", "EUR 5", "n/a"])
def test_a_period_without_any_figure_is_at_fault_and_never_left_out(cell: str) -> None:
    """Nothing else under 2018 tells that it holds figures; two such columns are wide as well."""
    table = [{**row, "2018": cell if row["Recipient"] == "Serbia" else None} for row in YEARS]
    book = small_book(Needs=table)
    assert [f.place.cell for f in findings(book) if f.severity is Severity.ERROR] == ["E2"]
    two = [{key: value for key, value in row.items() if key != "2017"} for row in table]
    assert [f.place.cell for f in findings(small_book(Needs=two))
            if f.severity is Severity.ERROR] == ["D2"]


def test_a_row_twice_in_a_wide_table_is_found_once_a_period() -> None:
    table = [*YEARS, dict(YEARS[0])]
    assert places(small_book(Needs=table), "E128") == ["Needs!A4"] * 3


def test_a_limit_of_a_wide_table_names_the_cell_of_its_figure() -> None:
    plan = optimiser.optimise(small_book(
        Needs=YEARS, Budgets=rows("Fund|Donor|2016|2017|2018", ("F", "D", 1, 1, 1))))
    assert plan.limits.query("Kind == 'Budget'")["Source"].tolist() == [
        "Budgets!C2", "Budgets!D2", "Budgets!E2"]


def test_recipients_that_nothing_lists_are_shown_as_they_should_stand() -> None:
    """Either remedy, followed, leaves nothing but the note that the table was read as long."""
    book = small_book(Needs=rows("Activity|Serbia|Albania|Total", ("Reception", 9, 2, 11),
                                 ("Borders", 4, 1, 5)))
    finding = only(book, "E161")
    assert finding.place.cell == "B1"
    assert ("Activity | Recipient | Need; Reception | Serbia | 9; Reception | Albania | 2; "
            "Borders | Serbia | 4") in finding.remedy
    listed = book | {"Recipients": rows("Recipient", ("Serbia",), ("Albania",))}
    assert set(codes(listed)) == {"W161", "W102"}
    assert codes(book | {"Needs": rows("Activity|Recipient|Need", ("Reception", "Serbia", 9),
                                       ("Reception", "Albania", 2), ("Borders", "Serbia", 4))}) == []


@pytest.mark.parametrize(("table", "recipients", "says"), [
    (rows("Activity|Serbia|Albania|Kosovo*", ("Reception", 9, 2, 3)), ("Serbia", "Albania"),
     '"Kosovo*"'),
    (rows("Recipient|Activity|2016|2017|later", ("Serbia", "Reception", 3, 4, 5)), ("Serbia",),
     '"later"'),
    (rows("Activity|Serbia|Kosovo*", ("Reception", 9, 2)), ("Serbia", "Kosovo"), '"Kosovo*"'),
    (rows("Recipient|Activity|2016|later", ("Serbia", "Reception", 3, 5)), ("Serbia",), '"later"'),
    (rows("Recipient|Activity|Q1 2016|Q2 2016|Q5 2016", ("Serbia", "Reception", 3, 4, 5)),
     ("Serbia",), '"Q5 2016"')])
def test_one_heading_of_another_kind_stops_a_wide_table(
        table: list[dict[str, Any]], recipients: tuple[str, ...], says: str) -> None:
    book = small_book(Needs=table, Recipients=rows("Recipient", *((r,) for r in recipients)))
    assert says in only(book, "E161").message


@pytest.mark.parametrize("table", [
    rows("Recipient|Activity|Need|2015|2016", ("Serbia", "Reception", 3, 4, 5)),
    rows("Recipient|Activity|Ned|Remark", ("Serbia", "Reception", 3, "x")),
    rows("Activity|Households|Ned", ("Reception", "many", 3))])
def test_a_table_that_is_not_wide_is_read_as_it_is(table: list[dict[str, Any]]) -> None:
    assert not {"E161", "W161"} & set(codes(small_book(Needs=table)))


def test_a_wide_csv_file_is_read_like_a_sheet(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", {
        "Needs": "Recipient;Activity;2016;2017\nSerbia;Reception;1 000,5;4\n",
        "Budgets": "Fund,Donor,Budget\nF,D,5\n"})
    read = optimiser.load(folder)
    assert [f.code for f in optimiser.check(read)] == ["W161"]
    assert read.table("Needs").number("Need").tolist() == [1000.5, 4]


@pytest.mark.parametrize(("table", "sheet", "says"), [
    (rows("Recipient|Activity|Project|Need", ("Serbia", "x", "P1", 5), ("Serbia", "x", "P2", 4)),
     "Needs", "Add them up in one row"),
    (rows("Recipient|Activity|Need", ("Serbia", "x", 5), ("Serbia", "x", 5)), "Needs",
     "Delete one if it was typed twice"),
    (rows("Fund|Recipient|Activity|Amount|Contract", ("Czech Aid", "Serbia", "Reception", 10, "C1"),
          ("Czech Aid", "Serbia", "Reception", 10, "C2")), "Commitments",
     "tell them apart in Status or Source")])
def test_the_remedy_for_a_row_twice_fits_its_cause(
        table: list[dict[str, Any]], sheet: str, says: str) -> None:
    """Two payments of one kind are two payments: "delete one" would lose money."""
    assert says in only(small_book(**{sheet: table}), "E128").remedy
    if "Source" in says:
        apart = [row | {"Source": row["Contract"]} for row in table]
        assert "E128" not in codes(small_book(**{sheet: apart}))

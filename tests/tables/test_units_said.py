"""Units and currencies said in a heading, above or below it, against what is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from seen_books import (
    BUDGETS,
    NEEDS,
    Rows,
    Seen,
    book,
    both,
    check_found,
    check_mended,
    read,
    sets,
    told,
    without_rows,
)

from optimiser.tables.looks.units import read_said

MILLIONS: Rows = (("Serbia", "Reception", 0.9), ("Albania", "Reception", 0.25))
FUNDS: Rows = (("Trust Fund", "European Union", 0.8), ("Czech aid", "Czechia", 0.2))


def _in(unit: str) -> object:
    """Return the remedy: the unit is said in Settings."""
    def mend(workbook: Workbook) -> None:
        sheet = workbook.create_sheet("Settings")
        sheet.append(("Setting", "Value"))
        sheet.append(("Amounts in", unit))
    return mend


def _book(*above: tuple[object, ...], headings: tuple[object, ...] = NEEDS[0],  # type: ignore[assignment]
          below: Rows = ()) -> Workbook:
    return book(Needs=(*above, headings, *below, *MILLIONS), Budgets=(BUDGETS[0], *FUNDS))


def _two_units() -> Workbook:
    return book(
        Needs=(("Needs, EUR million",), (None, None, "EUR million"), NEEDS[0], *MILLIONS),
        Budgets=(("Budgets, EUR thousand",), (None, None, "EUR thousand"), BUDGETS[0],
                 ("Trust Fund", "European Union", 800), ("Czech aid", "Czechia", 200)))


CASES = (
    Seen("in titles and above the columns, another in each table", _two_units,
         ("E176 Needs!A1", "E176 Needs!C2", "E176 Budgets!A1", "E176 Budgets!C2"),
         both(_in("millions"), sets(Budgets_A1="Budgets", Budgets_C2="EUR million",
                                    Budgets_C4=0.8, Budgets_C5=0.2)), 1_150_000),
    Seen("in a title", lambda: _book(("Needs 2016, in millions of euros",)), ("E176 Needs!A1",),
         _in("millions"), 1_150_000),
    Seen("right below the heading", lambda: _book(below=((None, None, "mil. EUR"),)),
         ("E176 Needs!C2",), _in("millions"), 1_150_000),
    Seen("in a note under the table", lambda: book(
        Needs=(NEEDS[0], *MILLIONS, (), ("All amounts in EUR m",)),
        Budgets=(BUDGETS[0], *FUNDS)), ("E176 Needs!A5",), _in("millions"), 1_150_000),
    Seen("above one column, as a sign", lambda: _book((None, None, "€m")), ("E176 Needs!C1",),
         _in("millions"), 1_150_000),
    Seen("thousands where millions are read", lambda: book(
        Needs=((None, None, "k€"), NEEDS[0], *MILLIONS), Budgets=(BUDGETS[0], *FUNDS),
        Settings=(("Setting", "Value"), ("Amounts in", "millions"))), ("E176 Needs!C1",),
         sets(Needs_C1="€m"), 1_150_000),
    Seen("a currency above the column", lambda: book(
        Needs=((None, None, "USD"), *NEEDS)), ("E177 Needs!C1",), sets(Needs_C1="EUR")),
    Seen("a currency below the heading", lambda: book(
        Budgets=(BUDGETS[0], (None, None, "in Kč"), *BUDGETS[1:])), ("E177 Budgets!C2",),
         without_rows("Budgets", 2)),
    Seen("a currency beside a unit in a title", lambda: _book(("Needs in USD million",)),
         ("E176 Needs!A1", "E177 Needs!A1"), both(sets(Needs_A1="Needs"), _in("millions")),
         1_150_000),
    Seen("a currency in a title", lambda: book(Needs=(("All amounts in USD",), (), *NEEDS)),
         ("E177 Needs!A1",), sets(Needs_A1="All amounts in EUR")),
    Seen("a currency in a title, in brackets", lambda: book(
        Budgets=(("Budgets (CZK)",), *BUDGETS)), ("E177 Budgets!A1",), sets(Budgets_A1="Budgets")),
    Seen("a unit in a title, as a sign", lambda: _book(("Needs, in €k",)), ("E176 Needs!A1",),
         both(sets(Needs_A1="Needs, in €m"), _in("millions")), 1_150_000),
    Seen("a unit in a column beside", lambda: book(
        Needs=((*NEEDS[0], "Unit"), *((*row, "EUR million") for row in MILLIONS)),
        Budgets=(BUDGETS[0], *FUNDS)), ("E176 Needs!D2",), _in("millions"), 1_150_000),
    Seen("an optional heading with a percent sign", lambda: book(Recipients=(
        ("Recipient", "Minimum coverage (%)"), ("Serbia", 0.2), ("Albania", 0.9))),
         ("E180 Recipients!B1",), sets(Recipients_B1="Minimum coverage")),
    Seen("an optional heading with a currency", lambda: book(Budgets=(
        (*BUDGETS[0], "Smallest grant, EUR"), (*BUDGETS[1], 5000), (*BUDGETS[2], 5000))),
         ("E180 Budgets!D1",), sets(Budgets_D1="Smallest grant")),
    Seen("an optional heading with a remark", lambda: book(Needs=(
        (*NEEDS[0], "Expert-months [per year]"), *((*row, 1) for row in NEEDS[1:]))),
         ("E180 Needs!D1",), sets(Needs_D1="Expert-months")),
    Seen("a required heading with a unit", lambda: _book(
        headings=("Recipient", "Activity", "Need (EUR million)")), ("E112 Needs!C1",),
         both(sets(Needs_C1="Need"), _in("millions")), 1_150_000),
    Seen("earmarks in other words, a share cut short", lambda: book(
        Recipients=(("Recipient", "Co-fin. (%)", "Min. coverage"), ("Serbia", None, 0.2),
                    ("Albania", None, 0.9)),
        Budgets=((*BUDGETS[0], "Earmarked for", "Earmark"), (*BUDGETS[1], "Albania", "Reception"),
                 (*BUDGETS[2], None, None))),
         ("W101 Recipients!B1", "W101 Recipients!C1", "W101 Budgets!D1", "W101 Budgets!E1"),
         sets(Recipients_B1="Co-financing", Recipients_C1="Severity",
              Budgets_D1="For recipients", Budgets_E1="For activities")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_unit_said_beside_a_table_is_named_where_it_is_said(case: Seen, tmp_path: Path) -> None:
    check_found(case, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_saying_the_unit_in_settings_or_the_heading_alone_mends_the_workbook(
        case: Seen, tmp_path: Path) -> None:
    check_mended(case, tmp_path)


def test_a_unit_said_in_two_words_points_to_amounts_in(tmp_path: Path) -> None:
    finding = read(_book((None, None, "EUR million")), tmp_path)[0]
    assert finding.message == '"EUR million" says millions, but amounts are read as units.'
    assert "Write millions for Amounts in (Settings)" in finding.remedy
    missing = read(_book(headings=("Recipient", "Activity", "Need, EUR m")), tmp_path)[0]
    assert "say millions for Amounts in (Settings)" in missing.remedy


@pytest.mark.parametrize("title", [
    "Needs for 2 million people", "EUR 3 million were spent in 2015", "The millions who came",
    "Needs of a thousand refugees a day", "Milan, Monday", "Plan M, version 3", "Needs in EUR",
    "Needs (SK)", "USD were spent in 2015", "Needs of all (ME)", "Needs (EUR)", "Plan for 2016 in all",
    "Source: EUR-Lex and the Commission", "k", "Table 1,000"])
def test_a_title_that_tells_of_millions_says_no_unit(title: str, tmp_path: Path) -> None:
    workbook = book(Needs=((title,), *NEEDS))
    assert told(read(workbook, tmp_path)) == []


@pytest.mark.parametrize(("text", "unit"), [
    ("EUR '000", 1e3), ("tis. Kč", 1e3), ("ezer Ft", 1e3), ("in 1,000 EUR", 1e3), ("MEUR", 1e6),
    ("mln zł", 1e6), ("Mio. €", 1e6), ("mil. Sk", 1e6), ("млн. дин", 1e6), ("USD bn", 1e9),
    ("mld Ft", 1e9), ("months", 0), ("EUR", 0), ("currency of the row", 0), ("% of needs", 0)])
def test_units_are_known_in_the_languages_of_the_route(text: str, unit: float) -> None:
    assert read_said(text, alone=True).unit == unit


@pytest.mark.parametrize(("title", "codes"), [
    ("Iznosi u hiljadama evra", ["E176"]), ("Износи у хиљадама динара", ["E176", "E177"]),
    ("Potrebe (u milionima eura)", ["E176"]), ("Shumat në mijë euro", ["E176"]),
    ("Износите се во илјади евра", ["E176"]), ("Zneski v tisoč EUR", ["E176"]),
    ("Needs in kEUR", ["E176"]), ("Needs, TEUR", ["E176"]), ("Igények, eFt", ["E176", "E177"]),
    ("Igények, MFt", ["E176", "E177"]), ("Potřeby v 1 000 Kč", ["E176", "E177"]),
    ("Needs in 1000 EUR", ["E176"]), ("Částky v Kč", ["E177"]), ("Iznosi u RSD", ["E177"]),
    ("Износи у динарима", ["E177"]), ("Kwoty w zł", ["E177"]), ("Összegek Ft-ban", ["E177"]),
    ("Összegek forintban", ["E177"]), ("Needs, USD", ["E177"]), ("Valuta: RSD", ["E177"]),
    ("Countries: ALL", []), ("Budget (ALL)", []), ("Two million people on the route", []),
    ("500 kits x 1000 EUR", []), ("Vouchers (1000 EUR each)", []), ("Currency: EUR", []),
    ("Trasa v km", []), ("Kosovo, SK", []), ("USD were spent in 2015", [])])
def test_a_title_says_its_unit_and_currency_in_the_languages_of_the_region(
        title: str, codes: list[str], tmp_path: Path) -> None:
    findings = read(_book((title,), ()), tmp_path)
    assert told(findings)[:2] == [f"{code} Needs!A1" for code in codes]
    below = read(book(Needs=(*NEEDS, (), (title,))), tmp_path)
    assert told(below)[:2] == [f"{code} Needs!A7" for code in codes]


@pytest.mark.parametrize("unit", ["u hiljadama EUR", "у хиљадама евра", "mijë euro", "tisoč EUR",
                                  "milijoni EUR", "tisuće eura", "ezer euró", "TEUR"])
def test_a_unit_right_below_the_heading_is_no_row_in_any_language(
        unit: str, tmp_path: Path) -> None:
    assert told(read(_book(below=((None, None, unit),)), tmp_path)) == ["E176 Needs!C2"]


@pytest.mark.parametrize(("headings", "units", "found"), [
    (("Unit",), ("EUR", "EUR k"), ["E176 Needs!D3"]), (("Unit",), ("EUR", "EUR"), []),
    (("Měna",), ("CZK", "EUR"), ["E177 Needs!D2"]), (("Валута",), ("EUR", "дин."), ["E177 Needs!D3"]),
    (("Waluta",), ("zł", "zł"), ["E177 Needs!D2"]), (("Project",), ("CZK", "BAM"), []),
    (("Original currency",), ("CZK", "CZK"), [])])
def test_a_column_called_like_units_or_currencies_says_what_amounts_are_in(
        headings: tuple[str, ...], units: tuple[str, ...], found: list[str], tmp_path: Path) -> None:
    rows = ((*row, unit) for row, unit in zip(NEEDS[1:3], units, strict=True))
    findings = read(book(Needs=((*NEEDS[0], *headings), *rows)), tmp_path)
    assert [one for one in told(findings) if one[0] == "E"] == found


def test_a_column_of_currencies_beside_currency_is_a_note(tmp_path: Path) -> None:
    rows = ((*row, "EUR", "CZK") for row in NEEDS[1:])
    assert not [one for one in told(read(book(Needs=(
        (*NEEDS[0], "Currency", "Valuta"), *rows)), tmp_path)) if one[0] == "E"]

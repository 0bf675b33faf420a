"""Habits of people that a program reads otherwise: signs for the row above, names run together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from seen_books import NEEDS, book, needs_of, read, told
from small_files import write_folder

import optimiser
from optimiser.suggestions import slips

PERIODS = ("Recipient", "Activity", "Period", "Need")


@pytest.mark.parametrize("sign", ['"', "''", '-"-', "\u2014\u201d\u2014", "\u3003", ",,", "-II-", "-//-", "ditto", "idem",
                                  "dtto", "j.w.", "same as above"])
def test_a_sign_for_the_row_above_is_no_name(sign: str, tmp_path: Path) -> None:
    """The remedy, followed, leaves nothing to say."""
    [finding] = read(needs_of(*NEEDS[1:3], (sign, "Food", 300_000)), tmp_path)
    assert (finding.code, finding.place.cell) == ("E183", "A4")
    assert 'Write "Serbia" in full.' in finding.remedy
    assert told(read(needs_of(*NEEDS[1:3], ("Serbia", "Food", 300_000)), tmp_path)) == []


@pytest.mark.parametrize("name", ["Idema", "II", "Dito", "Same day reception", "V. Banat"])
def test_a_name_is_no_sign(name: str, tmp_path: Path) -> None:
    assert told(read(needs_of(*NEEDS[1:], ("Kosovo", name, 300_000)), tmp_path)) == []


@pytest.mark.parametrize(("below", "found"), [
    ("700 000", "E178 Needs!D2"), ("1,000", "E178 Needs!D2"), ("approx.", "W113 Needs!D2")])
def test_texts_under_a_merged_heading_are_never_lost_in_silence(
        below: str, found: str, tmp_path: Path) -> None:
    workbook = book(Needs=((*NEEDS[0], None), (*NEEDS[1], below), *NEEDS[2:]))
    workbook["Needs"].merge_cells("C1:D1")
    assert told(read(workbook, tmp_path)) == [found]


def test_a_name_under_a_merged_heading_is_told(tmp_path: Path) -> None:
    workbook = book(Needs=(("Recipient", None, "Activity", "Need"),
                           ("Serbia", "North", "Reception", 900_000),
                           ("Serbia", None, "Borders", 900_000)))
    workbook["Needs"].merge_cells("A1:B1")
    assert told(read(workbook, tmp_path)) == ["W113 Needs!B2"]


def _regions(of_serbia: str) -> Workbook:
    return book(Recipients=(("Recipient", "Region"), ("Serbia", of_serbia), ("Albania", "WB; Coast")))


def test_classes_parted_by_a_comma_are_told_where_one_of_them_is_known(tmp_path: Path) -> None:
    [finding] = read(_regions("WB, Route"), tmp_path)
    assert (finding.code, finding.place.cell) == ("W235", "B2")
    assert "Write WB; Route" in finding.remedy
    assert told(read(_regions("WB; Route"), tmp_path)) == []
    assert told(read(_regions("Balkans, west"), tmp_path)) == []


def test_names_that_differ_by_their_marks_alone_are_one_with_a_slip() -> None:
    def pairs(*names: str) -> list[tuple[int, int]]:
        return list(slips(names))

    assert pairs("V4", "V-4") == [(0, 1)]
    assert pairs("Camp A", "Camp-A") == [(0, 1)]
    assert pairs("Шабац", "Šabac") == pairs("Скопје", "Skopje") == pairs("Łódź", "Lodz") == [(0, 1)]
    assert pairs("Đakovica", "Djakovica", "Ђаковица") == [(0, 1), (0, 2), (1, 2)]
    assert pairs("Camp A", "Camp B") == pairs("1.1", "11") == pairs("Lot 1", "Lot 11") == []


def test_a_date_among_fiscal_years_is_not_guessed(tmp_path: Path) -> None:
    """January 2016 lies in 2015/16 or in 2016/17: that hangs on when the year begins."""
    workbook = needs_of(("Serbia", "Reception", "2015/16", 900_000),
                        ("Serbia", "Reception", dt.datetime(2016, 1, 1), 400_000), headings=PERIODS)
    [finding] = read(workbook, tmp_path)
    assert (finding.code, finding.place.cell) == ("E126", "C3")


def test_two_quarters_in_one_cell_are_not_told_to_be_the_first(tmp_path: Path) -> None:
    [finding] = read(needs_of(("Serbia", "Reception", "Q1-Q2 2016", 1_200_000), headings=PERIODS), tmp_path)
    assert finding.code == "E126"
    assert "2016-Q1," not in finding.remedy.partition(" or ")[0]
    assert "it like" in finding.remedy


def test_the_hidden_rows_are_counted_in_words(tmp_path: Path) -> None:
    workbook = book()
    workbook["Needs"].row_dimensions[3].hidden = True
    [finding] = read(workbook, tmp_path)
    assert finding.message == "Hidden rows were read: 3 (1 row)."


@pytest.mark.parametrize(("one", "other"), [
    ("Albania", "Shqipëria"), ("Montenegro", "Mali i Zi"), ("North Macedonia", "Maqedonia"),
    ("Bosnia and Herzegovina", "БиХ"), ("Kosovo", "Kosovo i Metohija")])
def test_a_country_is_known_by_what_its_neighbours_call_it(
        one: str, other: str, tmp_path: Path) -> None:
    workbook = needs_of((one, "Reception", 900_000), (other, "Borders", 400_000))
    assert told(read(workbook, tmp_path)) == ["W232 Needs!A3"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?", "#HODNOTA!", "#N/D", "#NÉV?", "Err:502"])
def test_an_error_that_a_text_keeps_is_no_name(error: str, tmp_path: Path) -> None:
    """As a .csv file keeps it, or values pasted from elsewhere."""
    folder = write_folder(tmp_path / "tables", {
        "Needs": f"Recipient,Activity,Need\nSerbia,Food,900\n{error},Food,400\n",
        "Budgets": f"Fund,Donor,Budget,For recipients\nF,D,500,{error}\n"})
    assert told(optimiser.check(optimiser.load(folder))) == ["E116 Needs!A3", "E116 Budgets!D2"]
    for name in ("#1 Serbia", "#tag", "N/A"):
        assert told(read(needs_of((name, "Food", 900_000)), tmp_path)) == []


def test_a_commitment_without_a_currency_of_a_fund_in_another_one_is_told(tmp_path: Path) -> None:
    def workbook(currency: str | None) -> Workbook:
        return book(
            Budgets=(("Fund", "Donor", "Budget", "Currency"), ("F", "European Union", 27_000_000, "CZK")),
            Commitments=(("Fund", "Recipient", "Activity", "Amount", "Currency"),
                         ("F", "Serbia", "Reception", 270_000, currency)),
            Exchange_rates=(("Currency", "Per unit of base"), ("CZK", 27)))

    [finding] = read(workbook(None), tmp_path)
    assert (finding.code, finding.place.cell) == ("W327", "D2")
    assert "read as EUR 270,000, and the budget of F is in CZK" in finding.message
    assert read(workbook("CZK"), tmp_path) == read(workbook("EUR"), tmp_path) == ()


def test_columns_that_an_output_adds_to_its_copy_of_the_inputs_are_no_news(tmp_path: Path) -> None:
    """Of commitments without periods the number of the period was near to Period."""
    workbook = book(Commitments=(("Fund", "Recipient", "Activity", "Amount"),
                                 ("Trust Fund", "Serbia", "Reception", 100_000)))
    assert read(workbook, tmp_path) == ()
    plan = optimiser.optimise(tmp_path / "inputs.xlsx")
    optimiser.write(plan, tmp_path / "plan.xlsx")
    assert optimiser.check(tmp_path / "plan.xlsx") == ()
    assert optimiser.optimise(tmp_path / "plan.xlsx").allocation.equals(plan.allocation)


@pytest.mark.parametrize("numbers", [(1, 2, 3), ("1", "2", "3"), ("(1)", "(2)", "(3)"), ("1.", "2.", "3.")])
def test_a_row_that_numbers_the_columns_is_no_need(numbers: tuple[object, ...], tmp_path: Path) -> None:
    assert read(needs_of(numbers, *NEEDS[1:]), tmp_path) == ()
    assert len(optimiser.load(tmp_path / "inputs.xlsx").table("Needs")) == 4
    wide = needs_of((*numbers, 4), ("Serbia", "Food", 900_000, 800_000),
                    headings=("Recipient", "Activity", 2016, 2017))
    assert told(read(wide, tmp_path)) == ["W161 Needs!C1"]
    assert len(optimiser.load(tmp_path / "inputs.xlsx").table("Needs")) == 2


def test_a_row_of_figures_is_a_need(tmp_path: Path) -> None:
    read(needs_of(("1", "2", 900_000), *NEEDS[1:]), tmp_path)
    assert len(optimiser.load(tmp_path / "inputs.xlsx").table("Needs")) == 5

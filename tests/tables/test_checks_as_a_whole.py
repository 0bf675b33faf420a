"""The checks together: no false alarm, a stable order, nothing twice."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pytest
from reference.random_books import random_book
from small_books import Book, codes, error_codes, findings, rows, small_book

import optimiser
from optimiser.tables.checks import CHECKS, check_inputs
from optimiser.tables.findings import Severity
from optimiser.tables.summary import summarise


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_valid_books_have_no_error(first: int) -> None:
    """Random books whose limits are all derived from one plan that keeps them."""
    wrong = {seed: found for seed in range(first, first + 50)
             if (found := error_codes(random_book(seed)))}
    assert wrong == {}


def ill_book() -> Book:
    """Return a book with errors and warnings in several tables."""
    return small_book(
        Rules=rows("Rule|Measure|Relation|Value", ("R1", "amount", "at most", "45%")),
        Needs=rows("Recipient|Activity|Need|Currency", ("Serbia", "Reception", 100, "HUF"),
                   ("Albania", "Border control", "1,000", "HUF")),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Czech Iad", "Serbia", "Reception", 50)),
        Donors=rows("Donor|Email", ("Czechia", "nobody"), ("Malta", None), ("Poland", None)))


def test_errors_come_first_then_the_order_of_sheets_rows_and_columns() -> None:
    found = [f"{f.code} {f.place.sheet}!{f.place.cell}" for f in findings(ill_book())]
    assert found == ["E212 Needs!D2", "E104 Needs!C3", "E212 Needs!D3", "E201 Commitments!A2",
                     "E315 Rules!D2", "W312 Donors!B2", "W306 Donors!A3"]


def test_no_finding_is_reported_twice() -> None:
    found = findings(ill_book())
    assert len(set(found)) == len(found)


def test_the_same_inputs_have_the_same_findings() -> None:
    inputs = optimiser.load(ill_book())
    assert check_inputs(inputs) == check_inputs(inputs)


def test_checks_leave_the_inputs_as_they_were_read() -> None:
    inputs = optimiser.load(ill_book())
    before = {(name, heading): values.copy() for name, table in inputs.tables.items()
              for heading, values in table.values.items()}
    optimiser.check(inputs)
    for (name, heading), values in before.items():
        np.testing.assert_array_equal(inputs.tables[name].values[heading], values)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_says_what_it_finds(check: object) -> None:
    assert (check.__doc__ or "").startswith("Find ")


@pytest.mark.parametrize(("day", "found"), [
    (dt.date(2016, 6, 30), []), (dt.date(2016, 7, 1), ["W308"])])
def test_a_rule_is_past_its_day_from_the_next_day_on(day: dt.date, found: list[str]) -> None:
    inputs = optimiser.load(small_book(Rules=rows(
        "Rule|Measure|Relation|Value|Valid until",
        ("R1", "share of total", "at most", 1, dt.date(2016, 6, 30)))))
    assert [finding.code for finding in check_inputs(inputs, day)] == found


def test_a_rule_that_is_switched_off_is_not_past_its_day_and_may_apply_to_nothing() -> None:
    assert codes(small_book(Rules=rows(
        "Rule|Enabled|Recipients|Activities|Measure|Relation|Value|Valid until",
        ("R1", "no", "Albania", "Reception", "grants", "at most", 3, "2015-12-31")))) == []


@pytest.mark.parametrize("column", ["Donor", "Fund", "Recipient", "Activity", "Period"])
def test_for_each_names_the_five_dimensions_only(column: str) -> None:
    rule = {"Rule": "R1", "Measure": "share of total", "Relation": "at most", "Value": 1}
    assert codes(small_book(Rules=[{**rule, "For each": column}])) == []
    assert codes(small_book(Rules=[{**rule, "For each": f"{column}; Country"}])) == ["E124"]


@pytest.mark.parametrize("written", ["donor and recipient", "Donor, recipient", "donor/recipient"])
def test_for_each_of_several_is_told_how_to_part_them_and_nothing_that_follows_from_it(
        written: str) -> None:
    """Read as for none of them, half of what each recipient gets would be for nobody."""
    book = small_book(Rules=[{
        "Rule": "R1", "Measure": "share of recipient", "Relation": "at most", "Value": 0.5,
        "For each": written}, {
        "Rule": "R2", "Donors": "Czechia", "Measure": "share of total", "Relation": "exactly",
        "Value": 0.4, "For each": written}, {
        "Rule": "R3", "Donors": "not Czechia", "Measure": "share of total", "Relation": "exactly",
        "Value": 0.5, "For each": written}])
    found = check_inputs(optimiser.load(book))
    assert [(one.code, one.remedy.lower()) for one in found] == [
        ("E330", "write donor; recipient.")] * 3


def test_a_scenario_may_take_money_away() -> None:
    """`add -500` is a figure like any other."""
    inputs = optimiser.load(small_book(Scenarios=rows(
        "Scenario|Table|Change|Value", ("Cut", "Budgets", "add", -500))))
    assert check_inputs(inputs) == ()
    assert inputs.table("Scenarios").number("Value").tolist() == [-500]


def test_a_key_column_with_text_for_a_donor_outside_the_group_is_explained() -> None:
    """The column is dropped as no figures; the cell that is to blame is named."""
    book = small_book(
        Donors=rows("Donor|Group|GNI", ("Czechia", "V4", 160), ("Poland", None, "1,000")),
        Burden_sharing=rows("Group|Key", ("V4", "GNI")))
    [finding] = [f for f in findings(book) if f.severity is Severity.ERROR]
    assert (finding.code, finding.place.cell) == ("E104", "C3")


def test_a_text_column_of_donors_that_no_key_names_is_a_note() -> None:
    book = small_book(Donors=rows("Donor|Remark", ("Czechia", "signed"), ("Poland", 5)))
    assert codes(book) == ["W102"]


def test_a_recipient_is_a_donor_of_its_own_fund_without_a_row_in_donors() -> None:
    book = small_book(
        Donors=rows("Donor", ("Czechia",)),
        Budgets=rows("Fund|Donor|Budget|For recipients", ("Czech Aid", "Czechia", 150, None),
                     ("Serbian budget", "Serbia", 10, "Serbia")))
    assert codes(book) == []


def test_sizes_are_compared_in_base_currency_and_in_columns_of_four_figures_or_more() -> None:
    """CZK 2,700,000 at 27 are EUR 100,000, a hundred times the middle of EUR 1,000."""
    needs = [("Serbia", f"Activity {n}", 1000, "EUR") for n in range(3)]
    book = small_book(
        Needs=rows("Recipient|Activity|Need|Currency", *needs,
                   ("Albania", "Activity 0", 2_700_000, "CZK")),
        Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27)))
    assert codes(book) == []
    few = rows("Recipient|Activity|Need", ("Serbia", "A", 1), ("Serbia", "B", 1),
               ("Serbia", "C", 50_000))
    assert codes(small_book(Needs=few)) == []


def test_the_summary_says_what_was_read_by_table_and_currency() -> None:
    inputs = optimiser.load(small_book(
        Budgets=rows("Fund|Donor|Budget|Currency", ("Czech Aid", "Czechia", 2700.5, "CZK"),
                     ("Polish Aid", "Poland", 250, None), ("EU Aid", "EU", 50, "EUR")),
        Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27)),
        Rules=rows("Rule|Enabled|Measure|Relation|Value", ("R1", None, "amount", "at most", 5),
                   ("R2", "no", "amount", "at most", 5))))
    assert summarise(inputs) == (
        "inputs: 4 tables", "2 recipients, 2 activities, 3 donors and 3 funds",
        "  Needs: 2 rows, EUR 300", "  Budgets: 3 rows, CZK 2,700.50 (EUR 100) and EUR 300",
        "  Rules: 2 rows, 1 enabled, 1 switched off", "  Exchange rates: 1 row")


def test_checking_five_thousand_donors_takes_no_second() -> None:
    """Each fund was looked for among all rows, and each of its texts among all texts."""
    book = small_book(Budgets=rows("Fund|Donor|Budget|Period", *(
        (f"F{number}", f"D{number}", 10, None) for number in range(5_000))))
    inputs = optimiser.load(book)
    started = time.process_time()
    assert not [f for f in optimiser.check(inputs) if f.severity is Severity.ERROR]
    assert time.process_time() - started < 1.0

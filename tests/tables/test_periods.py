"""Periods: any label, known spellings as one, dates among others, and what lies in what."""

from __future__ import annotations

import datetime as dt

import pytest
from small_books import Book, codes, only, places, rows, small_book

import optimiser
from optimiser.tables.elements import read_elements
from optimiser.tables.periods import period_key, read_span

SAME = {
    "2016": ("2016", " 2016 ", "2016\u200b"),
    "2016-H1": ("2016-H1", "H1 2016", "H1/2016", "2016 h1", "1H2016", "2016H1", "1H 2016"),
    "2016-Q1": ("2016-Q1", "Q1/2016", "Q1 2016", "2016 Q1", "2016q1", "1Q2016", "Q1-2016", "2016/Q1",
                "2016\u2013Q1", "2016 - Q1", "Q1.2016", "1Q16", "Q1 16", "Q1-16",
                "Q1/16", "Q1 '16", "Q1 \u201916"),
    "2016-01": ("2016-01", "Jan 2016", "January 2016", "01/2016", "1/2016", "Jan. 2016", "2016 Jan",
                "JAN-2016", "01.2016", "2016-1", "2016/01"),
    "2016-09": ("2016-09", "Sep 2016", "Sept 2016", "09/2016"),
    "2016/17": ("2016/17", "2016/2017", "FY2017", "FY 2017", "FY 2016/17", "2016-17", "fy2016/17"),
    "2011/12": ("2011/12", "FY2012", "2011/2012"),
}


@pytest.mark.parametrize("shown", SAME)
def test_known_spellings_are_one_period(shown: str) -> None:
    assert len({period_key(text) for text in SAME[shown]}) == 1
    span = read_span(SAME[shown][-1])
    assert span is not None
    assert span.shown == shown


@pytest.mark.parametrize("text", [
    "Winter", "Phase 1", "2016-Q5", "2016-13", "H3 2016", "16", "2016/19", "Q1", "Jan", "01/16",
    "20160101", "2016.5", "NA", "Mayor 2016",
    "Feb-16", "I/2016", "2016/13", "Q1 016"])
def test_other_labels_are_no_known_form(text: str) -> None:
    assert read_span(text) is None


def quarters(*periods: object, **tables: list[dict[str, object]]) -> Book:
    """Return a book of one need of 100 in each period named, and one budget of as much for all."""
    return small_book(
        Needs=rows("Recipient|Activity|Period|Need", *(
            ("Serbia", "Reception", period, 100) for period in periods)),
        Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 100 * len(periods)))) | {
            name.replace("_", " "): table for name, table in tables.items()}


@pytest.mark.parametrize("spelt", [
    ("2016-Q1", "Q2/2016", "Q1 2017"), ("2016-02", "2016-10", "Jan 2017"), ("2015", "2016", "2017"),
    ("2016-H1", "H2 2016", "2017-H1"), ("2015/16", "FY2017", "2017/18"),
    ("2016-Q4", "2017", "2018-01"), ("2016", "2016/17", "2018")])
def test_periods_sort_by_time_and_show_their_first_spelling(spelt: tuple[str, ...]) -> None:
    book = quarters(*reversed(spelt))
    assert codes(book) == []
    assert read_elements(optimiser.load(book)).periods.names == spelt


def test_the_first_spelling_is_shown_wherever_the_period_is_named() -> None:
    book = quarters("Q1/2016", "2016-Q2", Capacity=rows(
        "Recipient|Period|Capacity", ("Serbia", "2016-Q1", 60)))
    plan = optimiser.optimise(book)
    assert dict(zip(plan.allocation["Period"], plan.allocation["Amount"], strict=True)) == {
        "Q1/2016": 60, "2016-Q2": 100}


def test_two_spellings_of_one_period_are_one_row_twice() -> None:
    assert places(quarters("2016-Q1", "Q1 2016"), "E128") == ["Needs!A3"]


@pytest.mark.parametrize(("others", "day", "meant"), [
    (("2016-Q1",), dt.datetime(2016, 4, 1), "2016-Q2"), (("2015",), dt.date(2016, 7, 9), "2016"),
    ((2015,), dt.date(2016, 7, 9), "2016"), ((2015.0, "2016"), dt.date(2017, 1, 1), "2017"),
    (("H1 2016",), dt.date(2016, 7, 1), "2016-H2"), (("2016-01",), dt.date(2016, 2, 1), "2016-02"),
    ((), dt.date(2016, 4, 1), "2016-04"), (("2016-Q1",), "2016-04-01", "2016-Q2"),
    (("2016-Q1",), "01.04.2016", "2016-Q2")])
def test_a_date_among_periods_is_one_of_their_length(
        others: tuple[object, ...], day: object, meant: str) -> None:
    book = quarters(*others, day)
    assert codes(book) == []
    shown = [str(other).removesuffix(".0") for other in others]
    assert read_elements(optimiser.load(book)).periods.names == (*shown, meant)


def test_a_label_of_no_known_form_asks_for_its_row_and_the_row_mends_it() -> None:
    book = quarters("Winter", "Spring")
    assert places(book, "E126") == ["Needs!C2", "Needs!C3"]
    assert "a row in the sheet Periods" in only(quarters("Winter"), "E126").remedy
    mended = book | {"Periods": rows("Period", ("Winter",), ("Spring",))}
    assert codes(mended) == []
    assert read_elements(optimiser.load(mended)).periods.names == ("Winter", "Spring")


def test_the_rows_of_periods_are_the_order_of_time() -> None:
    """With carry over, what Autumn leaves goes to Spring, though S stands before W."""
    book = quarters("Spring", "Autumn", "Winter",
                    Periods=rows("Period", ("Autumn",), ("Winter",), ("Spring",)),
                    Budgets=rows("Fund|Donor|Period|Budget|Carry over",
                                 ("F", "D", "Autumn", 150, "yes"), ("F", "D", "Winter", 20, "yes"),
                                 ("F", "D", "Spring", 0, "yes")))
    assert codes(book) == []
    plan = optimiser.optimise(book)
    given = dict(zip(plan.allocation["Period"], plan.allocation["Amount"], strict=True))
    assert sum(given.values()) == 170
    assert given["Autumn"] <= 100


def test_a_list_of_periods_lists_them_all() -> None:
    book = quarters("Winter", "Sprong", Periods=rows("Period", ("Winter",), ("Spring",)))
    finding = only(book, "E251")
    assert (finding.place.cell, "Did you mean Spring?" in finding.message) == ("C3", True)


@pytest.mark.parametrize(("periods", "code", "place"), [
    ([("Winter", "Season"), ("Spring", "Sezon")], "E251", "Periods!B2"),
    ([("Winter", "Spring"), ("Spring", "Winter")], "E252", "Periods!B2"),
    ([("Winter", None), ("Spring", None), ("2016-Q2", None), ("2016-Q1", None)], "E254",
     "Periods!A5")])
def test_a_fault_of_the_sheet_of_periods_is_found_at_its_cell(
        periods: list[tuple[str, ...]], code: str, place: str) -> None:
    book = quarters("Winter", "Spring", Periods=rows("Period|Within", *periods))
    assert place in places(book, code)


@pytest.mark.parametrize(("needs", "place"), [
    (("2016-Q1", "2016"), "Needs!C3"), (("2016-01", "2016-Q1", "2016-Q2"), "Needs!C3"),
    (("H1 2016", "2016-Q4", "2016-Q2"), "Needs!C2")])
def test_needs_in_periods_that_hold_one_another_are_an_error(
        needs: tuple[str, ...], place: str) -> None:
    assert places(quarters(*needs), "E127") == [place]


@pytest.mark.parametrize("periods", [("2016-Q4", "2017"), ("2016-H1", "2016-Q3", "2016-10")])
def test_needs_in_periods_of_other_lengths_that_do_not_meet_are_none(
        periods: tuple[str, ...]) -> None:
    assert codes(quarters(*periods)) == []


def test_a_commitment_of_a_year_must_say_its_quarter() -> None:
    finding = only(quarters("2016-Q1", "2016-Q2", Commitments=rows(
        "Fund|Recipient|Activity|Period|Amount", ("Czech Aid", "Serbia", "Reception", 2016, 5))),
        "E206")
    assert "holds 2016-Q1 and 2016-Q2: one of them" in finding.message


def test_a_budget_of_a_quarter_cannot_meet_a_need_of_a_year() -> None:
    finding = only(quarters("2016", Budgets=rows(
        "Fund|Donor|Period|Budget", ("F", "D", "2016-Q1", 5))), "E206")
    assert "part of 2016" in finding.message


def test_two_budgets_of_one_fund_of_which_one_holds_the_other_are_an_error() -> None:
    book = quarters("2016-Q1", "2016-Q2", Budgets=rows(
        "Fund|Donor|Period|Budget", ("F", "D", "2016-Q1", 5), ("F", "D", "2016", 9)))
    assert places(book, "E253") == ["Budgets!C3"]


def test_a_rule_may_name_a_year_of_quarters() -> None:
    book = quarters("2016-Q1", "2016-Q2", "2017-Q1", Rules=rows(
        "Rule|Periods|Measure|Relation|Value", ("R", 2016, "amount", "at most", 120)))
    assert codes(book) == []
    plan = optimiser.optimise(book)
    assert plan.allocation.query("Period != '2017-Q1'")["Amount"].sum() == 120
    assert plan.allocation["Amount"].sum() == 220


def test_decide_now_until_may_name_a_year_of_quarters() -> None:
    book = quarters("2016-Q1", "2016-Q2", "2017-Q1", Settings=rows(
        "Setting|Value", ("Decide now until", 2016)))
    assert codes(book) == []
    from optimiser.problem.build import build_problem
    assert build_problem(optimiser.load(book)).decide_now_until == "2016-Q2"

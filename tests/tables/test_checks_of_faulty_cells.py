"""A cell that cannot be read brings its own finding, and none that only follows from it."""

from __future__ import annotations

import pytest
from small_books import Book, codes, error_codes, rows, small_book

TWO = "1,000"
PERIODS = rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "2016-Q1", 100),
               ("Albania", "Border control", "2016-Q2", 200))


def budgets(*values: tuple[object, ...], more: str = "Period") -> list[dict[str, object]]:
    return rows(f"Fund|Donor|Budget|{more}", *values)


FAULTY: dict[str, tuple[Book, list[str]]] = {
    "the only budget, beside a floor": (small_book(
        Budgets=rows("Fund|Donor|Budget", ("A", "EU", TWO)),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 1), ("Albania", 1))), ["E104"]),
    "the name of the only fund, beside a floor": (small_book(
        Budgets=rows("Fund|Donor|Budget", (None, "EU", 900)),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 1), ("Albania", 1))), ["E115"]),
    "the only need of a recipient, beside a rule, a pin and a commitment on it": (small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", TWO),
                   ("Albania", "Border control", 200)),
        Rules=rows("Rule|Recipients|Measure|Relation|Value",
                   ("R1", "Serbia", "share of total", "at most", 0.5)),
        Pins=rows("Fund|Recipient|Activity|At least", ("Czech Aid", "Serbia", "Reception", 50)),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Czech Aid", "Serbia", "Reception", 50))), ["E104"]),
    "the need that a fund's minimum use counts on": (small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", TWO)),
        Budgets=rows("Fund|Donor|Budget|Minimum use", ("A", "EU", 900, 1))), ["E104"]),
    "a misspelt recipient in the only earmark": (small_book(
        Budgets=rows("Fund|Donor|Budget|For recipients", ("A", "EU", 900, "Sebria")),
        Commitments=rows("Fund|Recipient|Activity|Amount", ("A", "Serbia", "Reception", 50)),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 0.9), ("Albania", None))),
        ["E201"]),
    "a misspelt fund in a rule": (small_book(
        Rules=rows("Rule|Funds|Measure|Relation|Value",
                   ("R1", "Czech Iad", "share of total", "at most", 0.5))), ["E201"]),
    "one period of Needs": (small_book(
        Needs=rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "spring", 100),
                   ("Albania", "Border control", "2016-Q2", 200))), ["E126"]),
    "the only period of Needs, beside periods elsewhere": (small_book(
        Needs=rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "spring", 100)),
        Capacity=rows("Recipient|Period|Capacity", ("Serbia", "2016-Q1", 90))), ["E126"]),
    "the period of a commitment": (small_book(
        Needs=PERIODS, Commitments=rows(
            "Fund|Recipient|Activity|Period|Amount",
            ("Czech Aid", "Serbia", "Reception", "spring", 50))), ["E126"]),
    "one period of a fund": (small_book(
        Needs=PERIODS, Budgets=budgets(("A", "EU", 100, "spring"), ("A", "EU", 200, "2016-Q2"))),
        ["E126"]),
    "the period of a pin": (small_book(
        Needs=PERIODS, Budgets=rows("Fund|Donor|Budget", ("A", "EU", 900)),
        Pins=rows("Fund|Recipient|Activity|Period|At least|At most",
                  ("A", "Serbia", "Reception", "2016-Q1", 90, None),
                  ("A", "Serbia", "Reception", "spring", None, 10))), ["E126"]),
    "the period of a capacity": (small_book(
        Needs=PERIODS, Capacity=rows("Recipient|Period|Capacity", ("Serbia", "spring", 1)),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 1), ("Albania", None)),
        Pins=rows("Fund|Recipient|Activity|Period|At least",
                  ("Czech Aid", "Serbia", "Reception", "2016-Q1", 90))), ["E126"]),
    "the name of a recipient with a floor": (small_book(
        Recipients=rows("ISO code|Recipient|Minimum coverage|Co-financing",
                        ("RS", None, 1, 0.5), ("AL", "Albania", None, None))), ["E115"]),
    "a probability": (small_book(
        Scenarios=rows("Scenario|Probability|Table|Change|Value",
                       ("Calm", "half", "Needs", "add", 1), ("Shift", 0.5, "Needs", "add", 2))),
        ["E118"]),
    "the budget that a key goes by": (small_book(
        Budgets=rows("Fund|Donor|Budget", ("A", "Czechia", TWO), ("B", "EU", 5)),
        Donors=rows("Donor|Group", ("Czechia", "V4"), ("EU", None)),
        Burden_sharing=rows("Group|Key", ("V4", "budget"))), ["E104"]),
}


@pytest.mark.parametrize("cell", FAULTY)
def test_a_faulty_cell_is_one_error_and_brings_no_others(cell: str) -> None:
    book, expected = FAULTY[cell]
    assert error_codes(book) == expected
    follow = {"W301", "W302", "W303", "W304", "W305", "W307"}
    assert follow.isdisjoint(codes(book))


@pytest.mark.parametrize("heading", ["Need", "Recipient", "Activity", "Period", "Currency"])
@pytest.mark.parametrize("spoilt", [None, TWO, "?", -1, True])
def test_checks_go_on_whatever_stands_in_a_cell_of_needs(heading: str, spoilt: object) -> None:
    """No check raises, and the fault of another sheet is found all the same."""
    book = small_book(
        Needs=[{**row, "Period": "2016", "Currency": "EUR"} for row in small_book()["Needs"]],
        Objectives=rows("Order|Objective", (1, "meet needs"), (1, "use budgets")))
    book["Needs"][0][heading] = spoilt
    assert "E318" in codes(book)


def test_nothing_across_tables_is_said_without_needs_or_budgets() -> None:
    """The missing sheet is the one thing to mend first."""
    book = small_book(Pins=rows("Fund|Recipient|Activity", ("A", "B", "C")))
    del book["Budgets"]
    assert codes(book) == ["E111"]

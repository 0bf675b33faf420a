"""Figures that ask for more than there can be are findings at their cells; ceilings limit nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy

import pytest

import optimiser

Book = dict[str, list[dict[str, object]]]
BOOK: Book = {
    "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 1000, "Expert-months": 5},
              {"Recipient": "Albania", "Activity": "u", "Need": 500}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 700}],
    "Activities": [{"Activity": "u", "Expertise": "Police"}],
    "Donors": [{"Donor": "D", "Group": "G"}],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 9}]}


def book_with(sheet: str, row: dict[str, object]) -> Book:
    """Return the book with the first row of a sheet changed, or a row of a sheet that it lacks."""
    book = deepcopy(BOOK)
    book.setdefault(sheet, [{}])[0].update(row)
    return book


def rule(relation: str, value: float, **more: object) -> dict[str, object]:
    return {"Rule": "R", "Measure": "amount", "Relation": relation, "Value": value, **more}


def found(book: Book) -> set[tuple[str, str]]:
    """Return the errors of a book and the sheets that they are in."""
    try:
        optimiser.optimise(book)
    except optimiser.InputError as fault:
        return {(one.code, one.place.sheet or "") for one in fault.findings
                if one.code in ("E348", "E349")}
    return set()


@pytest.mark.parametrize(("sheet", "row"), [
    ("Needs", {"Need": 1e300}), ("Needs", {"Need": 1.1e15}), ("Needs", {"Expert-months": 1e14}),
    ("Needs", {"Least amount": 1e20}), ("Budgets", {"Smallest grant": 1e20}),
    ("Activities", {"Unit cost": 1e30, "Output": "cars", "Whole units": "yes"}),
    ("Burden sharing", {"Group": "G", "Key": "equal", "Value of an expert-month": 1e14}),
    ("Rules", rule("at least", 1e30)), ("Rules", rule("exactly", 1e30, Strength="should"))])
def test_what_asks_for_more_than_can_be_counted_is_a_finding(
        sheet: str, row: dict[str, object]) -> None:
    """Each of them ended without a proof (exit 5), the need of 10^30 with a plan of nothing."""
    assert found(book_with(sheet, row)) == {("E349", sheet)}


@pytest.mark.parametrize(("need", "budget", "is_found"), [
    (2e11, 1000, True), (2e11, 3000, False), (9e8, 1, False), (9e14, 9e9, False), (1e12, 0, False)])
def test_a_need_beyond_all_budgets_is_a_finding(need: float, budget: float, *,
                                                is_found: bool) -> None:
    book = book_with("Needs", {"Need": need})
    book["Budgets"][0]["Budget"] = budget
    assert found(book) == ({("E348", "Needs")} if is_found else set())


@pytest.mark.parametrize("changed", [
    lambda book: book["Budgets"][0].update(Budget=1e300),
    lambda book: book.update(Capacity=[{"Recipient": "Serbia", "Capacity": 1e300}]),
    lambda book: book.update(Rules=[rule("at most", 1e300)]),
    lambda book: book.update(Rules=[rule("at least", 1e300, Enabled="no")])])
def test_what_lets_more_through_than_can_be_counted_limits_nothing(
        changed: Callable[[Book], None]) -> None:
    book = deepcopy(BOOK)
    changed(book)
    amount = optimiser.optimise(book).allocation["Amount"].sum()
    assert amount == (1500 if book["Budgets"][0]["Budget"] == 1e300 else 700)


@pytest.mark.parametrize(("need", "said"), [
    (9e15, "9,000,000,000,000,000"), (1e30, "1e+30")])
def test_the_figure_is_said_so_that_its_noughts_can_be_counted(need: float, said: str) -> None:
    with pytest.raises(optimiser.InputError, match=re.escape(f"Need of {said} is more than")):
        optimiser.optimise(book_with("Needs", {"Need": need}))

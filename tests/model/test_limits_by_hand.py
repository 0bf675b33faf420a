"""What each selection of a limit leaves out, solved by hand: faults that larger cases forgive."""

from __future__ import annotations

from typing import Any

import pytest

import optimiser

Book = dict[str, list[dict[str, Any]]]


def given(book: Book, *along: str) -> dict[Any, float]:
    """Return what the best plan of a book gives along some columns of its allocation."""
    sums = optimiser.optimise(book).allocation.groupby(list(along))["Amount"].sum()
    return {key: float(amount) for key, amount in sums.items() if amount}


def needs(*rows: tuple[str, str, float], period: str | None = None) -> list[dict[str, Any]]:
    """Return rows of Needs by (recipient, activity, need)."""
    return [{"Recipient": r, "Activity": a, "Period": period, "Need": n} for r, a, n in rows]


def fund(name: str, budget: float, donor: str) -> dict[str, Any]:
    """Return a row of Budgets."""
    return {"Fund": name, "Donor": donor, "Budget": budget}


def test_a_capacity_of_one_activity_leaves_the_others_alone() -> None:
    # 30 of Borders at most; Reception is met in full.
    book = {"Needs": needs(("Serbia", "Borders", 100), ("Serbia", "Reception", 100)),
            "Budgets": [fund("F", 200, "EU")],
            "Capacity": [{"Recipient": "Serbia", "Activity": "Borders", "Capacity": 30}]}
    assert given(book, "Activity") == {"Borders": 30, "Reception": 100}


def test_own_money_paid_to_others_is_no_co_financing() -> None:
    # Serbia's own 40 may go to Albania, too, and count double there. Serbia's own part is half of
    # what Serbia gets, so its 40 stay at home beside 40 of the EU; Albania gets what is left, 20.
    book = {"Needs": needs(("Serbia", "u", 80), ("Albania", "u", 100)),
            "Recipients": [{"Recipient": "Serbia", "Co-financing": 0.5, "Minimum coverage": 1},
                           {"Recipient": "Albania", "Severity": 2}],
            "Budgets": [fund("own", 40, "Serbia"), fund("F", 60, "EU")]}
    assert given(book, "Fund", "Recipient") == {
        ("own", "Serbia"): 40, ("F", "Serbia"): 40, ("F", "Albania"): 20}


def test_a_pin_of_one_period_leaves_the_others_alone() -> None:
    # At most 10 in the first quarter; the second is met in full.
    book = {"Needs": [*needs(("Serbia", "u", 50), period="2016-Q1"),
                      *needs(("Serbia", "u", 50), period="2016-Q2")],
            "Budgets": [fund("F", 100, "EU")],
            "Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "Period": "2016-Q1",
                      "At most": 10}]}
    assert given(book, "Period") == {"2016-Q1": 10, "2016-Q2": 50}


def shared(tolerance: float, budgets: tuple[float, float], **more: Any) -> Book:
    """Return a group of two donors with an equal key, or another, and a need of 200."""
    return {"Needs": needs(("Serbia", "u", 200)),
            "Budgets": [fund("C", budgets[0], "Czechia"), fund("P", budgets[1], "Poland")],
            "Donors": [{"Donor": "Czechia", "Group": "V4", "GNI": 1},
                       {"Donor": "Poland", "Group": "V4", "GNI": 3}],
            "Burden sharing": [{"Group": "V4", "Key": "equal", "Tolerance": tolerance} | more]}


def test_of_two_donors_each_gives_within_the_tolerance_of_half() -> None:
    # 20% of a half: C <= 0.6 T, P >= 0.4 T. With P = 40, T <= 100 and C <= 60.
    assert given(shared(0.2, (100, 40)), "Donor") == {"Czechia": 60, "Poland": 40}


def test_a_donor_of_three_gives_at_most_the_tolerance_above_its_share() -> None:
    # Above by 20%, a third is 40%: C <= 0.4 T. The others give 30 each: T = C + 60, C <= 40.
    # Below by 20% is 26.7%: 30 >= 0.267 x 100 holds with room.
    book = shared(0.2, (100, 30))
    book["Budgets"].append(fund("H", 30, "Hungary"))
    book["Donors"].append({"Donor": "Hungary", "Group": "V4"})
    assert given(book, "Donor") == {"Czechia": 40, "Poland": 30, "Hungary": 30}


def test_a_donor_of_three_gives_at_least_its_share_less_the_tolerance() -> None:
    # Below by 20%, a third is 26.7%: with P = 40 in all, T <= 150; the others give 55 each, less
    # than their 40% of 150, 60.
    book = shared(0.2, (100, 40))
    book["Budgets"].append(fund("H", 100, "Hungary"))
    book["Donors"].append({"Donor": "Hungary", "Group": "V4"})
    found = given(book, "Donor")
    assert found["Poland"] == 40
    assert sum(found.values()) == 150


def test_even_burden_follows_the_key() -> None:
    # By GNI, Czechia is to give a quarter of 80, 20, and Poland 60: both have it.
    book = shared(1, (80, 80), Key="GNI")
    book["Needs"][0]["Need"] = 80
    book["Objectives"] = [{"Order": 1, "Objective": "meet needs"},
                          {"Order": 2, "Objective": "even burden"}]
    assert given(book, "Donor") == pytest.approx({"Czechia": 20, "Poland": 60})

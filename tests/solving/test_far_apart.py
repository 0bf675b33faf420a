"""Weights and penalties that are far apart are told apart to the least of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import optimiser

Book = dict[str, list[dict[str, Any]]]
POWERS = (-12, -8)


def given(book: Book) -> dict[str, float]:
    """Return what a plan of the book gives by recipient."""
    sums = optimiser.optimise(book).allocation.groupby("Recipient")["Amount"].sum()
    return {str(name): float(amount) for name, amount in sums.items() if amount}


def weighted(power: int, **fund: object) -> Book:
    """A counts 1, B a little, C twice as little: 150 meet A, and C with what is left."""
    little = 10.0**power
    return {"Needs": [{"Recipient": name, "Activity": "u", "Need": 100, "Weight": weight}
                      for name, weight in (("A", 1), ("B", little), ("C", 2 * little))],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 150, **fund}]}


def wished(power: int, measure: str = "amount") -> Book:
    """40 of 100 are wished for A, 60 for B at a little penalty, 60 for C at twice as little."""
    little = 10.0**power
    return {
        "Needs": [{"Recipient": name, "Activity": "u", "Need": 100} for name in "ABC"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Rules": [{"Rule": f"R{at}", "Measure": measure, "Relation": "at least", "Value": value,
                   "Recipients": name, "Strength": "should", "Penalty": penalty}
                  for at, (name, value, penalty) in enumerate(
                      (("A", 40, 1), ("B", 60, little), ("C", 60, 2 * little)))]}


@pytest.mark.parametrize("power", POWERS)
def test_the_least_weights_decide_where_the_large_ones_do_not(power: int) -> None:
    assert given(weighted(power)) == {"A": 100, "C": 50}


@pytest.mark.parametrize("power", POWERS)
def test_they_do_where_grants_are_made_or_not(power: int) -> None:
    assert given(weighted(power, **{"Smallest grant": 10})) == {"A": 100, "C": 50}


@pytest.mark.parametrize("power", POWERS)
def test_the_least_penalties_decide_where_the_large_ones_do_not(power: int) -> None:
    assert given(wished(power)) == {"A": 40, "C": 60}


def test_the_bound_is_as_near_as_the_plan() -> None:
    (stage,) = [one for one in optimiser.optimise(weighted(-8)).stages
                if one.objective == "meet needs"]
    assert stage.value == pytest.approx(100 + 50 * 2e-8, rel=1e-14)
    assert stage.bound == pytest.approx(stage.value, rel=1e-14)


def test_a_wish_of_an_expert_counts_beside_one_of_millions() -> None:
    """Both penalties are 1: a month of 10 weighs a hundred-millionth of the money.

    The 10^9 can go to A or to B alike; B's need takes the 5 months that are wished for.
    """
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "u", "Need": 10**9},
                  {"Recipient": "B", "Activity": "v", "Need": 10**9, "Expert-months": 5}],
        "Activities": [{"Activity": "u"}, {"Activity": "v", "Expertise": "Police"}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10**9}],
        "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 10}],
        "Rules": [{"Rule": "R1", "Measure": "amount", "Relation": "at least", "Value": 2 * 10**9,
                   "Strength": "should"},
                  {"Rule": "R2", "Measure": "experts", "Relation": "at least", "Value": 5,
                   "Strength": "should"}]})
    assert plan.allocation.groupby("Recipient")["Amount"].sum().to_dict() == {"B": 10**9}


def test_what_no_solver_can_price_is_not_priced() -> None:
    limits = optimiser.optimise(weighted(-8)).limits
    prices = limits[limits["Name"] == "Budget F"]["Shadow price"]
    assert prices.isna().all() or not np.isfinite(prices.astype(float)).any()


@pytest.mark.parametrize("objectives", [("meet needs",), ("meet needs", "fewest grants")])
def test_a_wish_that_is_far_away_drowns_no_other(objectives: tuple[str, ...]) -> None:
    """10^11 are wished for where 10 are needed: equal shares, give or take a half, are as well.

    Of 10 each of three pays a sixth to a half, and Poland must pay a half.
    """
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "Albania", "Activity": "u", "Need": 10}],
        "Budgets": [{"Fund": name, "Donor": name, "Budget": 1e13}
                    for name in ("Poland", "Czechia", "EU")],
        "Donors": [{"Donor": name, "Group": "G"} for name in ("Poland", "Czechia", "EU")],
        "Burden sharing": [{"Group": "G", "Key": "equal", "Tolerance": 0.5, "Strength": "should"}],
        "Rules": [
            {"Rule": "R1", "Donors": "Poland", "Measure": "coverage", "Relation": "at least",
             "Value": 0.5},
            {"Rule": "R2", "Measure": "amount", "Relation": "exactly", "Value": 1e11,
             "Strength": "should"}],
        "Objectives": [{"Order": at, "Objective": name}
                       for at, name in enumerate(objectives, start=1)]})
    paid = dict(zip(plan.allocation["Fund"], plan.allocation["Amount"], strict=True))
    assert sum(paid.values()) == 10
    assert paid["Poland"] == 5
    assert all(amount >= 2 for amount in paid.values())
    assert len(paid) == 3


def test_a_wish_that_is_far_away_leaves_a_plan_of_figures_that_are_no_round_ones() -> None:
    """Of 10^11 less 14.6 a float has no digits for a millionth: the rows of payments do."""
    plan = optimiser.optimise({
        "Needs": [{"Recipient": name, "Activity": "u", "Need": 7.3} for name in ("A", "B")],
        "Budgets": [{"Fund": name, "Donor": name, "Budget": 1e13} for name in "DEF"],
        "Rules": [{"Rule": "R", "Measure": "amount", "Relation": "exactly", "Value": 1e11,
                   "Strength": "should"}],
        "Settings": [{"Setting": "Rounding", "Value": 0.1}]})
    assert plan.allocation["Amount"].sum() == pytest.approx(14.6)


@pytest.mark.parametrize(("needs", "budget", "rounding", "periods"), [
    ((10, 3 * 10**11, 10**12), 6 * 10**11, "0.01", ""), ((10, 3 * 10**11, 10**12), 6 * 10**11, "1", ""),
    ((100, 10**12), 10**10, "1", ""), ((100, 10**13), 10**11, "1", ""),
    ((100, 10**12), 10**10, "0.01", ""), ((7, 900, 10**11, 3 * 10**12), 5 * 10**10, "1", ""),
    ((100, 1000, 10**12), 10**10, "1", "2016-Q1")])
def test_money_is_in_proportion_where_needs_are_far_apart(
        needs: tuple[int, ...], budget: int, rounding: str, periods: str) -> None:
    """By hand: each need gets the same share of it, to a unit of Rounding."""
    period = {"Period": periods} if periods else {}
    book: Book = {
        "Needs": [{"Recipient": f"R{need}", "Activity": "u", "Need": need, **period}
                  for need in needs],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": budget, **period,
                     **({"Carry over": "yes"} if periods else {})}],
        "Settings": [{"Setting": "Rounding", "Value": float(rounding)}]}
    found = given(book)
    for need in needs:
        share = Fraction(need * budget, sum(needs))
        assert abs(Fraction(found.get(f"R{need}", 0.0)) - share) <= Fraction(rounding) * (
            1 + Fraction(1, 1000)), need


@pytest.mark.parametrize(("offered", "wished"), [(3, 1e11), (3, 1e14), (1e9, None), (1e12, None)])
def test_what_is_out_of_reach_beside_experts_ends_no_run(offered: float,
                                                         wished: float | None) -> None:
    """Three months let Serbia have 600 of its 1,000; with a thousand million it has two thirds."""
    book: dict[str, list[dict[str, object]]] = {
        "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 1000, "Expert-months": 5},
                  {"Recipient": "Albania", "Activity": "u", "Need": 500}],
        "Budgets": [{"Fund": name, "Donor": name, "Budget": budget}
                    for name, budget in (("F", 700), ("G", 300))],
        "Activities": [{"Activity": "u", "Expertise": "Police"}],
        "Expertise": [{"Donor": "F", "Expertise": "Police", "Expert-months": offered}]}
    if wished is not None:
        book["Rules"] = [{"Rule": "R", "Measure": "amount", "Relation": "at least",
                          "Value": wished, "Strength": "should"}]
    given = optimiser.optimise(book).allocation.groupby("Recipient")["Amount"].sum().to_dict()
    assert given == ({"Serbia": 600, "Albania": 400} if offered == 3
                     else {"Serbia": 667, "Albania": 333})

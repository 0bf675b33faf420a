"""What rules cost, against solving inputs in which they do not stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from seeds import seeds

import optimiser
from optimiser.errors import NotProvedError
from optimiser.plan.costs import RuleCost

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
BOOK = {
    "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100, "Weight": 1},
              {"Recipient": "Albania", "Activity": "Asylum", "Need": 100, "Weight": 3}],
    "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 60},
                {"Fund": "G", "Donor": "Czechia", "Budget": 60}],
}


def costs_of(book: dict[str, list[dict[str, object]]]) -> dict[str, RuleCost]:
    return {cost.name: cost for cost in optimiser.costs(optimiser.optimise(optimiser.load(book)))}


def met(book: dict[str, list[dict[str, object]]]) -> float:
    plan = optimiser.optimise(optimiser.load(book))
    return next(stage.value for stage in plan.stages if stage.objective == "meet needs")


def test_a_floor_costs_what_the_money_would_meet_elsewhere() -> None:
    """Hand-solved: 50 for Serbia at weight 1 instead of 30 more for Albania at weight 3."""
    book = {**BOOK, "Recipients": [{"Recipient": "Serbia", "Minimum coverage": 0.5},
                                   {"Recipient": "Albania"}]}
    cost = costs_of(book)["Minimum coverage Serbia"]
    assert cost.weighted == pytest.approx(30 * 3 - 30 * 1)
    assert cost.met == 0
    assert dict(cost.recipients) == pytest.approx({"Serbia": 30, "Albania": -30})
    assert cost.donors == ()
    assert cost.said("EUR") == (
        "Minimum coverage Serbia costs 60 points (23.1% of all); "
        "moves EUR 30 from Albania to Serbia.")


def test_a_pin_that_costs_no_need_says_whose_money_it_moves() -> None:
    """Hand-solved: both funds pay half of each need; the pin has Poland pay more to Albania."""
    book = {"Needs": [{"Recipient": "Albania", "Activity": "Asylum", "Need": 100}],
            "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 100},
                        {"Fund": "G", "Donor": "Czechia", "Budget": 100}],
            "Pins": [{"Fund": "F", "Recipient": "Albania", "Activity": "Asylum",
                      "At least": 80}]}
    (cost,) = costs_of(book).values()
    assert cost.weighted == 0
    assert dict(cost.donors) == pytest.approx({"Poland": 30, "Czechia": -30}, abs=0.01)
    assert cost.said("EUR").endswith(
        "costs no points; moves EUR 30 from Czechia to Poland.")


def test_a_limit_that_does_not_bind_costs_nothing() -> None:
    """It is not even solved without."""
    book = {**BOOK, "Recipients": [{"Recipient": "Serbia", "Minimum coverage": 0.1},
                                   {"Recipient": "Albania"}]}
    cost = costs_of(book)["Minimum coverage Serbia"]
    assert not cost.is_needed
    assert cost.said("EUR") == "Minimum coverage Serbia costs nothing and moves nothing."


def test_a_budget_is_a_fact_and_has_no_cost() -> None:
    """Only what somebody chose is left out."""
    assert costs_of(BOOK) == {}


@pytest.mark.parametrize("seed", seeds(10, 30))
def test_costs_of_random_problems_are_the_difference_of_two_solves(seed: int) -> None:
    """Each rule is left out of the inputs in turn, and the whole solved again."""
    from reference.random_books import random_book

    book = random_book(seed)
    try:
        plan = optimiser.optimise(optimiser.load(book))
    except optimiser.NoPlanError:
        pytest.skip("no plan")
    rules = book.get("Rules", [])
    stages = {stage.objective: stage.value for stage in plan.stages}
    if not rules or "meet needs" not in stages:
        pytest.skip("no rules, or need met is no objective")
    try:
        found = optimiser.costs(plan)
    except NotProvedError:
        pytest.fail("not proved")
    for cost in found:
        if cost.kind != "Rule":
            continue
        row = int("".join(filter(str.isdigit, cost.source.split("!")[1]))) - 2
        without = {**book, "Rules": [rule for at, rule in enumerate(rules) if at != row]}
        assert met(without) - stages["meet needs"] == pytest.approx(
            cost.weighted, rel=1e-6, abs=1e-5 * max(1.0, abs(stages["meet needs"]))), cost.name

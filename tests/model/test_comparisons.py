"""Rules that compare one selection with another: their words, their cells, their ways out."""

from __future__ import annotations

from typing import Any

import pytest

import optimiser

Rows = list[dict[str, Any]]


def book(*rules: dict[str, Any], **tables: Rows) -> dict[str, Rows]:
    """Return needs of 80 at two recipients in two regions, and three funds of three donors."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Weight": w, "Need": 80}
                  for r, w in (("A", 2), ("B", 1))],
        "Recipients": [{"Recipient": "A", "Region": "North"}, {"Recipient": "B",
                                                               "Region": "South"}],
        "Budgets": [{"Fund": f, "Donor": d, "Budget": b}
                    for f, d, b in (("F", "EU", 90), ("G", "A", 20), ("H", "B", 10))],
        "Rules": [{"Rule": f"R{n}", "Measure": "share of selection", **rule}
                  for n, rule in enumerate(rules, start=1)], **tables}


MATCHED = {"Donors": "EU", "Of donors": "A; B", "Relation": "at most", "Value": 2}


def given(plan: optimiser.Plan) -> dict[tuple[str, str], float]:
    sums = plan.allocation.groupby(["Donor", "Recipient"])["Amount"].sum()
    return {(str(d), str(r)): float(amount) for (d, r), amount in sums.items()}


def test_two_for_one_matching_for_each_recipient() -> None:
    """Three funds: the states pay for themselves, 20 and 10; the EU gives at most twice that."""
    own = [{"Fund": f, "Donor": d, "Budget": b, "For recipients": r}
           for f, d, b, r in (("F", "EU", 90, None), ("G", "A", 20, "A"), ("H", "B", 10, "B"))]
    plan = optimiser.optimise(book({**MATCHED, "For each": "recipient"}, Budgets=own))
    assert given(plan) == {("A", "A"): 20, ("B", "B"): 10, ("EU", "A"): 40, ("EU", "B"): 20}


def test_eighty_percent_of_every_grant_now_and_twenty_later() -> None:
    """One fund of 100: 80 in the first year and 20 in the next, though all is needed first."""
    needs = [{"Recipient": r, "Activity": "x", "Period": t, "Need": 60, "Weight": w}
             for r in ("A", "B") for t, w in ((2016, 2), (2017, 1))]
    rule = {"Relation": "exactly", "Value": 4, "Periods": "2016", "Of periods": "2017",
            "For each": "fund; recipient"}
    plan = optimiser.optimise(book(rule, Needs=needs, Budgets=[
        {"Fund": "F", "Donor": "EU", "Budget": 100}]))
    assert plan.allocation.groupby("Period")["Amount"].sum().to_dict() == {"2016": 80, "2017": 20}
    by = plan.allocation.groupby(["Recipient", "Period"])["Amount"].sum()
    assert all(by[r, "2016"] == 4 * by[r, "2017"] for r in ("A", "B"))


def test_three_to_one_between_two_pillars() -> None:
    """Of 100, equity may be three times the bonds: 75 and 25, though equity is needed more."""
    needs = [{"Recipient": "A", "Activity": a, "Need": 100, "Weight": w}
             for a, w in (("shares", 2), ("bonds", 1))]
    pillars = [{"Activity": "shares", "Pillar": "Equity"}, {"Activity": "bonds", "Pillar": "Debt"}]
    rule = {"Relation": "at most", "Value": 3, "Activities": "Equity", "Of activities": "Debt"}
    plan = optimiser.optimise(book(rule, Needs=needs, Activities=pillars, Budgets=[
        {"Fund": "F", "Donor": "EU", "Budget": 100}]))
    assert plan.allocation.set_index("Activity")["Amount"].to_dict() == {"shares": 75, "bonds": 25}


def test_the_sentence_names_both_sides_of_each_combination() -> None:
    limits = optimiser.optimise(book(
        {**MATCHED, "For each": "recipient"}, {**MATCHED, "For each": "region", "Value": "80%"},
        {"Relation": "at least", "Value": 0.25, "Of recipients": "B"},
    )).limits.set_index("Name")["In words"]
    assert limits["R1 (A)"] == ("R1: the money from EU to A may be at most 2 times the money from "
                                "A and B to A.")
    assert limits["R2 (South)"] == ("R2: the money from EU to B may be at most 80% of the money "
                                    "from A and B to B.")
    assert limits["R3"] == "R3: all money must be at least 25% of the money to B."


def test_a_dimension_that_the_comparison_names_is_not_narrowed() -> None:
    """Of recipients names B: A is compared with B, and not with itself."""
    rule = {"Recipients": "A", "Of recipients": "B", "Relation": "at most", "Value": 0.5,
            "For each": "recipient"}
    plan = optimiser.optimise(book(rule))
    # A + B = 120 of which B takes 80 at most: A gets half of B's 80.
    assert plan.recipients.set_index("Recipient")["Allocated"].to_dict() == {"A": 40, "B": 80}


@pytest.mark.parametrize("value", [2, "200%", 0.5, "50%"])
def test_a_value_is_a_multiple_or_a_percentage(value: object) -> None:
    inputs = optimiser.load(book({**MATCHED, "Value": value}))
    assert optimiser.check(inputs) == ()
    ceiling = 2 if value in (2, "200%") else 0.5
    eu = sum(amount for (donor, _), amount in given(optimiser.optimise(inputs)).items()
             if donor == "EU")
    assert eu == ceiling * 30


def test_a_way_out_changes_the_multiple() -> None:
    """The states' 30 bear 60 of the EU: a floor of 75 asks for 2.5 times."""
    floor = {"Rule": "Floor", "Donors": "EU", "Measure": "amount", "Relation": "at least",
             "Value": 75}
    with pytest.raises(optimiser.NoPlanError) as error:
        optimiser.optimise(book(MATCHED, floor))
    diagnosis = error.value.diagnosis
    assert diagnosis is not None
    [step] = [way.steps[0] for way in diagnosis.ways if way.steps[0].name == "R1"]
    assert (step.value, step.changed) == (2, 2.5)
    assert step.words("EUR") == "raise R1 from 2 to 2.50, by 0.50 (Rules!F2)"


def test_a_wish_that_compares_says_by_how_much_it_is_broken() -> None:
    """EU gives all its 90 as its penalty is below what the need weighs; 60 would keep the wish."""
    wish = {**MATCHED, "Strength": "should", "Penalty": 0.1}
    objectives = [{"Order": 1, "Objective": "meet needs"}, {"Order": 2, "Objective": "soft rules"}]
    limits = optimiser.optimise(book(wish, Objectives=objectives)).limits.set_index("Name")
    assert "Wish not granted, by EUR 30" in limits.loc["R1", "In words"]

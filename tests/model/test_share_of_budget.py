"""`share of budget` heeds the rule's periods in what it is a share of."""

from __future__ import annotations

import pytest

import optimiser

QUARTERS = ("2016-Q1", "2016-Q2")


def given(budgets: list[dict[str, object]], **rule: object) -> tuple[float, float]:
    """Return what Serbia gets in each quarter, where it could take 1,000 in both."""
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "aid", "Period": quarter, "Need": 1000}
                  for quarter in QUARTERS],
        "Budgets": [{"Fund": "F", "Donor": "EU", **row} for row in budgets],
        "Rules": [{"Rule": "R", "Measure": "share of budget", "Relation": "at most", **rule}],
    }))
    got = plan.allocation.groupby("Period")["Amount"].sum()
    first, second = (float(got.get(quarter, 0)) for quarter in QUARTERS)
    return first, second


BY_QUARTER: list[dict[str, object]] = [
    {"Period": "2016-Q1", "Budget": 100}, {"Period": "2016-Q2", "Budget": 300}]


@pytest.mark.parametrize(("budgets", "rule", "expected"), [
    # 50% of the 100 of the first quarter; the second is free.
    (BY_QUARTER, {"Periods": "2016-Q1", "Value": 0.5}, (50, 300)),
    # Each quarter on its own: half of 100, half of 300.
    (BY_QUARTER, {"For each": "period", "Value": 0.5}, (50, 150)),
    # Both quarters together: half of 400, the most of it where the money is.
    (BY_QUARTER, {"Periods": "2016", "Value": 0.25}, (0, 100)),
    # A budget of the year, or of all periods, counts in full for each of its quarters.
    ([{"Period": "2016", "Budget": 400}], {"Periods": "2016-Q1", "Value": 0.25}, (100, 300)),
    ([{"Budget": 400}], {"For each": "period", "Value": 0.25}, (100, 100)),
])
def test_the_share_is_of_the_budgets_of_the_periods_that_are_meant(
        budgets: list[dict[str, object]], rule: dict[str, object],
        expected: tuple[float, float]) -> None:
    got = given(budgets, **rule)
    if rule.get("Periods") == "2016":
        assert sum(got) == sum(expected)
    else:
        assert got == expected


def test_the_sentence_names_the_periods_of_the_budget() -> None:
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "aid", "Period": quarter, "Need": 1000}
                  for quarter in QUARTERS],
        "Budgets": [{"Fund": "F", "Donor": "EU", **row} for row in BY_QUARTER],
        "Rules": [{"Rule": "R", "Measure": "share of budget", "Relation": "at most",
                   "Value": 0.5, "Periods": "2016-Q1"}]}))
    assert plan.limits.set_index("Name").loc["R", "In words"] == (
        "R: of the budget of all funds for 2016-Q1, at most 50% may be given in 2016-Q1.")

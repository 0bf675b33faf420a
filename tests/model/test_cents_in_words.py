"""Amounts in sentences of limits: cents where Rounding has them, where they are small or written."""

from __future__ import annotations

import pytest

import optimiser


@pytest.mark.parametrize(("rounding", "shown"), [(100, "EUR 4,938"), (0.01, "EUR 4,938.02")])
def test_a_budget_has_cents_where_rounding_has_them(rounding: float, shown: str) -> None:
    """12,345.05 of another currency at 2.5 are 4,938.02 euros."""
    plan = optimiser.optimise({
        "Settings": [{"Setting": "Rounding", "Value": rounding}],
        "Exchange rates": [{"Currency": "PLN", "Per unit of base": 2.5}],
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100_000}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 12345.05, "Currency": "PLN"}]})
    limits = plan.table("Limits").set_index("Name")
    assert f"F pays at most {shown} (PLN 12,345" in limits.loc["Budget F", "In words"]


def test_a_small_amount_keeps_its_cents() -> None:
    plan = optimiser.optimise({
        "Settings": [{"Setting": "Rounding", "Value": 1}],
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 1_000}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 99.5}]})
    assert "EUR 99.50" in plan.table("Limits").set_index("Name").loc["Budget F", "In words"]


def test_what_is_asked_for_keeps_the_cents_that_were_written() -> None:
    """5,000.50 of a rule are more than a need of 5,000.25, by less than a unit of Rounding."""
    words = optimiser.optimise({
        "Exchange rates": [{"Currency": "PLN", "Per unit of base": 3}],
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 5000.25},
                  {"Recipient": "B", "Activity": "x", "Need": 20_000, "Currency": "PLN"}],
        "Capacity": [{"Recipient": "B", "Capacity": 1234.5}],
        "Pins": [{"Fund": "F", "Recipient": "A", "Activity": "x", "At most": 4000.75}],
        "Rules": [{"Rule": "R", "Recipients": "A", "Measure": "amount", "Relation": "at most",
                   "Value": 5000.5}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 9000}],
    }).table("Limits").set_index("Name")["In words"]
    assert words["R"] == "R: at most EUR 5,000.50 may go to A."
    assert "asks for EUR 5,000.25 and" in words["Need A / x"]
    assert "asks for EUR 6,667 and" in words["Need B / x"]
    assert "EUR 1,234.50" in words["Capacity B"]
    assert any("EUR 4,000.75" in one for one in words)

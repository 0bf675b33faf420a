"""Amounts in sentences of limits: cents only where Rounding has them, or where they are small."""

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

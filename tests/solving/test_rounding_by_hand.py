"""Whole units by hand: what is left of half a unit is never given."""

from __future__ import annotations

from typing import Any

import pytest

import optimiser

NEED = {"Recipient": "Serbia", "Activity": "u", "Need": 100}
FUND = {"Fund": "F", "Donor": "EU", "Budget": 200}


@pytest.mark.parametrize(("change", "given"), [
    ({"Needs": [{**NEED, "Need": 20.5}]}, 20),
    ({"Budgets": [{**FUND, "Budget": 50.5}]}, 50),
    ({"Capacity": [{"Recipient": "Serbia", "Capacity": 30.5}]}, 30),
    ({"Budgets": [{**FUND, "Budget": 50}],
      "Commitments": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "Amount": 9.5}]}, 40),
    ({"Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At most": 10.5}]}, 10)],
    ids=["a need", "a budget", "a capacity", "a commitment", "at most"])
def test_half_a_unit_is_never_given(change: dict[str, Any], given: float) -> None:
    plan = optimiser.optimise({"Needs": [NEED], "Budgets": [FUND], **change})
    assert plan.allocation["Amount"].sum() == given


def test_half_a_unit_that_is_asked_for_is_given_whole() -> None:
    # Albania counts, Serbia does not: of 60 whole units the pin takes 11, for 10 are too few.
    plan = optimiser.optimise({
        "Needs": [{**NEED, "Weight": 0}, {**NEED, "Recipient": "Albania"}],
        "Budgets": [{**FUND, "Budget": 60.5}],
        "Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At least": 10.5}]})
    given = dict(zip(plan.allocation["Recipient"], plan.allocation["Amount"], strict=True))
    assert given == {"Serbia": 11, "Albania": 49}

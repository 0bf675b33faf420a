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


def test_shares_that_only_multiples_of_a_thousand_keep_are_kept_by_two_thousand() -> None:
    # Of 2,500 they would be 835 and 832.5 twice; the next below that is whole is 668, 666, 666.
    names = ("Albania", "Kosovo", "Serbia")
    plan = optimiser.optimise({
        "Needs": [{**NEED, "Recipient": name, "Need": 1000} for name in names],
        "Budgets": [{**FUND, "Budget": 2500}],
        "Rules": [{"Rule": name, "Measure": "share of total", "Relation": "exactly", "Value": share,
                   "Recipients": name}
                  for name, share in zip(names, ("33.4%", "33.3%", "33.3%"), strict=True)]})
    given = dict(zip(plan.allocation["Recipient"], plan.allocation["Amount"], strict=True))
    assert given == {"Albania": 668, "Kosovo": 666, "Serbia": 666}
    assert not plan.solution.over_by_rounding

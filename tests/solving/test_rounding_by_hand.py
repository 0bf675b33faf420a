"""Whole units by hand: what is left of half a unit is never given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimiser
from optimiser.solving.finding import rounding
from optimiser.solving.finding.hand_out import split_units
from optimiser.solving.finding.whole_program import Found

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


def in_thirds(capacity: float = 1000) -> dict[str, Any]:
    """Return a book that only multiples of a thousand units keep: 33.4% and twice 33.3%."""
    names = ("Albania", "Kosovo", "Serbia")
    return {
        "Needs": [{**NEED, "Recipient": name, "Need": 1000} for name in names],
        "Budgets": [{**FUND, "Budget": 2500}],
        "Capacity": [{"Recipient": "Serbia", "Capacity": capacity}],
        "Rules": [{"Rule": name, "Measure": "share of total", "Relation": "exactly", "Value": share,
                   "Recipients": name}
                  for name, share in zip(names, ("33.4%", "33.3%", "33.3%"), strict=True)]}


def test_shares_that_only_multiples_of_a_thousand_keep_are_kept_by_two_thousand() -> None:
    # Of 2,500 they would be 835 and 832.5 twice; the next below that is whole is 668, 666, 666.
    plan = optimiser.optimise(in_thirds())
    given = dict(zip(plan.allocation["Recipient"], plan.allocation["Amount"], strict=True))
    assert given == {"Albania": 668, "Kosovo": 666, "Serbia": 666}
    assert not plan.solution.over_by_rounding


def test_a_search_that_finds_nothing_in_its_time_ends_no_run(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "nearest", lambda _rows, _target, search: (
        Found.UNKNOWN, search.base))
    plan = optimiser.optimise(in_thirds(832.5))
    given = dict(zip(plan.allocation["Recipient"], plan.allocation["Amount"], strict=True))
    assert given["Serbia"] == 832, "a capacity is kept, whatever is not found"
    assert sum(given.values()) <= 2500
    assert plan.solution.over_by_rounding


def test_it_is_not_said_that_there_is_no_plan_where_none_was_found_in_time(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "nearest", lambda _rows, _target, search: (
        Found.UNKNOWN, search.base))
    monkeypatch.setattr(rounding._Task, "_least_over", lambda *_: None)
    with pytest.raises(optimiser.NotProvedError, match="there may be one"):
        optimiser.optimise(in_thirds())


@pytest.mark.parametrize(("months", "asked"), [((1.63, 1.03, 2.78), 1.75),
                                               ((0.87, 2.96, 2.78), 3.85)])
def test_a_rule_on_experts_gives_way_alike_in_whatever_parts_they_are_counted(
        months: tuple[float, ...], asked: float) -> None:
    """No plan in hundreds of euros has exactly so many: each is within what a hundred brings.

    Counted by the hundredth of a month a miss of 0.008 months was 0.8 of one, and payments moved
    by up to EUR 400 to make it less.
    """
    def amounts(times: int) -> dict[str, float]:
        plan = optimiser.optimise({
            "Needs": [{"Recipient": f"R{at}", "Activity": "x", "Need": 1000,
                       "Expert-months": round(each * times, 2)} for at, each in enumerate(months)],
            "Activities": [{"Activity": "x", "Expertise": "Police"}],
            "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 100 * times}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 2000}],
            "Rules": [{"Rule": "R", "Measure": "experts", "Relation": "exactly",
                       "Value": round(asked * times, 2)}],
            "Settings": [{"Setting": "Rounding", "Value": 100}]})
        assert len(plan.solution.over_by_rounding) == 1
        return {str(row["Recipient"]): float(row["Amount"])
                for row in plan.table("Allocation").to_dict("records")}

    assert amounts(1) == amounts(100)


def test_of_a_wish_for_each_of_some_only_those_that_are_kept_are_kept_by_rounding() -> None:
    # 4.5 months take 90 in Albania and 450 in Serbia; there is money for 500, and 410 are left.
    plan = optimiser.optimise({
        "Needs": [{**NEED, "Need": 1000, "Expert-months": 10},
                  {**NEED, "Recipient": "Albania", "Expert-months": 5}],
        "Activities": [{"Activity": "u", "Expertise": "Police"}],
        "Experts": [{"Donor": "EU", "Expertise": "Police", "Expert-months": 20}],
        "Budgets": [{**FUND, "Budget": 500.5}],
        "Rules": [{"Rule": "R", "Measure": "experts", "Relation": "at least", "Value": 4.5,
                   "For each": "recipient", "Strength": "should"}]})
    given = dict(zip(plan.allocation["Recipient"], plan.allocation["Amount"], strict=True))
    assert given == {"Serbia": 410, "Albania": 90}


@pytest.mark.parametrize("apart", [0.0, 2e-6, -8e-6])
def test_equal_parts_of_large_amounts_are_a_tie_whatever_a_solver_leaves(apart: float) -> None:
    below, part = split_units(np.array([9666666666.666655, 666666666.66666 + apart, 2.25]))
    assert below.tolist() == [9666666666, 666666666, 2]
    assert part.tolist() == [0.667, 0.667, 0.25]

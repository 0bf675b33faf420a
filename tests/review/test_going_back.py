"""What going back would cost is what a fresh solve of the inputs before has less."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import optimiser
from optimiser import changes
from optimiser.review.going_back import going_back

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


def small(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"Needs": [{"Recipient": name, "Activity": "Asylum", "Need": need, "Weight": weight}
                      for name, need, weight in (("Serbia", 100, 3), ("Croatia", 50, 2))],
            "Budgets": [{"Fund": "Regional", "Donor": "EU", "Budget": 60}]} | more


@pytest.fixture(scope="module")
def example() -> optimiser.Plan:
    return optimiser.optimise(EXAMPLE)


def said(before: optimiser.Plan, after: optimiser.Plan) -> str:
    return going_back(before.solution, after.solution)


def test_a_larger_budget_given_up_loses_what_it_met() -> None:
    # 60 for Serbia are 180 points; 120 are 100 for Serbia and 20 for Croatia, 340 points.
    before = optimiser.optimise(small())
    after = optimiser.what_if(before, [changes.Budget("Regional", 120)])
    assert said(before, after) == "Going back would lose 160 points."
    assert said(after, before) == "Going back would gain 160 points."
    assert said(before, before) == "Going back would neither gain nor lose points."


def test_other_weights_count_the_plan_before_anew() -> None:
    # Now Croatia weighs 5: 50 of the 60 go there, 5 x 50 + 3 x 10 = 280. The plan before gave 60
    # to Serbia, which counts 180 today as it did; the own points of both would say 280 - 180, too,
    # were it not for Serbia's weight, 1 from now on: 250 + 10 against 60.
    book = small()
    before = optimiser.optimise(book)
    heavier = [changes.Cells((changes.Entry("Needs", 1, "Weight", 5.0),
                              changes.Entry("Needs", 0, "Weight", 1.0)))]
    after = optimiser.what_if(before, heavier)
    assert said(before, after) == (
        "Going back would lose 200 points, counted by the needs and weights of this plan.")


def test_a_need_that_has_fallen_counts_up_to_what_is_left_of_it() -> None:
    # Serbia needs 30 only: 90 + 2 x 30 points. The plan before gave it 60, of which 30 count.
    before = optimiser.optimise(small())
    after = optimiser.what_if(before, [changes.Cells((changes.Entry("Needs", 0, "Need", 30.0),))])
    assert said(before, after) == (
        "Going back would lose 60 points, counted by the needs and weights of this plan.")


@pytest.mark.parametrize("change", [
    changes.Budget("Polish aid", 20_000_000, "2016-Q1"),
    changes.RuleSwitch("R1 Ceiling for one recipient", enabled=False)])
def test_on_the_example_it_is_the_difference_of_two_fresh_solves(
        example: optimiser.Plan, change: changes.Change) -> None:
    after = optimiser.what_if(example, [change])
    afresh = optimiser.optimise(after.inputs)
    assert example.proof
    assert afresh.proof
    difference = float(afresh.proof.value - example.proof.value)
    words = re.search(r"(lose|gain) ([\d,.]+)( million)? points", said(example, after))
    assert words
    told = float(words[2].replace(",", "")) * (1e6 if words[3] else 1)
    told *= 1 if words[1] == "lose" else -1
    assert told == pytest.approx(difference, rel=0.01, abs=1)

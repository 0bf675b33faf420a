"""Limits that two others imply: left out of the program, and nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimiser
from optimiser.model import implied
from optimiser.model.program import Program, build_program
from optimiser.problem.build import build_problem

Book = dict[str, list[dict[str, Any]]]
NEEDS = [{"Recipient": r, "Activity": "x", "Need": need} for r, need in (("A", 80), ("B", 90))]
BUDGETS = [{"Fund": "F", "Donor": "D", "Budget": 70}, {"Fund": "G", "Donor": "E", "Budget": 60}]


def book(*rules: tuple[str, str, float], each: str = "recipient", **more: Any) -> Book:
    return {"Needs": NEEDS, "Budgets": BUDGETS, "Rules": [
        {"Rule": f"R{number}", "Measure": measure, "Relation": relation, "Value": value,
         "For each": each, **more} for number, (measure, relation, value) in enumerate(rules)]}


def program_of(given: Book) -> Program:
    return build_program(build_problem(optimiser.load(given)))


def left_out(given: Book) -> set[str]:
    program = program_of(given)
    return {program.limit_name(row) for row in np.flatnonzero(program.implied).tolist()}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implied, "MANY", 1)


@pytest.mark.usefixtures("few")
def test_of_three_ceilings_the_loosest_is_left_out() -> None:
    given = book(("amount", "at most", 50), ("amount", "at most", 60), ("amount", "at most", 40))
    assert left_out(given) == {"R1 (A)", "R1 (B)"}


@pytest.mark.usefixtures("few")
def test_of_three_floors_the_lowest_is_left_out() -> None:
    given = book(("amount", "at least", 5), ("amount", "at least", 7), ("amount", "at least", 6))
    assert left_out(given) == {"R0 (A)", "R0 (B)"}


@pytest.mark.usefixtures("few")
def test_shares_of_one_sum_are_compared_and_coverage_with_money() -> None:
    shares = book(*(("share of total", "at most", share) for share in (.6, .7, .8)))
    assert left_out(shares) == {"R2 (A)", "R2 (B)"}
    # A quarter of the needs is 20 of A and 22.5 of B: between the 21 and the 30.
    money = book(("amount", "at most", 21), ("coverage", "at most", .25), ("amount", "at most", 30))
    assert left_out(money) == {"R2 (A)", "R2 (B)"}


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("given", [
    book(("amount", "at most", 50), ("amount", "at most", 60)),
    book(("amount", "at most", 50), ("amount", "at least", 1), ("amount", "at most", 60)),
    book(("amount", "exactly", 10), ("amount", "at most", 60), ("amount", "at most", 70)),
    book(("amount", "at most", 50), ("share of total", "at most", .9), ("amount", "at most", 60)),
    book(*(("amount", "at most", value) for value in (50, 60, 70)), Strength="should"),
    book(*(("amount", "at most", 50) for _ in range(3))),
], ids=["two", "both ways", "exactly", "other sums", "wishes", "equal"])
def test_what_two_tighter_rules_do_not_imply_stays(given: Book) -> None:
    assert left_out(given) == set()


def test_where_rules_are_few_the_program_holds_them_all() -> None:
    given = book(*(("amount", "at most", value) for value in (50, 60, 70)))
    assert left_out(given) == set()


def test_plan_standings_and_prices_are_the_same_without_them(
        monkeypatch: pytest.MonkeyPatch) -> None:
    given = book(("amount", "at most", 50), ("amount", "at most", 60), ("share of total", "at most", .5),
                 ("share of total", "at most", .55), ("share of total", "at most", .8),
                 ("amount", "at most", 70))
    whole = optimiser.optimise(given)
    monkeypatch.setattr(implied, "MANY", 1)
    assert program_of(given).implied.sum() == 4
    fewer = optimiser.optimise(given)
    columns = ["Name", "Limit", "Value", "Slack", "Status", "Shadow price", "Price of one less"]
    assert fewer.allocation.equals(whole.allocation)
    assert fewer.limits[columns].equals(whole.limits[columns])
    assert fewer.proof == whole.proof


def impossible() -> Book:
    """80 of 200 are asked for, and three rules let 10, 20 and 30 go to each of two needs."""
    return {
        "Needs": [{"Recipient": "A", "Activity": name, "Need": 100} for name in "xy"],
        "Recipients": [{"Recipient": "A", "Minimum coverage": 0.4}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 500}],
        "Rules": [{"Rule": f"R{number}", "Measure": "amount", "Relation": "at most",
                   "Value": value, "For each": "recipient; activity"}
                  for number, value in enumerate((10, 20, 30))]}


def changed(given: Book) -> list[set[str]]:
    """Return the names of the figures of each way out; none of money where rules are in the way."""
    with pytest.raises(optimiser.NoPlanError) as fault:
        optimiser.optimise(given)
    found = fault.value.diagnosis
    assert found is not None
    assert {one.name for one in found.conflict} == {
        "Minimum coverage A", "R0 (A, x)", "R0 (A, y)"}
    assert found.in_money is None
    # What each of the three is raised to is what 80 for two needs come to, and no more.
    assert all(step.changed == 40 for way in found.ways for step in way.steps if len(way.steps) > 1)
    return [{step.name for step in way.steps} for way in found.ways]


@pytest.mark.usefixtures("few")
def test_a_way_out_raises_all_that_is_in_the_way_though_two_imply_the_third() -> None:
    assert changed(impossible()) == [{"the minimum coverage of A"}, {"R0", "R1", "R2"}]


@pytest.mark.usefixtures("few")
@pytest.mark.filterwarnings("error")
def test_too_many_limits_to_explain_leave_out_a_way_and_nothing_else(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implied, "MANY_TO_EXPLAIN", 1)
    assert changed(impossible()) == [{"the minimum coverage of A"}]

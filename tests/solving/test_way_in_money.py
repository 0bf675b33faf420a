"""What a plan takes in money alone, against solving with it and with less of it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.model.limits.budget import levers
from optimiser.model.program import LinearProgram, build_program
from optimiser.plan.diagnosis import Diagnosis, Way
from optimiser.problem.build import build_problem
from optimiser.problem.types import Problem
from optimiser.screen.diagnosis import diagnosis_text
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.impossible.in_money import way_in_money
from optimiser.solving.impossible.trial import Trial

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]
SEEDS = seeds(16, 80)
_TRIES = 10


def has_plan(linear: LinearProgram) -> bool:
    return highs.solve(linear.with_cost(np.zeros(linear.columns))).status is SolveStatus.OPTIMAL


def with_more(problem: Problem, more: list[Fraction]) -> Problem:
    """Return the problem with so much more in each row of Budgets."""
    for lever, by in zip(list(levers(problem)), more, strict=True):
        problem = lever.put(problem, lever.value + by)
    return problem


@cache
def short_of_money(seed: int) -> Problem | None:
    """Return a random problem without a plan: it had one before its budgets were cut by half."""
    whole = build_problem(optimiser.load(random_book(seed)))
    if not has_plan(build_program(whole).linear):
        return None
    cut = with_more(whole, [-lever.value / 2 for lever in levers(whole)])
    return None if has_plan(build_program(cut).linear) else cut


def way_of(problem: Problem) -> Way | None:
    return way_in_money(Trial(problem))


def steps_of(problem: Problem, way: Way, part: Fraction) -> list[Fraction]:
    by_row = {step.stated_by: part * (step.changed - step.value) for step in way.steps}
    return [by_row.get(row, Fraction(0)) for row in range(len(problem.budgets.exact))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_money_leaves_a_plan_and_one_hundredth_less_of_it_leaves_none(seed: int) -> None:
    """Nor does one hundredth less in all leave one where it is shared out in another way."""
    problem = short_of_money(seed)
    if problem is None:
        return
    way = way_of(problem)
    assert way is not None
    assert way.more <= sum(problem.budgets.exact) * Fraction(1001, 1000)  # it was there before
    assert has_plan(build_program(way.problem).linear)
    assert has_plan(build_program(with_more(problem, steps_of(problem, way, Fraction(1)))).linear)
    less = Fraction(99, 100)
    assert not has_plan(build_program(with_more(problem, steps_of(problem, way, less))).linear)
    chance = random.Random(seed)
    for _ in range(_TRIES):
        parts = [chance.choice((0, 0, 1, 2)) for _ in problem.budgets.exact]
        if sum(parts):
            shared = [less * way.more * Fraction(part, sum(parts)) for part in parts]
            assert not has_plan(build_program(with_more(problem, shared)).linear)


def test_the_random_problems_hold_enough_that_lack_money() -> None:
    """The test above is not passed by leaving out what it should check."""
    problems = [problem for problem in map(short_of_money, SEEDS) if problem is not None]
    assert len(problems) >= len(SEEDS) // 2
    assert sum(len(way.steps) > 1 for way in map(way_of, problems) if way) >= len(SEEDS) // 16
    assert any(problem.funds.carries_over.any() for problem in problems)


def floors(**tables: list[dict[str, Any]]) -> Book:
    """A is to get 300, of which its own fund has 100; B is to get 700, and G has 500."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 1000} for r in "AB"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100, "For recipients": "A"},
                    {"Fund": "G", "Donor": "E", "Budget": 500}],
        "Rules": [{"Rule": f"R{r}", "Recipients": r, "Measure": "amount", "Relation": "at least",
                   "Value": value} for r, value in (("A", 300), ("B", 700))]} | tables


def failure(book: Book) -> Diagnosis:
    with pytest.raises(optimiser.NoPlanError) as caught:
        optimiser.optimise(book)
    found = caught.value.diagnosis
    assert isinstance(found, Diagnosis)
    return found


def test_400_more_are_the_least_that_two_floors_of_1000_take_with_600() -> None:
    """Hand-solved: 300 + 700 - 100 - 500. G has to have 200 of it, for B; either the rest."""
    found = failure(floors())
    assert found.in_money is not None
    assert found.in_money.more == 400
    changed = {step.source: step.changed for step in found.in_money.steps}
    assert changed["Budgets!C3"] >= 700
    assert found.money_words().startswith("In money alone, EUR 400 more: raise the budget of ")
    assert "In money alone, EUR 400 more" in diagnosis_text(found)


def test_a_rule_about_a_share_of_the_budget_asks_for_more_as_the_budget_rises() -> None:
    """Hand-solved: A is to get half of G, and B 400; G has to have 800, not 250 + 400.

    G has 500, so 300 more: at 650 half of it would be 325, and with the 400 that is too much.
    """
    found = failure(floors(
        Budgets=[{"Fund": "G", "Donor": "E", "Budget": 500}],
        Rules=[{"Rule": "RA", "Recipients": "A", "Measure": "share of budget",
                "Relation": "at least", "Value": 0.5},
               {"Rule": "RB", "Recipients": "B", "Measure": "amount", "Relation": "at least",
                "Value": 400}]))
    assert found.in_money is not None
    assert found.in_money.more == 300


def test_a_budget_of_one_period_carries_over_to_the_next() -> None:
    """Hand-solved: 100 in each quarter, all to be spent in the second, where 350 are asked."""
    found = failure({
        "Needs": [{"Recipient": "A", "Activity": "x", "Period": p, "Need": 1000}
                  for p in ("2016-Q1", "2016-Q2")],
        "Budgets": [{"Fund": "F", "Donor": "D", "Period": p, "Budget": 100, "Carry over": "yes"}
                    for p in ("2016-Q1", "2016-Q2")],
        "Rules": [{"Rule": "R", "Periods": "2016-Q2", "Measure": "amount", "Relation": "at least",
                   "Value": 350}]})
    assert found.in_money is not None
    assert found.in_money.more == 150


def test_a_budget_of_nothing_has_limits_that_it_lacks_otherwise() -> None:
    """Hand-solved: half of the first quarter's money carries over, and it has none.

    Q2 asks for 350 and has 100: 250 more in Q2, where money in Q1 would count by half.
    """
    found = failure({
        "Needs": [{"Recipient": "A", "Activity": "x", "Period": p, "Need": 1000}
                  for p in ("2016-Q1", "2016-Q2", "2016-Q3")],
        "Budgets": [{"Fund": "F", "Donor": "D", "Period": p, "Budget": budget,
                     "Carry over": 0.5}
                    for p, budget in (("2016-Q1", 0), ("2016-Q2", 100))],
        "Rules": [{"Rule": "R", "Periods": "2016-Q2", "Measure": "amount", "Relation": "at least",
                   "Value": 350}]})
    assert found.in_money is not None
    assert found.in_money.more == 250


def test_where_no_money_helps_that_is_said() -> None:
    """A capacity of 200 is below a floor of 300, whatever there is to pay with."""
    found = failure(floors(Capacity=[{"Recipient": "A", "Capacity": 200}]))
    assert found.in_money is None
    assert found.money_words() == "No more money alone leaves a plan."
    assert "No more money alone leaves a plan." in diagnosis_text(found)


def test_where_shares_let_only_nothing_through_no_money_helps() -> None:
    found = failure(floors(Rules=[
        {"Rule": f"R{r}", "Recipients": r, "Measure": "share of total", "Relation": "at most",
         "Value": 0.3} for r in "AB"]))
    assert found.of_nothing
    assert found.money_words() == "No more money alone lets anything be given."


def test_a_smallest_grant_that_money_makes_possible() -> None:
    """Hand-solved: two grants of 55 each are asked for, and there are 100."""
    found = failure(floors(
        Budgets=[{"Fund": "F", "Donor": "D", "Budget": 100, "Smallest grant": 55}], Rules=[],
        Pins=[{"Fund": "F", "Recipient": r, "Activity": "x", "At least": 10} for r in "AB"]))
    assert found.in_money is not None
    assert found.in_money.more == 10


def test_the_command_says_it_and_writes_it_down(allocate: Command, folder: Path) -> None:
    path = folder / "inputs.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, rows in floors().items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=name, index=False)
    assert "In money alone, EUR 400 more" in allocate(path).stderr
    book = openpyxl.load_workbook(folder / "outputs" / "inputs-diagnosis.xlsx")
    rows = [row for row in book["Ways out"].iter_rows(min_row=2, values_only=True)
            if row[0] == "In money"]
    assert {row[2] for row in rows} <= {"Budgets!C2", "Budgets!C3"}
    assert allocate(path, "--json").answer["diagnosis"]["in_money"]["more"] == 400


def test_a_diagnosis_without_a_way_in_money_says_so_in_its_workbook(tmp_path: Path) -> None:
    from optimiser.report.diagnosis import write_diagnosis

    found = failure(floors())
    path = tmp_path / "diagnosis.xlsx"
    write_diagnosis(replace(found, in_money=None), path, "title")
    book = openpyxl.load_workbook(path)
    assert "No more money alone leaves a plan." in {
        row[1] for row in book["Ways out"].iter_rows(values_only=True)}

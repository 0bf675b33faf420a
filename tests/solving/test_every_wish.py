"""What keeping every wish would cost, against solving with every wish as a must."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.family import Role
from optimiser.model.program import Program, build_program
from optimiser.plan.reasons import EveryWish, Keeping
from optimiser.plan.types import Solution
from optimiser.plan.wish_words import every_wish_words, wish_words
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining import every_wish
from optimiser.solving.finding.stages import run_stages
from optimiser.vocabulary import ObjectiveName

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]
SEEDS = sorted({*seeds(16, 150), 45})
"""45 has wishes that cost something to keep, as few have."""


@cache
def plan_of(seed: int) -> Solution | None:
    """Return a random problem's plan, None where it has none or grants are chosen."""
    try:
        plan = optimiser.optimise(random_book(seed), split="any").solution
    except NoPlanError:
        return None
    return None if len(plan.columns.whole) else plan


def as_musts(problem: Problem) -> Problem:
    """Return the problem in which every wish of soft rules is a must."""
    return replace(
        problem, rules=tuple(replace(rule, penalty=None) for rule in problem.rules),
        burden_shares=tuple(replace(one, penalty=None) for one in problem.burden_shares),
        recipient_keys=tuple(replace(one, penalty=None) for one in problem.recipient_keys))


def most_met(problem: Problem) -> float | None:
    """Return the most points at the place of `meet needs`, None where there is no plan."""
    names = [objective.name for objective in problem.objectives]
    until = names.index(ObjectiveName.MEET_NEEDS)
    problem = replace(problem, objectives=problem.objectives[:until + 1])
    try:
        return run_stages(build_program(problem), Runner(highs.solve)).stages[-1].value
    except NoPlanError:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_with_every_wish_as_a_must_there_is_no_plan_or_it_meets_less_by_what_is_said(
        seed: int) -> None:
    plan = plan_of(seed)
    if plan is None or plan.every_wish is None or not plan.problem.optimises(
            ObjectiveName.MEET_NEEDS):
        return
    every, kept = plan.every_wish, most_met(as_musts(plan.problem))
    match every.keeping:
        case Keeping.IMPOSSIBLE:
            assert kept is None
        case Keeping.COSTS:
            assert kept == pytest.approx(every.reached - every.points, rel=1e-7)
        case Keeping.ROUNDED:
            assert kept == pytest.approx(most_met(plan.problem), rel=1e-7)
        case Keeping.UNPROVED:
            pytest.fail("everything is proved here")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_limits_named_cannot_hold_together_and_without_any_one_they_can(seed: int) -> None:
    plan = plan_of(seed)
    if plan is None or plan.every_wish is None or not plan.every_wish.conflict:
        return
    program, conflict = build_program(as_musts(plan.problem)), set(plan.every_wish.conflict)
    assert not has_plan(program, conflict)
    for row in conflict:
        assert has_plan(program, conflict - {row})
    named = [plan.limit(row) for row in plan.every_wish.conflict]
    assert any(block.penalty and block.penalty[at] is not None for block, at in named)


def has_plan(program: Program, kept: set[int]) -> bool:
    """Tell whether there is a plan that keeps some of the limits, whatever the others say."""
    linear = program.linear
    free = program.rows(lambda block: block.family.role in (Role.LIMIT, Role.DEMAND))
    free &= ~np.isin(np.arange(linear.rows), list(kept))
    loose = replace(linear, row_lower=np.where(free, -np.inf, linear.row_lower),
                    row_upper=np.where(free, np.inf, linear.row_upper))
    return highs.solve(loose).status is SolveStatus.OPTIMAL


def test_the_random_problems_hold_every_kind_of_answer() -> None:
    """The tests above are not passed by leaving out what they should check."""
    found = [plan.every_wish.keeping for plan in map(plan_of, SEEDS)
             if plan is not None and plan.every_wish is not None]
    assert found.count(Keeping.IMPOSSIBLE) >= len(SEEDS) // 9
    assert found.count(Keeping.COSTS) >= 1
    assert found.count(Keeping.ROUNDED) >= len(SEEDS) // 18


def book(*wishes: tuple[str, float], **tables: list[dict[str, Any]]) -> Book:
    """Serbia weighs 1 and Albania 3, both need 100; there are 120. Wishes: at least so much."""
    return {"Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100},
                      {"Recipient": "Albania", "Activity": "Asylum", "Need": 100, "Weight": 3}],
            "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120}],
            "Rules": [{"Rule": f"R{number}", "Recipients": name, "Measure": "amount",
                       "Relation": "at least", "Value": value, "Strength": "should"}
                      for number, (name, value) in enumerate(wishes, start=1)]} | tables


NEEDS_FIRST = [{"Order": 1, "Objective": "meet needs"}, {"Order": 2, "Objective": "soft rules"}]


def found(inputs: Book) -> tuple[Solution, EveryWish]:
    plan = optimiser.optimise(inputs).solution
    assert plan.every_wish is not None
    return plan, plan.every_wish


def test_a_wish_that_stands_behind_needs_costs_the_points_that_it_moves() -> None:
    """Hand-solved: 100 x 3 + 20 x 1 = 320 points; with 50 for Serbia 70 x 3 + 50 = 260."""
    plan, every = found(book(("Serbia", 50), Objectives=NEEDS_FIRST))
    assert every.keeping is Keeping.COSTS
    assert (every.points, every.reached) == (pytest.approx(60), pytest.approx(320))
    assert every_wish_words(plan, every) == (
        "Keeping every wish would cost 60 points, 18.8% of the most that the plan could reach.")


def test_without_meet_needs_among_the_objectives_points_are_told_all_the_same() -> None:
    """Hand-solved: all 120 go out, at most 320 points as above; with 90 in all 90 x 3 = 270."""
    rule = {"Rule": "R1", "Measure": "amount", "Relation": "at most", "Value": 90,
            "Strength": "should"}
    _, every = found(book() | {"Rules": [rule], "Objectives": [
        {"Order": 1, "Objective": "use budgets"}, {"Order": 2, "Objective": "soft rules"}]})
    assert (every.points, every.reached) == (pytest.approx(50), pytest.approx(320))


def test_a_wish_that_stands_behind_fairness_costs_no_points() -> None:
    """Hand-solved: both weigh the same, and fairness gives each 60 of 120; R1 asks for 80."""
    plan, every = found(book(("Serbia", 80)) | {
        "Needs": [{"Recipient": name, "Activity": "Asylum", "Need": 100}
                  for name in ("Serbia", "Albania")],
        "Objectives": [{"Order": 1, "Objective": "raise lowest coverage"},
                       {"Order": 2, "Objective": "soft rules"},
                       {"Order": 3, "Objective": "meet needs"}]})
    assert every_wish_words(plan, every) == (
        "Keeping every wish would cost no points, but cost what other objectives reach.")


def test_two_wishes_that_the_money_does_not_reach_for_are_named_with_the_budget() -> None:
    """Hand-solved: 80 and 80 are more than 120."""
    plan, every = found(book(("Serbia", 80), ("Albania", 80)))
    assert every.keeping is Keeping.IMPOSSIBLE
    assert every_wish_words(plan, every) == (
        "No plan can keep every wish: R1 (Rules!E2), R2 (Rules!E3) and Budget F (Budgets!C2) "
        "cannot hold together.")


def test_needs_in_the_way_are_counted_and_not_listed() -> None:
    """Hand-solved: Serbia needs 100, and 110 are wished for it."""
    plan, every = found(book(("Serbia", 110)))
    assert every_wish_words(plan, every) == (
        "No plan can keep every wish: R1 (Rules!E2) and what 1 need asks for cannot hold "
        "together.")


def test_a_wish_that_only_rounding_misses_is_no_cost() -> None:
    """Hand-solved: 53.5 and 66.5 are all of 120, and in whole units one of them is less."""
    plan, every = found(book(("Serbia", 53.5), ("Albania", 66.5)))
    assert every.keeping is Keeping.ROUNDED
    assert every_wish_words(plan, every) == "Every wish is kept but for rounding to whole units."
    assert wish_words(plan, plan.wishes[0]).endswith(
        "only rounding to whole units misses it.")


def test_a_small_penalty_beside_a_great_one_is_not_taken_for_rounding() -> None:
    """Hand-solved: 110 are wished for Serbia, which needs 100, at a millionth of a penalty."""
    inputs = book(("Serbia", 110), ("Albania", 10))
    inputs["Rules"][0]["Penalty"], inputs["Rules"][1]["Penalty"] = 1e-6, 1e6
    _, every = found(inputs)
    assert every.keeping is Keeping.IMPOSSIBLE


def test_where_every_wish_is_granted_nothing_is_said() -> None:
    assert optimiser.optimise(book(("Serbia", 10))).solution.every_wish is None


def test_where_grants_are_chosen_that_none_keeps_every_wish_is_not_proved() -> None:
    budget = [{"Fund": "F", "Donor": "Poland", "Budget": 120, "Smallest grant": 5}]
    plan, every = found(book(("Serbia", 80), ("Albania", 80), Budgets=budget))
    assert every.keeping is Keeping.UNPROVED
    assert "could not be proved" in every_wish_words(plan, every)


def test_a_solver_that_proves_nothing_lets_nothing_be_claimed(
        monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> float:
        raise NotProvedError("No.", "")

    monkeypatch.setattr(every_wish, "_most_met", fail)
    _, every = found(book(("Serbia", 50), Objectives=NEEDS_FIRST))
    assert every.keeping is Keeping.UNPROVED


def test_among_too_many_limits_no_conflict_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_wish, "_MOST_WORK", 0)
    plan, every = found(book(("Serbia", 80), ("Albania", 80)))
    assert every_wish_words(plan, every) == "No plan can keep every wish."


def test_the_command_says_it_on_the_screen_on_the_first_page_and_as_data(
        allocate: Command, folder: Path) -> None:
    import openpyxl

    path, output = folder / "inputs.xlsx", folder / "plan.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, rows in book(("Serbia", 50), Objectives=NEEDS_FIRST).items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=name, index=False)
    says = "Keeping every wish would cost 60 points"
    assert says in allocate(path, "-o", output).stdout
    summary = openpyxl.load_workbook(output)["Summary"]
    assert any(says in str(row[0]) for row in summary.iter_rows(values_only=True))
    answer = allocate(path, "-o", output, "--force", "--json").answer["wishes"]
    assert answer["every_wish"]["points"] == pytest.approx(60)
    assert [one["limit"] for one in answer["not_granted"]] == ["R1"]
    assert says in allocate("why", output, "--costs").stdout
    assert says in allocate("why", output, "--costs", "--json").answer["every_wish"]

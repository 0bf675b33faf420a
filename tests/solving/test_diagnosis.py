"""Why no plan exists: every named limit is needed for the conflict, and every way out is least."""

from __future__ import annotations

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
from optimiser.model.family import Role
from optimiser.model.lever import Lever
from optimiser.model.limits import FAMILIES
from optimiser.model.program import LinearProgram, build_program
from optimiser.plan.diagnosis import Diagnosis, Way
from optimiser.problem.build import build_problem
from optimiser.problem.types import Problem
from optimiser.screen.diagnosis import diagnosis_text
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.impossible.certificate import proves_no_plan
from optimiser.solving.impossible.diagnosis import diagnose
from optimiser.vocabulary import LimitKind

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]
SEEDS = seeds(14, 60)


def has_plan(linear: LinearProgram) -> bool:
    return highs.solve(linear.with_cost(np.zeros(linear.columns))).status is SolveStatus.OPTIMAL


@cache
def problem_of(seed: int) -> Problem:
    return build_problem(optimiser.load(random_book(seed, plan=False)))


@cache
def diagnosis_of(seed: int) -> Diagnosis:
    found = diagnose(problem_of(seed))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_without_any_one_limit_of_the_conflict_the_others_of_it_leave_a_plan(seed: int) -> None:
    program = build_program(problem_of(seed))
    names = {(name, block.sentences[at]): int(first) + at
             for block, first in zip(program.limits, program.first_row, strict=False)
             if block.family.role in (Role.LIMIT, Role.DEMAND)
             for at, name in enumerate(block.names)}
    conflict = {names[one.name, one.sentence] for one in diagnosis_of(seed).conflict}
    assert conflict
    assert not has_plan(only(program.linear, set(names.values()), conflict))
    for row in conflict:
        assert has_plan(only(program.linear, set(names.values()), conflict - {row}))


def only(linear: LinearProgram, rows: set[int], kept: set[int]) -> LinearProgram:
    free = np.array(sorted(rows - kept), dtype=np.int64)
    lower, upper = linear.row_lower.copy(), linear.row_upper.copy()
    lower[free], upper[free] = -np.inf, np.inf
    return replace(linear, row_lower=lower, row_upper=upper)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_way_out_leaves_a_plan_and_one_hundredth_less_of_it_does_not(seed: int) -> None:
    problem, found = problem_of(seed), diagnosis_of(seed)
    assert found.ways
    for way in found.ways:
        assert has_plan(build_program(moved(problem, way, Fraction(1))).linear)
        assert not has_plan(build_program(moved(problem, way, Fraction(99, 100))).linear)


def levers(problem: Problem) -> list[tuple[LimitKind, Lever]]:
    """Return every figure that can be changed, with the family that it belongs to."""
    return [(family.kind, lever) for family in FAMILIES if family.loosening
            for lever in family.loosening.levers(problem)]


def moved(problem: Problem, way: Way, part: Fraction) -> Problem:
    """Return the problem with a part of the changes of a way."""
    for step in way.steps:
        [lever] = [one for kind, one in levers(problem) if (kind, one.stated_by, one.rises) == (
            step.kind, step.stated_by, step.changed > step.value)]
        problem = lever.put(problem, step.value + part * (step.changed - step.value))
    return problem


@pytest.mark.parametrize("seed", SEEDS)
def test_that_no_plan_exists_is_proved_in_exact_arithmetic(seed: int) -> None:
    assert diagnosis_of(seed).proved


def test_weights_that_prove_nothing_are_not_believed() -> None:
    program = build_program(problem_of(0))
    rows = program.linear.rows
    assert not proves_no_plan(program, np.zeros(rows))
    assert not proves_no_plan(program, np.ones(rows))
    assert not proves_no_plan(program, -np.ones(rows))


def test_the_random_problems_have_conflicts_of_many_kinds() -> None:
    kinds = {one.kind for seed in SEEDS for one in diagnosis_of(seed).conflict}
    assert {"Rule", "Budget"} <= kinds
    assert len(kinds) >= 5
    assert sum(len(diagnosis_of(seed).ways) > 1 for seed in SEEDS) >= len(SEEDS) // 3


def crossed(**tables: list[dict[str, Any]]) -> Book:
    """R7 asks for 12 for Serbia, whose capacity is 10: hand-solved."""
    return {"Needs": [{"Recipient": "Serbia", "Activity": "x", "Need": 15_000_000}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 20_000_000}],
            "Capacity": [{"Recipient": "Serbia", "Capacity": 10_000_000}],
            "Rules": [{"Rule": "R7", "Recipients": "Serbia", "Measure": "amount",
                       "Relation": "at least", "Value": 12_000_000}]} | tables


def failure(book: Book, **options: Any) -> Diagnosis:
    with pytest.raises(optimiser.NoPlanError) as caught:
        optimiser.optimise(book, **options)
    found = caught.value.diagnosis
    assert isinstance(found, Diagnosis)
    return found


def test_the_conflict_of_the_contract_is_said_with_both_ways_out() -> None:
    found = failure(crossed())
    assert {one.source for one in found.conflict} == {"Rules!E2", "Capacity!B2"}
    assert [[step.words("EUR") for step in way.steps] for way in found.ways] == [
        ["lower R7 from EUR 12,000,000 to EUR 10,000,000, by EUR 2,000,000 (Rules!E2)"],
        ["raise the capacity of Serbia from EUR 10,000,000 to EUR 12,000,000, by "
         "EUR 2,000,000 (Capacity!B2)"]]


def by_budget(budget: float) -> Book:
    """A and B share by budget, A pays at most half of its own, and S is to get 200."""
    return {"Needs": [{"Recipient": "S", "Activity": "x", "Need": 1000}],
            "Donors": [{"Donor": d, "Group": "V"} for d in "AB"],
            "Budgets": [{"Fund": d, "Donor": d, "Budget": b} for d, b in (("A", budget), ("B", 100))],
            "Burden sharing": [{"Group": "V", "Key": "budget", "Tolerance": 0}],
            "Rules": [{"Rule": "half", "Funds": "A", "Measure": "share of budget",
                       "Relation": "at most", "Value": "50%"},
                      {"Rule": "total", "Measure": "amount", "Relation": "at least",
                       "Value": 200}]}


def test_a_key_by_budget_moves_with_the_budget_that_a_way_raises() -> None:
    # Hand-solved: 200 a/(a + 100) is at most a/2 from a = 300 on. With the key as it was, half
    # each, 200 would do.
    found = failure(by_budget(100))
    raised = [step for way in (*found.ways, found.in_money) if way for step in way.steps
              if step.source == "Budgets!C2"]
    assert raised
    for step in raised:
        assert step.changed == pytest.approx(300, rel=1e-3)
    given = optimiser.optimise(by_budget(float(raised[0].changed))).allocation["Amount"]
    assert given.sum() >= 200
    assert failure(by_budget(290))


def test_a_share_is_lowered_to_the_percentage_that_works() -> None:
    # At least 90% of 15 is 13.5; 10 of 15 is two thirds.
    rule = [{"Rule": "R8", "Measure": "coverage", "Relation": "at least", "Value": "90%"}]
    [step] = failure(crossed(Rules=rule)).ways[0].steps
    assert float(step.changed) == pytest.approx(2 / 3, abs=1e-3)
    assert float(step.changed) <= 2 / 3


def test_grants_that_cannot_all_be_made_are_explained_too() -> None:
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 60} for r in ("A", "B")],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100, "Smallest grant": 55}],
        "Pins": [{"Fund": "F", "Recipient": r, "Activity": "x", "At least": 10}
                 for r in ("A", "B")]}
    found = failure(book)
    assert {"Smallest grant", "Budget"} <= {one.kind for one in found.conflict}
    assert found.ways


def test_relax_solves_with_the_least_change_and_says_so() -> None:
    plan = optimiser.optimise(crossed(), relax=True)
    assert plan.allocation["Amount"].sum() == 10_000_000
    assert plan.options["relaxed"].startswith("lower R7 from EUR 12,000,000 to EUR 10,000,000")
    limits = plan.limits.set_index("Name")
    assert limits.loc["R7", "Limit"] == 10_000_000
    assert "Relaxed from EUR 12,000,000" in limits.loc["R7", "In words"]


def test_the_text_fits_a_screen() -> None:
    for seed in SEEDS:
        assert all(len(line) <= 100 for line in diagnosis_text(diagnosis_of(seed)).splitlines())


def test_the_command_explains_and_writes_the_same_down(allocate: Command, folder: Path) -> None:
    path = folder / "inputs.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, rows in crossed().items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=name, index=False)
    run = allocate(path)
    assert run.exit_code == 4
    assert "without any one of them the others can" in run.stderr
    book = openpyxl.load_workbook(folder / "outputs" / "inputs-diagnosis.xlsx")
    assert book.sheetnames == ["Conflict", "Ways out"]
    assert {row[3].value for row in book["Conflict"].iter_rows(min_row=2)} == {
        "Rules!E2", "Capacity!B2"}
    answer = allocate(path, "--json").answer
    assert answer["exit_code"] == 4
    assert answer["diagnosis"]["proved"] is True
    assert answer["diagnosis"]["ways"][0][0]["to"] == 10_000_000
    assert allocate(path, "--relax").exit_code == 0

"""Least and Most of amounts, against re-solving with the amount pinned there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.program import Program, build_program
from optimiser.plan.types import Solution
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.stages import run_stages

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
CLOSE = 1e-7


def plan_of(source: int | Path) -> Solution | None:
    """Return a plan with ranges, None where there is none or where grants are chosen."""
    try:
        plan = optimiser.optimise(source if isinstance(source, Path) else optimiser.load(
            random_book(source)), ranges=True).solution
    except NoPlanError:
        return None
    return None if len(plan.columns.grant) else plan


def reached(program: Program, cell: int, low: float, high: float) -> np.ndarray | None:
    """Return what the objectives reach with an amount held in a range, None without a plan."""
    lower, upper = program.linear.lower.copy(), program.linear.upper.copy()
    lower[cell], upper[cell] = max(low, 0.0), high
    pinned = replace(program, linear=replace(program.linear, lower=lower, upper=upper))
    try:
        stages = run_stages(pinned, Runner(highs.solve)).stages
    except (NoPlanError, NotProvedError):
        return None
    return np.array([value for stage in stages for value in (
        stage.levels or (stage.value / program.scale,))])


def is_as_good(one: np.ndarray | None, best: np.ndarray) -> bool:
    """Whether nothing is lost against the best."""
    return one is not None and bool(np.allclose(one, best, rtol=CLOSE, atol=CLOSE))


def check(plan: Solution, most: int) -> int:
    """Pin amounts at their ends, and a little beyond; return how many ends lose value beyond."""
    program = build_program(plan.problem)
    leeway = plan.leeway
    assert leeway is not None
    best = reached(program, 0, 0.0, np.inf)
    assert best is not None
    unit = max(float(plan.unit), 1e-3 * program.scale) / program.scale
    held = 0
    cells = np.argsort(-(leeway.most - leeway.least), kind="stable")[:most]
    for cell in cells.tolist():
        least, top = leeway.least[cell] / program.scale, leeway.most[cell] / program.scale
        slop = 1e-9 * max(1.0, top)
        assert is_as_good(reached(program, cell, least - slop, least + slop), best), cell
        assert is_as_good(reached(program, cell, top - slop, top + slop), best), cell
        beyond = reached(program, cell, top + unit, np.inf)
        assert not is_as_good(beyond, best), cell
        if least > unit:
            assert not is_as_good(reached(program, cell, 0.0, least - unit), best), cell
        held += 1
    return held


def has_tolerance(plan: Solution) -> bool:
    """Whether a stage may spend what an earlier one gained."""
    return any(stage.tolerance for stage in plan.stages)


SEEDS = seeds(10, 40)


@pytest.mark.parametrize("seed", SEEDS)
def test_ends_of_random_amounts_are_reached_and_not_passed(seed: int) -> None:
    """Pinned at Least or Most nothing is lost; one step beyond, something is."""
    plan = plan_of(seed)
    if plan is not None and not has_tolerance(plan):
        check(plan, most=6)


def test_the_random_problems_hold_enough_plans_to_check() -> None:
    """The test above is not passed by leaving out what it should check."""
    plans = [plan for plan in map(plan_of, SEEDS) if plan is not None]
    assert sum(not has_tolerance(plan) for plan in plans) > len(SEEDS) // 2
    assert sum(plan.leeway.movable(1.0) > 0 for plan in plans if plan.leeway) > len(SEEDS) // 2


def test_two_funds_for_one_need_may_share_it_in_any_way() -> None:
    """Hand-solved: of 100 each fund of 80 pays at least 20, and the split is half and half."""
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 80},
                    {"Fund": "G", "Donor": "Czechia", "Budget": 80}],
    }), ranges=True)
    table = plan.allocation
    assert table["Amount"].tolist() == [50, 50]
    assert table["Least"].tolist() == [20, 20]
    assert table["Most"].tolist() == [80, 80]
    assert plan.solution.leeway is not None
    assert plan.solution.leeway.movable(1.0) == 2


def test_a_plan_without_an_equal_says_so() -> None:
    """One fund, one need: no amount can move."""
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 80}],
    }), ranges=True)
    assert plan.solution.leeway is not None
    assert plan.solution.leeway.movable(1.0) == 0
    assert "Least" in plan.allocation
    assert "Least" not in optimiser.optimise(plan.inputs).allocation

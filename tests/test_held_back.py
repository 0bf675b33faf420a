"""What holds a need back, against re-solving with the limits named loosened."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.plan.standings import plan_values
from optimiser.plan.types import Solution, Status
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner

EXAMPLE = Path(__file__).parents[1] / "inputs" / "western_balkans_2016.xlsx"
SEEDS = range(100)
PRICE = re.compile(r" \(price [^)]*\)$")
BEYOND = re.compile(r"^beyond [^;]*? more also ")


@cache
def plan_of(source: int | Path) -> Solution | None:
    """Return the plan of a random problem or of a workbook, None where there is none."""
    try:
        return optimiser.optimise(
            source if isinstance(source, Path) else optimiser.load(random_book(source))).solution
    except NoPlanError:
        return None


def named(plan: Solution, text: str) -> tuple[set[int], set[int]]:
    """Return the rows that a text names as full, and as full beyond some more money."""
    names = [name for block in plan.families for name in block.names]
    full, short = set(), set()
    for part in text.split("; "):
        if part.startswith(("outranked: ", "No limit: ", "No fund ")):
            continue
        bare = BEYOND.sub("", part)
        kind = short if bare != part else full
        kind.add(names.index(PRICE.sub("", bare)))
    return full, short


def most_met(program: Program, plan: Solution, need: int, loosened: set[int]) -> float:
    """Return what a need can get with limits loosened, where no other need gets less."""
    values = plan_values(program, plan.amounts, plan.deployed) / program.column_scale[
        :len(program.columns)]
    linear, met = program.linear, program.columns.met
    lower, upper = linear.lower.copy(), linear.upper.copy()
    unit = float(program.problem.rounding) / program.scale
    lower[met.first:met.first + len(met)] = np.maximum(
        values[met.first:met.first + len(met)] - unit, 0.0)
    fix_grants(program, plan, loosened, values, lower, upper)
    row_lower, row_upper = linear.row_lower.copy(), linear.row_upper.copy()
    row_lower[list(loosened)], row_upper[list(loosened)] = -np.inf, np.inf
    cost = np.zeros(linear.columns)
    cost[met.first + need] = -1.0
    outcome = Runner(highs.solve)(LinearProgram(
        cost, lower, upper, row_lower, row_upper, linear.start, linear.index, linear.value))
    return -outcome.objective * program.scale


def fix_grants(program: Program, plan: Solution, loosened: set[int], values: np.ndarray,
               lower: np.ndarray, upper: np.ndarray) -> None:
    """Hold grants as the plan makes them, but for those whose smallest size is loosened."""
    grant = program.columns.grant
    own = slice(grant.first, grant.first + len(grant))
    made = np.round(values[own])
    lower[own] = made
    linear = program.linear
    free = {int(column) for row in loosened
            for column in linear.index[linear.start[row]:linear.start[row + 1]]}
    upper[own] = [1.0 if grant.first + at in free else kept for at, kept in enumerate(made)]


def check(plan: Solution) -> int:
    """Hold every text of a plan against re-solving; return how many there were."""
    program = build_program(replace(plan.problem))
    needs = program.problem.needs
    status = [one for result in plan.standings for one in result.status]
    held = 0
    for need, text in enumerate(plan.held_back):
        if not text or text.startswith(("No fund", "No limit")):
            continue
        full, short = named(plan, text)
        assert full, text
        assert all(status[row] is not Status.NOT_BINDING for row in full), text
        assert all(status[row] is Status.NOT_BINDING for row in short), text
        before = [row for row in range(len(needs.amount))
                  if needs.requirement[row] == needs.requirement[need]
                  and needs.weight[row] > needs.weight[need]]
        most = most_met(program, plan, need, full | short)
        assert most == pytest.approx(needs.amount[need], rel=1e-6), (text, before)
        held += 1
    return held


@pytest.mark.parametrize("seed", SEEDS)
def test_loosening_the_limits_named_lets_a_need_of_a_random_problem_be_met(seed: int) -> None:
    """Every limit named is full, and with all of them loosened the need is met in full."""
    plan = plan_of(seed)
    if plan is not None:
        check(plan)


def test_loosening_the_limits_named_lets_every_need_of_the_example_be_met() -> None:
    """The same for the shipped example."""
    plan = plan_of(EXAMPLE)
    assert plan is not None
    assert check(plan) > 30


def test_random_problems_name_one_limit_alone_and_outranked_needs_often_enough() -> None:
    """What the tests above prove is not proved of nothing."""
    texts = [text for plan in map(plan_of, SEEDS) if plan is not None
             for text in plan.held_back if text]
    assert len(texts) > 100
    assert sum(";" not in text and not text.startswith("No ") for text in texts) > 20
    assert sum("outranked: " in text for text in texts) > 20


def test_a_need_that_only_a_greater_weight_keeps_money_from_says_so() -> None:
    """One fund, two needs: the lighter one is outranked, in so many words."""
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100, "Weight": 3},
                  {"Recipient": "Albania", "Activity": "Asylum", "Need": 100, "Weight": 1}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120}],
    })).solution
    assert plan.held_back == (
        "", "Budget F (price 1); outranked: the same euro meets a need of weight 3 in Serbia")


def test_a_need_that_no_fund_may_pay_for_says_so() -> None:
    """Eligibility is no limit to loosen."""
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100},
                  {"Recipient": "Albania", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120,
                     "For recipients": "Serbia"}],
    })).solution
    assert plan.held_back == ("", "No fund may pay for it")

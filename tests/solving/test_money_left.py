"""Why money is left in a fund, against re-solving with the limits named loosened."""

from __future__ import annotations

import numpy as np
import pytest
from test_held_back import EXAMPLE, SEEDS, fix_grants, plan_of

import optimiser
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.plan.held_words import left_words
from optimiser.plan.standings import plan_values
from optimiser.plan.types import Solution
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner

Book = dict[str, list[dict[str, object]]]


def most_given(program: Program, plan: Solution, fund: int, loosened: set[int]) -> float:
    """Return what a fund can give with limits loosened, where nobody else gives less.

    Others may give less by a unit of Rounding a cell, as rounding left them.
    """
    values = plan_values(program, plan.amounts, plan.deployed) / program.column_scale[
        :len(program.columns)]
    linear, cells = program.linear, len(program.columns.allocation)
    own = program.columns.allocation.along["fund"] == fund
    lower, upper = linear.lower.copy(), linear.upper.copy()
    unit = float(program.problem.rounding) / program.scale
    lower[:cells] = np.maximum(values[:cells] - np.where(own, 0.0, unit), 0.0)
    fix_grants(program, plan, loosened, values, lower, upper)
    # What rounding took beyond a limit is no reason why the plan as it stands could not be.
    stands = linear.activity(np.concatenate([values, np.zeros(linear.columns - len(values))]))
    row_lower, row_upper = (np.minimum(linear.row_lower, stands),
                            np.maximum(linear.row_upper, stands))
    row_lower[list(loosened)], row_upper[list(loosened)] = -np.inf, np.inf
    cost = np.zeros(linear.columns)
    cost[:cells][own] = -1.0
    outcome = Runner(highs.solve)(LinearProgram(
        cost, lower, upper, row_lower, row_upper, linear.start, linear.index, linear.value))
    return -outcome.objective * program.scale


def check(plan: Solution) -> int:
    """Hold what keeps money in each fund against re-solving; return how many funds there were."""
    program, checked = build_program(plan.problem), 0
    unit = float(plan.problem.rounding)
    for fund, why in enumerate(plan.money_left):
        if why is None or not why.reasons:
            continue
        own = plan.columns.allocation.along["fund"] == fund
        given = float(plan.amounts[own].sum()) * unit
        committed = sum((amount for of, amount in zip(
            plan.problem.commitments.fund.tolist(), plan.problem.commitments.exact, strict=True)
            if of == fund), 0)
        left = float(plan.problem.funds.budget[fund] - committed) - given
        if left < 5 * unit:
            continue
        most = most_given(program, plan, fund, {reason.limit for reason in why.reasons})
        assert most >= given + unit * 0.99, (plan.problem.funds.names[fund], why)
        checked += 1
    return checked


@pytest.mark.parametrize("seed", SEEDS)
def test_loosening_the_limits_named_lets_a_fund_of_a_random_problem_give_more(seed: int) -> None:
    plan = plan_of(seed)
    if plan is not None:
        check(plan)


def test_loosening_the_limits_named_lets_funds_of_the_example_give_more() -> None:
    plan = plan_of(EXAMPLE)
    assert plan is not None
    assert check(plan) >= 3


def test_random_problems_have_money_left_often_enough() -> None:
    """What the tests above prove is not proved of nothing."""
    found = [why for plan in map(plan_of, SEEDS) if plan is not None
             for why in plan.money_left if why is not None]
    assert sum(bool(why.reasons) for why in found) > len(SEEDS) // 2
    assert sum(not why.is_paid for why in found) > len(SEEDS) // 20


def said(book: Book) -> list[str]:
    plan = optimiser.optimise(book).solution
    return [left_words(plan, fund) for fund in range(len(plan.problem.funds.names))]


NEEDS = [{"Recipient": "Serbia", "Activity": "aid", "Need": 100},
         {"Recipient": "Albania", "Activity": "aid", "Need": 50}]


def test_a_fund_of_which_all_is_given_says_nothing_and_one_too_large_that_needs_are_met() -> None:
    assert said({"Needs": NEEDS, "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 120}]}) == [""]
    assert said({"Needs": NEEDS, "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 200}]}) == [
        "Every need that it may pay for is met."]


def test_the_key_that_ties_a_fund_to_a_poorer_one_is_named() -> None:
    """As in a real book: Poland's budget is used up, and the key keeps the others at theirs."""
    book: Book = {
        "Needs": NEEDS,
        "Donors": [{"Donor": "Poland", "Group": "V4"}, {"Donor": "Hungary", "Group": "V4"}],
        "Budgets": [{"Fund": "P", "Donor": "Poland", "Budget": 20},
                    {"Fund": "H", "Donor": "Hungary", "Budget": 90}],
        "Burden sharing": [{"Group": "V4", "Key": "equal"}]}
    poland, hungary = said(book)
    assert poland == ""
    assert "Hungary is at its highest share of what V4 gives" in hungary


def test_what_only_rounding_leaves_is_said_to_be_that() -> None:
    # 33.4 each is all of 100.2 before rounding; 33 each leaves 1.2, which no whole unit takes.
    names = ("Albania", "Kosovo", "Serbia")
    book: Book = {
        "Needs": [{"Recipient": name, "Activity": "aid", "Need": 100} for name in names],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100.2}],
        "Capacity": [{"Recipient": name, "Capacity": 33.4} for name in names]}
    assert said(book) == ["Only rounding to whole units leaves it."]

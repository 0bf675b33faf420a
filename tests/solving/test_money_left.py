"""Why money is left in a fund, against re-solving with the limits named loosened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from loosened import most, standing
from scenarios.test_choices import Small
from seeds import seeds
from test_held_back import EXAMPLE, SEEDS, WINTER, plan_of

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import Program, build_program
from optimiser.plan.held_words import left_words
from optimiser.plan.types import Solution
from optimiser.problem.left import left_of_funds
from optimiser.problem.types import ALL
from optimiser.solving.solve import Options, find_amounts
from optimiser.vocabulary import LimitKind

Book = dict[str, list[dict[str, object]]]


def most_given(program: Program, plan: Solution, fund: int, loosened: set[int]) -> float:
    """Return how much more a fund can give with limits loosened, where no fund gives less."""
    of, cells = program.columns.allocation.along["fund"], len(program.columns.allocation)
    own, values = np.flatnonzero(of == fund).tolist(), standing(program, plan)
    linear = program.linear
    for one in range(len(plan.problem.funds.names)):
        paid = np.flatnonzero(of == one)
        linear = linear.with_row(paid, np.ones(len(paid)), float(values[:cells][paid].sum()),
                                 np.inf)
    return most(replace(program, linear=linear), plan, own, own, loosened)


def check(plan: Solution) -> Counter[str]:
    """Hold what keeps money in each fund against re-solving; count the funds, and the figures.

    With all that is named loosened the fund can give more; without any one of them, less more.
    """
    program, checked = build_program(plan.problem), Counter[str]()
    unit = float(plan.problem.rounding)
    for fund, why in enumerate(plan.money_left):
        if why is None or not why.reasons:
            continue
        named = [reason.limit for reason in why.reasons]
        block, at = plan.limit(named[0])
        if block.kind is LimitKind.BUDGET and block.of[at] == (fund, ALL):
            check_spent(plan, fund, named)
            checked["spent"] += 1
            continue
        most_more = most_given(program, plan, fund, set(named))
        assert most_more > unit * 0.49, (plan.problem.funds.names[fund], why)
        for row in named:
            assert most_given(program, plan, fund, {*named} - {row}) < most_more - unit * 0.49, (
                left_words(plan, fund), program.limit_name(row))
        check_freed(program, plan, fund, most_more)
        checked["funds"] += 1
        for at, reason in enumerate(why.reasons):
            if reason.room is not None:
                assert most_given(program, plan, fund, set(named[:at])) == pytest.approx(
                    reason.room, abs=0.5), (left_words(plan, fund), reason)
                checked["figures"] += 1
    return checked


def check_spent(plan: Solution, fund: int, named: list[int]) -> None:
    """Hold a whole budget that is said to be full against the plan before rounding: all is given.

    What else is in the way of what rounding left is not told.
    """
    _, amounts = find_amounts(build_program(plan.problem), Options())
    own = np.flatnonzero(plan.columns.allocation.along["fund"] == fund)
    given, budget = amounts[own].sum(), float(left_of_funds(plan.problem)[fund])
    assert given == pytest.approx(budget, rel=1e-6, abs=1e-6)
    assert left_words(plan, fund) == "Only rounding to whole units leaves it."
    assert len(named) == 1


def check_freed(program: Program, plan: Solution, fund: int, most_more: float) -> None:
    """Hold how much of what is left the limits named keep against re-solving without them."""
    why, unit = plan.money_left[fund], float(plan.problem.rounding)
    cells = program.columns.allocation
    paid = standing(program, plan)[:len(cells)] * program.scale
    left = float(left_of_funds(plan.problem)[fund]) - paid[cells.along["fund"] == fund].sum()
    assert why is not None
    if np.isfinite(why.freed):
        assert why.freed == pytest.approx(most_more, abs=0.5)
        assert why.freed < left - unit * 0.5
    else:
        assert most_more > left - unit * 1.5


@pytest.mark.parametrize("seed", SEEDS)
def test_loosening_the_limits_named_lets_a_fund_of_a_random_problem_give_more(seed: int) -> None:
    plan = plan_of(seed)
    if plan is not None:
        check(plan)


@pytest.mark.parametrize(("book", "funds"), [(EXAMPLE, 3), (WINTER, 1)], ids=["example", "winter"])
def test_loosening_the_limits_named_lets_funds_of_a_real_book_give_more(book: Path,
                                                                        funds: int) -> None:
    plan = plan_of(book)
    assert plan is not None
    found = check(plan)
    assert found["funds"] >= funds
    assert found["spent"] or book is WINTER


@pytest.mark.parametrize("seed", seeds(8, 90))
def test_what_keeps_money_is_needed_where_grants_lots_and_conditions_are_chosen(seed: int) -> None:
    try:
        check(optimiser.optimise(Small.at_random(seed).book()).solution)
    except NoPlanError:
        pytest.skip("no plan")


def test_of_limits_as_dear_as_each_other_the_name_decides_which_is_told_first() -> None:
    """Not the last digit of their prices, which is another on another machine."""
    tied = 0
    for plan in filter(None, map(plan_of, SEEDS)):
        program = build_program(plan.problem)
        for why in filter(None, (*plan.held_back, *plan.money_left)):
            full = [reason for reason in why.reasons if reason.room is None]
            for one, other in pairwise(full):
                if abs(one.price - other.price) < 1e-7:
                    tied += 1
                    assert program.limit_name(one.limit) < program.limit_name(other.limit)
    assert tied > 3


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


def test_so_much_of_what_is_left_as_the_limits_named_keep_is_said() -> None:
    """Of 140 left without the rule 90 could be given: then Serbia's need is met."""
    book: Book = {
        "Needs": NEEDS[:1], "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 150}],
        "Rules": [{"Rule": "few", "Funds": "F", "Measure": "amount", "Relation": "at most",
                   "Value": 10}]}
    assert said(book) == ["Rule few leaves no room; without this limit EUR 90 of it could be used "
                          "while nobody gets or gives less."]
    book["Budgets"][0]["Budget"] = 100
    assert said(book) == ["Rule few leaves no room."]


def test_of_what_keeps_money_the_limit_that_keeps_the_most_is_told() -> None:
    """Albania could take 10 more than its capacity, Serbia 90; either order of rows."""
    for needs in (NEEDS, NEEDS[::-1]):
        assert said({
            "Needs": needs, "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 150}],
            "Capacity": [{"Recipient": "Albania", "Capacity": 40},
                         {"Recipient": "Serbia", "Capacity": 10}]}) == [
            "Serbia can use no more; without this limit EUR 90 of it could be used "
            "while nobody gets or gives less."]


def test_where_no_work_is_left_to_solve_no_figure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in large books: the limits in the way are named all the same."""
    monkeypatch.setattr("optimiser.solving.explaining.needed._MOST_WORK", 0)
    assert said({
        "Needs": NEEDS[:1], "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 150}],
        "Rules": [{"Rule": "few", "Funds": "F", "Measure": "amount", "Relation": "at most",
                   "Value": 10}]}) == ["Rule few leaves no room."]


def test_what_only_rounding_leaves_is_said_to_be_that() -> None:
    # 33.4 each is all of 100.2 before rounding; 33 each leaves 1.2, which no whole unit takes.
    names = ("Albania", "Kosovo", "Serbia")
    book: Book = {
        "Needs": [{"Recipient": name, "Activity": "aid", "Need": 100} for name in names],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100.2}],
        "Capacity": [{"Recipient": name, "Capacity": 33.4} for name in names]}
    assert said(book) == ["Only rounding to whole units leaves it."]

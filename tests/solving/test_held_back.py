"""What holds a need back, against re-solving with the limits named loosened."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.columns import Of
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.plan.held_words import held_words, left_words
from optimiser.plan.standings import plan_values
from optimiser.plan.types import DEPLOYMENT_UNIT, Solution, Status
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.vocabulary import LimitKind, Unit
from optimiser.words import money

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
WINTER = Path(__file__).parents[1] / "reference" / "winter-inputs.xlsx"
SEEDS = seeds(40, 100)


@cache
def plan_of(source: int | Path) -> Solution | None:
    """Return the plan of a random problem or of a workbook, None where there is none."""
    try:
        return optimiser.optimise(
            source if isinstance(source, Path) else optimiser.load(random_book(source))).solution
    except NoPlanError:
        return None


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
    """Hold what holds every need back against re-solving; return how many there were."""
    program = build_program(replace(plan.problem))
    needs = program.problem.needs
    status = [one for result in plan.standings for one in result.status]
    held = 0
    for need, why in enumerate(plan.held_back):
        if why is None or not why.reasons:
            continue
        full = {reason.limit for reason in why.reasons if reason.room is None}
        short = {reason.limit for reason in why.reasons if reason.room is not None}
        assert full, why
        assert all(status[row] is not Status.NOT_BINDING for row in full), why
        assert all(status[row] is Status.NOT_BINDING for row in short), why
        before = [row for row in range(len(needs.amount))
                  if needs.requirement[row] == needs.requirement[need]
                  and needs.weight[row] > needs.weight[need]]
        most = most_met(program, plan, need, full | short)
        assert most == pytest.approx(needs.amount[need], rel=1e-6), (why, before)
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
    found = [why for plan in map(plan_of, SEEDS) if plan is not None
             for why in plan.held_back if why is not None]
    assert len(found) > len(SEEDS)
    assert sum(len(why.reasons) == 1 and why.outranked_by < 0 for why in found) > len(SEEDS) // 5
    assert sum(why.outranked_by >= 0 for why in found) > len(SEEDS) // 5


def said(book: dict[str, list[dict[str, object]]]) -> list[str]:
    plan = optimiser.optimise(optimiser.load(book)).solution
    return [held_words(plan, need) for need in range(len(plan.held_back))]


def test_a_need_that_only_a_greater_weight_keeps_money_from_says_so() -> None:
    """One fund, two needs: the lighter one is outranked, in so many words."""
    book = {
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100, "Weight": 3},
                  {"Recipient": "Albania", "Activity": "Asylum", "Need": 100, "Weight": 1}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120}],
    }
    assert said(book) == [
        "", "F is used up; the same money does more in Serbia for Asylum (3 points a euro "
        "against 1)."]
    why = optimiser.optimise(optimiser.load(book)).solution.held_back[1]
    assert why is not None
    assert [reason.price for reason in why.reasons] == pytest.approx([1.0])


def test_needs_that_point_at_each_others_recipients_name_what_the_money_does_there() -> None:
    """Serbia's schools lose to Albania's food, Albania's schools to Serbia's: no circle."""
    weights = {("Serbia", "Schools"): 3, ("Albania", "Food"): 4, ("Albania", "Schools"): 2}
    book = {
        "Needs": [{"Recipient": recipient, "Activity": activity, "Period": period, "Need": 100,
                   "Weight": weight, "Tier": tier}
                  for (recipient, activity), weight in weights.items()
                  for period, tier in (("2026", "first"),)] + [
                 {"Recipient": "Serbia", "Activity": "Schools", "Period": "2026", "Need": 100,
                  "Weight": 3, "Tier": "later"}],
        "Tiers": [{"Tier": "first", "Weight": 1}, {"Tier": "later", "Weight": 0.5}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 150}],
    }
    first, _, other, later = said(book)
    assert "in Albania for Food in 2026 (4 points a euro against 3)" in first
    assert "in Serbia for Schools in 2026 (3 points a euro against 2)" in other
    assert "in Serbia for Schools, first, in 2026 (3 points a euro against 1.50)" in later


def test_a_fund_with_a_semicolon_in_its_name_is_one_fund() -> None:
    """Reasons are values: no name can be torn in two."""
    assert said({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "Aid; phase 2", "Donor": "Poland", "Budget": 60}],
    }) == ["Aid; phase 2 is used up."]


def test_a_need_that_no_fund_may_pay_for_says_so() -> None:
    """Eligibility is no limit to loosen."""
    assert said({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 100},
                  {"Recipient": "Albania", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120,
                     "For recipients": "Serbia"}],
    }) == ["", "No fund may pay for it; money is left of F, which by earmark may not pay for it."]


def test_money_left_that_an_earmark_keeps_from_a_need_is_named_on_both_sides() -> None:
    """F is used up; G has 60 left, for Serbia alone: the reason that a reader looks for."""
    book = {
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 40},
                  {"Recipient": "Albania", "Activity": "Asylum", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 50},
                    {"Fund": "G", "Donor": "Poland", "Budget": 100, "For recipients": "Serbia"}],
    }
    assert said(book) == ["", "F is used up; money is left of G, which by earmark may not pay "
                          "for it."]
    plan = optimiser.optimise(book).solution
    assert left_words(plan, 1) == ("Every need that it may pay for is met; its earmark keeps it "
                                   "from those that are not.")


def test_what_is_named_together_is_needed_together() -> None:
    """Without any one of the limits named, the need of the example cannot be met by the rest.

    Where one of them has some room, all that are in the way of one payment are named.
    """
    plan = plan_of(EXAMPLE)
    assert plan is not None
    program, tried = build_program(plan.problem), 0
    for need, why in enumerate(plan.held_back):
        rows = {reason.limit for reason in why.reasons} if why is not None else set()
        if len(rows) < 2 or any(reason.room is not None for reason in why.reasons):
            continue
        amount = float(plan.problem.needs.amount[need])
        for row in rows:
            assert most_met(program, plan, need, rows - {row}) < amount, program.limit_name(row)
            tried += 1
    assert tried > 20


def _named(book: dict[str, list[dict[str, object]]], recipient: str) -> list[str]:
    """Return the limits in the way of a recipient's need."""
    held = optimiser.optimise(book).table("Held back")
    return held.loc[held["Recipient"] == recipient, "Limit"].tolist()


def test_of_two_ways_the_one_with_fewer_limits_is_told() -> None:
    """F needs a larger budget; G a larger budget and a looser rule as well."""
    assert _named({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10},
                    {"Fund": "G", "Donor": "D", "Budget": 10}],
        "Rules": [{"Rule": "few", "Funds": "G", "Measure": "amount", "Relation": "at most",
                   "Value": 10}]}, "A") == ["Budget F"]


def test_what_is_left_but_too_little_for_a_grant_names_the_smallest_grant() -> None:
    """A gets its 10; the 6 that are left are no grant of 10 to B, which needs 12."""
    named = _named({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10, "Weight": 2},
                  {"Recipient": "B", "Activity": "x", "Need": 12}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 16, "Smallest grant": 10}]}, "B")
    assert any("mallest grant" in name for name in named), named


def test_a_limit_without_room_is_told_as_full() -> None:
    """All 10 of F are given: nothing of it is left to name as room."""
    held = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10}]}).table("Held back")
    assert held["Full"].tolist() == ["yes"]


def rises(program: Program, plan: Solution, need: int, limit: int,
          loosened: set[int]) -> list[float]:
    """Return by how much each payment to a need could rise under a limit.

    All other payments are held as they stand, and whom others send; a wish that is kept stays so.
    """
    columns, linear = program.columns, program.linear
    values = plan_values(program, plan.amounts, plan.deployed) / program.column_scale[:len(columns)]
    stands = linear.activity(np.concatenate([values, np.zeros(linear.columns - len(values))]))
    row_lower, row_upper = (np.minimum(linear.row_lower, stands),
                            np.maximum(linear.row_upper, stands))
    row_lower[list(loosened)], row_upper[list(loosened)] = -np.inf, np.inf
    lower, upper = linear.lower.copy(), linear.upper.copy()
    upper[len(values):] = 0.0
    fix_grants(program, plan, loosened, values, lower, upper)
    cells, sent = len(columns.allocation), columns.grid(Of.DEPLOYMENT)
    of_experts = plan.limit(limit)[0].kind is LimitKind.EXPERTS_OFFERED
    under = set(linear.index[linear.start[limit]:linear.start[limit + 1]].tolist())
    lower[:cells] = upper[:cells] = values[:cells]
    for column in range(sent.first, sent.first + len(sent)):
        lower[column] = values[column]
        if of_experts and column not in under:
            upper[column] = values[column]
    found = []
    for cell in np.flatnonzero(columns.requirement
                               == program.problem.needs.requirement[need]).tolist():
        raised, cost = upper.copy(), np.zeros(linear.columns)
        raised[cell], cost[cell] = np.inf, -1.0
        outcome = Runner(highs.solve)(LinearProgram(
            cost, lower, raised, row_lower, row_upper, linear.start, linear.index, linear.value))
        found.append((-outcome.objective - values[cell]) * program.scale)
    return found


def check_rooms(plan: Solution) -> int:
    """Hold each "beyond so much more" against re-solving; return how many there were."""
    program, held = build_program(plan.problem), 0
    for need, why in enumerate(plan.held_back):
        named = {reason.limit for reason in why.reasons} if why else set()
        for reason in why.reasons if why else ():
            if reason.room is None:
                continue
            most = rises(program, plan, need, reason.limit, named - {reason.limit})
            within, said = 0.5, money(round(reason.room), plan.problem.currency)
            assert f"eyond {said} more, " in held_words(plan, need)
            if plan.limit(reason.limit)[0].unit is Unit.EXPERT_MONTHS:
                # Experts are sent in hundredths of a month: what is not used of one is room, too.
                within += reason.room * float(DEPLOYMENT_UNIT) / plan.slack(reason.limit)
            assert min(abs(one - reason.room) for one in most) <= within, (
                held_words(plan, need), reason.room, most)
            held += 1
    return held


@pytest.mark.parametrize("seed", SEEDS)
def test_beyond_so_much_more_a_limit_of_a_random_problem_is_full(seed: int) -> None:
    """With all other limits named loosened, a payment may rise by what is said, and no more."""
    plan = plan_of(seed)
    if plan is not None:
        check_rooms(plan)


@pytest.mark.parametrize("book", [EXAMPLE, WINTER], ids=["example", "winter"])
def test_beyond_so_much_more_a_limit_of_a_real_book_is_full(book: Path) -> None:
    plan = plan_of(book)
    assert plan is not None
    assert check_rooms(plan) >= (3 if book is EXAMPLE else 0)

"""What holds a need back, against re-solving with the limits named loosened."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from loosened import most, standing
from reference.random_books import random_book
from scenarios.test_choices import Small
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.limits.grants import SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.limits.whole_units import WHOLE_UNITS
from optimiser.model.program import Program, build_program
from optimiser.plan.held_words import held_words, left_words
from optimiser.plan.types import Solution, Status
from optimiser.solving.solve import Options, find_amounts
from optimiser.words import money

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
WINTER = Path(__file__).parents[1] / "reference" / "winter-inputs.xlsx"
SEEDS = seeds(24, 100)
AT_ONCE = (SMALLEST_GRANT, LEAST_AMOUNT, WHOLE_UNITS)
"""What asks for so much at once: it keeps out what is less, although nothing fills it."""


@cache
def plan_of(source: int | Path) -> Solution | None:
    """Return the plan of a random problem or of a workbook, None where there is none."""
    try:
        return optimiser.optimise(
            source if isinstance(source, Path) else optimiser.load(random_book(source))).solution
    except NoPlanError:
        return None


def asked(program: Program, need: int) -> tuple[list[int], list[int]]:
    """Return the columns of a need and of the tiers that fill before it, and who may pay them."""
    needs = program.problem.needs
    order = sorted(range(len(needs.amount)), key=lambda row: -needs.weight[row])
    tiers = [row for row in order[:order.index(need) + 1]
             if needs.requirement[row] == needs.requirement[need]]
    paying = np.flatnonzero(program.columns.requirement == needs.requirement[need])
    return [program.columns.met.first + row for row in tiers], paying.tolist()


def check(plan: Solution) -> int:
    """Hold what holds every need back against re-solving; return how many there were.

    With all that is named loosened the need is met in full; without any one of them it is not.
    """
    program, held = build_program(plan.problem), 0
    needs, unit = program.problem.needs, float(plan.problem.rounding)
    status = [one for result in plan.standings for one in result.status]
    for need, why in enumerate(plan.held_back):
        if why is None or not why.reasons:
            continue
        full = {reason.limit for reason in why.reasons if reason.room is None}
        short = {reason.limit for reason in why.reasons if reason.room is not None}
        assert full, why
        assert all(status[row] is not Status.NOT_BINDING or plan.limit(row)[0].family in AT_ONCE
                   for row in full), why
        assert all(status[row] is Status.NOT_BINDING for row in short), why
        raised, cells = asked(program, need)
        now = standing(program, plan)[raised].sum() * program.scale
        lacks = sum(float(needs.amount[column - program.columns.met.first])
                    for column in raised) - now
        within = max(unit, 1e-6 * lacks)
        assert most(program, plan, raised, cells, full | short) == pytest.approx(
            lacks, abs=within), why
        for row in full | short:
            assert most(program, plan, raised, cells, (full | short) - {row}) < (
                lacks - unit * 0.49) or (
                # What asks for so much at once is what lets nothing through before the others.
                short and most(program, plan, raised, cells, full - {row}) < unit * 0.51), (
                held_words(plan, need), program.limit_name(row))
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


def check_rooms(plan: Solution) -> int:
    """Hold each "beyond so much more" against re-solving; return how many there were.

    With what is named before it loosened, so much more is had, and no more.
    """
    program, held = build_program(plan.problem), 0
    for need, why in enumerate(plan.held_back):
        loosened: list[int] = []
        for reason in why.reasons if why else ():
            if reason.room is not None:
                said = money(round(reason.room), plan.problem.currency)
                assert f"eyond {said} more" in held_words(plan, need)
                assert most(program, plan, *asked(program, need), loosened) == pytest.approx(
                    reason.room, abs=0.5), (held_words(plan, need), reason)
                held += 1
            loosened.append(reason.limit)
    return held


@pytest.mark.parametrize("seed", SEEDS)
def test_beyond_so_much_more_a_limit_of_a_random_problem_is_full(seed: int) -> None:
    """With what is named before it loosened, a need may get what is said, and no more."""
    plan = plan_of(seed)
    if plan is not None:
        check_rooms(plan)


@pytest.mark.parametrize("seed", seeds(8, 90))
def test_what_is_named_where_grants_lots_and_conditions_are_chosen_is_needed(seed: int) -> None:
    """Here the payments asked about may be chosen anew, and all others are those of the plan."""
    try:
        plan = optimiser.optimise(Small.at_random(seed).book()).solution
    except NoPlanError:
        pytest.skip("no plan")
    check(plan)
    check_rooms(plan)


def points(plan: Solution, limit: int) -> tuple[float, float]:
    """Return the points of a plan, and those of the best one without a limit.

    Wishes are missed by no more, and grants and the like chosen anew.
    """
    program = build_program(plan.problem)
    linear, lower, upper = (program.linear, program.linear.row_lower.copy(),
                            program.linear.row_upper.copy())
    lower[limit], upper[limit] = -np.inf, np.inf
    solved, _ = find_amounts(replace(program, linear=replace(
        linear, row_lower=lower, row_upper=upper)), Options())
    return tuple(next(stage.value for stage in stages if stage.objective == "meet needs")
                 for stages in (plan.stages, solved.stages))


def check_kept(plan: Solution) -> int:
    """Without the limit that keeps money in lighter needs points rise; return how many keep."""
    weight, by = plan.problem.needs.weight, set()
    for need, why in enumerate(plan.held_back):
        if why is not None and why.kept_by:
            assert weight[why.kept_in] < weight[need]
            assert why.kept_by.limit not in {reason.limit for reason in why.reasons}
            by.add(why.kept_by.limit)
    for limit in by:
        now, without = points(plan, limit)
        assert without > now + float(plan.problem.rounding) * 0.1, plan.limit(limit)
    return len(by)


def shares_at_random(seed: int) -> dict[str, list[dict[str, object]]]:
    """Return a book of three recipients of whom some may have no more than a share of all."""
    rng = np.random.default_rng(seed)
    recipients, activities = ("Ukraine", "Moldova", "Georgia"), ("Shelter", "Roads")
    figures = iter(rng.integers(1, 10, (len(recipients) * len(activities), 2)).tolist())
    ceilings = zip(recipients, rng.integers(20, 60, 2).tolist(), strict=False)
    return {
        "Needs": [{"Recipient": recipient, "Activity": activity, "Need": 100 * need,
                   "Weight": weight} for (recipient, activity), (need, weight) in zip(
                       product(recipients, activities), figures, strict=True)],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 900},
                    {"Fund": "G", "Donor": "Sweden", "Budget": 500,
                     "For recipients": "Ukraine; Georgia"}],
        "Rules": [*({"Rule": f"most {name}", "Recipients": name, "Measure": "share of total",
                     "Relation": "at most", "Value": most / 100} for name, most in ceilings),
                  {"Rule": "half", "For each": "recipient", "Measure": "coverage",
                   "Relation": "at least", "Value": 0.5, "Strength": "should"}]}


def test_without_what_keeps_money_in_lighter_needs_points_rise() -> None:
    """In random problems of shares, and the shipped example."""
    plans = [optimiser.optimise(shares_at_random(seed)).solution for seed in seeds(25, 1_000)]
    example = plan_of(EXAMPLE)
    assert example is not None
    assert sum(map(check_kept, [*plans, example])) > len(plans) // 10


SHARED: dict[str, list[dict[str, object]]] = {
    "Needs": [{"Recipient": "Ukraine", "Activity": "Shelter", "Need": 100, "Weight": 9},
              {"Recipient": "Moldova", "Activity": "Border posts", "Need": 100, "Weight": 2},
              {"Recipient": "Moldova", "Activity": "Roads", "Need": 30, "Weight": 1}],
    "Budgets": [{"Fund": "Polish Aid", "Donor": "Poland", "Budget": 100}],
    "Rules": [{"Rule": "R1", "Recipients": "Ukraine", "Measure": "share of total",
               "Relation": "at most", "Value": 0.6}]}


def test_a_share_that_keeps_money_where_it_does_less_is_named() -> None:
    """With more of Polish Aid alone all is met, but R1 alone keeps 40 in Moldova."""
    assert said(SHARED)[0] == (
        "Polish Aid is used up; rule R1 leaves no room, which keeps money in Moldova for Border "
        "posts (2 points a euro against 9).")


def test_a_share_keeps_money_where_it_does_less_while_wishes_are_missed_as_before() -> None:
    """What Moldova's coverage would lose Ukraine's gains: the wishes of both weigh the same."""
    wish: dict[str, object] = {
        "Rule": "half", "For each": "recipient", "Measure": "coverage", "Relation": "at least",
        "Value": 0.9, "Strength": "should"}
    book = SHARED | {"Needs": SHARED["Needs"][:2], "Rules": [*SHARED["Rules"], wish]}
    assert "which keeps money in Moldova" in said(book)[0]


def test_a_share_that_would_only_take_from_needs_as_heavy_keeps_no_money_from_any() -> None:
    needs = [row | {"Weight": 2} for row in SHARED["Needs"]]
    assert said(SHARED | {"Needs": needs})[0] == "Polish Aid is used up."


def test_no_limit_is_said_to_keep_money_that_an_objective_before_meet_needs_keeps() -> None:
    """Moldova's 50 keep its coverage up to Ukraine's, whatever Ukraine's shelter may get."""
    needs = (("Ukraine", "Shelter", 100, 9), ("Ukraine", "Roads", 100, 2), ("Moldova", "Roads",
                                                                           200, 1))
    level = [{"Order": 1, "Objective": "raise lowest coverage"},
             {"Order": 2, "Objective": "meet needs"}]
    book = SHARED | {
        "Needs": [dict(zip(("Recipient", "Activity", "Need", "Weight"), need, strict=True))
                  for need in needs],
        "Rules": [SHARED["Rules"][0] | {"Activities": "Shelter", "Value": 0.3}]}
    assert "which keeps money in Ukraine for Roads" in said(book)[0]
    assert "keeps money" not in "".join(said(book | {"Objectives": level}))


def test_no_limit_is_said_to_keep_money_that_could_move_with_it_held() -> None:
    """A later objective has spent a tolerance: what does less there is its choice, no limit's."""
    objectives = ("soft rules", "meet needs", "raise lowest coverage")
    book = shares_at_random(3) | {
        "Objectives": [{"Order": at, "Objective": name, "Tolerance": 0.1 * (name == "meet needs")}
                       for at, name in enumerate(objectives, 1)]}
    assert "keeps money" not in "".join(said(book))


def test_the_sheet_has_a_row_of_the_limit_that_keeps_money_where_it_does_less() -> None:
    table = optimiser.optimise(SHARED).table("Held back")
    own = table[table["Recipient"] == "Ukraine"]
    assert own["Limit"].tolist() == ["Budget Polish Aid", "R1"]
    assert own["Met instead in"].fillna("").tolist() == ["", "Moldova"]


@pytest.mark.parametrize("book", [EXAMPLE, WINTER], ids=["example", "winter"])
def test_beyond_so_much_more_a_limit_of_a_real_book_is_full(book: Path) -> None:
    plan = plan_of(book)
    assert plan is not None
    assert check_rooms(plan) >= (3 if book is EXAMPLE else 0)

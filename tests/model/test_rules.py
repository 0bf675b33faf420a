"""Rules: every measure by hand, and what loosening and tightening may do."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from reference.random_books import random_book
from rule_cases import RULE_CASES, RuleCase
from seeds import seeds

import optimiser
from optimiser.model.limits.rules import rule_sentences
from optimiser.problem.build import build_problem
from optimiser.vocabulary import MeasureName

Book = dict[str, list[dict[str, Any]]]


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case.name)
def test_a_rule_gives_the_plan_worked_out_by_hand(case: RuleCase) -> None:
    plan = optimiser.optimise(case.book())
    given = plan.allocation.groupby("Recipient")["Amount"].sum()
    assert [given.get(name, 0.0) for name in ("A", "B")] == pytest.approx(case.amounts, abs=1.0)
    rules = plan.limits[plan.limits["Kind"] == "Rule"]
    assert "Broken" not in set(rules["Status"])
    assert "Binding" in set(rules["Status"])


def test_every_measure_and_relation_has_a_case_with_and_without_for_each() -> None:
    wanted = set(product(MeasureName, ("at most", "at least", "exactly"), (False, True)))
    assert wanted == {(found[0], case.rule["Relation"], "For each" in case.rule)
                      for case in RULE_CASES if (found := MeasureName.read(case.rule["Measure"]))}


def soft(*rules: tuple[str, float, float]) -> Book:
    """Return needs of 80 each, a fund of 100, and wishes (recipient, at least, penalty)."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Weight": w, "Need": 80}
                  for r, w in (("A", 2), ("B", 1))],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Rules": [{"Rule": f"wish {r}", "Recipients": r, "Measure": "amount",
                   "Relation": "at least", "Value": value, "Strength": "should",
                   "Penalty": penalty} for r, value, penalty in rules]}


def sentence(book: Book, name: str) -> str:
    limits = optimiser.optimise(book).limits.set_index("Name")
    return str(limits.loc[name, "In words"])


def test_a_broken_wish_says_by_how_much_and_what_keeping_it_would_cost() -> None:
    # 70 + 40 = 110 of 100: the cheaper wish is broken by 10. Kept, it would take 10 from A,
    # whose need weighs 2: 2 x 70 + 30 = 170 against 2 x 60 + 40 = 160.
    words = sentence(soft(("A", 70, 2), ("B", 40, 1)), "wish B")
    assert words.endswith("should go to B. Wish not granted, by EUR 10; granting it would cost "
                          "10 points, and other wishes would be missed by more.")


def test_a_wish_that_cannot_be_kept_says_so() -> None:
    pinned = soft(("B", 40, 1)) | {"Pins": [
        {"Fund": "F", "Recipient": "A", "Activity": "x", "At least": 70}]}
    assert sentence(pinned, "wish B").endswith(
        "Wish not granted, by EUR 10; no plan can grant it together with the limits that must "
        "hold.")


def test_a_wish_that_is_kept_says_what_it_costs_and_no_more() -> None:
    # Without it A gets 80 and B 20: 2 x 80 + 20 = 180 points against 2 x 60 + 40 = 160.
    assert sentence(soft(("B", 40, 1)), "wish B").endswith(
        "should go to B. Wish granted at a cost: without it the plan would reach 20 points more.")
    assert sentence(soft(("B", 20, 1)), "wish B").endswith("should go to B.")


def reached(book: Book) -> list[float] | None:
    """Return each stage's value, more is better, None where there is no plan."""
    try:
        plan = optimiser.optimise(book)
    except optimiser.NoPlanError:
        return None
    signs = {"soft rules": -1.0, "fewest grants": -1.0, "even burden": -1.0}
    return [signs.get(stage.objective, 1.0) * stage.value for stage in plan.stages]


def no_worse(one: list[float] | None, other: list[float] | None) -> bool:
    """Tell whether the first is as good, one stage after the other; no plan is the worst."""
    if other is None or one is None:
        return other is None
    for mine, theirs in zip(one, other, strict=True):
        close = 1e-6 * max(1.0, abs(mine), abs(theirs))
        if abs(mine - theirs) > close:
            return mine > theirs
    return True


def with_rule(book: Book, place: int, **cells: object) -> Book:
    rules = [dict(row) for row in book["Rules"]]
    rules[place] |= cells
    # A tolerance lets later stages give up what earlier ones reached: it is left out here.
    listed = [{k: v for k, v in row.items() if k != "Tolerance"}
              for row in book.get("Objectives", [])]
    return {**book, "Rules": rules, **({"Objectives": listed} if listed else {})}


SEEDS = [seed for seed in seeds(22, 60) if random_book(seed).get("Rules")]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_switched_off_or_loosened_makes_no_plan_worse_and_tightened_none_better(
        seed: int) -> None:
    book = random_book(seed)
    place = seed % len(book["Rules"])
    row = book["Rules"][place]
    stated = reached(with_rule(book, place))
    assert no_worse(reached(with_rule(book, place, Enabled="no")), stated)
    if row["Relation"] in ("exactly", "="):
        return
    value = row["Value"]
    is_text = isinstance(value, str)
    number = float(value.rstrip("%")) if is_text else float(value)
    rising = row["Relation"] in ("at most", "<=")
    for factor in (0.9, 1.1):
        changed = number * factor
        other = f"{min(changed, 100.0):.10g}%" if is_text else changed
        if not is_text and row["Measure"] not in ("amount", "experts", "grants"):
            other = min(changed, 1.0)
        got = reached(with_rule(book, place, Value=other))
        if (factor > 1) == rising:
            assert no_worse(got, stated)
        else:
            assert no_worse(stated, got)


def test_a_rule_for_each_of_several_is_read_back_as_one_sentence() -> None:
    """Two donors and three recipients are six limits, and one line of what was read."""
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 10} for r in "ABC"],
        "Budgets": [{"Fund": d, "Donor": d, "Budget": 10} for d in "DE"],
        "Rules": [{"Rule": "R1", "Measure": "share of recipient", "Relation": "at most",
                   "Value": 0.8, "For each": "donor;recipient"},
                  {"Rule": "R2", "Recipients": "A", "Measure": "amount", "Relation": "at most",
                   "Value": 5, "For each": "recipient"}]}
    problem = build_problem(optimiser.load(book))
    assert rule_sentences(problem) == (
        "R1: of all support to A, at most 80% may come from D; and so for each donor and "
        "recipient (6).",
        "R2: at most EUR 5 may go to A.")

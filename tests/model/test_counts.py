"""How many take part: every choice tried on random problems, and rules for each class."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import optimiser
from optimiser.problem.build import build_problem
from optimiser.solving.impossible.diagnosis import diagnose

Book = dict[str, list[dict[str, Any]]]
PAYERS = (("F1", "D1"), ("F2", "D1"), ("F3", "D2"))
SITES = (("A", "x"), ("A", "y"), ("B", "x"))
OF = {"donors": lambda cell: cell[0][1], "funds": lambda cell: cell[0][0],
      "recipients": lambda cell: cell[1][0], "activities": lambda cell: cell[1][1],
      "pillars": lambda cell: {"x": "P", "y": "Q"}[cell[1][1]]}
EACH = {"donor": OF["donors"], "fund": OF["funds"], "recipient": OF["recipients"],
        "activity": OF["activities"], "pillar": OF["pillars"],
        "group": lambda cell: {"D1": "one", "D2": "two"}[cell[0][1]],
        "region": lambda cell: "south"}
CELLS = [(payer, site) for payer in PAYERS for site in SITES]


def drawn(seed: int) -> Book:
    rng = random.Random(seed)
    rules = []
    for place in range(rng.randint(1, 2)):
        measure = rng.choice(sorted(OF))
        each = rng.choice(["", *sorted(EACH)])
        relation = rng.choice(["at most", "at most", "at least", "exactly"])
        rules.append({"Rule": f"R{place}", "Measure": measure, "Relation": relation,
                      "Value": rng.randint(1, 2), "For each": each or None,
                      "Recipients": rng.choice([None, None, "A"]),
                      "Donors": rng.choice([None, None, "D1"])})
    return {
        "Needs": [{"Recipient": r, "Activity": a, "Need": rng.randint(20, 60),
                   "Weight": rng.choice([1, 2, 3])} for r, a in SITES],
        "Budgets": [{"Fund": f, "Donor": d, "Budget": rng.randint(20, 60)} for f, d in PAYERS],
        "Donors": [{"Donor": "D1", "Group": "one"}, {"Donor": "D2", "Group": "two"}],
        "Recipients": [{"Recipient": r, "Region": "south"} for r in ("A", "B")],
        "Activities": [{"Activity": "x", "Pillar": "P"}, {"Activity": "y", "Pillar": "Q"}],
        "Rules": rules}


def is_kept(rule: dict[str, Any], paid: frozenset[int]) -> bool:
    """Tell whether a rule holds where exactly these cells get money."""
    chosen = [at for at, cell in enumerate(CELLS)
              if rule["Recipients"] in (None, cell[1][0]) and rule["Donors"] in (None, cell[0][1])]
    each = EACH[rule["For each"]] if rule["For each"] else lambda cell: ""
    for case in {each(CELLS[at]) for at in chosen}:
        count = len({OF[rule["Measure"]](CELLS[at]) for at in chosen
                     if at in paid and each(CELLS[at]) == case})
        value, relation = rule["Value"], rule["Relation"]
        if (count > value and relation != "at least") or (count < value and relation != "at most"):
            return False
    return True


def choices(book: Book) -> Iterator[frozenset[int]]:
    for paid in product((False, True), repeat=len(CELLS)):
        cells = frozenset(at for at, is_paid in enumerate(paid) if is_paid)
        if all(is_kept(rule, cells) for rule in book["Rules"]):
            yield cells


def most_of(book: Book, paid: frozenset[int]) -> float:
    """Return what a choice cannot pass: each site gets its need, or all that its payers have."""
    budget = [row["Budget"] for row in book["Budgets"]]
    return sum(row["Weight"] * min(row["Need"], sum(
        budget[PAYERS.index(CELLS[at][0])] for at in paid if CELLS[at][1] == site))
        for site, row in zip(SITES, book["Needs"], strict=True))


def best(book: Book) -> float | None:
    """Return the most weighted need met by any choice, each cell paid a unit at least."""
    rows = [[float(cell[1] == site) for cell in CELLS] for site in SITES]
    rows += [[float(cell[0] == payer) for cell in CELLS] for payer in PAYERS]
    bounds = [row["Need"] for row in book["Needs"]] + [row["Budget"] for row in book["Budgets"]]
    weight = dict(zip(SITES, (row["Weight"] for row in book["Needs"]), strict=True))
    cost = [-float(weight[cell[1]]) for cell in CELLS]
    reached = None
    for most, paid in sorted(((most_of(book, paid), paid) for paid in choices(book)),
                             key=lambda one: -one[0]):
        if reached is not None and most <= reached:
            break  # nor do the choices behind, of which none can give more
        found = linprog(cost, A_ub=np.array(rows), b_ub=bounds, bounds=[
            (1, None) if at in paid else (0, 0) for at in range(len(CELLS))])
        if found.status == 0 and (reached is None or -found.fun > reached):
            reached = -float(found.fun)
    return reached


def same_as_every_choice_tried(seed: int) -> None:
    book = drawn(seed)
    expected = best(book)
    if expected is None:
        with pytest.raises(optimiser.NoPlanError):
            optimiser.optimise(book)
        return
    plan = optimiser.optimise(book)
    reached = next(stage.value for stage in plan.stages if stage.objective == "meet needs")
    assert reached == pytest.approx(expected, rel=1e-6)
    assert "Broken" not in set(plan.limits["Status"])


@pytest.mark.parametrize("seed", range(12))
def test_counts_give_what_every_choice_tried_gives(seed: int) -> None:
    same_as_every_choice_tried(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 60))
def test_counts_give_what_every_choice_tried_gives_on_more(seed: int) -> None:
    same_as_every_choice_tried(seed)


def each_of(name: str, **rule: Any) -> Book:
    book = drawn(0)
    return book | {"Rules": [{"Rule": "R", "For each": name, **rule}]}


@pytest.mark.parametrize(("name", "shown"), [
    ("group", {"R (one)", "R (two)"}), ("region", {"R (south)"}), ("pillar", {"R (P)", "R (Q)"})])
def test_a_rule_holds_for_each_class(name: str, shown: set[str]) -> None:
    plan = optimiser.optimise(each_of(name, Measure="amount", Relation="at most", Value=15))
    limits = plan.limits[plan.limits["Kind"] == "Rule"].set_index("Name")
    assert set(limits.index) == shown
    column = name.capitalize()
    given = plan.allocation.groupby(column)["Amount"].sum()
    # Each class may get 15, and all of it is wanted: what is left of the budgets stays. Several
    # amounts add up to it, each rounded to a unit.
    assert given.tolist() == pytest.approx([15.0] * len(shown), abs=2.0)


def test_whoever_is_in_no_class_is_in_no_combination_and_counts_for_none() -> None:
    book = each_of("group", Measure="pillars", Relation="at most", Value=1)
    book["Activities"] = [{"Activity": "x", "Pillar": "P"}, {"Activity": "y"}]
    book["Donors"] = [{"Donor": "D1", "Group": "one"}, {"Donor": "D2"}]
    plan = optimiser.optimise(book)
    limits = plan.limits[plan.limits["Kind"] == "Rule"]
    assert limits["Name"].tolist() == ["R (one)"]
    assert limits["Value"].tolist() == [1.0]
    assert plan.allocation["Activity"].nunique() == 2


def test_a_rule_for_each_of_a_class_that_nobody_is_in_is_a_finding() -> None:
    book = each_of("region", Measure="amount", Relation="at most", Value=15)
    book["Recipients"] = [{"Recipient": "A"}, {"Recipient": "B"}]
    found = optimiser.check(optimiser.load(book))
    assert any("belongs to a region" in finding.message for finding in found)


def test_what_is_committed_takes_no_part() -> None:
    # D1 has committed to A already; one donor with new money may still be D2, which has more.
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "D1", "Budget": 50},
                    {"Fund": "G", "Donor": "D2", "Budget": 60}],
        "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 20}],
        "Rules": [{"Rule": "R", "Measure": "donors", "Relation": "at most", "Value": 1}]})
    assert dict(zip(plan.allocation["Donor"], plan.allocation["Amount"], strict=True)) == {
        "D2": 60.0}


def test_a_budget_behind_a_count_is_named_where_no_plan_exists() -> None:
    # A needs 72 of its 80 from one donor: D's 60 and E's 40 are each too little alone.
    found = diagnose(build_problem(optimiser.load({
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 80} for r in ("A", "B")],
        "Recipients": [{"Recipient": "A", "Minimum coverage": 0.9}, {"Recipient": "B"}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60},
                    {"Fund": "G", "Donor": "E", "Budget": 40}],
        "Rules": [{"Rule": "R", "Measure": "donors", "Relation": "at most", "Value": 1,
                   "For each": "recipient"}]})))
    assert found is not None
    assert {conflict.name for conflict in found.conflict} == {
        "Minimum coverage A", "R (A)", "Budget F", "Budget G"}
    # 60 of 80 are 75%; two donors; or D's budget at 72.
    assert [[(step.name, float(step.changed)) for step in way.steps] for way in found.ways] == [
        [("the minimum coverage of A", 0.75)], [("R", 2.0)], [("the budget of F", 72.0)]]

"""Rounding breaks nothing: against every plan in whole units of many small random problems."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil, lcm
from typing import Any

import numpy as np
import pytest
from seeds import seeds

import optimiser
from optimiser.audit.books import Books
from optimiser.audit.statements import statements
from optimiser.errors import InputError, NoPlanError
from optimiser.plan.types import Solution
from optimiser.vocabulary import Relation

Book = dict[str, list[dict[str, Any]]]
UNITS = (1, 1_000, 20_000)


def random_book(seed: int) -> Book:
    """Return a problem of at most five cells and a handful of units each, whatever the unit."""
    chance = random.Random(seed)
    unit = UNITS[seed % len(UNITS)]

    def amount(most: float) -> float:
        return round(unit * chance.uniform(0.6, most), 2)

    recipients, funds = chance.choice(((1, 2), (2, 2), (2, 1), (1, 3)))
    names = ["Serbia", "Albania"][:recipients]
    book: Book = {
        "Needs": [{"Recipient": name, "Activity": "x", "Need": amount(6),
                   "Weight": chance.choice((1, 2))} for name in names],
        "Budgets": [{"Fund": fund, "Donor": donor, "Budget": amount(5)} for fund, donor in
                    (("F", "Poland"), ("G", "Czechia"), ("H", "Hungary"))[:funds]],
        "Settings": [{"Setting": "Rounding", "Value": unit},
                     {"Setting": "Split", "Value": chance.choice(("proportional", "any"))}],
        "Rules": []}
    wanted = chance.sample(("floor", "share", "exactly", "pin", "key", "use", "capacity",
                            "fund", "grant", "experts"), chance.choice((1, 2, 2, 3)))
    if "floor" in wanted:
        book["Recipients"] = [{"Recipient": name, "Minimum coverage": round(
            chance.uniform(0.1, 0.5), 3)} for name in names]
    if "share" in wanted:
        book["Rules"].append({
            "Rule": "R1", "Recipients": names[0], "Measure": "share of total",
            "Relation": chance.choice(("at most", "at least")),
            "Value": round(chance.uniform(0.3, 0.7), 3)})
    if "exactly" in wanted:
        book["Rules"].append({"Rule": "R2", "Recipients": names[-1], "Measure": "amount",
                              "Relation": "exactly", "Value": amount(2)})
    if "fund" in wanted and funds > 1:
        book["Rules"].append({"Rule": "R3", "Funds": "F", "Measure": "share of total",
                              "Relation": chance.choice(("at most", "exactly")),
                              "Value": chance.choice((0.25, 1 / 3, 0.5, 0.4))})
    if "pin" in wanted:
        book["Pins"] = [{"Fund": "F", "Recipient": names[0], "Activity": "x",
                         chance.choice(("At least", "At most")): amount(0.9)}]
    if "key" in wanted and funds > 1:
        donors = [row["Donor"] for row in book["Budgets"]]
        book["Donors"] = [{"Donor": donor, "Group": "V4", "GNI": chance.choice((1, 2, 3))}
                          for donor in donors]
        book["Burden sharing"] = [{"Group": "V4", "Key": chance.choice(("equal", "GNI")),
                                   "Tolerance": chance.choice((0, 0.1, 0.3))}]
    if "use" in wanted:
        book["Budgets"][0]["Minimum use"] = round(chance.uniform(0.1, 0.5), 2)
    if "capacity" in wanted:
        book["Capacity"] = [{"Recipient": names[0], "Capacity": amount(4)}]
    if "grant" in wanted:
        book["Budgets"][-1]["Smallest grant"] = amount(1.5)
    if "experts" in wanted:
        book["Activities"] = [{"Activity": "x", "Expertise": "Police"}]
        book["Expertise"] = [{"Donor": row["Donor"], "Expertise": "Police",
                              "Expert-months": round(chance.uniform(0.5, 3), 2)}
                             for row in book["Budgets"]]
        for row in book["Needs"]:
            row["Expert-months"] = round(chance.uniform(0.5, 4), 2)
    return {name: rows for name, rows in book.items() if rows}


def plan_of(book: Book) -> Solution | None:
    """Return the plan, None where even amounts that are not whole leave none."""
    try:
        return optimiser.optimise(book).solution
    except (InputError, NoPlanError):
        return None


def whole_plans(plan: Solution) -> np.ndarray:
    """Return every plan in whole units that no need is too small for, shape (plans, cells)."""
    need = plan.problem.requirements.need
    most = [int(need[row] / plan.unit) for row in plan.columns.requirement.tolist()]
    return np.array(list(product(*(range(units + 1) for units in most))), dtype=np.int64)


def kept_by(plan: Solution, plans: np.ndarray) -> np.ndarray:
    """Tell which plans keep every must on money, by the audit's statements: exact."""
    keeps = np.ones(len(plans), dtype=bool)
    rows = plan.problem.requirements
    for row, need in enumerate(rows.need):
        own = plan.columns.requirement == row
        keeps &= plans[:, own].sum(axis=1) <= int((need - rows.met[row]) / plan.unit)
    for key, statement in statements(plan.problem).items():
        if statement.penalty is not None or any(
                part.of.name in ("DEPLOYED", "GRANTS") for part in statement.parts):
            continue
        nothing = Books(replace(plan, amounts=np.zeros_like(plan.amounts))).over(statement)
        each = [Books(replace(plan, amounts=one)).over(statement) - nothing
                for one in np.eye(len(plan.amounts), dtype=np.int64)]
        parts = lcm(nothing.denominator, *(value.denominator for value in each))
        over = plans @ np.array([int(value * parts) for value in each]) + int(nothing * parts)
        if key.relation is not Relation.AT_LEAST:
            keeps &= over <= 0
        if key.relation is not Relation.AT_MOST:
            keeps &= over >= 0
    return keeps


def makes_grants(plan: Solution, plans: np.ndarray) -> np.ndarray:
    """Tell which plans make no grant below its fund's smallest: a cell is a grant here."""
    keeps = np.ones(len(plans), dtype=bool)
    for cell, fund in enumerate(plan.columns.allocation.along["fund"].tolist()):
        least = Fraction(plan.problem.funds.smallest_grant[fund]) / Fraction(plan.unit)
        keeps &= (plans[:, cell] == 0) | (plans[:, cell] >= ceil(least))
    return keeps


def has_experts(plan: Solution, book: Book, plans: np.ndarray) -> np.ndarray:
    """Tell for which plans experts suffice: any of those on offer may go anywhere here."""
    offered = sum(row["Expert-months"] for row in book.get("Expertise", []))
    if not offered:
        return np.ones(len(plans), dtype=bool)
    rates = np.array([row["Expert-months"] / row["Need"] for row in book["Needs"]])
    months = rates[plan.columns.requirement] * float(plan.unit)
    return plans @ months <= offered * (1 + 1e-12)


def over_statements(plan: Solution) -> Iterator[tuple[str, Fraction]]:
    """Yield by how much the plan is over each must, by the audit's statements."""
    books = Books(plan)
    for key, statement in statements(plan.problem).items():
        over = books.over(statement)
        if key.relation is Relation.AT_LEAST:
            over = -over
        elif key.relation is Relation.EXACTLY:
            over = abs(over)
        if statement.penalty is None and over > 0 and not (
                statement.within and over < statement.within):
            yield statement.words, over


@pytest.mark.parametrize("seed", seeds(60, 300))
def test_no_must_is_over_unless_no_plan_in_whole_units_keeps_all(seed: int) -> None:
    book = random_book(seed)
    plan = plan_of(book)
    if plan is None:
        return
    said = {one.amount for one in plan.over_by_rounding}
    assert {over for _, over in over_statements(plan)} == said
    if plan.over_by_rounding:
        plans = whole_plans(plan)
        kept = plans[kept_by(plan, plans) & makes_grants(plan, plans)
                     & has_experts(plan, book, plans)]
        assert not kept.any(), f"{kept[kept.any(axis=1)][0]} keeps all"

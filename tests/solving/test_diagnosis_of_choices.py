"""Why no plan exists where it is chosen who is paid: all that is named is needed, ways are least."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

import pytest
from seeds import seeds
from test_diagnosis import has_plan, moved, only

import optimiser
from optimiser.model.family import Role
from optimiser.model.program import Program, build_program
from optimiser.plan.diagnosis import Diagnosis
from optimiser.problem.build import build_problem
from optimiser.problem.types import Problem
from optimiser.solving.impossible.diagnosis import diagnose
from optimiser.solving.impossible.trial import with_open_links
from optimiser.vocabulary import LimitKind

Book = dict[str, list[dict[str, Any]]]
SEEDS = seeds(8, 40)
TIES = ("only if", "together with", "not with")
AT_LEAST = ({"Measure": "amount"}, {"Measure": "coverage"}, {"Measure": "recipients"},
            {"Measure": "funds"}, {"Measure": "grants"})


def book_at_random(seed: int) -> Book:
    """Return needs of three recipients and two funds, and more asked of them than is easy."""
    chance = random.Random(seed)
    needs = {r: 10 * chance.randint(3, 12) for r in "ABC"}
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": n}
                  | _now_and_then(chance, {"Least amount": f"{chance.choice((50, 80, 100))}%"})
                  for r, n in needs.items()],
        "Budgets": [{"Fund": f, "Donor": f"D{f}", "Budget": 10 * chance.randint(4, 12)}
                    | _now_and_then(chance, {"Smallest grant": 10 * chance.randint(2, 5)})
                    | _now_and_then(chance, {"For recipients": "A; B"}) for f in "FG"],
        "Activities": [{"Activity": "x", "Output": "kits", "Unit cost": chance.choice((7, 10, 30)),
                        "Whole units": chance.choice(("yes", "no"))}],
        "Rules": list(_rules(chance))}
    if chance.random() < 0.6:
        own, other = chance.sample("ABC", 2)
        book["Conditions"] = [{"Recipient": own, "Activity": "x", "Condition": chance.choice(TIES),
                               "Other recipient": other, "Other activity": "x"}]
    return book


def _now_and_then(chance: random.Random, cells: dict[str, Any]) -> dict[str, Any]:
    return cells if chance.random() < 0.4 else {}


def _rules(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(chance.randint(1, 3)):
        rule = dict(chance.choice(AT_LEAST)) | {"Rule": f"R{number}", "Relation": "at least"}
        who = _now_and_then(chance, {"Recipients": chance.choice("ABC")})
        match rule["Measure"]:
            case "amount":
                yield rule | who | {"Value": 10 * chance.randint(5, 20)}
            case "coverage":
                yield rule | who | {"Value": f"{chance.randint(50, 100)}%"}
            case _:
                yield rule | {"Value": chance.randint(2, 4)}
    if chance.random() < 0.4:
        yield {"Rule": "few", "Measure": chance.choice(("recipients", "grants")),
               "Relation": "at most", "Value": chance.randint(1, 2)}


@cache
def without_a_plan(number: int) -> tuple[Problem, Program, Diagnosis]:
    """Return the problem of that number among those that choose and have no plan."""
    problem = _problem(_seed_of(number))
    assert problem is not None
    diagnosis = diagnose(problem)
    assert diagnosis is not None
    return problem, with_open_links(build_program(problem)), diagnosis


@cache
def _seed_of(number: int) -> int:
    first = 0 if number == 0 else _seed_of(number - 1) + 1
    return next(seed for seed in count(first) if _problem(seed) is not None)


@cache
def _problem(seed: int) -> Problem | None:
    """Return the problem of a seed, None where it is refused, has a plan or nothing to choose."""
    inputs = optimiser.load(book_at_random(seed))
    if any(finding.severity.value == "error" for finding in optimiser.check(inputs)):
        return None
    problem = build_problem(inputs)
    linear = build_program(problem).linear
    return problem if len(linear.whole) and not has_plan(linear) else None


@pytest.mark.parametrize("number", SEEDS)
def test_every_limit_that_is_named_is_needed(number: int) -> None:
    _, program, diagnosis = without_a_plan(number)
    names = {(name, block.sentences[at]): int(first) + at
             for block, first in zip(program.limits, program.first_row, strict=False)
             if block.family.role in (Role.LIMIT, Role.DEMAND)
             for at, name in enumerate(block.names)}
    conflict = {names[one.name, one.sentence] for one in diagnosis.conflict}
    assert conflict
    assert not has_plan(only(program.linear, set(names.values()), conflict))
    for row in conflict:
        assert has_plan(only(program.linear, set(names.values()), conflict - {row}))


@pytest.mark.parametrize("number", SEEDS)
def test_every_way_out_works_and_one_hundredth_less_of_it_does_not(number: int) -> None:
    problem, _, diagnosis = without_a_plan(number)
    for way in diagnosis.ways:
        assert has_plan(build_program(moved(problem, way, Fraction(1))).linear)
        assert not has_plan(build_program(moved(problem, way, Fraction(99, 100))).linear)


def test_these_problems_have_ways_out_and_conflicts_of_many_kinds() -> None:
    found = [without_a_plan(number)[2] for number in SEEDS]
    kinds = {one.kind for diagnosis in found for one in diagnosis.conflict}
    assert {LimitKind.RULE, LimitKind.BUDGET} < kinds
    assert sum(bool(diagnosis.ways) for diagnosis in found) >= len(found) * 3 // 4

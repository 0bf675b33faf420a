"""All seven objectives, in any order: each reaches what it can, and the summary says so."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import optimiser
from optimiser.model.program import build_program
from optimiser.problem.build import build_problem
from optimiser.report.summary import how_found
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.stages import run_stages
from optimiser.tables.schema import OBJECTIVES

Book = dict[str, list[dict[str, Any]]]


def book(*objectives: tuple[str, float]) -> Book:
    """Return two recipients, two donors of a group, a wish that cannot be kept."""
    return {
        "Needs": [{"Recipient": r, "Activity": a, "Need": n, "Weight": w} for r, a, n, w in (
            ("A", "x", 60, 2), ("A", "y", 20, 1), ("B", "x", 50, 1), ("B", "y", 30, 1))],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60, "Smallest grant": 10},
                    {"Fund": "G", "Donor": "E", "Budget": 40}],
        "Donors": [{"Donor": "D", "Group": "V"}, {"Donor": "E", "Group": "V"}],
        "Burden sharing": [{"Group": "V", "Key": "equal", "Tolerance": "50%"}],
        "Rules": [{"Rule": "wish", "Recipients": "B", "Measure": "coverage",
                   "Relation": "at least", "Value": "100%", "Strength": "should"},
                  {"Rule": "must", "Recipients": "A", "Measure": "amount",
                   "Relation": "at least", "Value": 40}],
        "Objectives": [{"Order": n, "Objective": name, "Tolerance": tolerance}
                       for n, (name, tolerance) in enumerate(objectives, start=1)]}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("earlier") / "plan.xlsx"
    optimiser.write(optimiser.optimise(book(("meet needs", 0.0))), path)
    return path


@pytest.mark.parametrize("seed", range(12))
def test_all_seven_run_in_any_order_and_are_said_in_words(seed: int, earlier: Path) -> None:
    names = list(OBJECTIVES)
    random.Random(seed).shuffle(names)
    plan = optimiser.optimise(book(*((name, 0.0) for name in names)), earlier=earlier)
    assert [stage.objective for stage in plan.stages] == names
    assert all(stage.gap <= 1e-6 for stage in plan.stages)
    said = how_found(plan.solution)
    # Said after a line that introduces them.
    assert len(said) > len(names)
    for line, name in zip(said[1:], names, strict=False):
        assert name.split()[0] in line.lower()


@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_that_goes_first_reaches_its_best(name: str, earlier: Path) -> None:
    alone = optimiser.optimise(book(("soft rules", 0.0), (name, 0.0)) if name != "soft rules"
                               else book((name, 0.0)), earlier=earlier)
    rest = [other for other in OBJECTIVES if other not in (name, "soft rules")]
    first = optimiser.optimise(book(("soft rules", 0.0), *(
        (other, 0.0) for other in dict.fromkeys([name, *rest]) if other != "soft rules")),
        earlier=earlier)
    best = {stage.objective: stage.value for stage in alone.stages}
    reached = {stage.objective: stage.value for stage in first.stages}
    assert reached[name] == pytest.approx(best[name], rel=1e-6, abs=1e-6)


def test_a_tolerance_is_said_with_what_was_taken_of_it(earlier: Path) -> None:
    plan = optimiser.optimise(book(("meet needs", 0.1), ("fewest grants", 0.0)), earlier=earlier)
    said = " ".join(how_found(plan.solution))
    assert "10% of it was left to later objectives, which took " in said
    proof = plan.proof
    assert proof is not None
    assert float(proof.value) >= 0.9 * plan.stages[1].value - 4


@pytest.mark.parametrize(("objectives", "is_before"), [
    (("soft rules", "meet needs"), True), (("meet needs", "soft rules"), False)])
def test_only_wishes_that_come_first_bend_the_prices(
        objectives: tuple[str, ...], *, is_before: bool) -> None:
    linear = book(*((name, 0.0) for name in objectives))
    del linear["Budgets"][0]["Smallest grant"]  # choices leave no prices
    problem = build_problem(optimiser.load(linear))
    solved = run_stages(build_program(problem), Runner(highs.solve))
    assert solved.priced is not None
    assert (solved.broken is not None) == is_before

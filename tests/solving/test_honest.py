"""What a choice of grants reaches is found anew without the room that a solver was left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from reference.corners import corner_book

import optimiser
from optimiser.model.program import build_program
from optimiser.plan.types import Proved
from optimiser.problem.build import build_problem
from optimiser.solving.finding.grants import with_whole
from optimiser.solving.finding.honest import with_honest_values
from optimiser.solving.finding.stages import Reached
from optimiser.vocabulary import ObjectiveName

TIED = 1000423
"""120 of 620 million for two countries, and 100 for a third: the lowest coverage is 120/620."""
TWO: dict[str, list[dict[str, object]]] = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60, "Smallest grant": 10}],
    "Objectives": [{"Order": 1, "Objective": "meet needs"}]}


def test_a_lowest_coverage_is_told_to_the_last_digit_where_grants_are_chosen() -> None:
    """With room it came out as 0.1935483866, and kept with as much room it shut out other plans."""
    plan = optimiser.optimise(corner_book(TIED))
    [lowest] = [one.value for one in plan.stages if one.objective == "raise lowest coverage"]
    assert lowest == pytest.approx(120 / 620, abs=1e-12)


@pytest.mark.parametrize(("reported", "is_mended"), [(1e-8, True), (0.01, False)])
def test_a_value_that_room_made_better_is_taken_back_but_no_more_than_last_digits(
        reported: float, is_mended: bool) -> None:
    """The one grant meets 60 of 100; a search that claims a little more would shut it out."""
    program = build_program(build_problem(optimiser.load(TWO)))
    [_, objective] = program.problem.objectives
    assert objective.name is ObjectiveName.MEET_NEEDS
    held = with_whole(program, np.ones(1))
    before = program.linear.rows
    met = np.array([len(program.columns.allocation)])
    best = -60 / program.scale
    face = program.linear.with_row(met, np.array([-1.0]), -np.inf, best - reported)
    done = Reached(np.zeros(1), 0.0, Proved.OPTIMAL)
    mended, values = with_honest_values(held, face, before, [done], 1e-9)
    assert (values is not None) == is_mended
    assert mended.row_upper[before] == pytest.approx(
        best + 1e-9 if is_mended else best - reported, abs=1e-12)
    if values is not None:
        assert values == pytest.approx([best], abs=1e-12)


def test_a_choice_that_keeps_no_limit_by_itself_leaves_the_value_as_it_was() -> None:
    program = build_program(build_problem(optimiser.load(TWO)))
    held = with_whole(program, np.ones(1))
    shut = replace(held.linear, row_lower=np.full(held.linear.rows, 1e9),
                   row_upper=np.full(held.linear.rows, 1e9))
    before = program.linear.rows
    face = program.linear.with_row(np.array([0]), np.array([-1.0]), -np.inf, -1.0)
    done = Reached(np.zeros(1), 0.0, Proved.OPTIMAL)
    same, values = with_honest_values(replace(held, linear=shut), face, before, [done], 1e-9)
    assert same is face
    assert values is None

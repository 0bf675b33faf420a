"""A solver that ran out of time has proved nothing, whatever its variables hold."""

from __future__ import annotations

from pathlib import Path

import optimiser
from optimiser.model.objectives import cost_of
from optimiser.model.program import build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.vocabulary import ObjectiveName

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"


def test_a_solve_without_time_is_stopped_and_no_optimum() -> None:
    program = build_program(build_problem(optimiser.load(EXAMPLE)))
    linear = program.linear.with_cost(cost_of(program, ObjectiveName.MEET_NEEDS))
    assert highs.solve(linear, time_limit=0.0).status is SolveStatus.STOPPED

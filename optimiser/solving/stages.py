"""Objectives one after the other, each on the optimal face of those before it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.objectives import cost_of, natural
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.types import Stage
from optimiser.problem.types import Floats, Objective
from optimiser.solving.face import dual_bound, kept_value, optimal_face
from optimiser.solving.leximin import raise_lowest
from optimiser.solving.outcome import Outcome, Solve, SolveStatus


@dataclass(frozen=True, slots=True)
class Solved:
    """What the stages leave behind.

    `face` holds every plan that is as good as the best in all objectives, `x` one of them.
    `priced` is the stage whose duals are the shadow prices: its program and its outcome;
    `broken` the stage `soft rules`, where some had to be broken.
    """

    stages: tuple[Stage, ...]
    face: LinearProgram
    x: Floats
    priced: tuple[LinearProgram, Outcome] | None
    broken: tuple[LinearProgram, Outcome] | None = None


@dataclass(slots=True)
class Runner:
    """Calls the solver: keeps what is left of the time, and where the last solve ended."""

    solve: Solve
    deadline: float | None = None
    start: object = None
    found_one: bool = False

    def __call__(self, program: LinearProgram) -> Outcome:
        """Solve to a proved optimum; raise NoPlanError or NotProvedError otherwise."""
        left = None if self.deadline is None else self.deadline - time.monotonic()
        outcome = self.solve(program, left, self.start)
        if self.found_one and outcome.status is SolveStatus.INFEASIBLE:
            # An earlier plan keeps every limit, so that this says nothing of the inputs.
            outcome = Outcome(SolveStatus.FAILED)
        _require_optimal(outcome)
        self.start, self.found_one = outcome.start, True
        return outcome


def run_stages(program: Program, solve: Solve, time_limit: float | None = None) -> Solved:
    """Optimise the objectives in their order; raise NoPlanError or NotProvedError."""
    run = Runner(solve, None if time_limit is None else time.monotonic() + time_limit)
    face, stages, priced, broken = program.linear, [], None, None
    x = np.zeros(0)
    for objective in program.problem.objectives:
        began = time.monotonic()
        if objective.name == "raise lowest coverage":
            face, x, stage = _levels(program, face, objective, run)
        elif objective.name == "soft rules" and "soft rules" not in program.breach.paid_in:
            stage = Stage(objective.name, 0.0, 0.0, "optimal", 0.0, objective.tolerance)
        else:
            solved = face.with_cost(cost_of(program, objective.name))
            outcome = run(solved)
            x, stage = outcome.x, _stage(program, objective, solved, outcome)
            face = _after(solved, outcome, objective.tolerance)
            if objective.name == "soft rules" and outcome.has_duals:
                broken = (solved, outcome)
            elif outcome.has_duals and (priced is None or objective.name == "meet needs"):
                priced = (solved, outcome)
        stages.append(replace(stage, seconds=time.monotonic() - began))
    if len(x) == 0:
        x = run(face).x
    return Solved(tuple(stages), face, x, priced, broken)


def _require_optimal(outcome: Outcome) -> None:
    match outcome.status:
        case SolveStatus.OPTIMAL:
            return
        case SolveStatus.INFEASIBLE:
            raise NoPlanError("No plan can keep all limits that must hold together.",
                              "Loosen a floor, a pin, a rule or a key, or raise a budget.")
        case SolveStatus.STOPPED:
            raise NotProvedError("The solver stopped at a limit before it had proved an optimum.",
                                 "Give it more time with --time-limit.")
        case _:
            raise NotProvedError(f"The solver ended without a proof: {outcome.status.value}.",
                                 "Try another solver with --solver.")


def _after(solved: LinearProgram, outcome: Outcome, tolerance: float) -> LinearProgram:
    if tolerance > 0:
        return kept_value(solved, outcome, tolerance)
    return optimal_face(solved, outcome)


def _stage(program: Program, objective: Objective, solved: LinearProgram,
           outcome: Outcome) -> Stage:
    value = natural(program, objective.name, outcome.objective)
    bound = value
    if outcome.has_duals:
        bound = natural(program, objective.name, dual_bound(solved, outcome))
    return Stage(objective.name, value, bound, outcome.status.value, 0.0, objective.tolerance)


def _levels(program: Program, face: LinearProgram, objective: Objective,
            run: Runner) -> tuple[LinearProgram, Floats, Stage]:
    face, x, levels = raise_lowest(program, face, run, objective.tolerance)
    lowest = min(levels, default=0.0)
    stage = Stage(objective.name, lowest, lowest, "optimal", 0.0, objective.tolerance,
                  tuple(sorted(levels)))
    return face, x, stage

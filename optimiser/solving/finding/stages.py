"""Objectives one after the other, each on the optimal face of those before it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from optimiser.errors import TimeUpError
from optimiser.model.objectives import OBJECTIVES, cost_of
from optimiser.model.objectives.objective import Prices
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.types import Proved, Stage
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Objective
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import dual_bound, kept_value, optimal_face
from optimiser.solving.finding.leximin import raise_lowest
from optimiser.vocabulary import ObjectiveName


@dataclass(frozen=True, slots=True)
class Priced:
    """The stage whose duals are the shadow prices: its program and its outcome.

    The same optimum is that of `costs` minimised one after the other over `base`, the last of
    them the stage's own, each with its duals; what came before and is not a plain minimum is
    held in `base`.
    """

    objective: ObjectiveName
    program: LinearProgram
    outcome: Outcome
    base: LinearProgram
    costs: tuple[Floats, ...]
    duals: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """What an objective reached before it was chosen who is paid.

    `values` holds its minimum, or for `raise lowest coverage` every recipient's coverage, shape
    (recipients with a need,); `bound` what no plan is below, `status` how near that is.
    """

    values: Floats
    bound: float
    status: Proved


@dataclass(frozen=True, slots=True)
class Solved:
    """What the stages leave behind.

    `face` holds every plan that is as good as the best in all objectives, `x` one of them.
    `priced` is the stage whose prices the reader sees; `broken` the stage `soft rules`, where
    some had to be broken; `reached` what the stages were told of what was reached before;
    `own` what each objective reached, an entry an objective.
    """

    stages: tuple[Stage, ...]
    face: LinearProgram
    x: Floats
    priced: Priced | None
    broken: tuple[LinearProgram, Outcome] | None = None
    reached: Sequence[Reached | None] = ()
    own: tuple[Reached, ...] = ()


def run_stages(program: Program, run: Runner,
               reached: Sequence[Reached | None] = ()) -> Solved:
    """Optimise the objectives in their order; raise NoPlanError or NotProvedError.

    `reached` holds what each objective reached before grants were fixed, from which its
    tolerance is counted (see `choose_grants`); none where there are no grants, None for an
    objective before which the time was up.
    """
    stages: list[Stage] = []
    try:
        return replace(_run(program, run, reached, stages), reached=reached)
    except TimeUpError as fault:
        raise TimeUpError(fault.doing, proved_words(program, stages)) from fault


def _run(program: Program, run: Runner, reached: Sequence[Reached | None],
         stages: list[Stage]) -> Solved:
    """Optimise the objectives; `stages` are added to one by one."""
    face, priced, broken = program.linear, None, None
    base, x = face, np.zeros(0)
    minima: list[tuple[Floats, Floats]] = []
    got: list[Reached] = []
    best = reached or (None,) * len(program.problem.objectives)
    for objective, bar in zip(program.problem.objectives, best, strict=True):
        began = time.monotonic()
        model = OBJECTIVES[objective.name]
        if model.cost is None:
            face, x, stage, values = _levels(program, face, objective, run, bar)
            base, minima = face, []
        elif model.is_idle(program):
            stage = Stage(objective.name, 0.0, 0.0, Proved.OPTIMAL, 0.0, objective.tolerance)
            values = np.zeros(1)
        else:
            solved = face.with_cost(cost_of(program, objective.name))
            outcome = run.step(objective.name, solved)
            x, stage = outcome.x, _stage(program, objective, solved, outcome, bar)
            values = np.array([outcome.objective])
            face = _after(solved, outcome, objective.tolerance, bar)
            minima.append((solved.cost, outcome.dual))
            if objective.name is ObjectiveName.SOFT_RULES and outcome.has_duals:
                broken = (solved, outcome)
            elif outcome.has_duals and (model.prices is Prices.MAIN or (
                    model.prices is Prices.SPARE and priced is None)):
                costs, duals = zip(*minima, strict=True)
                priced = Priced(objective.name, solved, outcome, base, costs, duals)
            if objective.tolerance > 0 or not outcome.has_duals:
                base, minima = face, []
        stages.append(replace(stage, seconds=time.monotonic() - began))
        got.append(Reached(values, float(values.sum()), Proved.OPTIMAL))
    if len(x) == 0:
        x = run(face).x
    return Solved(tuple(stages), face, x, priced, broken, reached, tuple(got))


def proved_words(program: Program, stages: Sequence[Stage]) -> tuple[str, ...]:
    """Return what was proved of each objective, in words."""
    return tuple(OBJECTIVES[stage.objective].said(
        stage.value, program.problem.currency) for stage in stages)


def _after(solved: LinearProgram, outcome: Outcome, tolerance: float,
           bar: Reached | None) -> LinearProgram:
    if tolerance > 0:
        best = outcome if bar is None else replace(outcome, objective=float(bar.values[0]))
        return kept_value(solved, best, tolerance)
    return optimal_face(solved, outcome)


def _stage(program: Program, objective: Objective, solved: LinearProgram,
           outcome: Outcome, bar: Reached | None) -> Stage:
    best = outcome.objective if bar is None else float(bar.values[0])
    model = OBJECTIVES[objective.name]
    value = model.natural(program, best)
    bound = value
    if bar is not None:
        bound = model.natural(program, bar.bound)
    elif outcome.has_duals:
        bound = model.natural(program, dual_bound(solved, outcome))
    return Stage(objective.name, value, bound, Proved.OPTIMAL if bar is None else bar.status, 0.0,
                 objective.tolerance)


def _levels(program: Program, face: LinearProgram, objective: Objective, run: Runner,
            bar: Reached | None) -> tuple[LinearProgram, Floats, Stage, Floats]:
    face, x, levels = raise_lowest(program, face, partial(run.step, objective.name),
                                   objective.tolerance,
                                   None if bar is None else bar.values)
    lowest = min(levels, default=0.0)
    stage = Stage(objective.name, lowest, lowest, Proved.OPTIMAL, 0.0, objective.tolerance,
                  tuple(sorted(levels)))
    return face, x, stage, np.array(levels)

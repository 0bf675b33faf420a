"""Objectives one after the other, each on the optimal face of those before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from optimiser.errors import TimeUpError
from optimiser.frozen import frozen
from optimiser.model.objectives import OBJECTIVES, cost_of, coverage_rows
from optimiser.model.objectives.objective import Prices
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.types import Proved, Stage
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.types import Objective
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import dual_bound, kept_value, optimal_face
from optimiser.solving.finding.leximin import raise_lowest
from optimiser.solving.finding.sharp import is_far_apart, sharpened
from optimiser.vocabulary import ObjectiveName

_MOST_LEVELS = 30
"""Of more recipients no prices are found: each adds a cost, and a row for each of them."""


class Levels(NamedTuple):
    """Stands for the costs of `raise lowest coverage`: the coverage of each recipient, as a row."""

    rows: tuple[tuple[Ints, Floats], ...]


class Kept(NamedTuple):
    """An objective of which a tolerance may be given up: the row of the base that keeps the rest.

    Its bound moves by `factor` for each unit that the objective's own minimum moves by.
    """

    row: int
    factor: float
    priced: Priced


@frozen
class Priced:
    """The stage whose duals are the shadow prices: its program and its outcome.

    The same optimum is that of `costs` minimised one after the other over `base`, the last of
    them the stage's own, each with its duals (None where they have to be found anew); objectives
    with a tolerance are rows of `base`, `kept`. `is_known` is False where no solver could tell
    what one more of a limit does: weights are too far apart for one solve, levels of coverage have
    a tolerance or are too many, or the tolerance is that of the best choice of grants.
    """

    objective: ObjectiveName
    program: LinearProgram
    outcome: Outcome
    base: LinearProgram
    costs: tuple[Floats | Levels, ...]
    duals: tuple[Floats | None, ...]
    kept: tuple[Kept, ...] = ()
    is_known: bool = True

    @property
    def layers(self) -> int:
        """How many more minima have to be found anew than the one's own and that of wishes."""
        levels = sum(len(cost.rows) for cost in self.costs if isinstance(cost, Levels))
        return levels + len(self.kept)


@frozen
class Reached:
    """What an objective reached before it was chosen who is paid.

    `values` holds its minimum, or for `raise lowest coverage` every recipient's coverage, shape
    (recipients with a need,); `bound` what no plan is below, `status` how near that is.
    """

    values: Floats
    bound: float
    status: Proved


@frozen
class Solved:
    """What the stages leave behind.

    `face` holds every plan that is as good as the best in all objectives, `x` one of them.
    `priced` is the stage whose prices the reader sees; `broken` the stage `soft rules`, where it
    comes before that; `reached` what the stages were told of what was reached before;
    `own` what each objective reached, an entry an objective.
    """

    stages: tuple[Stage, ...]
    face: LinearProgram
    x: Floats
    priced: Priced | None
    broken: tuple[LinearProgram, Outcome] | None = None
    reached: Sequence[Reached | None] = ()
    own: tuple[Reached, ...] = ()

    @property
    def start(self) -> object:
        """Where the shadow prices were found, None where there are none."""
        return self.priced.outcome.start if self.priced else None

    def dual(self, rows: int) -> Floats:
        """Return what the first rows of the program cost there, nothing where there are none."""
        return self.priced.outcome.dual[:rows] if self.priced else np.zeros(rows)


def run_stages(program: Program, run: Runner, reached: Sequence[Reached | None] = (),
               tell: Callable[[str], None] | None = None) -> Solved:
    """Optimise the objectives in their order; raise NoPlanError or NotProvedError.

    `reached` holds what each objective reached before grants were fixed, from which its
    tolerance is counted (see `choose_grants`); none where there are no grants, None for an
    objective before which the time was up. `tell` hears which objective has its turn.
    """
    stages: list[Stage] = []
    try:
        return replace(_run(program, run, reached, stages, tell or _nobody), reached=reached)
    except TimeUpError as fault:
        raise TimeUpError(fault.doing, proved_words(program, stages)) from fault


def _nobody(_: str) -> None:
    return


def _run(program: Program, run: Runner, reached: Sequence[Reached | None],
         stages: list[Stage], tell: Callable[[str], None]) -> Solved:
    """Optimise the objectives; `stages` are added to one by one."""
    face, priced, wishes, broken = program.linear, None, None, None
    x, before = np.zeros(0), _Before(program.linear)
    got: list[Reached] = []
    best = reached or (None,) * len(program.problem.objectives)
    for objective, bar in zip(program.problem.objectives, best, strict=True):
        began = time.monotonic()
        model = OBJECTIVES[objective.name]
        if model.cost is None or not model.is_idle(program):
            tell(f"Optimising: {objective.name}")
        if model.cost is None:
            face, x, stage, values = _levels(program, face, objective, run, bar)
            before.add_levels(program, objective.tolerance)
        elif model.is_idle(program):
            stage = Stage(objective.name, 0.0, 0.0, Proved.OPTIMAL, 0.0, objective.tolerance)
            values = np.zeros(1)
        else:
            solved = face.with_cost(cost_of(program, objective.name))
            outcome = run.step(objective.name, solved)
            is_far = outcome.has_duals and is_far_apart(solved.cost)
            if is_far:
                face, outcome = sharpened(solved, outcome, run)
            x, stage = outcome.x, _stage(program, objective, solved, outcome, bar)
            values = np.array([outcome.objective])
            if not is_far or objective.tolerance:
                face = _after(solved, outcome, objective.tolerance, bar)
            own = before.priced(objective.name, solved, outcome, is_far=is_far)
            before.add(own, objective.tolerance, bar)
            if objective.name is ObjectiveName.SOFT_RULES and outcome.has_duals:
                wishes = (solved, outcome)
            elif outcome.has_duals and (model.prices is Prices.MAIN or (
                    model.prices is Prices.SPARE and priced is None)):
                # Wishes that come after it bend none of its prices.
                priced, broken = own, wishes
        stages.append(replace(stage, seconds=time.monotonic() - began))
        got.append(Reached(values, float(values.sum()), Proved.OPTIMAL))
    if len(x) == 0:
        x = run(face).x
    return Solved(tuple(stages), face, x, priced, broken, reached, tuple(got))


class _Before:
    """What the objectives before one leave of its program, in a form that can be priced."""

    def __init__(self, base: LinearProgram) -> None:
        """Begin with a program that no objective has been optimised over."""
        self.base, self.is_known = base, True
        self.costs: list[Floats | Levels] = []
        self.duals: list[Floats | None] = []
        self.kept: list[Kept] = []

    def priced(self, name: ObjectiveName, solved: LinearProgram, outcome: Outcome, *,
               is_far: bool) -> Priced:
        """Return a stage with what comes before it."""
        dual = outcome.dual if outcome.has_duals else None
        return Priced(name, solved, outcome, self.base, (*self.costs, solved.cost),
                      (*self.duals, dual), tuple(self.kept), self.is_known and not is_far)

    def add(self, own: Priced, tolerance: float, bar: Reached | None) -> None:
        """Let a stage be one that comes before the next.

        How the best of all choices of grants moves, of which a tolerance is a part, is not known.
        """
        self.is_known = self.is_known and not (tolerance and bar is not None)
        if not tolerance:
            self.costs.append(own.program.cost)
            self.duals.append(own.duals[-1])
            return
        index, value = np.flatnonzero(own.program.cost), own.outcome.objective
        self.kept.append(Kept(self.base.rows, 1.0 + np.copysign(tolerance, value), own))
        self.base = self.base.with_row(index, own.program.cost[index], -np.inf,
                                       value + tolerance * abs(value))

    def add_levels(self, program: Program, tolerance: float) -> None:
        """Let `raise lowest coverage` come before the next."""
        rows = tuple(coverage_rows(program)[1])
        self.costs.append(Levels(rows))
        self.duals.append(None)
        self.is_known = self.is_known and not tolerance and len(rows) <= _MOST_LEVELS


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
    # What the best choice of grants reaches, of which a tolerance may give up a part.
    best = sorted(levels if bar is None else bar.values.tolist())
    lowest = min(best, default=0.0)
    status = Proved.OPTIMAL if bar is None else bar.status
    bound = 1.0 if status is Proved.BEST_FOUND else lowest
    stage = Stage(objective.name, lowest, bound, status, 0.0, objective.tolerance, tuple(best))
    return face, x, stage, np.array(levels)

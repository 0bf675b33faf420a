"""How far each severity, priority and weight may move before the plan is no longer a best one.

A plan x of the least cost c stays one of the least c + t d as long as no step h that keeps the
limits has (c + t d) h < 0. So t may rise to the least c h among the steps with d h = -1, and fall
by the least c h among those with d h = 1: programs over the cone of the limits that are tight at
x, whose optimum is also the step that is taken first beyond the end.
(Gal and Greenberg, Advances in Sensitivity Analysis, 1997, ch. 3.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser.errors import NotProvedError
from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.plan.judgements import End, EndedBy, Judgement, Judgements, WeightRange
from optimiser.plan.types import Solution
from optimiser.problem.arrays import Floats, Ints, sum_by
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.finding.stages import Priced
from optimiser.solving.solve import Options, find_amounts
from optimiser.vocabulary import ObjectiveName

_TIGHT = 1e-7
_NOISE = 1e-7
_SPENT = 1e-7
"""A plan that is below the best by more than this share has spent a tolerance."""
_MOST_WORK = 6_000_000
"""Ranges x entries of the matrix that an answer may take: about a minute."""
_RISES, _FALLS = -1.0, 1.0
"""What d h is of a step that ends the rise, or the fall, of a judgement."""
_WHOLE = ("Grants, parts or units are taken whole here: other weights could choose others, so "
          "there is no range that a program without whole numbers proves.")
_NOT_MET = "The plan does not look for the most need met: no weight decides it."
_TOLERANCE = ("Later objectives have spent the tolerance of `meet needs`, and would spend it "
              "otherwise under any other weights. Below is how far each may move before another "
              "plan would meet the most, as if no tolerance had been spent.")
_NEEDS_OUT = ("The weights of single needs are left out: there are so many that the answer would "
              "take minutes.")


@frozen
class _Figure:
    """A judgement of the inputs: which it is, of what, and the needs that it weighs."""

    judgement: Judgement
    element: int
    name: str
    value: float
    needs: Ints


def judgement_ranges(plan: Solution) -> Judgements:
    """Return how far each judgement may move before the plan is no longer a best one.

    The plan is solved again, and the ranges are those of the plan before rounding. A judgement of
    0, and one that weighs no need, has none. Raises NotProvedError.
    """
    program = build_program(plan.problem)
    if len(program.linear.whole):
        return Judgements((), _WHOLE)
    if not plan.problem.optimises(ObjectiveName.MEET_NEEDS):
        return Judgements((), _NOT_MET)
    notes = []
    priced, x = _solved(program)
    if _is_spent(priced, x):
        notes.append(_TOLERANCE)
        priced, x = _solved(build_program(_up_to_meet_needs(plan.problem)))
    few, needs = list(_of_elements(plan.problem)), list(_of_needs(plan.problem))
    if (len(few) + len(needs)) * len(program.linear.index) > _MOST_WORK:
        notes.append(_NEEDS_OUT)
        needs = []
    ends = _Ends(program, priced, x)
    return Judgements(tuple(_range(plan.problem, ends, figure) for figure in (*few, *needs)),
                      notes=tuple(notes))


def _solved(program: Program) -> tuple[Priced, Floats]:
    """Return the stage `meet needs`, and the plan before rounding in the program's scale."""
    solved, values = find_amounts(program, Options())
    if solved.priced is None:  # HiGHS leaves duals of every linear program that it solves
        raise NotProvedError("The solver left no prices of `meet needs`.",
                             "Please report it, with the workbook.")
    return solved.priced, values / program.column_scale


def _is_spent(priced: Priced, x: Floats) -> bool:
    """Tell whether a plan is below the best by its weights."""
    best = priced.outcome.objective
    return float(priced.program.cost @ x) - best > _SPENT * max(1.0, abs(best))


def _up_to_meet_needs(problem: Problem) -> Problem:
    """Return the problem whose last objective is `meet needs`, to be reached in full."""
    names = [objective.name for objective in problem.objectives]
    last = names.index(ObjectiveName.MEET_NEEDS)
    return replace(problem, objectives=(
        *problem.objectives[:last], replace(problem.objectives[last], tolerance=0.0)))


def _of_elements(problem: Problem) -> Iterator[_Figure]:
    """Yield the judgements of recipients, activities and tiers that weigh a need."""
    for judgement, names, values, of in (
            (Judgement.SEVERITY, problem.recipients.names, problem.recipients.severity,
             problem.needs.recipient),
            (Judgement.PRIORITY, problem.activities.names, problem.activities.priority,
             problem.needs.activity),
            (Judgement.TIER, problem.tiers.names, problem.tiers.weight, problem.needs.tier)):
        for element, (name, value) in enumerate(zip(names, values.tolist(), strict=True)):
            needs = np.flatnonzero((of == element) & (problem.needs.weight > 0))
            # A lone tier without a name is no judgement of anybody.
            if value > 0 and len(needs) and name:
                yield _Figure(judgement, element, name, value, needs)


def _of_needs(problem: Problem) -> Iterator[_Figure]:
    needs = problem.needs
    others = (problem.recipients.severity[needs.recipient]
              * problem.activities.priority[needs.activity] * problem.tiers.weight[needs.tier])
    for need in np.flatnonzero(needs.weight > 0).tolist():
        value = round(float(needs.weight[need] / others[need]), 12)
        yield _Figure(Judgement.NEED, need, _need_name(problem, need), value, np.array([need]))


def _need_name(problem: Problem, need: int) -> str:
    needs = problem.needs
    parts = (problem.recipients.names[needs.recipient[need]],
             problem.activities.names[needs.activity[need]],
             problem.periods[needs.period[need]], problem.tiers.names[needs.tier[need]])
    return " / ".join(part for part in parts if part)


def _range(problem: Problem, ends: _Ends, figure: _Figure) -> WeightRange:
    below, above = ends.find(figure, _FALLS), ends.find(figure, _RISES)
    if figure.judgement is Judgement.TIER:
        weight, tier = problem.tiers.weight, figure.element
        if tier + 1 < len(weight) and below.at < weight[tier + 1]:
            below = End(float(weight[tier + 1]), EndedBy.TIERS)
        if tier > 0 and above.at > weight[tier - 1]:
            above = End(float(weight[tier - 1]), EndedBy.TIERS)
    return WeightRange(figure.judgement, figure.name, figure.value, below, above)


class _Ends:
    """The steps that keep the limits of a plan, and how far one of them goes."""

    def __init__(self, program: Program, priced: Priced, x: Floats) -> None:
        """Take the plan `x` of shape (columns,), a best one of the stage `priced`."""
        self.program, self.problem = program, program.problem
        self.cost = priced.program.cost
        first = program.columns.met.first
        self.met = slice(first, first + len(program.columns.met))
        cone = _tight(priced.program, x)
        self.row = cone.rows
        # One row more, empty as yet, for d h.
        cone = cone.with_row(np.zeros(0, np.int64), np.zeros(0), 0.0, 0.0)
        self.steps = highs.Session(cone, priced.outcome.start)
        self.length = _Length(priced, x, self.met)
        self.need_names = tuple(_need_name(self.problem, need)
                                for need in range(len(self.problem.needs.amount)))

    def find(self, figure: _Figure, sense: float) -> End:
        """Return one end of a judgement's range."""
        columns = (self.met.start + figure.needs).tolist()
        for column in columns:
            self.steps.enter(self.row, column, float(self.cost[column]))
        self.steps.bound(self.row, sense, sense)
        self.steps.restart()  # which of several first steps is named depends on no other figure
        try:
            far = self.steps.least()
            step = self.steps.x[self.met]
        finally:
            for column in columns:
                self.steps.enter(self.row, column, 0.0)
        if far < -_NOISE:
            raise NotProvedError("That the plan is a best one by its weights could not be proved.",
                                 "Please report it, with the workbook.")
        if sense == _FALLS and far >= 1.0 - _NOISE:
            return End(0.0, EndedBy.NOTHING)
        if far == np.inf:
            return End(np.inf, EndedBy.NOTHING)
        return self._end(figure, figure.value * (1.0 - sense * max(far, 0.0)), -sense, step)

    def _end(self, figure: _Figure, at: float, sign: float, step: Floats) -> End:
        step = np.where(np.abs(step) > _NOISE * np.abs(step).max(initial=0.0), step, 0.0)
        given = sum_by(self.problem.needs.requirement, step, len(self.problem.requirements.need))
        if not (np.abs(given) > _NOISE * np.abs(step).max(initial=0.0)).any():
            return End(at, EndedBy.FILLING)
        amounts = step * self.length.of(step) * self.program.scale
        names, of = self._elements(figure)
        changes, own = sum_by(of, amounts, len(names)), figure.element
        if changes[own] * sign > _NOISE * np.abs(changes).max():
            are_needs = figure.judgement is Judgement.NEED
            return replace(_moved(at, names, changes, own), are_needs=are_needs)
        # Money moves among the needs of one element: it is told need by need.
        own = int(figure.needs[np.argmax(amounts[figure.needs] * sign)])
        return replace(_moved(at, self.need_names, amounts, own), are_needs=True)

    def _elements(self, figure: _Figure) -> tuple[tuple[str, ...], Ints]:
        """Return the elements among which a judgement decides, and which each need is of."""
        needs, problem = self.problem.needs, self.problem
        match figure.judgement:
            case Judgement.SEVERITY:
                return problem.recipients.names, needs.recipient
            case Judgement.PRIORITY:
                return problem.activities.names, needs.activity
            case Judgement.TIER:
                return problem.tiers.names, needs.tier
            case Judgement.NEED:
                return self.need_names, np.arange(len(self.need_names))


def _moved(at: float, names: tuple[str, ...], changes: Floats, own: int) -> End:
    """Return an end beyond which what elements get changes, the judgement's own named first."""
    noise = _NOISE * float(np.abs(changes).max(initial=0.0))
    order = sorted(range(len(names)), key=lambda one: (one != own, -abs(changes[one])))
    lose = tuple(names[one] for one in order if changes[one] < -noise)
    gain = tuple(names[one] for one in order if changes[one] > noise)
    less, more = -float(changes[changes < 0].sum()), float(changes[changes > 0].sum())
    return End(at, EndedBy.MONEY, min(less, more) if lose and gain else max(less, more), lose, gain)


def _tight(program: LinearProgram, x: Floats) -> LinearProgram:
    """Return the cone of the steps that keep the limits which are tight at a plan."""
    act = program.activity(x)
    return replace(
        program,
        lower=np.where(x - program.lower <= _TIGHT, 0.0, -np.inf),
        upper=np.where(program.upper - x <= _TIGHT, 0.0, np.inf),
        row_lower=np.where(act - program.row_lower <= _TIGHT, 0.0, -np.inf),
        row_upper=np.where(program.row_upper - act <= _TIGHT, 0.0, np.inf))


class _Length:
    """How far what is met may move along a step, whatever funds pay for it."""

    def __init__(self, priced: Priced, x: Floats, met: slice) -> None:
        program = priced.program.with_cost(np.zeros(priced.program.columns))
        self.first, self.step = program.rows, program.columns
        program = program.with_column(-1.0, 0.0, np.inf)
        for column in range(met.start, met.stop):
            program = program.with_row(np.array([column]), np.ones(1), x[column] - _TIGHT,
                                       x[column] + _TIGHT)
        self.session = highs.Session(program, priced.outcome.start)

    def of(self, step: Floats) -> float:
        """Return how often a step of what is met, shape (needs,), can be taken."""
        moved = np.flatnonzero(step).tolist()
        for need in moved:
            self.session.enter(self.first + need, self.step, -float(step[need]))
        try:
            return max(-self.session.least(), 0.0)
        finally:
            for need in moved:
                self.session.enter(self.first + need, self.step, 0.0)

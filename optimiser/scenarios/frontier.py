"""The trade-off between meeting the most need and raising the lowest coverage.

Every point is the most weighted need that any plan meets while no recipient is covered less than
a level; the limits and the soft rules are kept as in the plan itself. The levels run from what
the best plan gives the lowest without losing anything to the highest that any plan can give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.family import Role
from optimiser.model.objectives import OBJECTIVES, cost_of, coverage_rows
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.money import fraction_of
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.face import kept_value, optimal_face
from optimiser.solving.finding.grants import choose_grants
from optimiser.vocabulary import ObjectiveName

_WIDEST, _STRAIGHT, _FLAT = 1e-9, 1e-6, 1e-6


@frozen
class Point:
    """A lowest coverage, and the most weighted need met with it in base currency."""

    lowest: float
    met: float


@frozen
class Frontier:
    """Points from the most need met to the highest lowest coverage.

    `knee` is the position of the one farthest from the straight line between the ends, 0 where
    all lie on it. All points are one where the lowest coverage of the plan that meets the most
    cannot be raised. `stopped_by` names limits that together keep every plan from going beyond
    the last point.
    """

    currency: str
    points: tuple[Point, ...]
    knee: int
    stopped_by: tuple[str, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether the plan that meets the most already has the highest lowest coverage."""
        return self.points[-1].lowest <= self.points[0].lowest + _FLAT


def frontier(problem: Problem, points: int,
             tell: Callable[[int], None] = lambda _: None) -> Frontier:
    """Return so many points of the trade-off, ends included.

    `points` is at least 2; `tell` hears how many are done. Raises NoPlanError or NotProvedError.
    """
    run = Runner(highs.solve)
    program = choose_grants(build_program(problem), run).program
    linear = _without_breaches(program, run)
    points_of = OBJECTIVES[ObjectiveName.MEET_NEEDS]
    cost = cost_of(program, ObjectiveName.MEET_NEEDS)
    best = run(linear.with_cost(cost))
    least, _ = _highest_level(program, optimal_face(linear.with_cost(cost), best), run)
    most, stopped_by = _highest_level(program, linear, run)
    first = linear.rows
    for index, factor in coverage_rows(program)[1]:
        linear = linear.with_row(index, factor, 0.0, np.inf)
    found = []
    for level in np.linspace(least, max(most, least), points).tolist():
        lower = linear.row_lower.copy()
        lower[first:] = max(level - _WIDEST, 0.0)
        outcome = run(replace(linear, row_lower=lower).with_cost(cost))
        found.append(Point(level, points_of.natural(program, outcome.objective)))
        tell(len(found))
    return Frontier(problem.currency, tuple(found), _knee(found), stopped_by)


def _without_breaches(program: Program, run: Runner) -> LinearProgram:
    """Keep soft rules as well as any plan can."""
    if OBJECTIVES[ObjectiveName.SOFT_RULES].is_idle(program):
        return program.linear
    solved = program.linear.with_cost(cost_of(program, ObjectiveName.SOFT_RULES))
    return kept_value(solved, run(solved), 0.0)


def _highest_level(program: Program, linear: LinearProgram,
                   run: Runner) -> tuple[float, tuple[str, ...]]:
    """Return the highest coverage that every recipient can have at once, and what stops more."""
    rows = coverage_rows(program)[1]
    if not rows:
        return 0.0, ()
    raised = linear.with_cost(np.zeros(linear.columns)).with_column(-1.0, 0.0, 1.0)
    for index, factor in rows:
        raised = raised.with_row(np.append(index, linear.columns), np.append(factor, -1.0), 0.0,
                                 np.inf)
    outcome = run(raised)
    return -outcome.objective, tuple(_with_duals(program, outcome))


def _with_duals(program: Program, outcome: Outcome) -> Iterator[str]:
    """Yield the limits that the proof of an outcome rests on, those of needs left out."""
    if not outcome.has_duals:
        return
    least = outcome.accuracy * max(1.0, float(np.abs(outcome.dual).max()))
    for block, first in zip(program.limits, program.first_row.tolist(), strict=False):
        if block.is_shown and block.family.role is Role.LIMIT:
            duals = np.abs(outcome.dual[first:first + len(block)])
            yield from (block.names[at] for at in np.flatnonzero(duals > least).tolist())


def _knee(points: list[Point]) -> int:
    lowest = np.array([p.lowest for p in points])
    met = np.array([p.met for p in points])
    across, down = lowest[-1] - lowest[0], met[0] - met[-1]
    if across <= 0 or down <= 0:
        return 0
    above = (lowest - lowest[0]) / across - (met[0] - met) / down
    return int(above.argmax()) if above.max() > _STRAIGHT else 0


def with_floor(problem: Problem, lowest: float) -> Problem:
    """Return the problem in which no recipient with a need may be covered less than a level."""
    floor = fraction_of(lowest)
    recipients = problem.recipients
    needed = {int(r) for r, need in zip(problem.requirements.recipient, problem.requirements.need,
                                        strict=True) if need}
    least = tuple(max(floor, old or floor) if r in needed else old
                  for r, old in enumerate(recipients.minimum_coverage))
    source = tuple(f"--at {lowest:g}" if new != old else source for new, old, source in zip(
        least, recipients.minimum_coverage, recipients.minimum_coverage_source, strict=True))
    return replace(problem, recipients=replace(recipients, minimum_coverage=least,
                                               minimum_coverage_source=source))

"""Raise the lowest coverage as far as possible, then the next lowest, and so on (leximin).

Each round raises one level under all recipients that are still free. Those whose row has a
non-zero dual are at that level in every optimum; they are fixed there and the others go on.
Source: Ogryczak and Sliwinski, "On direct methods for lexicographic min-max optimization".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimiser.model.objectives import coverage_rows
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Bools, Floats, Ints
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.finding.face import dual_bound

_ZERO = 1e-7
_Run = Callable[[LinearProgram], Outcome]


def raise_lowest(program: Program, face: LinearProgram, run: _Run, tolerance: float,
                 bar: Floats | None = None) -> tuple[LinearProgram, Floats, list[float]]:
    """Return the face of all leximin plans, one of them, and each recipient's coverage.

    The tolerance is counted from the coverages `bar` where given, shape (recipients,).
    """
    _, rows = coverage_rows(program)
    if not rows:
        return face, np.zeros(0), []
    levels = np.full(len(rows), np.nan)
    while np.isnan(levels).any():
        raised = _raise_least(face, rows, levels)
        outcome = run(raised)
        level = _level(raised, outcome)
        saturated = np.isnan(levels) & _find_saturated(raised, outcome, rows, levels, level, run)
        levels[saturated] = level
    kept = _with_levels(face, rows, bar if bar is not None and tolerance else levels, tolerance)
    return kept, outcome.x[:face.columns], levels.tolist()


def _raise_least(face: LinearProgram, rows: list[tuple[Ints, Floats]],
            levels: Floats) -> LinearProgram:
    """Add a column for the level, and a row a recipient: at the level, or fixed."""
    program = face.with_cost(np.zeros(face.columns)).with_column(-1.0, 0.0, 1.0)
    for (index, factor), level in zip(rows, levels, strict=True):
        if np.isnan(level):
            program = program.with_row(np.append(index, face.columns), np.append(factor, -1.0),
                                       0.0, np.inf)
        else:
            program = program.with_row(index, factor, level, level)
    return program


def _level(raised: LinearProgram, outcome: Outcome) -> float:
    """Return the level reached: as the duals prove it, for later rounds fix it to the digit."""
    return min(-dual_bound(raised, outcome) if outcome.has_duals else float(outcome.x[-1]), 1.0)


def _find_saturated(raised: LinearProgram, outcome: Outcome, rows: list[tuple[Ints, Floats]],
               levels: Floats, level: float, run: _Run) -> Bools:
    """Tell whose coverage can rise no further while the others keep theirs."""
    coverage = np.array([float(factor @ outcome.x[index]) for index, factor in rows])
    if level >= 1.0 - _ZERO:
        return np.ones(len(rows), dtype=bool)
    if outcome.has_duals:
        priced = np.abs(outcome.dual[-len(rows):]) > _ZERO
        if (priced & np.isnan(levels)).any():
            return priced
    saturated = np.zeros(len(rows), dtype=bool)
    fixed = replace(raised, lower=np.append(raised.lower[:-1], level))
    for row in np.flatnonzero(np.isnan(levels) & (coverage < level + _ZERO)):
        cost = np.zeros(raised.columns)
        cost[rows[row][0]] = -rows[row][1]
        saturated[row] = -run(fixed.with_cost(cost)).objective < level + _ZERO
    return saturated if saturated.any() else coverage < level + _ZERO


def _with_levels(face: LinearProgram, rows: list[tuple[Ints, Floats]], levels: Floats,
                 tolerance: float) -> LinearProgram:
    for (index, factor), level in zip(rows, levels, strict=True):
        high = level if tolerance == 0 else np.inf
        face = face.with_row(index, factor, level * (1.0 - tolerance), high)
    return face

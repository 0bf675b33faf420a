"""Limits out of reach: what no plan comes near to has no say in the scale of a step.

An interior point calls near enough what is small beside the largest of its figures. A budget of a
billion beside a need of ten, or what a wish of 10^11 is missed by, would make that more than the
need.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by

_KEPT = 1e-8
"""A solver's tolerance, with room for what came after it."""
_FAR = 1e6
"""A column whose bounds are so many times as far apart as those of what is given is a far one."""


def told_from(program: LinearProgram, x: Floats) -> LinearProgram:
    """Return the program of what is added to a point, shape (columns,)."""
    row, exact = program.row_of_entry(), np.zeros(program.rows, np.longdouble)
    np.add.at(exact, row, program.value.astype(np.longdouble) * x[program.index])
    return replace(
        program, lower=program.lower - x, upper=program.upper - x,
        row_lower=(program.row_lower - exact).astype(np.float64),
        row_upper=(program.row_upper - exact).astype(np.float64))


def as_kept(program: LinearProgram, x: Floats) -> LinearProgram:
    """Return the program with its limits where a point keeps them, if it all but does.

    Equations that agree only to a solver's tolerance have no solution to any digit beyond it.
    """
    activity = program.activity(x)
    is_near = np.zeros(program.rows, dtype=bool)
    for bound in (program.row_lower, program.row_upper):
        is_near |= np.isfinite(bound) & (
            np.abs(activity - bound) <= _KEPT * np.maximum(1.0, np.abs(bound)))
    is_equal = is_near & (program.row_lower == program.row_upper)
    return replace(
        program,
        row_lower=np.where(is_equal, activity, np.where(
            is_near, np.minimum(program.row_lower, activity), program.row_lower)),
        row_upper=np.where(is_equal, activity, np.where(
            is_near, np.maximum(program.row_upper, activity), program.row_upper)))


def within_reach(program: LinearProgram, is_aimed: Bools) -> LinearProgram:
    """Return the program without the bounds and limits that the others keep it from reaching.

    How far a far column can go is read off one row in which it is the only one; that row stays.
    """
    entry = _definitions(program, _far(program, is_aimed))
    lower, upper = program.lower.copy(), program.upper.copy()
    low, high = _ends(program, entry)
    column = program.index[entry]
    kept_low, kept_high = lower[column], upper[column]
    lower[column], upper[column] = np.maximum(kept_low, low), np.minimum(kept_high, high)
    idle_low, idle_high = _idle(program, lower, upper)
    stays = program.row_of_entry()[entry]
    idle_low[stays] = idle_high[stays] = False
    lower[column] = np.where(low >= kept_low, -np.inf, kept_low)
    upper[column] = np.where(high <= kept_high, np.inf, kept_high)
    return replace(program, lower=lower, upper=upper,
                   row_lower=np.where(idle_low, -np.inf, program.row_lower),
                   row_upper=np.where(idle_high, np.inf, program.row_upper))


def _far(program: LinearProgram, is_aimed: Bools) -> Bools:
    """Tell which columns without a target may go far beyond those that have one."""
    size = np.maximum(np.abs(program.lower), np.abs(program.upper))
    far: Bools = ~is_aimed & (size > _FAR * float(size[is_aimed].max(initial=0.0)))
    return far


def _definitions(program: LinearProgram, is_far: Bools) -> Ints:
    """Return for each far column its entry in a row that has no other, if any; equations first."""
    row, entries = program.row_of_entry(), is_far[program.index]
    alone = sum_by(row, entries.astype(np.float64), program.rows) == 1
    found = np.flatnonzero(entries & alone[row])
    is_equal = (program.row_lower == program.row_upper)[row[found]]
    found = found[np.lexsort((row[found], ~is_equal, program.index[found]))]
    return found[np.unique(program.index[found], return_index=True)[1]]


def _ends(program: LinearProgram, entry: Ints) -> tuple[Floats, Floats]:
    """Return how far columns can go by their rows alone, shapes (entries,)."""
    row, value = program.row_of_entry(), program.value.copy()
    value[entry] = 0.0
    rising = value > 0
    with np.errstate(invalid="ignore"):
        least = value * np.where(rising, program.lower[program.index], program.upper[program.index])
        most = value * np.where(rising, program.upper[program.index], program.lower[program.index])
    least[entry] = most[entry] = 0.0
    low = program.row_lower - sum_by(row, most, program.rows)
    high = program.row_upper - sum_by(row, least, program.rows)
    ends = np.sort(np.stack([low, high])[:, row[entry]] / program.value[entry], axis=0)
    return ends[0], ends[1]


def _idle(program: LinearProgram, lower: Floats, upper: Floats) -> tuple[Bools, Bools]:
    """Tell which lower and which upper bounds of rows no plan can reach, shapes (rows,)."""
    row, rising = program.row_of_entry(), program.value > 0
    most = np.where(rising, upper[program.index], lower[program.index])
    least = np.where(rising, lower[program.index], upper[program.index])
    highest = sum_by(row, program.value * most, program.rows)
    lowest = sum_by(row, program.value * least, program.rows)
    return lowest >= program.row_lower, highest <= program.row_upper

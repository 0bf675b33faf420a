"""Exact proof that no plan exists: a weighted sum of the limits that no plan can satisfy.

Weights y on the rows, of the sign that each row's bound allows, give y'A x >= y'b for every
plan. Where even the largest y'A x within the columns' bounds is below y'b, there is no plan. The
arithmetic is in fractions, so the proof holds whatever the solver did.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats, floats
from optimiser.problem.left import left_of_requirements


def proves_no_plan(program: Program, weight: Floats) -> bool:
    """Tell whether row weights (of a minimum's duals, shape (rows,)) prove that no plan exists."""
    linear = program.linear
    y = np.where(np.abs(weight) < _NOTHING * max(1.0, np.abs(weight).max(initial=0.0)), 0.0, weight)
    y[program.breach.row] = 0.0
    y = np.where((y > 0) & ~np.isfinite(linear.row_lower), 0.0, y)
    y = np.where((y < 0) & ~np.isfinite(linear.row_upper), 0.0, y)
    used = np.flatnonzero(y)
    needed = sum((Fraction(y[row]) * Fraction(float(
        linear.row_lower[row] if y[row] > 0 else linear.row_upper[row]))
        for row in used.tolist()), Fraction(0))
    total: dict[int, Fraction] = {}
    for row in used.tolist():
        weighed = Fraction(y[row])
        for at in range(int(linear.start[row]), int(linear.start[row + 1])):
            column = int(linear.index[at])
            total[column] = total.get(column, Fraction(0)) + weighed * Fraction(linear.value[at])
    upper = _largest(program)
    most = Fraction(0)
    for column, gain in total.items():
        if gain > 0:
            if not np.isfinite(upper[column]):
                return False
            most += gain * Fraction(float(upper[column]))
        elif np.isfinite(linear.lower[column]):
            most += gain * Fraction(float(linear.lower[column]))
        else:
            return False
    return bool(most < needed)


_NOTHING = 1e-11


def _largest(program: Program) -> Floats:
    """Return the most that each column can be: its bound, or what its need or offer leaves."""
    problem, columns = program.problem, program.columns
    upper = program.linear.upper.copy()
    left = floats(left_of_requirements(problem)) / program.scale
    cells = slice(0, len(columns.allocation))
    upper[cells] = np.minimum(upper[cells], _above(left[columns.requirement]))
    met = columns.met
    own = slice(met.first, met.first + len(met))
    upper[own] = np.minimum(upper[own], _above(problem.needs.amount / program.scale))
    sent = columns.grid(Of.DEPLOYMENT)
    own = slice(sent.first, sent.first + len(sent))
    upper[own] = np.minimum(upper[own], _above(np.array(float(sum(problem.offers.exact)))))
    return upper


def _above(values: Floats) -> Floats:
    """Return values rounded up, so that no plan is left out by a float."""
    return np.nextafter(values, np.inf)

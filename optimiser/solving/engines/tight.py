"""To the last digits: which limits are tight, and the point that their equations give.

An interior point comes near to a limit and never reaches it. Near enough it tells which limits are
tight; with these as equations, and columns at their bounds held there, what is left is a system of
linear equations. A point that keeps all limits, and whose prices all have the right sign, is the
nearest one, proved by itself, wherever the guess of what is tight came from: a guess that is off
is put right by what breaks a limit and by prices of the wrong sign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.solving.engines.inequalities import HOLD, Inequalities, softly

_GUESSES = 6
_TIMES = 2
"""So often the equations are solved, each time for what is still missing."""
_KEPT = 1e-12
"""What a limit may be missed by, and a price be of the wrong sign by, relative to its figures."""
_STEEP = 1e-11
"""What the slope may be where it is nothing, relative to what it is made of."""
_DIGITS = 1e-15
"""Of the sizes of what a row adds up, what the digits of a float may be off by."""

Solve = Callable[[Inequalities, Floats, Floats], tuple[Floats, Floats]]
"""Minimises w x^2 / 2 + q x under equations; gives x and the prices."""


class _Guess(NamedTuple):
    """Rows taken for tight: each of `holding` has one entry, and holds its column at its bound.

    `equations` are the others, shape (rows,), `free` the columns that none holds, shape (columns,).
    """

    holding: Ints
    equations: Bools
    free: Bools


def on_tight_rows(limits: Inequalities, weight: Floats, gradient: Floats, point: Floats,
                  dual: Floats, missed: float, solve: Solve) -> Floats | None:
    """Return the point where w x^2 / 2 + q x is least, from a near one; None if it is not found.

    `weight`, `gradient` and `point` have shape (columns,), `dual` shape (rows,). Each limit is kept
    but for the last digits, or for `missed`, as where limits agree to no more than that.
    """
    exact = np.arange(len(dual)) < limits.equal
    tight = limits.seem_tight(point, dual)
    for _ in range(_GUESSES):
        point, dual = _solved(limits, _guess(limits, tight, len(point)), weight, gradient, point,
                              dual, solve)
        slack, room = limits.slack(point), np.maximum(_room(limits, point), missed)
        broken = ~tight & (slack < -room)
        wrong = tight & ~exact & (dual < -_KEPT * np.abs(dual).max(initial=1.0))
        if not (broken.any() or wrong.any()):
            slope = gradient + weight * point + limits.pull(dual, len(point))
            is_least = np.abs(slope) <= _STEEP * np.maximum(1.0, np.abs(gradient))
            is_met = np.abs(slack)[tight] <= room[tight]
            return point if is_least.all() and is_met.all() else None
        tight = (tight | broken) & ~wrong
    return None


def _guess(limits: Inequalities, tight: Bools, columns: int) -> _Guess:
    is_entry = limits.value != 0
    holding = tight & (np.bincount(limits.row, is_entry, len(tight)) == 1)
    free = np.ones(columns, dtype=bool)
    free[limits.column[holding[limits.row] & is_entry]] = False
    return _Guess(np.flatnonzero(holding), tight & ~holding, free)


def _solved(limits: Inequalities, guess: _Guess, weight: Floats, gradient: Floats, point: Floats,
            dual: Floats, solve: Solve) -> tuple[Floats, Floats]:
    """Return the point that the equations give, and all prices there."""
    column, value = np.zeros(len(dual), np.int64), np.ones(len(dual))
    is_entry = limits.value != 0
    column[limits.row[is_entry]] = limits.column[is_entry]
    value[limits.row[is_entry]] = limits.value[is_entry]
    holding, equations, free = guess
    columns = int(free.sum())
    x, price = point.copy(), np.where(equations, dual, 0.0)
    x[column[holding]] = limits.bound[holding] / value[holding]
    kept = equations[limits.row] & free[limits.column]
    entries = ((np.cumsum(equations) - 1)[limits.row[kept]],
               (np.cumsum(free) - 1)[limits.column[kept]], limits.value[kept])
    for _ in range(_TIMES):
        slope = gradient + weight * x + limits.pull(price, len(x))
        missing = limits.slack(x)[equations]
        # What is missed of an equation, the prices make up for the next time.
        held = softly(Inequalities(*entries, missing, len(missing)), columns)
        change, more = solve(held, np.append(weight[free], np.full(len(missing), HOLD)),
                             np.append(slope[free], np.zeros(len(missing))))
        x[free] += change[:columns]
        price[equations] += more
    slope = gradient + weight * x + limits.pull(price, len(x))
    # Of rows that hold the same column one has the price.
    one = holding[np.unique(column[holding], return_index=True)[1]]
    price[one] = -slope[column[one]] / value[one]
    return x, price


def _room(limits: Inequalities, point: Floats) -> Floats:
    """Return what each row may be missed by, shape (rows,): more where large figures cancel."""
    size = sum_by(limits.row, np.abs(limits.value * point[limits.column]), len(limits.bound))
    return _KEPT + _DIGITS * size

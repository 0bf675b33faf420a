"""What one more and one less unit of each limit does, and how far: exact, from the optimal face.

Where a plan is degenerate, an optimum has many duals and a solver returns any of them. The
change of the optimum in a direction is the best of all duals in it, which is the optimum of
the *tangent* program: the limits that are tight at one optimum, the one in question moved by
a unit. How far that slope holds is a program too: move the limit as far as the optimum stays
on the line. (Gal and Greenberg, Advances in Sensitivity Analysis, 1997, ch. 3.)
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from optimiser.errors import NoProofError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Floats, Ints
from optimiser.solving.engines import highs
from optimiser.solving.engines.in_turn import InTurn, with_most
from optimiser.solving.engines.outcome import Ranges, Steps
from optimiser.solving.explaining.levels import in_plain_costs
from optimiser.solving.finding.face import optimal_face
from optimiser.solving.finding.stages import Levels, Priced

_TIGHT = 1e-8
_STEP = 1e-7
"""A basis that lets a bound move less than this, in the program's scale, says nothing."""
_STEADY = 1e-9
"""An objective that moves by less than this for a unit of a bound does not move with it."""
_FEW = 2
"""Wishes and needs: the one is, as a rule, granted in full."""
_UP, _DOWN = 1.0, -1.0


class Slopes(NamedTuple):
    """Change of the minimum for one more unit of each row's bound, shape (rows,) each.

    `up` for a bound that rises and `down` for one that falls, infinite where nothing is
    feasible then; `increase` and `decrease` are how far it may. A bound that the optimum does
    not reach may move at least by the room that it leaves. NaN where it was not asked, or where
    no solve proved it.
    """

    up: Floats
    down: Floats
    increase: Floats
    decrease: Floats

    def moved(self, row: int, sign: float) -> float:
        """Return by how much the minimum moves for one unit that way."""
        return sign * float((self.up if sign == _UP else self.down)[row])

    def reach(self, row: int, sign: float) -> float:
        """Return how far it does."""
        return float((self.increase if sign == _UP else self.decrease)[row])


def slopes(priced: Priced, asked: Bools, ranged: Bools,
           steps: Steps | None = None) -> Slopes:
    """Return the slopes of the rows asked for, and how far those `ranged` hold.

    Of a row that is not ranged only what the optimum's basis knows is said, NaN otherwise.
    `asked` and `ranged` shape (rows,). Raises TooLongError where that takes more than so many
    `steps`, TimeUpError.
    """
    rows = len(asked)
    kept = [(one.factor, slopes(one.priced, asked, ranged, steps)) for one in priced.kept]
    priced = in_plain_costs(priced)
    optimum = _Optimum(priced, highs.ranges(priced.program, priced.outcome.start), rows,
                       steps)
    found = {sign: np.full(rows, np.nan) for sign in (_UP, _DOWN)}
    far = {sign: np.full(rows, np.nan) for sign in (_UP, _DOWN)}
    for row in np.flatnonzero(asked).tolist():
        for sign in (_UP, _DOWN):
            moved = np.array([one.moved(row, sign) * factor for factor, one in kept])
            slope, reach = _one(optimum, row, sign, bool(ranged[row]), moved)
            # The line ends where that of an objective kept to a tolerance does.
            ends = [one.reach(row, sign) for _, one in kept]
            found[sign][row], far[sign][row] = slope, float(np.min([reach, *ends]))
    return Slopes(found[_UP], found[_DOWN], far[_UP], far[_DOWN])


def _one(optimum: _Optimum, row: int, sign: float, is_ranged: bool,
         moved: Floats) -> tuple[float, float]:
    """Return one row's slope in a direction, and how far it holds.

    `moved` is by how much the bounds of what is kept to a tolerance move with it, shape (kept,).
    """
    if len(moved) and np.isinf(moved).any():
        return sign * np.inf, 0.0
    is_alone = not len(moved) or bool((np.abs(moved) <= _STEADY).all())
    if is_alone and optimum.is_unmoved(row, sign):
        return 0.0, np.inf if optimum.loosens[sign][row] else float(optimum.distance[row])
    change = optimum.slope(row, sign) if is_alone else None
    reach = optimum.line.reach if optimum.is_layered else optimum.reach
    if change is None:
        if not is_ranged or np.isnan(moved).any():
            return np.nan, np.nan
        change, reach = optimum.tangent.slope(row, sign, moved), optimum.line.reach
    slope = sign * float(change[-1])
    if is_alone and optimum.loosens[sign][row] and not change.any():
        return slope, np.inf
    far = reach(row, sign, change, moved) if is_ranged else np.nan
    return slope, float(np.minimum(far, optimum.distance[row]))


class _Optimum:
    """One optimum, and what its basis alone proves."""

    def __init__(self, priced: Priced, basis: Ranges, rows: int,
                 steps: Steps | None) -> None:
        self.priced, self.rows, self.steps = priced, rows, steps
        self.kept = [one.row for one in priced.kept]
        self.x = priced.outcome.x[:priced.base.columns]
        self.activity = priced.base.activity(self.x)
        self.base = base = _reached(priced.base, self.kept, self.activity)
        self.duals = np.array([dual[:rows] for dual in priced.duals if dual is not None])
        self.bound = np.where(np.isfinite(base.row_upper), base.row_upper, base.row_lower)
        distance = np.abs(self.activity - self.bound)
        self.tight = distance <= _TIGHT
        self.distance = np.where(self.tight, np.inf, distance)
        # Where moving the bound that way gives more room.
        self.loosens = {_UP: ~np.isfinite(base.row_lower), _DOWN: ~np.isfinite(base.row_upper)}
        self.has_dual = np.abs(self.duals).max(axis=0, initial=0.0) > 0.0
        self.room = {_UP: basis.high[:rows] - self.bound[:rows],
                     _DOWN: self.bound[:rows] - basis.low[:rows]}
        self.after = {_UP: basis.after_high, _DOWN: basis.after_low}
        self.inside = basis.inside
        self.costs = [cost for cost in priced.costs if not isinstance(cost, Levels)]
        # The duals of one objective tell how far it holds, not those of several that are tied.
        self.is_layered = bool(self.kept) or len(self.costs) > _FEW

    @cached_property
    def tangent(self) -> _Tangent:
        """What tells slopes where the basis is mute."""
        return _Tangent(self)

    @cached_property
    def face(self) -> _Face:
        """What tells how far a slope holds that the basis knows."""
        return _Face(self)

    @cached_property
    def line(self) -> _Line:
        """What tells how far any other slope holds."""
        return _Line(self)

    @cached_property
    def optima(self) -> LinearProgram:
        """All plans as good as this one."""
        return optimal_face(self.priced.program, self.priced.outcome)

    @cached_property
    def is_free(self) -> Bools:
        """Which columns, and rows after them, cost nothing to move, at last -1: nothing does."""
        face = self.optima
        return np.concatenate([face.lower < face.upper, face.row_lower < face.row_upper, [False]])

    def is_unmoved(self, row: int, sign: float) -> bool:
        """Whether no cost moves with the bound that way, whatever the basis."""
        is_idle = self.loosens[sign][row] and not self.has_dual[row]
        return bool(is_idle or not self.tight[row])

    def slope(self, row: int, sign: float) -> Floats | None:
        """Return the change of each cost for one unit that way, None where the basis is mute."""
        if self.inside[row] or self.room[sign][row] <= _STEP:
            return None
        return sign * self.duals[:, row]

    def reach(self, row: int, sign: float, change: Floats, moved: Floats) -> float:
        """Return how far a slope that the basis knows holds.

        That is the end of the basis if what it takes in there has a price: the duals are others
        beyond. (A convex function that has once turned does not turn back.)
        """
        if not self.is_free[self.after[sign][row]]:
            return float(self.room[sign][row])
        return self.face.reach(row, sign, change, moved)


def _reached(base: LinearProgram, kept: list[int], activity: Floats) -> LinearProgram:
    """Return the program whose kept rows let the optimum through, a solver's slop included."""
    upper = base.row_upper.copy()
    upper[kept] = np.maximum(upper[kept], activity[kept])
    return replace(base, row_upper=upper)


class _Tangent:
    """The limits that are tight at an optimum, as a cone: steps that keep them."""

    def __init__(self, optimum: _Optimum) -> None:
        base, x = optimum.base, optimum.x
        act = optimum.activity
        cone = replace(
            base,
            lower=np.where(x - base.lower <= _TIGHT, 0.0, -np.inf),
            upper=np.where(base.upper - x <= _TIGHT, 0.0, np.inf),
            row_lower=np.where(act - base.row_lower <= _TIGHT, 0.0, -np.inf),
            row_upper=np.where(base.row_upper - act <= _TIGHT, 0.0, np.inf))
        self.low, self.high = cone.row_lower, cone.row_upper
        self.kept = optimum.kept
        self.turns = InTurn(cone, optimum.costs, optimum.priced.outcome.start)
        self.turns.session.steps = optimum.steps

    def slope(self, row: int, sign: float, moved: Floats) -> Floats:
        """Return the change of each cost for one unit that way, infinite where none is possible."""
        self._move([row, *self.kept], [sign, *moved.tolist()])
        try:
            return self.turns.least()
        except NoProofError:
            return np.full(len(self.turns.costs), np.nan)
        finally:
            self._move([row, *self.kept], [0.0] * (1 + len(self.kept)))

    def _move(self, rows: list[int], by: list[float]) -> None:
        for row, step in zip(rows, by, strict=True):
            self.turns.session.bound(row, self.low[row] + step, self.high[row] + step)


class _Face:
    """How far a bound may move where the basis knows the slope: as long as its dual is optimal.

    That is as long as some plan is complementary to it, a program over the columns alone that
    the dual leaves free.
    """

    def __init__(self, optimum: _Optimum) -> None:
        priced, face = optimum.priced, optimum.optima
        self.free = np.flatnonzero(face.lower < face.upper)
        program = _over(face, self.free)
        self.low, self.high = program.row_lower, program.row_upper
        self.step = len(self.free)
        self.session = highs.Session(program.with_column(-1.0, 0.0, np.inf),
                                     priced.outcome.start, columns=self.free, is_feasible=True)
        self.session.steps = optimum.steps

    def reach(self, row: int, sign: float, _: Floats, __: Floats) -> float:
        """Return how far the bound may move, infinite where nothing ends it."""
        return _reach(self.session, row, self.step, sign)


class _Line:
    """How far a bound may move before the optimum leaves its line, by the costs alone."""

    def __init__(self, optimum: _Optimum) -> None:
        program = optimum.base
        for cost in optimum.costs:
            program = with_most(program, cost, float(cost @ optimum.x))
        self.first, self.kept = program.rows - len(optimum.costs), optimum.kept
        self.step = program.columns
        program = program.with_cost(np.zeros(program.columns)).with_column(-1.0, 0.0, np.inf)
        self.session = highs.Session(program, optimum.priced.outcome.start, is_feasible=True)
        self.session.steps = optimum.steps

    def reach(self, row: int, sign: float, change: Floats, moved: Floats) -> float:
        """Return how far the bound may move, infinite where nothing ends it."""
        if not np.isfinite(change[-1]):
            return float(np.where(np.isnan(change[-1]), np.nan, 0.0))
        for at, slope in enumerate(change.tolist()):
            self.session.enter(self.first + at, self.step, -slope)
        for at, slope in zip(self.kept, moved.tolist(), strict=True):
            self.session.enter(at, self.step, -slope)
        return _reach(self.session, row, self.step, sign)


def _reach(session: highs.Session, row: int, step: int, sign: float) -> float:
    session.enter(row, step, -sign)
    session.restart()
    try:
        return abs(session.least())  # the optimum itself is feasible: an infinity is no end
    except NoProofError:
        return float("nan")
    finally:
        session.enter(row, step, 0.0)


def _over(program: LinearProgram, kept: Ints) -> LinearProgram:
    """Return the program over the columns kept, the others fixed where they are, without cost."""
    number = np.full(program.columns, -1)
    number[kept] = np.arange(len(kept))
    fixed = program.activity(np.where(number < 0, program.lower, 0.0))
    stays = number[program.index] >= 0
    count = np.bincount(program.row_of_entry()[stays], minlength=program.rows)
    return LinearProgram(
        np.zeros(len(kept)), program.lower[kept], program.upper[kept],
        program.row_lower - fixed, program.row_upper - fixed,
        np.concatenate([[0], np.cumsum(count)]), number[program.index[stays]],
        program.value[stays])

"""Wishes: by how much each is missed and what granting it would cost, what one kept has cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.objectives import cost_of
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.reasons import GrantedWish, Keeping, Wish
from optimiser.plan.types import LimitResults, Status
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.types import Objective
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.stages import Solved, run_stages
from optimiser.vocabulary import ObjectiveName

_MOST = 20
"""So many wishes are priced, those broken the most first: each is a solve of its own."""
_CLOSE = 1e-7
"""What a solver's tolerance cannot tell from nothing, of the points."""


def wishes_not_granted(program: Program, results: tuple[LimitResults, ...],
                       solved: Solved) -> tuple[Wish, ...]:
    """Return the broken limits of strength should, those broken the most first.

    Each is made one that must hold and the inputs are solved again, with the same grants.
    """
    broken = sorted(((-float(result.slack[at]), row) for row, _, result, at in
                     _wished(program, results) if result.status[at] is Status.BROKEN),
                    key=lambda one: (-one[0], one[1]))
    if not broken:
        return ()
    asked = _Asked(program, solved)
    return tuple(
        asked.wish(row, short) if number < _MOST else Wish(row, short, Keeping.UNPROVED)
        for number, (short, row) in enumerate(broken))


def wishes_at_a_cost(program: Program, results: tuple[LimitResults, ...],
                     solved: Solved) -> tuple[GrantedWish, ...]:
    """Return the wishes without which the plan would have more points, the dearest first.

    A wish is all that one rule states, also where only some of it could be kept. Each is left out
    and the inputs are solved again, with the same grants.
    """
    together: dict[tuple[str, int], list[tuple[int, bool, bool]]] = {}
    for row, stated_by, result, at in _wished(program, results):
        status = result.status[at]
        together.setdefault(stated_by, []).append(
            (row, status is Status.BROKEN, status is Status.BINDING))
    full = [limits for limits in together.values() if any(is_full for *_, is_full in limits)
            and _may_cost(program, solved, [row for row, _, _ in limits])]
    if not full:
        return ()
    asked, found = _Asked(program, solved), []
    for limits in full[:_MOST]:
        rows = tuple(row for row, _, _ in limits)
        points = asked.points_without(rows)
        if points:
            found.append(GrantedWish(rows, points, any(broken for _, broken, _ in limits)))
    return tuple(sorted(found, key=lambda one: (-one.points, one.limits)))


def _may_cost(program: Program, solved: Solved, rows: list[int]) -> bool:
    """Tell whether limits may cost points: they do not where no dual of theirs is used."""
    priced = solved.priced
    if priced is None or priced.base is not program.linear:
        return True
    return any(dual is None or bool(np.abs(dual[rows]).max(initial=0.0) > _CLOSE)
               for dual in priced.duals)


def _wished(program: Program, results: tuple[LimitResults, ...],
            ) -> Iterator[tuple[int, tuple[str, int], LimitResults, int]]:
    """Yield the row of each wish, what states it, and where its standing is."""
    for block, result, first in zip(program.limits, results, program.first_row.tolist(),
                                    strict=False):
        if block.penalty and block.paid_in is ObjectiveName.SOFT_RULES:
            yield from ((first + at, (block.kind, int(block.stated_by[at])), result, at)
                        for at, penalty in enumerate(block.penalty) if penalty is not None)


class _Reached(NamedTuple):
    """What a program reaches: its points in base currency, its columns, what each wish costs.

    The penalty of a small wish beside a great one says nothing of whether it is kept.
    """

    points: float
    x: Floats
    penalty: Floats


class _Asked:
    """The program solved again and again up to `meet needs`, with something changed in it."""

    def __init__(self, program: Program, solved: Solved) -> None:
        names = [objective.name for objective in program.problem.objectives]
        to_points = names.index(ObjectiveName.MEET_NEEDS) if (
            ObjectiveName.MEET_NEEDS in names) else len(names)
        objectives = (*program.problem.objectives[:to_points],
                      Objective(ObjectiveName.MEET_NEEDS, 0.0))
        self.program = replace(program, problem=replace(program.problem, objectives=objectives))
        self.cost = cost_of(program, ObjectiveName.SOFT_RULES)
        self.start = solved.priced.outcome.start if solved.priced else None

    @cached_property
    def best(self) -> _Reached:
        """What the program reaches with nothing changed; raises NoPlanError or NotProvedError."""
        return self._reach(self.program.linear)

    def _reach(self, linear: LinearProgram) -> _Reached:
        """Solve; raises NoPlanError or NotProvedError."""
        found = run_stages(replace(self.program, linear=linear), Runner(highs.solve, self.start))
        x = found.x[:len(self.cost)]
        return _Reached(found.stages[-1].value, x, self.cost * x)

    def _least(self, breaches: Ints) -> float:
        """Return what these breaches add up to at least, in the program's scale."""
        cost = np.zeros(self.program.linear.columns)
        cost[breaches] = 1.0
        return Runner(highs.solve, self.start)(self.program.linear.with_cost(cost)).objective

    @property
    def noise(self) -> float:
        """Points that cannot be told from none."""
        return max(_CLOSE * abs(self.best.points), 1e-6)

    def wish(self, row: int, short: float) -> Wish:
        """Say what granting a wish would cost."""
        linear, breach = self.program.linear, self.program.breach
        own = breach.column[breach.row == row]
        upper = linear.upper.copy()
        upper[own] = 0.0
        try:
            # "No plan" would be believed from a second solve only; one optimum says it as well.
            if self._least(own) > _CLOSE:
                return Wish(row, short, Keeping.IMPOSSIBLE)
            if self.best.x[own].sum() <= _CLOSE:
                return Wish(row, short, Keeping.ROUNDED)
            kept = self._reach(replace(linear, upper=upper))
        except NoPlanError:
            return Wish(row, short, Keeping.IMPOSSIBLE)
        except NotProvedError:  # in figures too small for a solver to solve once more
            return Wish(row, short, Keeping.UNPROVED)
        lost = self.best.points - kept.points
        others = self.best.penalty.sum() - self.best.penalty[own].sum()
        return Wish(row, short, Keeping.COSTS, lost if abs(lost) > self.noise else 0.0,
                    bool(kept.penalty.sum() > others + _CLOSE * max(1.0, others)))

    def points_without(self, limits: tuple[int, ...]) -> float:
        """Return how many points more a plan without these limits has, 0 where it is none."""
        linear, rows = self.program.linear, list(limits)
        lower, upper = linear.row_lower.copy(), linear.row_upper.copy()
        lower[rows], upper[rows] = -np.inf, np.inf
        try:
            more = self._reach(replace(linear, row_lower=lower, row_upper=upper)).points
            gained = more - self.best.points
        except (NoPlanError, NotProvedError):
            return 0.0
        return gained if gained > self.noise else 0.0

"""Wishes that the plan does not grant: by how much, and what keeping them would cost."""

from __future__ import annotations

import numpy as np

from optimiser.errors import NotProvedError
from optimiser.model.objectives import OBJECTIVES, cost_of
from optimiser.model.program import Program
from optimiser.plan.reasons import Keeping, Wish
from optimiser.plan.types import LimitResults, Status
from optimiser.solving.engines.in_turn import InTurn
from optimiser.vocabulary import ObjectiveName

_MOST = 20
"""So many broken wishes are priced, those broken the most first: each is a solve of its own."""


def wishes_not_granted(program: Program, results: tuple[LimitResults, ...],
                       start: object) -> tuple[Wish, ...]:
    """Return the broken limits of strength should, those broken the most first.

    `start` is where the shadow prices were found.
    """
    broken = _broken(program, results)
    if not broken:
        return ()
    whole = InTurn(program.linear, [cost_of(program, name) for name in (
        ObjectiveName.SOFT_RULES, ObjectiveName.MEET_NEEDS)], start)
    best = _points(whole)
    return tuple(
        _wish(program, row, short, best, whole) if number < _MOST else
        Wish(row, short, Keeping.UNPROVED) for number, (short, row) in enumerate(broken))


def _broken(program: Program, results: tuple[LimitResults, ...]) -> list[tuple[float, int]]:
    """Return by how much each wish is broken, and its row, the most first."""
    found = []
    for block, result, first in zip(program.limits, results, program.first_row.tolist(),
                                    strict=False):
        if not block.penalty or block.paid_in is not ObjectiveName.SOFT_RULES:
            continue
        found += [(-float(result.slack[at]), first + at)
                  for at, penalty in enumerate(block.penalty)
                  if penalty is not None and result.status[at] is Status.BROKEN]
    return sorted(found, key=lambda one: (-one[0], one[1]))


def _wish(program: Program, row: int, short: float, best: float, whole: InTurn) -> Wish:
    """Solve as if the wish were a must."""
    allowed = program.breach.column[program.breach.row == row].tolist()
    for column in allowed:
        whole.session.bound_column(column, 0.0, 0.0)
    try:
        lost = best - _points(whole)
    except NotProvedError:
        return Wish(row, short, Keeping.UNPROVED)
    finally:
        for column in allowed:
            whole.session.bound_column(column, 0.0, np.inf)
    if not np.isfinite(lost):
        return Wish(row, short, Keeping.IMPOSSIBLE)
    unit = OBJECTIVES[ObjectiveName.MEET_NEEDS].unit(program)
    return Wish(row, short, Keeping.COSTS, max(lost, 0.0) * unit)


def _points(whole: InTurn) -> float:
    """Return the most points that any plan reaches where as little as may be is broken."""
    return -float(whole.least()[-1])

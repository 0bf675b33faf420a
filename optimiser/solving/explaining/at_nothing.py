"""Which recipients, activities and funds limits of shares leave at nothing.

Such limits can be kept by giving nothing: "no donor above 60% of a recipient" leaves a recipient
that one donor alone may pay at nothing. Looked for only among those that got nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser.errors import TimeUpError
from optimiser.model.program import Program
from optimiser.plan.reasons import AtNothing
from optimiser.problem.arrays import Bools, Ints, sum_by
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.proportional import proportional_shares

_DIMENSIONS = ("recipient", "activity", "fund")
SOMETHING = 0.005
"""Half a cent: no plan gives less."""
_MOST = 3
"""So many are explained: each takes as long as a diagnosis."""
_LARGE = 200_000
"""Entries of a program above which it is not asked: a diagnosis would take minutes."""


def held_at_nothing(program: Program, amounts: Ints, run: Runner) -> tuple[AtNothing, ...]:
    """Return who gets or gives nothing because limits of shares leave no other plan.

    `program` is the one in which all grants may be made; `amounts` shape (cells,).
    """
    if len(program.linear.value) > _LARGE:
        return ()
    found: list[AtNothing] = []
    try:
        for dimension, element, cells in _forced(program, amounts, run):
            from optimiser.solving.impossible.diagnosis import why_nothing

            conflict, way = why_nothing(program.problem, cells)
            names = tuple(one.name for one in conflict)
            if any(one.is_share for one in conflict) and names not in {
                    one.limits for one in found}:
                found.append(AtNothing(dimension, element, names, "" if way is None else
                                       way.words(program.problem.currency)))
            if len(found) == _MOST:
                break
    except TimeUpError:
        return tuple(found)
    return tuple(found)


def _forced(program: Program, amounts: Ints, run: Runner) -> Iterator[tuple[str, int, Ints]]:
    """Yield each element that no plan gives anything, though a fund may pay, with its cells."""
    open_cells = proportional_shares(program) > 0
    groups = [(dimension, element, cells) for dimension in _DIMENSIONS
              for element, cells in _idle(program, dimension, amounts, open_cells)]
    while groups:
        cost = np.zeros(program.linear.columns)
        for _, _, cells in groups:
            cost[cells] = -1.0
        x = run(replace(program.linear, cost=cost, whole=np.zeros(0, np.int64))).x * program.scale
        left = [group for group in groups if x[group[2]].sum() < SOMETHING]
        if len(left) == len(groups):
            break
        groups = left
    yield from groups


def _idle(program: Program, dimension: str, amounts: Ints,
          open_cells: Bools) -> Iterator[tuple[int, Ints]]:
    """Yield each element that gets or gives nothing although something is left, with its cells."""
    of = program.columns.allocation.along[dimension]
    count = len(program.problem.names_of(dimension))
    given = sum_by(of, amounts.astype(np.float64), count)
    could = np.bincount(of[open_cells], minlength=count) > 0
    for element in np.flatnonzero(could & (given == 0)).tolist():
        yield element, np.flatnonzero((of == element) & open_cells)

"""Where linear programs ended, so that those of nearly the same inputs begin there.

A basis is kept by what its columns and rows mean, not by where they stand: a rule switched off or a
fund that is emptied leaves the others where they were. What two names share by accident, or what
is new, costs steps of the simplex and nothing else: any basis leads to the optimum.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from optimiser.model.columns import Grid
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Ints
from optimiser.problem.types import Problem
from optimiser.solving.engines.highs.bases import statuses_of
from optimiser.solving.engines.outcome import AT_LOWER, BASIC, Again, Outcome

_MIX = np.int64(1_000_003)
_OUTSIDE = 1 << 40
"""Columns and rows that a step adds have numbers beyond those of names."""


class Ids(NamedTuple):
    """What the columns and rows of a linear program mean, shapes (columns,) and (rows,)."""

    columns: Ints
    rows: Ints

    def fitted(self, program: LinearProgram) -> Ids:
        """Return the ids of the same program with more columns and rows at its end."""
        return Ids(_longer(self.columns, program.columns), _longer(self.rows, program.rows))


def _longer(ids: Ints, count: int) -> Ints:
    added = _OUTSIDE + np.arange(count - len(ids))
    return np.concatenate([ids, added]) if len(added) else ids


class Place:
    """Where one linear program ended: what its columns and rows mean, and a status for each.

    `bounds` is a check sum of its bounds. Statuses are read out of the solver's own basis when
    they are first asked for: most plans are never changed.
    """

    def __init__(self, ids: Ids, bounds: int, start: object,
                 statuses: tuple[Ints, Ints] | None = None) -> None:
        self.ids, self.bounds = ids, bounds
        self._start, self._statuses = start, statuses

    @property
    def statuses(self) -> tuple[Ints, Ints] | None:
        """The statuses of columns and of rows, None where the solver left no basis."""
        if self._statuses is None:
            self._statuses, self._start = statuses_of(self._start), None
        return self._statuses

    def __reduce__(self) -> tuple[type[Place], tuple[Ids, int, None, tuple[Ints, Ints] | None]]:
        """Return how it is made anew without the solver's basis."""
        return Place, (self.ids, self.bounds, None, self.statuses)


Ended = Mapping[tuple[str, int], Place]
"""The places of a whole solve: by the name of a step, and how often it had been taken."""


class Places:
    """Where the programs of the solve before ended, and where those of this one do."""

    def __init__(self, before: Ended | None = None) -> None:
        self.before: Ended = before or {}
        self.start_over()

    def start_over(self) -> None:
        """Forget what this solve has noted, as its first step is taken anew."""
        self.ended: dict[tuple[str, int], Place] = {}
        self._taken: Counter[str] = Counter()

    def begin_at(self, step: str, program: LinearProgram, ids: Ids) -> Again | None:
        """Return where a step of that name ended before, None where it was not taken."""
        place = self.before.get((step, self._taken[step]))
        if place is None or place.statuses is None:
            return None
        columns = _carried(place.ids.columns, place.statuses[0], ids.columns, AT_LOWER)
        rows = _carried(place.ids.rows, place.statuses[1], ids.rows, BASIC)
        return Again(columns, rows, place.bounds == _check_sum(program))

    def is_gone_on_with(self, step: str) -> bool:
        """Whether a step of that name was taken in this solve already."""
        return self._taken[step] > 0

    def end_at(self, step: str, program: LinearProgram, ids: Ids, outcome: Outcome) -> None:
        """Note where a step ended."""
        self.ended[step, self._taken[step]] = Place(ids, _check_sum(program), outcome.start)
        self._taken[step] += 1


def _check_sum(program: LinearProgram) -> int:
    found = 0
    for bounds in (program.lower, program.upper, program.row_lower, program.row_upper):
        found = zlib.crc32(bounds.tobytes(), found)
    return found


def _carried(known: Ints, status: Ints, wanted: Ints, default: int) -> Ints:
    """Return the status of what is known among what is wanted, shape (wanted,)."""
    if np.array_equal(known, wanted):
        return status
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known[order], wanted), max(len(known) - 1, 0))
    found = np.full(len(wanted), default, dtype=status.dtype)
    if len(known):
        same = known[order][at] == wanted
        found[same] = status[order][at][same]
    return found


def ids_of(program: Program) -> Ids:
    """Return what the columns and rows of a program mean, by names."""
    grids = (program.columns.allocation, program.columns.met, program.columns.deployment,
             program.columns.grant, program.columns.part, program.columns.unit)
    rows = np.concatenate([np.zeros(0, np.int64), *(
        _of_names([f"{block.kind.value} {block.relation.value} {name}" for name in block.names])
        for block in program.limits)])
    breach = rows[program.breach.row] * _MIX + program.breach.sign.astype(np.int64)
    columns = [elements(program.problem, grid, tuple(grid.along)) for grid in grids]
    return Ids(np.concatenate([*columns, breach]), rows)


def elements(problem: Problem, grid: Grid, names: Sequence[str],
             chosen: Ints | None = None) -> Ints:
    """Return a number for the elements that columns of a grid are of, shape (columns,)."""
    count = len(grid) if chosen is None else len(chosen)
    found = np.full(count, zlib.crc32(f"{grid.of.value} {names}".encode()), np.int64)
    for name in names:
        along = grid.along[name] if chosen is None else grid.along[name][chosen]
        found = found * _MIX + (_numbers(problem, name)[along] if name in _NAMED else along)
    return found


_NAMED = {"donor", "fund", "recipient", "activity", "period", "expertise", "tier"}


def _numbers(problem: Problem, dimension: str) -> Ints:
    """Return a number for each name of a dimension; the last is that of no element at all."""
    return np.append(_of_names(problem.names_of(dimension)), 0)


def _of_names(names: Sequence[str]) -> Ints:
    return np.array([zlib.crc32(name.encode()) for name in names], dtype=np.int64)

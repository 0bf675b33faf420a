"""The nearest plan in whole units, as a program in whole numbers, checked in exact arithmetic.

The linear program without whole numbers is asked first: most searches end there, in a part of
the time. Where it has no plan there is none in whole numbers; where its one best plan is whole,
that is the nearest. What it leaves open HiGHS searches.
"""

from __future__ import annotations

import time
from dataclasses import replace
from enum import Enum

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools, Ints
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs.bases import statuses_of
from optimiser.solving.engines.outcome import BASIC, Outcome, SolveStatus
from optimiser.solving.finding.hand_out import Target
from optimiser.solving.finding.whole_laid import Laid, Search
from optimiser.solving.finding.whole_rows import WholeRows

_TRIES = 6
_WHOLE = 1e-6
"""What a column of a vertex may be off by and be whole; what it stands for is checked exactly."""
_COSTS = 1e-8
"""What a move away from a vertex costs at least, if it is no tie: names differ by ten times this in
searches of a thousand columns."""
_NODES = 200
"""So many nodes a search may take: it ends alike on every machine, which seconds would not."""


class Found(Enum):
    """What became of a search."""

    PLAN = "a plan"
    NONE = "proved that there is none"
    UNKNOWN = "not settled in time"


def nearest(rows: WholeRows, target: Target, search: Search) -> tuple[Found, Ints]:
    """Return the nearest whole units that keep all rows, shape (whole columns,)."""
    laid = Laid(rows, target, search)
    if laid.is_empty:
        return Found.NONE, search.base
    end, program = time.monotonic() + search.seconds, laid.program()
    if not (search.in_parts or search.may_exceed):
        found, units = _without_whole_numbers(laid, program)
        if found is not Found.UNKNOWN:
            return found, units
    return _searched(laid, program, end)


def _searched(laid: Laid, program: LinearProgram, end: float) -> tuple[Found, Ints]:
    """Return what HiGHS finds by a moment; rows that its tolerance lets slip are tightened."""
    search = laid.search
    for _ in range(_TRIES):
        outcome = highs.solve(
            program, seconds=max(end - time.monotonic(), 0.0), nodes=_NODES,
            is_presolved=search.is_presolved)
        if outcome.status is SolveStatus.INFEASIBLE:
            return (Found.NONE if not laid.is_tightened else Found.UNKNOWN), search.base
        if not len(outcome.x):
            return Found.UNKNOWN, search.base
        if search.in_parts:
            return Found.PLAN, search.base
        units = laid.units(outcome.x)
        slips = laid.slips(units)
        if not slips:
            return Found.PLAN, units
        laid.tighten(slips)
        program = laid.program()
    return Found.UNKNOWN, search.base


def is_ruled_out(rows: WholeRows, target: Target, search: Search) -> bool:
    """Tell whether a search finds nothing as not even parts of units keep all rows."""
    laid = Laid(rows, target, search)
    return laid.is_empty or _relaxed(laid.program(), search).status is SolveStatus.INFEASIBLE


def _relaxed(program: LinearProgram, search: Search) -> Outcome:
    return highs.solve(replace(program, whole=np.zeros(0, np.int64)), seconds=search.seconds)


def _without_whole_numbers(laid: Laid, program: LinearProgram) -> tuple[Found, Ints]:
    """Return what the linear program proves of the search, UNKNOWN where that is nothing."""
    outcome = _relaxed(program, laid.search)
    if outcome.status is SolveStatus.INFEASIBLE:
        return Found.NONE, laid.search.base
    if outcome.status is SolveStatus.OPTIMAL and _is_the_only_one(program, outcome) and (
            np.abs(outcome.x - np.round(outcome.x)).max(initial=0.0) < _WHOLE):
        units = laid.units(outcome.x)
        if not laid.slips(units):
            return Found.PLAN, units
    return Found.UNKNOWN, laid.search.base


def _is_the_only_one(program: LinearProgram, outcome: Outcome) -> bool:
    """Tell whether no other plan is as good: each move that the vertex leaves costs something."""
    statuses = statuses_of(outcome.start)
    if statuses is None:
        return False
    columns = (statuses[0] != BASIC) & (program.lower < program.upper)
    rows = (statuses[1] != BASIC) & (program.row_lower < program.row_upper)
    return bool((np.abs(outcome.reduced_cost[columns]) > _COSTS).all()
                and (np.abs(outcome.dual[rows]) > _COSTS).all())


def free_columns(rows: WholeRows, broken: list[int], target: Target, movable: Bools,
                 most: int) -> Ints:
    """Return the columns to move first: those of broken rows, then those beside them.

    At most so many, those nearest to being halfway between two units first.
    """
    is_broken, size = np.zeros(len(rows), dtype=bool), np.diff(rows.start)
    is_broken[broken] = True
    depth, own = np.full(rows.columns, 2), np.zeros(rows.columns, dtype=bool)
    own[rows.column[np.repeat(is_broken, size)]] = True
    near_rows = np.zeros(len(rows), dtype=bool)
    near_rows[rows.row_of(np.flatnonzero(own[rows.column]))] = True
    depth[rows.column[np.repeat(near_rows, size)]] = 1
    depth[own] = 0
    order = np.lexsort((target.order, np.abs(target.part - 0.5), target.part == 0, depth))
    return order[movable[order]][:most]

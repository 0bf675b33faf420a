"""Few payments: the totals of the proportional plan, carried out in as few pieces as a vertex has.

What every fund gives in every period and what every need receives stay as they are, and with them
every limit and objective; among the plans that are left one is a vertex, which never pays more
often than totals and limits bind. Which vertex is settled by an order of preference that names
alone give: each payment has a cost drawn from the names of its fund, recipient, activity and
period, and the plan of least cost is taken. The costs are generic, so that it is the only one, and
the run proves it: every payment not made costs more than what its totals are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import repeat

import numpy as np

from optimiser.errors import NotProvedError
from optimiser.model.columns import Grid
from optimiser.model.program import LinearProgram, Program, summed
from optimiser.names import name_key
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.places import Ids, elements
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.blocks import Block, blocks_of

_ORDERS = 5
"""So many orders of preference are tried, one after the other, until one leaves a single plan."""
_GENERIC = 1e-7
"""A payment not made costs at least so much more than its totals are worth, of costs from 0 to 1.

Far above what a solver cannot tell apart, far below what two random costs differ by.
"""
_LARGE = 2_000
"""Rows above which it pays to look for parts; below, a solve takes a moment."""
_STILL = 1e-7
"""What moves less than this, in the program's scale, stands still."""
_SHARED, _OWN = 0.75, 0.25
"""How much of a cost the names without the period give: payments over time make one grant."""


def few_payments(program: Program, face: LinearProgram, x: Floats, run: Runner) -> Floats:
    """Return the plan on the face with the totals of `x` and few payments and secondments.

    `x` is a plan on the face in the program's scale, shape (columns,), kept where nothing is free
    to move. Raises NotProvedError where no order of preference leaves a single plan.
    """
    allocation, deployment = program.columns.allocation, program.columns.deployment
    x = _gather(program, face, x, run, allocation, [
        ("fund", "period"), ("recipient", "activity", "period")], ("fund", "recipient", "activity"))
    return _gather(program, face, x, run, deployment, [
        ("donor", "expertise"), ("expertise", "recipient", "period")],
        ("donor", "expertise", "recipient"))


def _gather(program: Program, face: LinearProgram, x: Floats, run: Runner, grid: Grid,
              totals: list[tuple[str, ...]], shared: tuple[str, ...]) -> Floats:
    """Gather the columns of a grid, with all other columns and these totals held."""
    own = np.arange(grid.first, grid.first + len(grid))
    free = own[face.upper[own] > face.lower[own]]
    if len(free) == 0:
        return x
    groups = [_number(grid, names, free - grid.first) for names in totals]
    held = _hold(face, x, free, groups)
    ids = _ids(program, face, free, grid, totals, run)
    blocks = [Block(np.arange(held.columns), np.arange(held.rows), held)]
    if held.rows >= _LARGE:
        blocks = blocks_of(held, groups)
        # HiGHS's presolve takes a minute for what it then solves in a third of a second.
        run = replace(run, solve=partial(highs.solve, is_presolved=False))
    name = f"few payments of {grid.of.value}"
    for order in range(_ORDERS):
        cost = _preference(program.problem, grid, free - grid.first, shared, order)
        gathered = x.copy()
        if all(_is_settled(block, cost, ids, run if len(blocks) == 1 else replace(run, start=None),
                           gathered, free, name) for block in blocks):
            return gathered
    raise NotProvedError("No order of preference leaves a single plan with few payments.",
                         "Set Split to proportional in the sheet Settings.")


def _is_settled(block: Block, cost: Floats, ids: Ids | None, run: Runner, gathered: Floats,
                free: Ints, name: str) -> bool:
    """Enter the plan of least cost of a part; tell whether it is the only one."""
    solved = block.program.with_cost(cost[block.columns])
    own = None if ids is None else Ids(ids.columns[block.columns], ids.rows[block.rows])
    outcome = run.step(name, solved, own)
    gathered[free[block.columns]] = outcome.x
    return _is_only(solved, outcome, run)


def _hold(face: LinearProgram, x: Floats, free: Ints, groups: list[Ints]) -> LinearProgram:
    """Return the program over the free columns alone, its other columns and totals at `x`.

    A limit that `x` breaks by what a solver cannot tell is given just that much room.
    """
    number = np.full(face.columns, -1)
    number[free] = np.arange(len(free))
    column, row = number[face.index], face.row_of_entry()
    is_free = column >= 0
    fixed = face.activity(np.where(number < 0, x, 0.0))
    # Added up by itself: beside a wish that is missed by billions a difference is noise.
    activity = face.activity(np.where(number < 0, 0.0, x))
    lower = np.minimum(face.row_lower - fixed, activity)
    upper = np.maximum(face.row_upper - fixed, activity)
    kept = np.zeros(face.rows, dtype=bool)
    kept[row[is_free]] = True
    number = np.cumsum(kept) - 1
    rows = [number[row[is_free]]]
    columns, values = [column[is_free]], [face.value[is_free]]
    lowers, uppers, count = [lower[kept]], [upper[kept]], int(kept.sum())
    for group in groups:
        total = np.bincount(group, x[free])
        order = np.argsort(group, kind="stable")
        rows.append(count + group[order])
        columns.append(order)
        values.append(np.ones(len(free)))
        lowers.append(total)
        uppers.append(total)
        count += len(total)
    entry, of, value = summed(np.concatenate(rows), np.concatenate(columns),
                              np.concatenate(values), len(free))
    return LinearProgram(
        np.zeros(len(free)), np.minimum(face.lower[free], x[free]),
        np.maximum(face.upper[free], x[free]), np.concatenate(lowers), np.concatenate(uppers),
        np.searchsorted(entry, np.arange(count + 1)), of, value)


def _ids(program: Program, face: LinearProgram, free: Ints, grid: Grid,
         totals: list[tuple[str, ...]], run: Runner) -> Ids | None:
    """Return what the columns and rows of the program over the free columns mean."""
    if run.places is None or run.ids is None:
        return None
    whole, is_free = run.ids.fitted(face), np.zeros(face.columns, dtype=bool)
    is_free[free] = True
    kept = np.zeros(face.rows, dtype=bool)
    kept[face.row_of_entry()[is_free[face.index]]] = True
    rows = [whole.rows[kept]]
    for names in totals:
        number = _number(grid, names, free - grid.first)
        _, first = np.unique(number, return_index=True)
        rows.append(elements(program.problem, grid, names, free[first] - grid.first))
    return Ids(whole.columns[free], np.concatenate(rows))


def _number(grid: Grid, names: tuple[str, ...], columns: Ints) -> Ints:
    """Return the number of the total that each column is part of, shape (columns,)."""
    _, number = np.unique(_key(grid, names, columns), return_inverse=True)
    return np.asarray(number, dtype=np.int64)


def _key(grid: Grid, names: tuple[str, ...], columns: Ints) -> Ints:
    """Return a number for each combination of elements, rising as they do, shape (columns,)."""
    key = np.zeros(len(columns), np.int64)
    for name in names:
        element = grid.along[name][columns]
        key = key * (2 + int(element.max(initial=0))) + element + 1
    return key


def _preference(problem: Problem, grid: Grid, columns: Ints, shared: tuple[str, ...],
                order: int) -> Floats:
    """Return a cost between 0 and 1 for each column, from the names of its elements alone."""
    every = (*shared, "period")
    return (_SHARED * _draw(problem, grid, columns, shared, order)
            + _OWN * _draw(problem, grid, columns, every, order))


def _draw(problem: Problem, grid: Grid, columns: Ints, names: tuple[str, ...],
          order: int) -> Floats:
    """Return a number between 0 and 1 for each combination of names, the same everywhere."""
    _, first, number = np.unique(_key(grid, names, columns), return_index=True,
                                 return_inverse=True)
    spelt = []
    for name in names:
        known = [name_key(one).encode() for one in problem.names_of(name)]
        known.append(b"")  # no element at all
        spelt.append([known[at] for at in grid.along[name][columns[first]].tolist()])
    return np.asarray(_hashes(spelt, order)[number])


def _hashes(names: Sequence[Sequence[bytes]], order: int) -> Floats:
    """Return 64 bits of a digest of the order and names as a fraction of 1, shape (combinations,).

    `names` holds a name for each combination, in each dimension.
    """
    begins = repeat(str(order).encode(), len(names[0]))
    digests = b"".join([sha256(b"\x1f".join(one)).digest()
                        for one in zip(begins, *names, strict=True)])
    return np.asarray(np.frombuffer(digests, ">u8")[::_WORDS].astype(np.float64) / 2**64)


_WORDS = sha256().digest_size // 8
"""The words of 8 bytes in a digest: the first counts."""


def _is_only(solved: LinearProgram, outcome: Outcome, run: Runner) -> bool:
    """Tell whether no other plan costs as little.

    It is so where every payment not made costs more than its totals are worth, and every limit
    without room carries a price. Where a vertex is degenerate the solver's own prices may leave
    some of both undecided: then none of them can move while the cost stays, or there is another
    plan.
    """
    face = _of_least_cost(solved, outcome)
    open_columns = np.flatnonzero((face.upper > face.lower) & _at(outcome.x, face.lower))
    activity = solved.activity(outcome.x)
    low = _at(activity, face.row_lower) & (face.row_upper > face.row_lower)
    high = _at(activity, face.row_upper) & (face.row_upper > face.row_lower)
    if not len(open_columns) and not (low | high).any():
        return True
    cost = np.zeros(face.columns)
    cost[open_columns] = -1.0
    cost -= _sum_rows(face, low.astype(np.float64) - high.astype(np.float64))
    farthest = run(face.with_cost(cost))
    return bool(float(cost @ outcome.x) - farthest.objective < _STILL)


def _of_least_cost(solved: LinearProgram, outcome: Outcome) -> LinearProgram:
    """Return the program of all plans that cost as little, by prices beyond doubt."""
    reduced, dual = solved.reduced_cost(outcome.dual), outcome.dual
    return replace(
        solved,
        upper=np.where(reduced > _GENERIC, solved.lower, solved.upper),
        lower=np.where(reduced < -_GENERIC, solved.upper, solved.lower),
        row_upper=np.where(dual > _GENERIC, solved.row_lower, solved.row_upper),
        row_lower=np.where(dual < -_GENERIC, solved.row_upper, solved.row_lower))


def _at(values: Floats, bounds: Floats) -> Bools:
    return np.isfinite(bounds) & (np.abs(values - bounds) < _STILL)


def _sum_rows(program: LinearProgram, weight: Floats) -> Floats:
    """Return the weighted sum of rows as a cost of columns, shape (columns,)."""
    return sum_by(program.index, program.value * weight[program.row_of_entry()], program.columns)

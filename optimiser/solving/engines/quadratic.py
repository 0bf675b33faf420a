"""Weighted least squares over a polytope: Clarabel, then refined to the last digits.

The limits' prices alone are looked for first, which takes a tenth of the time, and where that ends
is true to the last digits.

min sum (x_j - target_j)^2 / target_j over the columns that have a target, subject to the
rows and bounds of a linear program.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np

from optimiser import clock
from optimiser.errors import NoProofError
from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram, nearest_power
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.solving.engines import cone as alone
from optimiser.solving.engines import newton
from optimiser.solving.engines.chains import chained
from optimiser.solving.engines.cone import LOOSEST, Care, Sparse, solve_cone
from optimiser.solving.engines.reach import as_kept, told_from, within_reach
from optimiser.solving.engines.steps import run_step
from optimiser.solving.engines.sums import with_sums

_AS_TIGHT_AS_IT_GOES = (Care(1e-12), Care(LOOSEST))
"""What a looser answer lacks, the refinement brings."""
_QUICK = (Care(1e-12, is_corrected=False), *_AS_TIGHT_AS_IT_GOES)
"""What is asked for where an interior point is near enough by itself."""
_LOOSE = (Care(1e-7),)
"""What is asked for where nothing is proved to that, from nowhere: some futures together."""
_WIDTH = 1e-12
_STEP = 1e-7
_INTERIOR = 1e-8
"""What an interior point may be off by, relative to the largest amount."""
_ANEW = 3
"""So often at most the way is gone on with, where it is in doubt what is left of it."""
_FAR = 1e4
_HOLD = 1e8
"""What a tight row that a correction misses costs, beside an amount that is off."""
_SOLVED, _ALMOST = "Solved", "AlmostSolved"
_PULLED = 3.0
"""So many times the entries that are left with sums as columns, prices alone are looked for."""
_LARGE = 50_000
"""Entries above which Clarabel runs in a process of its own: laying them out takes 0.2 s."""


@frozen
class _Cone:
    """A x = b for the first `equal` rows, A x <= b for the others; entries as triplets."""

    row: Ints
    column: Ints
    value: Floats
    bound: Floats
    equal: int

    def slack(self, x: Floats) -> Floats:
        """Return b - A x to the last digit that extended precision gives, shape (rows,)."""
        slack = self.bound.astype(np.longdouble)
        np.subtract.at(slack, self.row, self.value.astype(np.longdouble) * x[self.column])
        return slack.astype(np.float64)


def closest(program: LinearProgram, target: Floats, x: Floats,
            precision: float = 0.0) -> Floats:
    """Return the point nearest to the target, shape (columns,), to within the precision.

    Columns whose target is NaN move freely, those whose target is 0 not at all; where nothing
    with a target can move, `x` (any feasible point) stays. Raises NoProofError where Clarabel
    cannot prove its answer, and TimeUpError.
    """
    size = _size(target, x)
    if size > 1.0:
        found = closest(_smaller(program, size), target / size, x / size, precision / size)
        return found * size
    try:
        return _from_origin(settle(program), target, x, precision)
    except NoProofError:
        # What is far away is far away for the solver too: it is asked for the way from a plan.
        settled = settle(_at_nothing(program, target <= 0))
    try:
        return _from_point(settled, target, x, precision)[0]
    except NoProofError:
        # The plan keeps its limits to a solver's tolerance, and may be held to no more.
        kept = as_kept(settled, x)
    try:
        return _from_point(kept, target, x, precision)[0]
    except NoProofError:
        return _from_origin(settle(program), target, x, precision, _LOOSE)


def _size(target: Floats, x: Floats) -> float:
    """Return the power of two nearest a typical target: an interior point likes figures near 1.

    Where no plan comes near its targets, it is that nearest the largest amount of one.
    """
    aimed = target > 0
    typical = np.sort(target[aimed])[aimed.sum() // 2:aimed.sum() // 2 + 1]
    return min(nearest_power(typical), nearest_power(x[aimed]))


def _smaller(program: LinearProgram, size: float) -> LinearProgram:
    """Return the program in which every column and limit is so many times as small."""
    return replace(program, lower=program.lower / size, upper=program.upper / size,
                   row_lower=program.row_lower / size, row_upper=program.row_upper / size)


def _from_origin(settled: LinearProgram, target: Floats, x: Floats, precision: float,
                 cares: tuple[Care, ...] = ()) -> Floats:
    """Return the nearest point, as what it is, shape (columns,)."""
    program = with_sums(chained(settled))
    # Prices of shares of totals pull at all cells, and at each other: where there are many of them
    # Newton's steps get nowhere, as with running totals.
    if program is settled or (chained(settled) is settled
                              and len(settled.index) <= _PULLED * len(program.index)):
        found = newton.nearest(settled, target)
        if found is not None:
            return found
    free = settled.upper - settled.lower > _WIDTH
    if not (free & ~np.isnan(target)).any():
        return np.where(free, x, settled.lower)
    totals = np.full(program.columns - settled.columns, np.nan)
    is_near = _INTERIOR * float(np.abs(x).max()) <= precision
    found, doubt = _least(program, np.append(target, totals), np.zeros(program.columns), precision,
                          cares=cares or (_QUICK if is_near else _AS_TIGHT_AS_IT_GOES))
    found = np.clip(found, program.lower, program.upper)[:settled.columns]
    for _ in range(_ANEW):
        if not 0 < precision < doubt or doubt < _INTERIOR * np.abs(found).max():
            break
        # The way from there is short, and told to as many digits as the whole way was.
        with contextlib.suppress(NoProofError):
            found, doubt = _from_point(settled, target, found, precision,
                                       nearest_power(np.array([doubt])))
    return found


def _from_point(settled: LinearProgram, target: Floats, x: Floats, precision: float,
                size: float = 1.0) -> tuple[Floats, float]:
    """Return the nearest point, as what has to be added to another one, shape (columns,).

    What is added is counted in `size`, about how much it is. With the point comes about how much
    an amount may be off by.
    """
    free = settled.upper - settled.lower > _WIDTH
    x = np.where(free, x, settled.lower)
    if not (free & ~np.isnan(target)).any():
        return x, 0.0
    program = with_sums(chained(
        _smaller(within_reach(told_from(settled, x), ~np.isnan(target)), size)))
    totals = np.full(program.columns - settled.columns, np.nan)
    change, doubt = _least(program, np.append(target, totals), np.append(x, totals),
                           precision / size, size)
    found = x + size * change[:settled.columns]
    return np.clip(found, settled.lower, settled.upper), size * doubt


def _at_nothing(program: LinearProgram, columns: Bools) -> LinearProgram:
    """Hold columns at nothing, or as near to it as they can be: any more is infinitely far off."""
    at = np.clip(0.0, program.lower, program.upper)
    return replace(program, lower=np.where(columns, at, program.lower),
                   upper=np.where(columns, at, program.upper))


def _least(moved: LinearProgram, target: Floats, x: Floats, precision: float, size: float = 1.0,
           cares: tuple[Care, ...] = _AS_TIGHT_AS_IT_GOES) -> tuple[Floats, float]:
    """Return what to add to a point so that it is nearest to the target, shape (columns,).

    `moved` is the program of what is added, in units of `size`. With it comes about how much an
    amount may be off by. Raises NoProofError where Clarabel cannot prove its answer, and
    TimeUpError.
    """
    free = moved.upper - moved.lower > _WIDTH
    change = np.where(free, 0.0, moved.lower)
    aimed = ~np.isnan(target[free])
    # In units of the square root of its target every column weighs the same.
    unit = np.sqrt(np.where(aimed, target[free], 1.0))
    cone = _cone(moved, change, free)
    cone = replace(cone, value=cone.value * unit[cone.column])
    weight = np.where(aimed, 2.0, 0.0)
    at = np.divide(x[free], unit, out=np.zeros(len(unit)), where=unit > 0)
    gradient = np.where(aimed, 2.0 * (at - unit), 0.0) / size
    point, dual = _solve(cone, weight, gradient, cares)
    if size != 1.0 or np.abs(point * unit).max() * _INTERIOR > precision:
        point, dual = _refine(cone, weight, gradient, point, dual, _STEP)
    change[free] = point * unit
    return change, _doubt(cone, point, dual, unit)


def settle(program: LinearProgram) -> LinearProgram:
    """Fix the columns that a row leaves no choice, until no row fixes any more.

    Interior-point steps need an interior; optimal faces often lack one.
    """
    lower, upper = program.lower.copy(), program.upper.copy()
    row, rising = program.row_of_entry(), program.value > 0
    while True:
        least = np.where(rising, lower[program.index], upper[program.index])
        most = np.where(rising, upper[program.index], lower[program.index])
        low = sum_by(row, program.value * least, program.rows)
        high = sum_by(row, program.value * most, program.rows)
        at_least = (low >= program.row_upper - _WIDTH)[row]
        at_most = (high <= program.row_lower + _WIDTH)[row]
        open_entry = upper[program.index] - lower[program.index] > _WIDTH
        to_least, to_most = at_least & open_entry, at_most & ~at_least & open_entry
        if not (to_least.any() or to_most.any()):
            return replace(program, lower=lower, upper=upper)
        for chosen, at in ((to_least, least), (to_most, most)):
            lower[program.index[chosen]] = at[chosen]
            upper[program.index[chosen]] = at[chosen]


def _cone(program: LinearProgram, fixed: Floats, free: Bools) -> _Cone:
    """State rows and bounds of the free columns, equalities first."""
    kept = free[program.index]
    row, value = program.row_of_entry()[kept], program.value[kept]
    column = (np.cumsum(free) - 1)[program.index[kept]]
    known = program.activity(fixed)
    used = np.bincount(row, minlength=program.rows) > 0
    equal = used & (program.row_upper - program.row_lower <= _WIDTH)
    at_most = used & ~equal & np.isfinite(program.row_upper)
    at_least = used & ~equal & np.isfinite(program.row_lower)
    low, high = program.lower[free], program.upper[free]
    above, below = np.flatnonzero(np.isfinite(low)), np.flatnonzero(np.isfinite(high))
    blocks = [
        (*_choose(row, column, value, equal), (program.row_upper - known)[equal]),
        (*_choose(row, column, value, at_most), (program.row_upper - known)[at_most]),
        (*_choose(row, column, -value, at_least), (known - program.row_lower)[at_least]),
        (np.arange(len(above)), above, np.full(len(above), -1.0), -low[above]),
        (np.arange(len(below)), below, np.ones(len(below)), high[below]),
    ]
    offset = np.cumsum([0, *(len(block[3]) for block in blocks)])
    return _Cone(
        np.concatenate([block[0] + o for block, o in zip(blocks, offset, strict=False)]),
        np.concatenate([block[1] for block in blocks]),
        np.concatenate([block[2] for block in blocks]),
        np.concatenate([block[3] for block in blocks]),
        int(equal.sum()))


def _choose(row: Ints, column: Ints, value: Floats, rows: Bools) -> tuple[Ints, Ints, Floats]:
    """Keep the entries of some rows, numbered anew."""
    kept = rows[row]
    return (np.cumsum(rows) - 1)[row[kept]], column[kept], value[kept]


def _solve(cone: _Cone, weight: Floats, gradient: Floats,
           cares: tuple[Care, ...] = _AS_TIGHT_AS_IT_GOES) -> tuple[Floats, Floats]:
    columns, rows = len(weight), len(cone.bound)
    every = np.arange(columns)
    square = _by_columns(every, every, weight, (columns, columns))
    limits = _by_columns(cone.row, cone.column, cone.value, (rows, columns))
    for care in cares:
        run = _apart if limits.nnz > _LARGE else _here
        status, x, dual = run(square, gradient, limits, cone, care)
        if status == _SOLVED or (care.is_corrected and status == _ALMOST):
            return x, dual
        clock.go_on()
        if "Infeasible" in status:
            break
    raise NoProofError(f"The proportional step ended without a proof: {status}.",
                       "Use --split any.")


def _here(square: Sparse, gradient: Floats, limits: Sparse, cone: _Cone,
          care: Care) -> tuple[str, Floats, Floats]:
    """Run Clarabel in this process, on a thread of its own."""
    told: list[bool] = []
    status, x, dual = run_step(
        lambda: solve_cone(square, gradient, limits, cone.bound, cone.equal, care=care,
                           seconds=max(clock.current().left, 0.0),
                           is_to_stop=lambda: bool(told)),
        lambda: told.append(True))
    return status, np.array(x), np.array(dual)


def _apart(square: Sparse, gradient: Floats, limits: Sparse, cone: _Cone,
           care: Care) -> tuple[str, Floats, Floats]:
    """Run Clarabel in a process of its own, in this one where the system has none left."""
    program = alone.packed(square, gradient, limits, cone.bound, cone.equal, care,
                           max(clock.current().left, 0.0))
    try:
        process = subprocess.Popen(
            [sys.executable, alone.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
    except OSError:
        return _here(square, gradient, limits, cone, care)
    with process:
        try:
            answer = run_step(lambda: _asked(process, program), process.kill)
        finally:
            process.kill()
    clock.go_on()
    if not answer:
        raise NoProofError("The proportional step ended without an answer.", "Use --split any.")
    status, x, dual = pickle.loads(answer)  # noqa: S301  # our own process
    return status, np.frombuffer(x), np.frombuffer(dual)


def _asked(process: subprocess.Popen[bytes], program: bytes) -> bytes:
    """Return the answer of a process, empty where it has none; its input stays open till then."""
    if process.stdin is None or process.stdout is None:
        return b""
    try:
        process.stdin.write(program)
        process.stdin.flush()
        return process.stdout.read()
    except OSError:  # it was told to stop
        return b""


def _by_columns(row: Ints, column: Ints, value: Floats, shape: tuple[int, int]) -> Sparse:
    order = np.lexsort((row, column))
    indptr = np.searchsorted(column[order], np.arange(shape[1] + 1))
    return Sparse(value[order], row[order], indptr, shape)


def _refine(cone: _Cone, weight: Floats, gradient: Floats, point: Floats, dual: Floats,
             step: float) -> tuple[Floats, Floats]:
    """Solve once more for what is missing, magnified by 1 / step, with tight rows held tight.

    Iterative refinement: an interior point is good to some 1e-9 of the largest amount,
    which is far from cents where budgets are 10^12. The correction is only taken where it
    is small and leaves the rows better kept than before.
    """
    slack = cone.slack(point)
    tight = (np.arange(len(slack)) < cone.equal) | (dual > np.abs(slack))
    near = ~tight & (slack < _FAR * step)
    pull = np.where(tight, dual, 0.0)
    missing = gradient + weight * point + sum_by(
        cone.column, cone.value * pull[cone.row], len(point))
    count = int(tight.sum())
    smaller = _held_softly(cone, tight, near, slack / step)
    try:
        change, more = _solve(smaller, np.append(weight, np.full(count, _HOLD)),
                              np.append(missing / step, np.zeros(count)))
    except NoProofError:
        return point, dual
    change = change[:len(point)]
    moved = point + step * change
    if np.abs(change).max(initial=0.0) > _FAR or _worst(cone, moved, tight) > _worst(
            cone, point, tight) + _WIDTH:
        return point, dual
    updated = dual.copy()
    updated[tight] += step * more[:count]
    return moved, updated


def _held_softly(cone: _Cone, tight: Bools, near: Bools, slack: Floats) -> _Cone:
    """Return the rows of a correction: tight ones with a column each for what they are missed by.

    Rows that say the same thing twice agree to the last digits that numbers have, which magnified
    is no agreement: as equations they would leave no correction at all.
    """
    count, columns = int(tight.sum()), int(cone.column.max(initial=-1)) + 1
    held, beside = (_choose(cone.row, cone.column, cone.value, rows) for rows in (tight, near))
    every = np.arange(count)
    return _Cone(
        np.concatenate([held[0], every, beside[0] + count]),
        np.concatenate([held[1], columns + every, beside[1]]),
        np.concatenate([held[2], np.full(count, -1.0), beside[2]]),
        np.concatenate([slack[tight], slack[near]]), count)


def _doubt(cone: _Cone, point: Floats, dual: Floats, unit: Floats) -> float:
    """Return about how much an amount is off by for rows that are neither tight nor idle.

    An interior point keeps a row's room times its price near nothing. Where both are small neither
    tells which of them is nothing, and what is in the row is off by the smaller one. `unit`, shape
    (columns,), is the amount that 1 stands for.
    """
    size = np.sqrt(np.bincount(cone.row, cone.value ** 2, len(cone.bound)))
    room, price = np.abs(cone.slack(point)), np.abs(dual) * size
    either = np.minimum(np.divide(room, size, out=np.zeros(len(size)), where=size > 0), price)
    either[:cone.equal] = 0.0
    return float((either[cone.row] * unit[cone.column]).max(initial=0.0))


def _worst(cone: _Cone, point: Floats, tight: Bools) -> float:
    slack = cone.slack(point)
    return float(np.where(tight, np.abs(slack), np.maximum(-slack, 0.0)).max(initial=0.0))

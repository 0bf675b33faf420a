"""Weighted least squares over a polytope: Clarabel, then the equations of what is tight.

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
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimiser import clock
from optimiser.errors import NoProofError
from optimiser.model.program import LinearProgram, nearest_power
from optimiser.problem.arrays import Bools, Floats, Ints, sum_by
from optimiser.solving.engines import cone as alone
from optimiser.solving.engines import newton
from optimiser.solving.engines.chains import chained
from optimiser.solving.engines.cone import LOOSEST, Care, Sparse, solve_cone
from optimiser.solving.engines.inequalities import (
    HOLD,
    WIDTH,
    Inequalities,
    choose,
    inequalities_of,
    softly,
)
from optimiser.solving.engines.reach import as_kept, told_from, within_reach
from optimiser.solving.engines.steps import run_step
from optimiser.solving.engines.sums import with_sums
from optimiser.solving.engines.tight import on_tight_rows

_AS_TIGHT_AS_IT_GOES = (Care(1e-12), Care(LOOSEST))
_CARES = (Care(1e-12, is_corrected=False), *_AS_TIGHT_AS_IT_GOES)
"""As a rule the first is enough to tell which limits are tight, in half the time."""
_LOOSE = (Care(1e-7),)
"""What is asked for where nothing is proved to that, from nowhere: some futures together."""
_INTERIOR = 1e-8
"""What an interior point may be off by, relative to the largest amount."""
_STEP = 1e-7
_FAR = 1e4
_MISSED = 1e-8
"""A plan that misses a limit by more than this is not taken for one that keeps it."""
_ANEW = 3
"""So often at most the way is gone on with, where it is in doubt what is left of it."""
_SOLVED, _ALMOST = "Solved", "AlmostSolved"
_PULLED = 3.0
"""So many times the entries that are left with sums as columns, prices alone are looked for."""
_LARGE = 50_000
"""Entries above which Clarabel runs in a process of its own: laying them out takes 0.2 s."""


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
        return _from_point(settled, target, x)[0]
    except NoProofError:
        # The plan keeps its limits to a solver's tolerance, and may be held to no more.
        kept = as_kept(settled, x)
    try:
        return _from_point(kept, target, x)[0]
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
                 cares: tuple[Care, ...] = _CARES) -> Floats:
    """Return the nearest point, as what it is, shape (columns,)."""
    program = with_sums(chained(settled))
    # Prices of shares of totals pull at all cells, and at each other: where there are many of them
    # Newton's steps get nowhere, as with running totals.
    if program is settled or (chained(settled) is settled
                              and len(settled.index) <= _PULLED * len(program.index)):
        found = newton.nearest(settled, target)
        if found is not None:
            return found
    free = settled.upper - settled.lower > WIDTH
    if not (free & ~np.isnan(target)).any():
        return np.where(free, x, settled.lower)
    totals = np.full(program.columns - settled.columns, np.nan)
    found, doubt = _least(program, np.append(target, totals), np.zeros(program.columns),
                          missed=_missed_by(settled, x),
                          precision=precision, cares=cares)
    found = np.clip(found, program.lower, program.upper)[:settled.columns]
    for _ in range(_ANEW):
        if not 0 < precision < doubt or doubt < _INTERIOR * np.abs(found).max():
            break
        # The way from there is short, and told to as many digits as the whole way was.
        with contextlib.suppress(NoProofError):
            found, doubt = _from_point(settled, target, found, nearest_power(np.array([doubt])))
    return found


def _from_point(settled: LinearProgram, target: Floats, x: Floats,
                size: float = 1.0) -> tuple[Floats, float]:
    """Return the nearest point, as what has to be added to another one, shape (columns,).

    What is added is counted in `size`, about how much it is. With the point comes about how much
    an amount may be off by.
    """
    free = settled.upper - settled.lower > WIDTH
    x = np.where(free, x, settled.lower)
    if not (free & ~np.isnan(target)).any():
        return x, 0.0
    program = with_sums(chained(
        _smaller(within_reach(told_from(settled, x), ~np.isnan(target)), size)))
    totals = np.full(program.columns - settled.columns, np.nan)
    change, doubt = _least(program, np.append(target, totals), np.append(x, totals), size,
                           missed=_missed_by(settled, x) / size)
    found = x + size * change[:settled.columns]
    return np.clip(found, settled.lower, settled.upper), size * doubt


def _at_nothing(program: LinearProgram, columns: Bools) -> LinearProgram:
    """Hold columns at nothing, or as near to it as they can be: any more is infinitely far off."""
    at = np.clip(0.0, program.lower, program.upper)
    return replace(program, lower=np.where(columns, at, program.lower),
                   upper=np.where(columns, at, program.upper))


def _least(moved: LinearProgram, target: Floats, x: Floats, size: float = 1.0, *,
           missed: float, precision: float = 0.0,
           cares: tuple[Care, ...] = _AS_TIGHT_AS_IT_GOES) -> tuple[Floats, float]:
    """Return what to add to a point so that it is nearest to the target, shape (columns,).

    `moved` is the program of what is added, in units of `size`; an interior point will do where it
    is within the `precision` by itself. With it comes about how much an
    amount may be off by, nothing where the point is proved. Raises NoProofError where Clarabel
    cannot prove its answer, and TimeUpError.
    """
    free = moved.upper - moved.lower > WIDTH
    change = np.where(free, 0.0, moved.lower)
    aimed = ~np.isnan(target[free])
    # In units of the square root of its target every column weighs the same.
    unit = np.sqrt(np.where(aimed, target[free], 1.0))
    cone = inequalities_of(moved, change, free)
    cone = replace(cone, value=cone.value * unit[cone.column])
    weight = np.where(aimed, 2.0, 0.0)
    at = np.divide(x[free], unit, out=np.zeros(len(unit)), where=unit > 0)
    gradient = np.where(aimed, 2.0 * (at - unit), 0.0) / size

    def is_near(point: Floats) -> bool:
        return bool(_INTERIOR * np.abs(point * unit).max(initial=0.0) <= precision)

    point, dual, is_exact = _told(cone, weight, gradient, missed, cares, is_near)
    if not is_exact and not is_near(point):
        point, dual = _refine(cone, weight, gradient, point, dual, _STEP)
    change[free] = point * unit
    return change, 0.0 if is_exact else _doubt(cone, point, dual, unit)


def _told(cone: Inequalities, weight: Floats, gradient: Floats, missed: float,
          cares: tuple[Care, ...],
          is_near: Callable[[Floats], bool]) -> tuple[Floats, Floats, bool]:
    """Return the least point, its prices, and whether it is proved to the last digits.

    What Clarabel ends with says which limits are tight, whether it calls that solved or not. Where
    their equations prove no point, what it calls solved will do: without corrections, only if that
    `is_near` enough. Raises NoProofError where neither proves anything.
    """
    for care in cares:
        status, point, dual = _run(cone, weight, gradient, care)
        clock.go_on()
        if "Infeasible" in status:
            break
        exact = on_tight_rows(cone, weight, gradient, point, dual, missed, _equations)
        if exact is not None:
            return exact, dual, True
        if (status == _SOLVED and (care.is_corrected or is_near(point))) or (
                status == _ALMOST and care.is_corrected):
            return point, dual, False
    raise NoProofError(f"The proportional step ended without a proof: {status}.",
                       "Use --split any.")


def _missed_by(program: LinearProgram, x: Floats) -> float:
    """Return by how much a plan misses a limit at most: no more is asked of one that is near."""
    activity = program.activity(x)
    missed = np.maximum(program.row_lower - activity, activity - program.row_upper)
    return min(float(missed.max(initial=0.0)), _MISSED)


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
        at_least = (low >= program.row_upper - WIDTH)[row]
        at_most = (high <= program.row_lower + WIDTH)[row]
        open_entry = upper[program.index] - lower[program.index] > WIDTH
        to_least, to_most = at_least & open_entry, at_most & ~at_least & open_entry
        if not (to_least.any() or to_most.any()):
            return replace(program, lower=lower, upper=upper)
        for chosen, at in ((to_least, least), (to_most, most)):
            lower[program.index[chosen]] = at[chosen]
            upper[program.index[chosen]] = at[chosen]


def _run(cone: Inequalities, weight: Floats, gradient: Floats,
         care: Care) -> tuple[str, Floats, Floats]:
    """Run Clarabel once: how it ended, x and the duals of the rows."""
    columns, rows = len(weight), len(cone.bound)
    every = np.arange(columns)
    square = _by_columns(every, every, weight, (columns, columns))
    limits = _by_columns(cone.row, cone.column, cone.value, (rows, columns))
    run = _apart if limits.nnz > _LARGE else _here
    return run(square, gradient, limits, cone, care)


def _equations(limits: Inequalities, weight: Floats, gradient: Floats) -> tuple[Floats, Floats]:
    """Return about where w x^2 / 2 + q x is least under equations alone, and their prices.

    How near is for who asks to judge, whatever Clarabel calls it.
    """
    _, point, dual = _run(limits, weight, gradient, Care(1e-12))
    clock.go_on()
    return point, dual


def _here(square: Sparse, gradient: Floats, limits: Sparse, cone: Inequalities,
          care: Care) -> tuple[str, Floats, Floats]:
    """Run Clarabel in this process, on a thread of its own."""
    told: list[bool] = []
    status, x, dual = run_step(
        lambda: solve_cone(square, gradient, limits, cone.bound, cone.equal, care=care,
                           seconds=max(clock.current().left, 0.0),
                           is_to_stop=lambda: bool(told)),
        lambda: told.append(True))
    return status, np.array(x), np.array(dual)


def _apart(square: Sparse, gradient: Floats, limits: Sparse, cone: Inequalities,
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


def _refine(cone: Inequalities, weight: Floats, gradient: Floats, point: Floats, dual: Floats,
             step: float) -> tuple[Floats, Floats]:
    """Solve once more for what is missing, magnified by 1 / step, with tight rows held tight.

    Iterative refinement: an interior point is good to some 1e-9 of the largest amount,
    which is far from cents where budgets are 10^12. The correction is only taken where it
    is small and leaves the rows better kept than before.
    """
    slack = cone.slack(point)
    tight = cone.seem_tight(point, dual)
    near = ~tight & (slack < _FAR * step)
    missing = gradient + weight * point + cone.pull(np.where(tight, dual, 0.0), len(point))
    count = int(tight.sum())
    smaller = softly(_magnified(cone, tight, near, slack / step), len(point))
    for care in _AS_TIGHT_AS_IT_GOES:
        status, change, more = _run(smaller, np.append(weight, np.full(count, HOLD)),
                                    np.append(missing / step, np.zeros(count)), care)
        clock.go_on()
        if status in (_SOLVED, _ALMOST):
            break
    else:
        return point, dual
    change = change[:len(point)]
    moved = point + step * change
    if np.abs(change).max(initial=0.0) > _FAR or _worst(cone, moved, tight) > _worst(
            cone, point, tight) + WIDTH:
        return point, dual
    updated = dual.copy()
    updated[tight] += step * more[:count]
    return moved, updated


def _magnified(cone: Inequalities, tight: Bools, near: Bools, slack: Floats) -> Inequalities:
    """Return tight rows as equations, and near ones after them, of a correction."""
    held, beside = (choose(cone.row, cone.column, cone.value, rows) for rows in (tight, near))
    count = int(tight.sum())
    return Inequalities(
        np.concatenate([held[0], beside[0] + count]), np.concatenate([held[1], beside[1]]),
        np.concatenate([held[2], beside[2]]), np.concatenate([slack[tight], slack[near]]), count)


def _doubt(cone: Inequalities, point: Floats, dual: Floats, unit: Floats) -> float:
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


def _worst(cone: Inequalities, point: Floats, tight: Bools) -> float:
    slack = cone.slack(point)
    return float(np.where(tight, np.abs(slack), np.maximum(-slack, 0.0)).max(initial=0.0))

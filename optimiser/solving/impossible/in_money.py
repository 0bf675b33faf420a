"""The least money that makes a plan possible where nothing but budgets is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimiser import clock
from optimiser.model.lever import Lever
from optimiser.model.limits.budget import BUDGET, levers
from optimiser.model.program import LinearProgram, money_scale
from optimiser.plan.diagnosis import Step, Way
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.impossible.trial import (
    Trial,
    least_factor,
    put,
    to_few_digits,
    with_entries,
    with_open_links,
)

_NOTHING = 1e-7


def way_in_money(trial: Trial) -> Way | None:
    """Return the least more money in all with which a plan exists, None where none is enough.

    A budget stands in limits of many kinds: its own, running totals, what has to be used of it,
    rules about shares of it. What more of it does there is read off by raising it: every bound is
    a straight line in it. All budgets are raised by a unit first, since a budget of nothing may
    lack limits that it has otherwise, and may then fall back by that. Keys by budget would bend
    the lines: they stay here, and move in the trials, which say how far the changes have to go.
    """
    program_of = _with_keys_of(trial)
    figures = list(levers(trial.problem))
    unit = money_scale(trial.problem)
    by_unit = [(lever, Fraction(unit)) for lever in figures]
    raised = put(trial.problem, by_unit)
    base = program_of(raised)
    effects = (_effect(base, program_of(put(raised, [(lever, 2 * by)])))
               for lever, by in by_unit)
    outcome = highs.solve(_with_money(base, effects))
    if outcome.status is not SolveStatus.OPTIMAL:
        clock.go_on()
        return None
    more = outcome.x[base.columns:] + 1.0
    moves = [(lever, Fraction(by * unit)) for lever, by in zip(figures, more.tolist(), strict=True)
             if by > _NOTHING]
    factor = least_factor(trial, moves) if moves else None
    if factor is None:
        return None
    moves = to_few_digits(trial, [(lever, by * factor) for lever, by in moves])
    return Way(tuple(_step(lever, by) for lever, by in moves), put(trial.problem, moves))


def _with_keys_of(trial: Trial) -> Callable[[Problem], LinearProgram]:
    """Return what builds the program of changed budgets with the keys as they are now."""
    def program_of(changed: Problem) -> LinearProgram:
        program = trial.wanted.build(replace(changed, burden_shares=trial.problem.burden_shares))
        return trial.wanted.clearly(with_open_links(program).linear)

    return program_of


def _effect(base: LinearProgram, raised: LinearProgram) -> Floats:
    """Return what each row's bound gains, shape (rows,): nothing where a program leaves it out."""
    before, after = _bounds(base), _bounds(raised)
    both = np.isfinite(before) & np.isfinite(after)
    return np.where(both, after, 0.0) - np.where(both, before, 0.0)


def _bounds(linear: LinearProgram) -> Floats:
    """Return the bound of each row, either where it has two: they move together."""
    return np.where(np.isfinite(linear.row_upper), linear.row_upper, linear.row_lower)


def _with_money(base: LinearProgram, effects: Iterator[Floats]) -> LinearProgram:
    """Return the program with a column for each budget's money, all of it to be least.

    `effects` yields what a unit more of each adds to every row's bound, shape (rows,).
    """
    entries = [(np.flatnonzero(np.abs(effect) > _NOTHING), effect) for effect in effects]
    rows = [row for row, _ in entries]
    widened = with_entries(
        base, np.concatenate([*rows, np.zeros(0, np.int64)]),
        np.concatenate([*(-effect[row] for row, effect in entries), np.zeros(0)]),
        np.full(len(entries), np.inf),
        np.repeat(np.arange(len(entries)), [len(row) for row in rows]))
    is_money = np.arange(widened.columns) >= base.columns
    return replace(widened, cost=is_money.astype(np.float64),
                   lower=np.where(is_money, -1.0, widened.lower))


def _step(lever: Lever, by: Fraction) -> Step:
    return Step(BUDGET.kind, lever.stated_by, lever.name, lever.source, lever.value,
                lever.ended(by), lever.value_is)

"""Sums over what a rule selects, as terms of a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, repeat
from math import prod

import numpy as np

from optimiser.model.cases import selected_funds, selected_requirements
from optimiser.model.columns import NEED, Grid, Of
from optimiser.model.rows import Side, Term, match, ones
from optimiser.names import name_key
from optimiser.problem.arrays import Ints
from optimiser.problem.money import fraction_of
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem

_MOST_PAIRS = 50_000_000
"""So many combinations of elements at most are gone through in one join."""


def summed_over(problem: Problem, selections: Sequence[Rule], coefficients: Sequence[Fraction],
                of: Of = Of.ALLOCATION, side: Side = Side.LEFT) -> Term:
    """Return coefficient x the sum over a selection, one limit a selection.

    Commitments count where money is summed. The selections restrict the same dimensions.
    """
    return _summed([_axes(problem, rule) for rule in selections], coefficients, of, side)


def counted_money(problem: Problem, cases: Sequence[Rule]) -> Term:
    """Return X of each case: its money, commitments included, as far as it counts.

    Where a rule is counted by a column of Activities, a unit of money for an activity counts so
    much as the activity's figure says.
    """
    axes = [_axes(problem, case) for case in cases]
    column = cases[0].counted_by if cases else ""
    if not column:
        return _summed(axes, ones(len(cases)), Of.ALLOCATION, Side.LEFT)
    every = list(range(len(problem.activities.names)))
    whole = _summed([{**axis, "activity": axis.get("activity", every)} for axis in axes],
                    ones(len(cases)), Of.ALLOCATION, Side.LEFT)
    weight = problem.activities.figures[name_key(column)]
    counts = weight[whole.where["activity"]] > 0
    return replace(
        whole, limit=whole.limit[counts],
        where={name: elements[counts] for name, elements in whole.where.items()},
        coefficient=tuple(fraction_of(float(weight[activity]))
                          for activity in whole.where["activity"][counts].tolist()))


def selected_rows(problem: Problem, cases: Sequence[Rule]) -> tuple[Ints, Ints]:
    """Return the requirements that each case selects, as pairs: case, requirement, by case.

    The cases restrict the same dimensions.
    """
    rows = problem.requirements
    axes = [{name: elements for name, elements in _axes(problem, case).items() if name in NEED}
            for case in cases]
    if sum(prod(map(len, axis.values())) for axis in axes) > _MOST_PAIRS:
        own = [np.flatnonzero(selected_requirements(problem, case)) for case in cases]
        return (np.repeat(np.arange(len(own)), [len(found) for found in own]),
                np.concatenate([np.zeros(0, np.int64), *own]))
    wanted = _summed(axes, (), Of.MET, Side.LEFT)
    found = match(wanted.where, len(wanted.limit), Grid(Of.MET, 0, {
        name: getattr(rows, name) for name in NEED}))
    case, row = wanted.limit[found.entry], found.column
    order = np.lexsort((row, case))
    return case[order], row[order]


def selected_needs(problem: Problem, cases: Sequence[Rule]) -> tuple[Ints, Ints]:
    """Return the needs, tiers apart, that each case selects, as pairs: case, need, by case."""
    case, row = selected_rows(problem, cases)
    order = np.argsort(problem.needs.requirement, kind="stable")
    held = problem.needs.requirement[order]
    first = np.searchsorted(held, row, side="left")
    count = np.searchsorted(held, row, side="right") - first
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    case, need = np.repeat(case, count), order[np.repeat(first, count) + offset]
    by_case = np.lexsort((need, case))
    return case[by_case], need[by_case]


def _summed(axes: Sequence[dict[str, list[int]]], coefficients: Sequence[Fraction],
            of: Of, side: Side) -> Term:
    if axes and all(len(elements) == 1 for axis in axes for elements in axis.values()):
        where = {name: np.fromiter((axis[name][0] for axis in axes), np.int64, len(axes))
                 for name in axes[0]}
        return Term(of, np.arange(len(axes)), where, tuple(coefficients), side,
                    committed=of is Of.ALLOCATION)
    counts = [prod(map(len, axis.values())) for axis in axes]
    limit = np.repeat(np.arange(len(axes)), counts)
    grids = [_combinations(axis) for axis in axes]
    names = list(axes[0]) if axes else []
    where = {name: np.concatenate([grid[name] for grid in grids]) for name in names}
    entries = tuple(chain.from_iterable(
        repeat(coefficient, count) for coefficient, count in
        zip(coefficients, counts, strict=True))) if coefficients else ()
    return Term(of, limit, where, entries, side, committed=of is Of.ALLOCATION)


def _axes(problem: Problem, rule: Rule) -> dict[str, list[int]]:
    """Return the elements that a selection names in each dimension that it restricts."""
    axes: dict[str, list[int]] = {}
    if rule.funds is not None:
        axes["fund"] = sorted(selected_funds(problem, rule))
    elif rule.donors is not None:
        axes["donor"] = sorted(rule.donors)
    for dimension, members in (("recipient", rule.recipients), ("activity", rule.activities),
                               ("period", rule.periods)):
        if members is not None:
            axes[dimension] = sorted(members)
    return axes


def _combinations(axes: Mapping[str, list[int]]) -> dict[str, Ints]:
    grids = np.meshgrid(*(np.array(a, dtype=np.int64) for a in axes.values()), indexing="ij")
    return {name: grid.reshape(-1) for name, grid in zip(axes, grids, strict=True)}

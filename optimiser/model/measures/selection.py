"""Sums over what a rule selects, as terms of a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimiser.model.cases import selected_funds
from optimiser.model.columns import Of
from optimiser.model.rows import Side, Term, ones
from optimiser.names import name_key
from optimiser.problem.arrays import Ints
from optimiser.problem.money import fraction_of
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem


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


def _summed(axes: Sequence[dict[str, list[int]]], coefficients: Sequence[Fraction],
            of: Of, side: Side) -> Term:
    counts = [int(np.prod([len(elements) for elements in axis.values()])) for axis in axes]
    limit = np.repeat(np.arange(len(axes)), counts)
    grids = [_combinations(axis) for axis in axes]
    names = list(axes[0]) if axes else []
    where = {name: np.concatenate([grid[name] for grid in grids]) for name in names}
    entries = tuple(coefficient for coefficient, count in
                       zip(coefficients, counts, strict=True) for _ in range(count))
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

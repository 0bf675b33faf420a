"""Sums over what a rule selects, as terms of a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.cases import selected_funds
from optimiser.model.columns import Of
from optimiser.model.rows import Side, Term
from optimiser.problem.arrays import Ints
from optimiser.problem.types import Problem, Rule


def summed_over(problem: Problem, selections: Sequence[Rule], coefficients: Sequence[Fraction],
                of: Of = Of.ALLOCATION, side: Side = Side.LEFT) -> Term:
    """Return coefficient x the sum over a selection, one limit a selection.

    Commitments count where money is summed. The selections restrict the same dimensions.
    """
    axes = [_axes(problem, rule) for rule in selections]
    counts = [int(np.prod([len(elements) for elements in axis.values()])) for axis in axes]
    limit = np.repeat(np.arange(len(selections)), counts)
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

"""What a rule selects: funds, requirements, needs, and its cases, one a combination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Side, Term
from optimiser.problem.arrays import Bools, Ints
from optimiser.problem.types import Problem, Rule

SELECTED: Mapping[str, str] = {
    "donor": "donors", "fund": "funds", "recipient": "recipients",
    "activity": "activities", "period": "periods",
}
"""The field of a rule that selects along each dimension."""
_OF_NEEDS = ("recipient", "activity", "period")


@dataclass(frozen=True, slots=True)
class Case:
    """A rule narrowed to one combination of its `For each`; `of` are the elements, in order."""

    rule: Rule
    of: tuple[int, ...] = ()


def cases(problem: Problem, rule: Rule) -> tuple[Case, ...]:
    """Return the rule for each combination of its `For each` that has a need and a fund.

    A rule without `For each` is one case, whether or not anything applies to it.
    """
    if not rule.for_each:
        return (Case(rule),)
    needs = _combinations_of_needs(problem, rule)
    payers = _combinations_of_payers(problem, rule)
    found = sorted({tuple({**need, **payer}[name] for name in rule.for_each)
                    for need, payer in product(needs, payers)})
    return tuple(Case(_narrowed(rule, of), of) for of in found)


def _combinations_of_needs(problem: Problem, rule: Rule) -> list[dict[str, int]]:
    """Return the elements that selected needs have along the dimensions of `For each`."""
    rows = problem.requirements
    chosen = selected_requirements(problem, rule) & _positive(problem)
    along = {"recipient": rows.recipient, "activity": rows.activity, "period": rows.period}
    named = [name for name in _OF_NEEDS if name in rule.for_each]
    return _distinct({name: along[name][chosen] for name in named}, bool(chosen.any()))


def _combinations_of_payers(problem: Problem, rule: Rule) -> list[dict[str, int]]:
    funds = np.array(sorted(selected_funds(problem, rule)), dtype=np.int64)
    along = {"fund": funds, "donor": problem.funds.donor[funds]}
    named = [name for name in along if name in rule.for_each]
    return _distinct({name: along[name] for name in named}, bool(len(funds)))


def _distinct(along: Mapping[str, Ints], any_at_all: bool) -> list[dict[str, int]]:
    if not along:
        return [{}] if any_at_all else []
    rows = np.unique(np.stack(list(along.values()), axis=1), axis=0)
    return [dict(zip(along, row, strict=True)) for row in rows.tolist()]


def _narrowed(rule: Rule, of: tuple[int, ...]) -> Rule:
    fields = {SELECTED[dimension]: frozenset({element})
              for dimension, element in zip(rule.for_each, of, strict=True)}
    return replace(rule, **fields)  # type: ignore[arg-type]


def applies(problem: Problem, rule: Rule) -> bool:
    """Tell whether the selection has a need and a fund."""
    chosen = selected_requirements(problem, rule) & _positive(problem)
    return bool(chosen.any()) and bool(selected_funds(problem, rule))


def _positive(problem: Problem) -> Bools:
    need = problem.requirements.need
    return np.fromiter((n > 0 for n in need), dtype=bool, count=len(need))


def selected_funds(problem: Problem, rule: Rule) -> frozenset[int]:
    """Return the funds that a rule's Funds and Donors select together."""
    return frozenset(
        fund for fund, donor in enumerate(problem.funds.donor.tolist())
        if (rule.funds is None or fund in rule.funds)
        and (rule.donors is None or donor in rule.donors))


def selected_requirements(problem: Problem, rule: Rule) -> Bools:
    """Tell which requirements a rule's Recipients, Activities and Periods select."""
    rows = problem.requirements
    selected = np.ones(len(rows.need), dtype=bool)
    for along, members in ((rows.recipient, rule.recipients), (rows.activity, rule.activities),
                           (rows.period, rule.periods)):
        if members is not None:
            selected &= np.isin(along, list(members))
    return selected


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


def names_of_cases(problem: Problem, rule: Rule) -> Iterator[str]:
    """Yield the rule's name with the combination that each case is for."""
    for case in cases(problem, rule):
        yield named_case(problem, rule, case.of)


def named_case(problem: Problem, rule: Rule, of: tuple[int, ...]) -> str:
    """Return the rule's name with one combination of its `For each`."""
    named = [problem.names_of(dimension)[element]
             for dimension, element in zip(rule.for_each, of, strict=True)]
    named = [name for name in named if name]
    return f"{rule.name} ({', '.join(named)})" if named else rule.name

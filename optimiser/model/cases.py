"""What a rule selects: funds, requirements, and its cases, one a combination of `For each`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from optimiser.problem.arrays import Bools, Ints, distinct
from optimiser.problem.classes import CLASSES, classes_of, members
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem

SELECTED: Mapping[str, str] = {
    "donor": "donors", "fund": "funds", "recipient": "recipients",
    "activity": "activities", "period": "periods",
}
"""The field of a rule that selects along each dimension."""
_OF_NEEDS = ("recipient", "region", "activity", "pillar", "period")
_OF_PAYERS = ("fund", "donor", "group")


class Case(NamedTuple):
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
    return tuple(Case(_narrowed(problem, rule, of), of) for of in found)


def _combinations_of_needs(problem: Problem, rule: Rule) -> list[dict[str, int]]:
    """Return the elements and classes that selected needs have along `For each`."""
    rows = problem.requirements
    chosen = selected_requirements(problem, rule) & _positive(problem)
    return _distinct(problem, rule, _OF_NEEDS, {
        "recipient": rows.recipient[chosen], "activity": rows.activity[chosen],
        "period": rows.period[chosen]})


def _combinations_of_payers(problem: Problem, rule: Rule) -> list[dict[str, int]]:
    funds = np.array(sorted(selected_funds(problem, rule)), dtype=np.int64)
    return _distinct(problem, rule, _OF_PAYERS,
                     {"fund": funds, "donor": problem.funds.donor[funds]})


def _distinct(problem: Problem, rule: Rule, names: Sequence[str],
              along: Mapping[str, Ints]) -> list[dict[str, int]]:
    """Return the combinations of `For each` along some dimensions; `along` has rows to look at.

    What belongs to no class is in no combination of classes, what belongs to several in several.
    """
    named = [name for name in names if name in rule.for_each]
    count = len(next(iter(along.values())))
    if not named:
        return [{}] if count else []
    own = [CLASSES.get(name, name) for name in named]
    rows = distinct(np.stack([along[dimension] for dimension in own], axis=1))
    found: set[tuple[int, ...]] = set()
    for row in rows.tolist():
        belongs = [_belongs(problem, name, element)
                   for name, element in zip(named, row, strict=True)]
        found.update(product(*belongs))
    return [dict(zip(named, combination, strict=True)) for combination in sorted(found)]


def _belongs(problem: Problem, name: str, element: int) -> tuple[int, ...]:
    """Return what `For each` tells an element by: itself, or the classes that it is in."""
    return classes_of(problem, name)[element] if name in CLASSES else (element,)


def _narrowed(problem: Problem, rule: Rule, of: tuple[int, ...]) -> Rule:
    """Return the rule for one combination; a class narrows the selection to its members.

    What is compared with is narrowed alike where the rule does not name that dimension of it.
    """
    narrowed: dict[str, frozenset[int]] = {}
    for dimension, element in zip(rule.for_each, of, strict=True):
        own = members(problem, dimension, element) if dimension in CLASSES else _only(element)
        field = SELECTED[CLASSES.get(dimension, dimension)]
        selected: frozenset[int] | None = narrowed.get(field, getattr(rule, field))
        narrowed[field] = own if selected is None else own & selected
    compared = {field: _narrowing(problem, rule, of, field) for field in narrowed
                if getattr(rule.of, field) is None}
    changes: dict[str, Any] = {**narrowed}
    if compared:
        changes["of"] = replace(rule.of, **compared)
    return replace(rule, **changes)


def _narrowing(problem: Problem, rule: Rule, of: tuple[int, ...], field: str) -> frozenset[int]:
    """Return the elements along a field that a combination leaves of all."""
    owns = [members(problem, dimension, element) if dimension in CLASSES else _only(element)
            for dimension, element in zip(rule.for_each, of, strict=True)
            if SELECTED[CLASSES.get(dimension, dimension)] == field]
    return frozenset.intersection(*owns)


@lru_cache(maxsize=100_000)
def _only(element: int) -> frozenset[int]:
    """Return the set of one element, the same one each time: cases have many of them."""
    return frozenset({element})


def applies(problem: Problem, rule: Rule) -> bool:
    """Tell whether the selection has a need and a fund, and some combination of `For each`."""
    if rule.for_each and not cases(problem, rule):
        return False
    chosen = selected_requirements(problem, rule) & _positive(problem)
    return bool(chosen.any()) and bool(selected_funds(problem, rule))


def _positive(problem: Problem) -> Bools:
    need = problem.requirements.need
    return np.fromiter((n > 0 for n in need), dtype=bool, count=len(need))


def selected_funds(problem: Problem, rule: Rule) -> frozenset[int]:
    """Return the funds that a rule's Funds and Donors select together."""
    if rule.funds is None:
        return frozenset(fund for fund, donor in enumerate(problem.funds.donor.tolist())
                         if rule.donors is None or donor in rule.donors)
    return rule.funds if rule.donors is None else frozenset(
        fund for fund in rule.funds if int(problem.funds.donor[fund]) in rule.donors)


def selected_requirements(problem: Problem, rule: Rule) -> Bools:
    """Tell which requirements a rule's Recipients, Activities and Periods select."""
    rows = problem.requirements
    selected = np.ones(len(rows.need), dtype=bool)
    for along, chosen in ((rows.recipient, rule.recipients), (rows.activity, rule.activities),
                          (rows.period, rule.periods)):
        if chosen is not None:
            selected &= np.isin(along, list(chosen))
    return selected


def names_of_cases(problem: Problem, rule: Rule, found: Sequence[Case]) -> Iterator[str]:
    """Yield the rule's name with the combination that each of its cases is for."""
    names = [problem.names_of(dimension) for dimension in rule.for_each]
    for case in found:
        yield _named(rule, names, case.of)


def named_case(problem: Problem, rule: Rule, of: tuple[int, ...]) -> str:
    """Return the rule's name with one combination of its `For each`."""
    return _named(rule, [problem.names_of(dimension) for dimension in rule.for_each], of)


def _named(rule: Rule, names: Sequence[Sequence[str]], of: tuple[int, ...]) -> str:
    own = [one[element] for one, element in zip(names, of, strict=True)]
    named = [name for name in own if name]
    return f"{rule.name} ({', '.join(named)})" if named else rule.name

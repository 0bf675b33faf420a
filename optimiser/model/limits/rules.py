"""Rules: limits that an analyst wrote, in the same form as every other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.limits.rule_words import rule_name, rule_sentence
from optimiser.model.rows import Limits, OfNeeds, Relation, Side, Term
from optimiser.problem.arrays import Bools, Ints
from optimiser.problem.types import ALL, Problem, Rule

SELECTED: Mapping[str, str] = {
    "donor": "donors", "fund": "funds", "recipient": "recipients",
    "activity": "activities", "period": "periods",
}
"""The field of a rule that selects along each dimension."""

_RELATIONS = {
    "at most": Relation.AT_MOST, "<=": Relation.AT_MOST,
    "at least": Relation.AT_LEAST, ">=": Relation.AT_LEAST,
    "exactly": Relation.EXACTLY, "=": Relation.EXACTLY,
}


def rules(problem: Problem) -> tuple[Limits, ...]:
    """Hold every enabled rule, once for each combination of its `For each`.

    Enforces: X (at most | at least | exactly) value x base, where X sums x + G over the
    selection and the base is 1, a need, a budget or a wider sum, as the measure says.
    Applies to: enabled rows of Rules; every combination of `For each` in the selection
    that has a need and a fund.
    Units: base currency; expert-months for the measure `experts`, grants for `grants`.
    Source: the rule's Reason and Owner.
    """
    return tuple(_limits(problem, rule) for rule in problem.rules if rule.enabled)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many rules were read, hold, are switched off, and apply to nothing."""

    read: int
    hold: int
    off: int
    nothing: int


def count_rules(problem: Problem) -> RuleCount:
    """Count the rules by what becomes of them."""
    enabled = [rule for rule in problem.rules if rule.enabled]
    hold = sum(any(_applies(problem, case) for case in expand(problem, rule)) for rule in enabled)
    return RuleCount(len(problem.rules), hold, len(problem.rules) - len(enabled),
                     len(enabled) - hold)


def rule_sentences(problem: Problem) -> tuple[str, ...]:
    """Return every enabled rule in words, as it is compiled, one sentence a combination."""
    return tuple(rule_sentence(problem, case) for rule in problem.rules if rule.enabled
                 for case in expand(problem, rule))


def _limits(problem: Problem, rule: Rule) -> Limits:
    cases = tuple(expand(problem, rule))
    statements = [_statement(problem, case) for case in cases]
    terms = tuple(
        _term(problem, number, part)
        for number, (_, parts) in enumerate(statements) for part in parts
    )
    unit = {"experts": "expert-months", "grants": "grants"}.get(rule.measure, "money")
    return Limits(
        "Rule", _RELATIONS[rule.relation], tuple(bound for bound, _ in statements), terms,
        tuple(rule_name(problem, rule, case) for case in cases),
        tuple(rule_sentence(problem, case) for case in cases),
        (rule.source,) * len(cases),
        unit=unit,
        penalty=(rule.penalty,) * len(cases),
        of_needs=_of_needs(problem, cases) if rule.measure == "coverage" else None)


def _of_needs(problem: Problem, cases: Sequence[Rule]) -> OfNeeds:
    """Return the needs that each combination's coverage is a share of."""
    own = [np.flatnonzero(_selected_needs(problem, case)) for case in cases]
    counts = [len(needs) for needs in own]
    return OfNeeds(np.repeat(np.arange(len(cases)), counts),
                   np.concatenate([np.zeros(0, np.int64), *own]),
                   np.repeat([float(case.value) for case in cases], counts))


def _selected_needs(problem: Problem, case: Rule) -> Bools:
    needs = problem.needs
    selected = np.ones(len(needs.amount), dtype=bool)
    for along, members in ((needs.recipient, case.recipients), (needs.activity, case.activities),
                           (needs.period, case.periods)):
        if members is not None:
            selected &= np.isin(along, list(members))
    return selected


def expand(problem: Problem, rule: Rule) -> Iterator[Rule]:
    """Yield the rule for each combination of its `For each` that has a need and a fund."""
    if not rule.for_each:
        yield rule
        return
    held = _held(problem, rule)
    for combination in product(*(sorted(held[dimension]) for dimension in rule.for_each)):
        narrowed = {SELECTED[dimension]: frozenset({element})
                    for dimension, element in zip(rule.for_each, combination, strict=True)}
        case = replace(rule, **narrowed)  # type: ignore[arg-type]
        if _applies(problem, case):
            yield case


def _applies(problem: Problem, case: Rule) -> bool:
    held = _held(problem, case)
    return bool(held["fund"]) and bool(held["recipient"])


def _held(problem: Problem, rule: Rule) -> dict[str, set[int]]:
    """Return the elements of each dimension that the selection holds needs and funds for."""
    requirements, funds = problem.requirements, problem.funds
    needed = np.fromiter((n > 0 for n in requirements.need), bool, len(requirements.need))
    for along, members in ((requirements.recipient, rule.recipients),
                           (requirements.activity, rule.activities),
                           (requirements.period, rule.periods)):
        if members is not None:
            needed &= np.isin(along, list(members))
    fund = selected_funds(problem, rule)
    return {
        "fund": fund,
        "donor": {int(funds.donor[f]) for f in fund},
        "recipient": set(requirements.recipient[needed].tolist()),
        "activity": set(requirements.activity[needed].tolist()),
        "period": set(requirements.period[needed].tolist()),
    }


def selected_funds(problem: Problem, rule: Rule) -> set[int]:
    """Return the funds that a rule's Funds and Donors select together."""
    return {
        fund for fund, donor in enumerate(problem.funds.donor)
        if (rule.funds is None or fund in rule.funds)
        and (rule.donors is None or int(donor) in rule.donors)
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """One sum of a rule: its selection, coefficient and side, before it becomes entries."""

    rule: Rule
    coefficient: Fraction
    side: Side


def _statement(problem: Problem, case: Rule) -> tuple[Fraction, tuple[_Part, ...]]:
    """Return the bound and the sums that a rule of this measure consists of."""
    left = _Part(case, Fraction(1), Side.LEFT)
    match case.measure:
        case "amount" | "experts" | "grants":
            return case.value, (left,)
        case "coverage":
            return case.value * _need(problem, case), (left,)
        case "share of budget":
            funds = selected_funds(problem, case)
            return case.value * sum((problem.funds.budget[f] for f in funds), Fraction(0)), (left,)
    base = _Part(_lifted(case), case.value, Side.RIGHT)
    return Fraction(0), (left, base)


def _lifted(case: Rule) -> Rule:
    """Keep the selection of the one dimension that a share refers to; lift every other."""
    kept = SELECTED.get(case.measure.removeprefix("share of "), "")
    lifted = {field: None for field in SELECTED.values() if field != kept}
    return replace(case, **lifted)  # type: ignore[arg-type]


def _need(problem: Problem, case: Rule) -> Fraction:
    requirements = problem.requirements
    return sum((
        need for need, r, a, t in zip(requirements.need, requirements.recipient,
                                      requirements.activity, requirements.period, strict=True)
        if (case.recipients is None or r in case.recipients)
        and (case.activities is None or a in case.activities)
        and (case.periods is None or t in case.periods)
    ), Fraction(0))


def _term(problem: Problem, limit: int, part: _Part) -> Term:
    if part.rule.measure == "experts":
        return _expert_term(problem, limit, part.rule)
    axes = _axes(problem, part.rule)
    where = _combinations(axes)
    count = len(next(iter(where.values()))) if where else 1
    counted = part.rule.measure == "grants"
    return Term(Of.GRANT if counted else Of.ALLOCATION, np.full(count, limit), where,
                (part.coefficient,) * count, part.side, committed=not counted)


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


def _expert_term(problem: Problem, limit: int, rule: Rule) -> Term:
    """Sum the expert-months in step with money: an entry for each requirement and fund."""
    requirements = problem.requirements
    rows = np.array([
        row for row, (r, a, t) in enumerate(zip(
            requirements.recipient, requirements.activity, requirements.period, strict=True))
        if requirements.experts[row] > 0
        and (rule.recipients is None or r in rule.recipients)
        and (rule.activities is None or a in rule.activities)
        and (rule.periods is None or t in rule.periods)
    ], dtype=np.int64)
    every = rule.funds is None and rule.donors is None
    funds = [ALL] if every else sorted(selected_funds(problem, rule))
    row, fund = np.repeat(rows, len(funds)), np.tile(np.array(funds, np.int64), len(rows))
    where = {"recipient": requirements.recipient[row], "activity": requirements.activity[row],
             "period": requirements.period[row]}
    if not every:
        where["fund"] = fund
    return Term(Of.ALLOCATION, np.full(len(row), limit), where,
                tuple(requirements.experts[i] for i in row))

"""Rules: limits that an analyst wrote, in the same form as every other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.cases import (
    applies,
    cases,
    named_case,
    names_of_cases,
)
from optimiser.model.columns import Columns
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_listed
from optimiser.model.measures import MEASURES
from optimiser.model.measures.measure import Said
from optimiser.model.measures.selection import selected_needs
from optimiser.model.rows import Limits, OfNeeds
from optimiser.problem.keys import LimitKey
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import listing


def rules(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Hold every enabled rule, once for each combination of its `For each`.

    Enforces: X (at most | at least | exactly) value x base, where X sums x + G over the
    selection and the base is 1, a need, a budget or a wider sum, as the measure says.
    Applies to: enabled rows of Rules; every combination of `For each` in the selection
    that has a need and a fund.
    Units: base currency; expert-months for the measure `experts`; for the measures that count,
    what they count.
    Source: the rule's Reason and Owner.
    """
    blocks = (_limits(problem, columns, number, rule) for number, rule in enumerate(problem.rules)
              if rule.enabled)
    return tuple(block for block in blocks if len(block))


@frozen
class RuleCount:
    """How many rules were read, hold, are switched off, and apply to nothing."""

    read: int
    hold: int
    off: int
    nothing: int


def count_rules(problem: Problem) -> RuleCount:
    """Count the rules by what becomes of them."""
    enabled = [rule for rule in problem.rules if rule.enabled]
    hold = sum(applies(problem, rule) for rule in enabled)
    return RuleCount(len(problem.rules), hold, len(problem.rules) - len(enabled),
                     len(enabled) - hold)


def rule_sentences(problem: Problem) -> tuple[str, ...]:
    """Return every enabled rule that applies to something in words, one sentence a rule."""
    return tuple(whole_rule_sentence(problem, rule) for rule in problem.rules
                 if rule.enabled and applies(problem, rule))


def whole_rule_sentence(problem: Problem, rule: Rule) -> str:
    """Return the rule in words, with all that it is for each of."""
    return f"{rule.name}: {whole_rule_words(problem, rule)}."


def rule_sentence(problem: Problem, rule: Rule) -> str:
    """Return the rule in words.

    Example: `R3: of all support, at most 45% may go to Serbia.`
    """
    return f"{rule.name}: {rule_words(problem, rule)}."


def rule_words(problem: Problem, rule: Rule) -> str:
    """Return what the rule says, without its name: `of all support, at most 45% may go to Serbia`.

    What it is for each of is not in it: see `whole_rule_words`.
    """
    verb = ("should" if rule.penalty is not None else
            "may" if rule.relation is Relation.AT_MOST else "must")
    body = MEASURES[rule.measure].body(problem, rule, Said(rule.relation.value, verb))
    counted = f", counted by {rule.counted_by}" if rule.counted_by else ""
    return f"{body}{counted}"


def whole_rule_words(problem: Problem, rule: Rule) -> str:
    """Return what the rule says of all that it is for each of, without its name.

    One of several combinations of its `For each` is said for the first of them, in whose words
    it can be told what is for each, and how many there are.
    """
    found = cases(problem, rule)
    words = rule_words(problem, found[0].rule if found else rule)
    return words if len(found) <= 1 else (
        f"{words}; and so for each {listing(rule.for_each)} ({len(found):,})")


def _limits(problem: Problem, columns: Columns, number: int, rule: Rule) -> Limits:
    found, measure = cases(problem, rule), MEASURES[rule.measure]
    narrowed = [case.rule for case in found]
    count = len(found)
    return Limits(
        RULE, rule.relation, tuple(measure.bounds(problem, narrowed)),
        measure.terms(problem, columns, narrowed) if count else (),
        tuple((number, *case.of) for case in found), np.full(count, number),
        tuple(names_of_cases(problem, rule, found)),
        tuple(rule_sentence(problem, case) for case in narrowed),
        (rule.source,) * count,
        (rule.name,) * count,
        unit=rule.measure.unit,
        penalty=(rule.penalty,) * count,
        of_needs=_of_needs(problem, narrowed) if measure.is_of_needs else None)


def _of_needs(problem: Problem, narrowed: Sequence[Rule]) -> OfNeeds:
    """Return the needs that each combination's bound is a share of."""
    case, need = selected_needs(problem, narrowed)
    share = np.array([float(one.value) for one in narrowed], np.float64)
    return OfNeeds(case, need, share[case])


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the values of rules that must hold; that of `exactly` may move both ways."""
    for number, rule in enumerate(problem.rules):
        if not rule.enabled or rule.penalty is not None or not applies(problem, rule):
            continue
        value_is = rule.measure.value_is
        if rule.relation is not Relation.AT_LEAST:
            ends = value_is is ValueIs.SHARE and not rule.measure.may_exceed_all
            most = Fraction(1) if ends else None
            yield Lever(number, rule.name, rule.source, rule.value, True,
                        frozenset({Room.ABOVE}), value_is, in_listed("rules", "value", number),
                        most)
        if rule.relation is not Relation.AT_MOST:
            yield Lever(number, rule.name, rule.source, rule.value, False,
                        frozenset({Room.BELOW}), value_is, in_listed("rules", "value", number),
                        Fraction(0))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    number, *elements = key.of
    rule = problem.rules[number]
    return f"rule {named_case(problem, rule, tuple(elements))} leaves no room"


RULE = Family(
    LimitKind.RULE, Role.LIMIT, rules, bounds_in=None, in_future=InFuture.CEILINGS,
    is_choice=True, is_restated=True, may_be_missed=False, loosening=Loosening(1.0, levers),
    when_full=when_full)

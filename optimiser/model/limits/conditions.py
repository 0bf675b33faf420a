"""Conditions: needs that get new money only together, or never both."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.parts import parts_of_conditions
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.left import is_met_already
from optimiser.problem.named import named_need
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, Tie, Unit


def conditions(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Let needs take part as the conditions say, y being 1 where a need gets new money.

    Enforces: `only if`: y <= other y; `together with`: y = other y; `not with`: y + other y <= 1.
    Applies to: rows of Conditions, over all periods; `only if` to those whose other need is not
    met already by commitments.
    Units: needs that take part. What is committed already is no new money.
    Source: Conditions.
    """
    binding = [row for row, tie in enumerate(problem.conditions.tie)
               if tie is not Tie.ONLY_IF or not is_met_already(
                   problem, int(problem.conditions.other_recipient[row]),
                   int(problem.conditions.other_activity[row]))]
    by_relation = ((relation, [row for row in binding
                               if relation_of(problem.conditions.tie[row]) is relation])
                   for relation in (Relation.AT_MOST, Relation.EXACTLY))
    return tuple(_limits(problem, columns, relation, rows)
                 for relation, rows in by_relation if rows)


def relation_of(tie: Tie) -> Relation:
    """Return how the sides of a condition's limit stand to each other."""
    return Relation.EXACTLY if tie is Tie.TOGETHER_WITH else Relation.AT_MOST


def _limits(problem: Problem, columns: Columns, relation: Relation,
            rows: Sequence[int]) -> Limits:
    parts, stated = parts_of_conditions(problem), problem.conditions
    every, count = np.arange(len(rows)), len(rows)
    own, others = (np.array([columns.parts.number_of[parts[row][side]] for row in rows],
                            dtype=np.int64) for side in (0, 1))
    never_both = [stated.tie[row] is Tie.NOT_WITH for row in rows]
    terms = (Term(Of.PART, every, {"part": own}, ones(count)),
             Term(Of.PART, every, {"part": others},
                  tuple(Fraction(1 if never else -1) for never in never_both)))
    return Limits(
        CONDITION, relation, tuple(Fraction(int(never)) for never in never_both), terms,
        tuple((row,) for row in rows), np.array(rows, dtype=np.int64),
        tuple(f"{CONDITION.kind} {_words(problem, row)}" for row in rows),
        tuple(_sentence(problem, row) for row in rows),
        tuple(stated.source[row] for row in rows), unit=Unit.NEEDS)


def _needs(problem: Problem, row: int) -> tuple[str, str]:
    """Return the words for the need of a row and for the other one."""
    stated = problem.conditions
    return (named_need(problem, stated.recipient[row], stated.activity[row]),
            named_need(problem, stated.other_recipient[row], stated.other_activity[row]))


def _words(problem: Problem, row: int) -> str:
    own, other = _needs(problem, row)
    return f"{own} {problem.conditions.tie[row]} {other}"


def _sentence(problem: Problem, row: int) -> str:
    own, other = _needs(problem, row)
    match problem.conditions.tie[row]:
        case Tie.ONLY_IF:
            return f"{own} gets new money only if {other} gets some."
        case Tie.TOGETHER_WITH:
            return f"{own} and {other} both get new money, or neither does."
        case Tie.NOT_WITH:
            return f"{own} and {other} never both get new money."


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say which condition lets no new money in."""
    return f"the condition {_words(problem, key.of[0])} lets none in"


CONDITION = Family(
    LimitKind.CONDITION, Role.LIMIT, conditions, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=True, is_restated=True, may_be_missed=False, loosening=None, when_full=when_full)

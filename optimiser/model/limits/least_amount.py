"""Least amounts: new money to a need is nothing, or at least so much."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.parts import parts_of_least_amounts
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.named import named_need
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs


def least_amount(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Give a need nothing, or its least amount at least.

    Enforces: sum_f x >= least y for each (recipient, activity, period), y either 0 or 1.
    Applies to: needs with a Least amount, their tiers together.
    Units: base currency. What is committed already is no new money.
    Source: Needs, Least amount.
    """
    parts, rows = parts_of_least_amounts(problem), problem.requirements
    if not parts:
        return ()
    of = [(int(rows.recipient[row]), int(rows.activity[row]), int(rows.period[row]))
          for row in parts]
    every = np.arange(len(parts))
    along = np.array(of, dtype=np.int64)
    least = tuple(max(rows.least[row], Fraction(problem.rounding)) for row in parts)
    taken = np.array([columns.parts.number_of[part] for part in parts.values()], dtype=np.int64)
    terms = (Term(Of.ALLOCATION, every, dict(zip(("recipient", "activity", "period"), along.T,
                                                 strict=True)), ones(len(parts))),
             Term(Of.PART, every, {"part": taken}, least, Side.RIGHT))
    return (Limits(
        LEAST_AMOUNT, Relation.AT_LEAST, (Fraction(0),) * len(parts), terms, tuple(of),
        np.array(list(parts), dtype=np.int64),
        tuple(f"{LEAST_AMOUNT.kind} {named_need(problem, *one)}" for one in of),
        tuple(f"New money to {named_need(problem, *one)} is nothing, or at least "
              f"{problem.money(amount)}."
              for one, amount in zip(of, least, strict=True)),
        tuple(rows.least_source[row] for row in parts), never_exceeded=True),)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the least amounts of needs, each of which may fall."""
    rows = problem.requirements
    for row, least in enumerate(rows.least):
        if least > 0:
            of = int(rows.recipient[row]), int(rows.activity[row]), int(rows.period[row])
            yield Lever(row, f"the least amount of {named_need(problem, *of)}",
                        rows.least_source[row], least, False, frozenset({Room.BELOW}),
                        ValueIs.MONEY, in_field("requirements", "least", row), Fraction(0))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that too little can be given for the least amount."""
    return f"too little is left for the least amount of {named_need(problem, *key.of)}"


LEAST_AMOUNT = Family(
    LimitKind.LEAST_AMOUNT, Role.LIMIT, least_amount, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=True, may_be_missed=False, loosening=Loosening(2.0, levers),
    when_full=when_full)

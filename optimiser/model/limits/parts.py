"""Parts: whoever takes part with new money, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.arrays import distinct
from optimiser.problem.left import left_of_funds, left_of_requirements
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation

_CELL = ("fund", "recipient", "activity", "period")


def part_taken(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Tie the money of a part to whether it is taken.

    Enforces: unit y <= sum x <= most y over the cells of the part, y either 0 or 1; `most` is
    what their needs and funds leave, `unit` a unit of Rounding.
    Applies to: every donor, fund, recipient, activity or pillar that a rule counts.
    Units: base currency. What is committed already takes no part.
    Source: the rule that counts.
    """
    count = len(columns.parts)
    if not count:
        return ()
    unit = [Fraction(problem.rounding)] * count
    return (_limits(columns, Relation.AT_MOST, _most(problem, columns)),
            _limits(columns, Relation.AT_LEAST, unit))


def _limits(columns: Columns, relation: Relation, factor: Sequence[Fraction]) -> Limits:
    parts, count = columns.parts, len(columns.parts)
    along = columns.allocation.along
    every = np.arange(count)
    terms = (Term(Of.ALLOCATION, parts.part, {name: along[name][parts.cell] for name in _CELL},
                  ones(len(parts.cell))),
             Term(Of.PART, every, {"part": every}, tuple(factor), Side.RIGHT))
    sentence = "It takes part if and only if it gets new money."
    return Limits(
        PART_TAKEN, relation, (Fraction(0),) * count, terms,
        tuple((number,) for number in range(count)), every,
        tuple(f"{PART_TAKEN.kind} {number + 1}" for number in range(count)),
        (sentence,) * count, ("",) * count, never_exceeded=relation is Relation.AT_LEAST)


def _most(problem: Problem, columns: Columns) -> list[Fraction]:
    """Return the most that each part can get: what its needs and its funds have left."""
    needs, funds = left_of_requirements(problem), left_of_funds(problem)
    parts, fund_of = columns.parts, columns.allocation.along["fund"]
    ends = np.searchsorted(parts.part, np.arange(len(parts) + 1))
    most = []
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        cells = parts.cell[start:end]
        needed = sum((needs[row] for row in distinct(columns.requirement[cells]).tolist()),
                     Fraction(0))
        held = sum((funds[fund] for fund in distinct(fund_of[cells]).tolist()), Fraction(0))
        most.append(min(needed, held))
    return most


PART_TAKEN = Family(
    LimitKind.PART_TAKEN, Role.DEFINITION, part_taken, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)

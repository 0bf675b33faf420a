"""Grants: nothing, or at least the smallest that a fund makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import GRANT, Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.arrays import Bools, Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.left import left_of_funds, left_of_requirements
from optimiser.problem.types import Problem
from optimiser.tables.address import Address
from optimiser.vocabulary import LimitKind, Relation, ValueIs


def grant_made(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Tie the money of a grant to whether it is made.

    Enforces: sum_t x <= most y for each (fund, recipient, activity), y either 0 or 1; `most` is
    what need and budget leave. Where no smallest grant says more: sum_t x >= unit y, a unit of
    Rounding.
    Applies to: funds with a Smallest grant in Budgets; all funds where a rule or an objective
    counts grants.
    Units: base currency. What is committed already is no part of a new grant.
    Source: Budgets, Smallest grant.
    """
    grants = len(columns.grant)
    if not grants:
        return ()
    unit = Fraction(problem.rounding)
    plain = np.flatnonzero(~_has_smallest(problem, columns))
    every = np.arange(grants)
    blocks = [_limits(problem, columns, GRANT_MADE, every, Relation.AT_MOST,
                      _most(problem, columns))]
    if len(plain):
        blocks.append(_limits(problem, columns, GRANT_MADE, plain, Relation.AT_LEAST,
                              [unit] * len(plain)))
    return tuple(blocks)


def smallest_grant(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Keep each grant at the smallest that its fund makes, or above.

    Enforces: sum_t x >= smallest y for each (fund, recipient, activity), y either 0 or 1.
    Applies to: the grants of funds with a Smallest grant.
    Units: base currency. What is committed already is no part of a new grant.
    Source: Budgets, Smallest grant.
    """
    stated = np.flatnonzero(_has_smallest(problem, columns))
    if not len(stated):
        return ()
    unit = Fraction(problem.rounding)
    least = [max(problem.funds.smallest_grant[fund], unit)
             for fund in columns.grant.along["fund"][stated].tolist()]
    return (_limits(problem, columns, SMALLEST_GRANT, stated, Relation.AT_LEAST, least),)


def _has_smallest(problem: Problem, columns: Columns) -> Bools:
    return np.array([problem.funds.smallest_grant[fund] > 0
                     for fund in columns.grant.along["fund"].tolist()], dtype=bool)


def _limits(problem: Problem, columns: Columns, family: Family, grants: Ints,
            relation: Relation, factor: Sequence[Fraction]) -> Limits:
    count = len(grants)
    where = {name: columns.grant.along[name][grants] for name in GRANT}
    terms = (Term(Of.ALLOCATION, np.arange(count), where, ones(count)),
             Term(Of.GRANT, np.arange(count), where, tuple(factor), Side.RIGHT))
    of = list(zip(*(where[name].tolist() for name in GRANT), strict=True))
    named = [_named(problem, where, row) for row in range(count)]
    return Limits(
        family, relation, (Fraction(0),) * count, terms, tuple(of), where["fund"],
        tuple(f"{family.kind} {fund} to {recipient} / {activity}"
              for fund, recipient, activity in named),
        tuple(f"What {fund} gives {recipient} for {activity} is nothing, or at least "
              f"{problem.money(least)}." for (fund, recipient, activity), least in
              zip(named, factor, strict=True)),
        tuple(Address.of_all(problem.funds.smallest_grant_cells[fund])
              for fund in where["fund"].tolist()),
        never_exceeded=relation is Relation.AT_LEAST)


def _named(problem: Problem, where: Mapping[str, Ints], row: int) -> tuple[str, str, str]:
    fund, recipient, activity = (problem.names_of(name)[where[name][row]] for name in GRANT)
    return fund, recipient, activity


def _most(problem: Problem, columns: Columns) -> list[Fraction]:
    """Return the most that each grant can be: what its need and its fund have left."""
    requirements = problem.requirements
    need: dict[tuple[int, int], Fraction] = {}
    for recipient, activity, left in zip(
            requirements.recipient.tolist(), requirements.activity.tolist(),
            left_of_requirements(problem), strict=True):
        need[recipient, activity] = need.get((recipient, activity), Fraction(0)) + left
    money_left = left_of_funds(problem)
    return [max(min(need[recipient, activity], money_left[fund]), Fraction(0))
            for fund, recipient, activity in zip(
                *(columns.grant.along[name].tolist() for name in GRANT), strict=True)]


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the smallest grants of funds, each of which may fall."""
    funds = problem.funds
    for fund, least in enumerate(funds.smallest_grant):
        if least > 0:
            cells = funds.smallest_grant_cells[fund]
            yield Lever(fund, f"the smallest grant of {funds.names[fund]}", Address.of_all(cells),
                        least, False, frozenset({Room.BELOW}), ValueIs.MONEY,
                        in_field("funds", "smallest_grant", fund), Fraction(0), cells=cells)


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that too little can be given for a grant."""
    fund, recipient, activity = key.of
    return (f"too little is left for a grant of {problem.funds.names[fund]} to "
            f"{problem.recipients.names[recipient]} for {problem.activities.names[activity]}")


GRANT_MADE = Family(
    LimitKind.GRANT_MADE, Role.DEFINITION, grant_made, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)
SMALLEST_GRANT = Family(
    LimitKind.SMALLEST_GRANT, Role.LIMIT, smallest_grant, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=True, may_be_missed=False, loosening=Loosening(2.0, levers),
    when_full=when_full)

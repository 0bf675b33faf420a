"""Grants: nothing, or at least the smallest that a fund makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import GRANT, Of, build_columns, counts_grants
from optimiser.model.rows import Limits, Relation, Side, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.types import Problem
from optimiser.words import money

LINK = "Grant made"
"""The kind of the rows that tie a grant's money to whether it is made."""


def grants(problem: Problem) -> tuple[Limits, ...]:
    """Tie money to grants, and keep each grant at the smallest that its fund makes, or above.

    Enforces: sum_t x <= most y and sum_t x >= smallest y for each (fund, recipient,
    activity), y either 0 or 1; `most` is what need and budget leave.
    Applies to: funds with a Smallest grant in Budgets; all funds where a rule or an objective
    counts grants, with one unit of Rounding as the smallest.
    Units: base currency. What is committed already is no part of a new grant.
    Source: Budgets, Smallest grant.
    """
    if not counts_grants(problem) and not any(problem.funds.smallest_grant):
        return ()
    along = build_columns(problem).grant.along
    if not len(along["fund"]):
        return ()
    stated = np.array([problem.funds.smallest_grant[f] > 0 for f in along["fund"].tolist()])
    blocks = [_limits(problem, along, np.arange(len(stated)), Relation.AT_MOST, LINK,
                      _most(problem, along))]
    unit = Fraction(problem.rounding)
    for chosen, kind in ((stated, "Smallest grant"), (~stated, LINK)):
        rows = np.flatnonzero(chosen)
        least = [max(problem.funds.smallest_grant[f], unit) for f in along["fund"][rows].tolist()]
        if len(rows):
            blocks.append(_limits(problem, along, rows, Relation.AT_LEAST, kind, least))
    return tuple(blocks)


def _limits(problem: Problem, along: Mapping[str, Ints], rows: Ints, relation: Relation, kind: str,
            factor: Sequence[Fraction]) -> Limits:
    count = len(rows)
    where = {name: along[name][rows] for name in GRANT}
    terms = (Term(Of.ALLOCATION, np.arange(count), where, ones(count)),
             Term(Of.GRANT, np.arange(count), where, tuple(factor), Side.RIGHT))
    named = [tuple(problem.names_of(name)[where[name][row]] for name in GRANT)
             for row in range(count)]
    return Limits(
        kind, relation, (Fraction(0),) * count, terms,
        tuple(f"{kind} {fund} to {recipient} / {activity}" for fund, recipient, activity in named),
        tuple(f"What {fund} gives {recipient} for {activity} is nothing, or at least "
              f"{money(least, problem.currency)}." for (fund, recipient, activity), least in
              zip(named, factor, strict=True)),
        tuple(problem.funds.smallest_grant_source[f] for f in where["fund"].tolist()),
        never_exceeded=relation is Relation.AT_LEAST, definition=kind == LINK)


def _most(problem: Problem, along: Mapping[str, Ints]) -> list[Fraction]:
    """Return the most that each grant can be: what its need and its fund have left."""
    requirements, commitments = problem.requirements, problem.commitments
    need: dict[tuple[int, int], Fraction] = {}
    for recipient, activity, asked, met in zip(
            requirements.recipient.tolist(), requirements.activity.tolist(), requirements.need,
            requirements.met, strict=True):
        site = recipient, activity
        need[site] = need.get(site, Fraction(0)) + asked - met
    left = list(problem.funds.budget)
    for fund, given in zip(commitments.fund.tolist(), commitments.exact, strict=True):
        left[fund] -= given
    return [max(min(need[recipient, activity], left[fund]), Fraction(0))
            for fund, recipient, activity in zip(*(along[name].tolist() for name in GRANT),
                                                 strict=True)]

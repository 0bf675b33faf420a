"""Capacity: nobody is given more than they can use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import in_period


def capacity(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Keep what a recipient receives, commitments included, within what it can use.

    Enforces: sum_f (x + G) to a recipient (of an activity, in a period) <= capacity.
    Applies to: every row of Capacity; a blank activity or period stands for all together, a
    longer period for all that lie in it.
    Units: base currency.
    Source: Declaration, support "in line with the capacities".
    """
    rows = problem.capacities
    count = len(rows.exact)
    if count == 0:
        return ()
    names, sentences = [], []
    for row, amount in enumerate(rows.exact):
        activity = int(rows.activity[row])
        what = f" / {problem.activities.names[activity]}" if activity != ALL else ""
        when = in_period(int(rows.period[row]), problem.period_names)
        who = problem.recipients.names[rows.recipient[row]]
        names.append(f"Capacity {who}{what}{when}")
        purpose = f" for {problem.activities.names[activity]}" if activity != ALL else ""
        sentences.append(f"{who} can use at most {problem.written(amount)}"
                         f"{purpose}{when}.")
    of = zip(rows.recipient.tolist(), rows.activity.tolist(), rows.period.tolist(), strict=True)
    return (Limits(CAPACITY, Relation.AT_MOST, rows.exact, _terms(problem), tuple(of),
                   np.arange(count), tuple(names), tuple(sentences), rows.source,
                   never_exceeded=True),)


def _terms(problem: Problem) -> tuple[Term, ...]:
    """Make one term for each pattern of blanks, as a selection names its dimensions."""
    rows = problem.capacities
    row_of, period = problem.each_period(rows.period)
    terms = []
    for by_activity, by_period in product((False, True), repeat=2):
        chosen = ((rows.activity[row_of] != ALL) == by_activity) & ((period != ALL) == by_period)
        if not chosen.any():
            continue
        limit = row_of[chosen]
        where = {"recipient": rows.recipient[limit]}
        if by_activity:
            where["activity"] = rows.activity[limit]
        if by_period:
            where["period"] = period[chosen]
        terms.append(Term(Of.ALLOCATION, limit, where, ones(len(limit)), committed=True))
    return tuple(terms)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the capacities, each of which may rise."""
    rows = problem.capacities
    for row, amount in enumerate(rows.exact):
        yield Lever(row, f"the capacity of {problem.recipients.names[rows.recipient[row]]}",
                    rows.source[row], amount, True, frozenset({Room.ABOVE}), ValueIs.MONEY,
                    in_field("capacities", "exact", row))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    recipient, activity, period = key.of
    purpose = f" for {problem.activities.names[activity]}" if activity != ALL else ""
    when = in_period(period, problem.period_names)
    return f"{problem.recipients.names[recipient]} can use no more{purpose}{when}"


CAPACITY = Family(
    LimitKind.CAPACITY, Role.LIMIT, capacity, bounds_in="Capacity", in_future=InFuture.CEILINGS,
    is_choice=False, is_restated=True, may_be_missed=False, loosening=Loosening(10.0, levers),
    when_full=when_full)

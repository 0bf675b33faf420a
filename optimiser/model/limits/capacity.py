"""Capacity: nobody is given more than they can use."""

from __future__ import annotations

from itertools import product

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Term, ones
from optimiser.problem.types import ALL, Problem
from optimiser.words import in_period, money


def capacity(problem: Problem) -> tuple[Limits, ...]:
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
        sentences.append(f"{who} can use at most {money(amount, problem.currency)}"
                         f"{purpose}{when}.")
    return (Limits("Capacity", Relation.AT_MOST, rows.exact, _terms(problem), tuple(names),
                   tuple(sentences), rows.source, never_exceeded=True),)


def _terms(problem: Problem) -> tuple[Term, ...]:
    """Make one term for each pattern of blanks, as a selection names its dimensions."""
    rows = problem.capacities
    row_of, period = problem.spread(rows.period)
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

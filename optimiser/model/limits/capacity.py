"""Capacity: nobody is given more than they can use."""

from __future__ import annotations

from itertools import product

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Term, ones
from optimiser.problem.types import ALL, Problem
from optimiser.words import in_period, money


def capacity(problem: Problem) -> tuple[Limits, ...]:
    """Keep what a recipient receives, commitments included, within what it can use.

    Enforces: sum_f (x + G) to a recipient (of an activity, in a period) <= capacity.
    Applies to: every row of Capacity; a blank activity or period stands for all together.
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
        when = in_period(int(rows.period[row]), problem.periods)
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
    terms = []
    for by_activity, by_period in product((False, True), repeat=2):
        chosen = ((rows.activity != ALL) == by_activity) & ((rows.period != ALL) == by_period)
        if not chosen.any():
            continue
        where = {"recipient": rows.recipient[chosen]}
        if by_activity:
            where["activity"] = rows.activity[chosen]
        if by_period:
            where["period"] = rows.period[chosen]
        terms.append(Term(Of.ALLOCATION, np.flatnonzero(chosen), where,
                          ones(int(chosen.sum())), committed=True))
    return tuple(terms)

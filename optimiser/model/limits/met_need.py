"""Met need: what money buys, tier by tier, and never more than is asked for."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, OfNeeds, Relation, Side, Term, ones
from optimiser.problem.types import Problem
from optimiser.words import in_period, money


def met_need(problem: Problem) -> tuple[Limits, ...]:
    """Share out what a requirement receives over its tiers, none above its need.

    Enforces: m[r,a,t,k] <= N[r,a,t,k]; sum_k m[r,a,t,k] = min(N, sum_f G) + sum_f x.
    Applies to: every row of Needs; every (recipient, activity, period).
    Units: base currency.
    Source: Declaration, "effective support" to partners; no need gets more than it asks for.
    """
    return (_at_most_need(problem), _balance(problem))


def _at_most_need(problem: Problem) -> Limits:
    needs = problem.needs
    where = {"recipient": needs.recipient, "activity": needs.activity, "period": needs.period,
             "tier": needs.tier}
    names, sentences = [], []
    for row, amount in enumerate(needs.exact):
        what = " / ".join(part for part in (
            problem.recipients.names[needs.recipient[row]],
            problem.activities.names[needs.activity[row]],
            problem.periods[needs.period[row]],
            problem.tiers.names[needs.tier[row]],
        ) if part)
        names.append(f"Need {what}")
        sentences.append(f"{what} asks for {money(amount, problem.currency)} and gets no more.")
    term = Term(Of.MET, np.arange(len(needs.exact)), where, ones(len(needs.exact)))
    every = np.arange(len(needs.exact))
    return Limits("Need", Relation.AT_MOST, needs.exact, (term,), tuple(names),
                  tuple(sentences), needs.source, never_exceeded=True, demand=True,
                  of_needs=OfNeeds(every, every, np.ones(len(every))))


def _balance(problem: Problem) -> Limits:
    requirements = problem.requirements
    count = len(requirements.need)
    where = {"recipient": requirements.recipient, "activity": requirements.activity,
             "period": requirements.period}
    met = Term(Of.MET, np.arange(count), where, ones(count))
    given = Term(Of.ALLOCATION, np.arange(count), where, ones(count), Side.RIGHT)
    names = tuple(
        f"Met need of {problem.recipients.names[r]} / {problem.activities.names[a]}"
        f"{in_period(int(t), problem.periods)}"
        for r, a, t in zip(requirements.recipient, requirements.activity, requirements.period,
                           strict=True)
    )
    sentence = "What meets a need is what was committed and what is allocated to it."
    return Limits("Met need", Relation.EXACTLY, requirements.met, (met, given), names,
                  (sentence,) * count, ("",) * count, definition=True)

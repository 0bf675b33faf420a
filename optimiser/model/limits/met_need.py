"""Met need: what money buys, tier by tier, and never more than is asked for."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.rows import Limits, OfNeeds, Side, Term, ones
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation
from optimiser.words import in_period


def need(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Give no need more than it asks for.

    Enforces: m[r,a,t,k] <= N[r,a,t,k].
    Applies to: every row of Needs.
    Units: base currency.
    Source: Declaration, "effective support" to partners; no need gets more than it asks for.
    """
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
        sentences.append(f"{what} asks for {problem.written(amount)} and gets no more.")
    term = Term(Of.MET, np.arange(len(needs.exact)), where, ones(len(needs.exact)))
    every = np.arange(len(needs.exact))
    return (Limits(NEED, Relation.AT_MOST, needs.exact, (term,),
                   tuple((row,) for row in every.tolist()), every, tuple(names),
                   tuple(sentences), needs.source, never_exceeded=True,
                   of_needs=OfNeeds(every, every, np.ones(len(every)))),)


def met_need(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Share out what a requirement receives over its tiers.

    Enforces: sum_k m[r,a,t,k] = min(N, sum_f G) + sum_f x.
    Applies to: every (recipient, activity, period) with a need.
    Units: base currency.
    Source: Declaration, "effective support" to partners.
    """
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
    return (Limits(MET_NEED, Relation.EXACTLY, requirements.met, (met, given),
                   tuple((row,) for row in range(count)), np.arange(count), names,
                   (sentence,) * count, ("",) * count),)


NEED = Family(
    LimitKind.NEED, Role.DEMAND, need, bounds_in="Needs", in_future=InFuture.OWN,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)
MET_NEED = Family(
    LimitKind.MET_NEED, Role.DEFINITION, met_need, bounds_in=None, in_future=InFuture.OWN,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)

"""Experts: money that needs experts goes no further than the experts that donors second."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Side, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.types import ALL, Problem
from optimiser.words import in_period, number


def experts(problem: Problem) -> tuple[Limits, ...]:
    """Tie allocations to expert-months in step with their money, and those to the offers.

    Enforces: sum_d y[d,e,r,t] = sum_a,f (expert-months / need of (r,a,t)) x x[f,r,a,t] for
    each expertise, recipient and period; sum y of a donor and expertise <= expert-months
    offered, in the row's period or over all periods. Commitments use none: their experts
    are there already.
    Applies to: expertises that some row of Expertise offers; every row of Expertise.
    Units: expert-months.
    Source: Declaration, expertise and experts "in line with the capacities".
    """
    return (*_used(problem), *_offered(problem))


def _used(problem: Problem) -> tuple[Limits, ...]:
    requirements = problem.requirements
    expertise = problem.activities.expertise[requirements.activity]
    offered = np.isin(expertise, problem.offers.expertise)
    uses = np.fromiter((e > 0 for e in requirements.experts), dtype=bool, count=len(expertise))
    users = np.flatnonzero(offered & uses)
    if len(users) == 0:
        return ()
    key = np.stack([expertise, requirements.recipient, requirements.period], axis=1)[users]
    groups, limit = np.unique(key, axis=0, return_inverse=True)
    limit = limit.reshape(-1)
    count = len(groups)
    sent = Term(Of.DEPLOYMENT, np.arange(count), {
        "expertise": groups[:, 0], "recipient": groups[:, 1], "period": groups[:, 2]},
        ones(count))
    used = Term(Of.ALLOCATION, limit, _requirement(problem, users),
                tuple(requirements.experts[row] for row in users), Side.RIGHT)
    names = tuple(f"Experts {problem.expertises[e]} in {problem.recipients.names[r]}"
                  f"{in_period(int(t), problem.periods)}" for e, r, t in groups)
    sentences = tuple(f"{name.removeprefix('Experts ')}: as many expert-months are sent as "
                      "the new support to it uses." for name in names)
    return (Limits("Experts used", Relation.EXACTLY, (requirements.experts[0] * 0,) * count,
                   (sent, used), names, sentences, ("",) * count, unit="expert-months",
                   demand=True),)


def _requirement(problem: Problem, rows: Ints) -> dict[str, Ints]:
    requirements = problem.requirements
    return {"recipient": requirements.recipient[rows], "activity": requirements.activity[rows],
            "period": requirements.period[rows]}


def _offered(problem: Problem) -> tuple[Limits, ...]:
    offers = problem.offers
    count = len(offers.exact)
    if count == 0:
        return ()
    terms, names, sentences = [], [], []
    row_of, period = problem.spread(offers.period)
    for one_period in (False, True):
        chosen = row_of[(period != ALL) == one_period]
        if len(chosen) == 0:
            continue
        where = {"donor": offers.donor[chosen], "expertise": offers.expertise[chosen]}
        if one_period:
            where["period"] = period[period != ALL]
        terms.append(Term(Of.DEPLOYMENT, chosen, where, ones(len(chosen))))
    for row, months in enumerate(offers.exact):
        who = problem.donors.names[offers.donor[row]]
        what = problem.expertises[offers.expertise[row]]
        when = in_period(int(offers.period[row]), problem.period_names)
        names.append(f"Experts {what} of {who}{when}")
        sentences.append(f"{who} seconds at most {number(months)} expert-months of "
                         f"{what}{when}.")
    return (Limits("Experts offered", Relation.AT_MOST, offers.exact, tuple(terms),
                   tuple(names), tuple(sentences), offers.source, unit="expert-months",
                   never_exceeded=True),)

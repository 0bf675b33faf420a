"""Experts: money that needs experts goes no further than the experts that donors send."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, Unit, ValueIs
from optimiser.words import in_period, number


def experts_used(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Tie the experts that are sent to the money that uses them, in step with it.

    Enforces: sum_d y[d,e,r,t] = sum_a,f (expert-months / need of (r,a,t)) x x[f,r,a,t].
    Commitments use none: their experts are there already.
    Applies to: each expertise that some row of Expertise offers, recipient and period.
    Units: expert-months.
    Source: Declaration, expertise and experts "in line with the capacities".
    """
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
    return (Limits(EXPERTS_USED, Relation.EXACTLY, (Fraction(0),) * count, (sent, used),
                   tuple(map(tuple, groups.tolist())), np.arange(count), names, sentences,
                   ("",) * count, unit=Unit.EXPERT_MONTHS),)


def _requirement(problem: Problem, rows: Ints) -> dict[str, Ints]:
    requirements = problem.requirements
    return {"recipient": requirements.recipient[rows], "activity": requirements.activity[rows],
            "period": requirements.period[rows]}


def experts_offered(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Send no more experts than donors offer.

    Enforces: sum y of a donor and expertise <= expert-months offered, in the row's period or
    over all periods.
    Applies to: every row of Expertise.
    Units: expert-months.
    Source: Declaration, expertise and experts "in line with the capacities".
    """
    offers = problem.offers
    count = len(offers.exact)
    if count == 0:
        return ()
    terms, names, sentences = [], [], []
    row_of, period = problem.each_period(offers.period)
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
        sentences.append(f"{who} sends at most {number(months)} expert-months of "
                         f"{what}{when}.")
    of = zip(offers.donor.tolist(), offers.expertise.tolist(), offers.period.tolist(), strict=True)
    return (Limits(EXPERTS_OFFERED, Relation.AT_MOST, offers.exact, tuple(terms), tuple(of),
                   np.arange(count), tuple(names), tuple(sentences), offers.source,
                   unit=Unit.EXPERT_MONTHS, never_exceeded=True),)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the expert-months offered, each of which may rise."""
    offers = problem.offers
    for row, months in enumerate(offers.exact):
        yield Lever(row, f"the expert-months of {problem.donors.names[offers.donor[row]]}",
                    offers.source[row], months, True, frozenset({Room.ABOVE}), ValueIs.NUMBER,
                    in_field("offers", "exact", row))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more experts are to be had."""
    donor, expertise, period = key.of
    when = in_period(period, problem.period_names)
    return (f"{problem.donors.names[donor]} has no more {problem.expertises[expertise]} to send"
            f"{when}")


EXPERTS_USED = Family(
    LimitKind.EXPERTS_USED, Role.TIE, experts_used, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=True, may_be_missed=False, loosening=None, when_full=None)
EXPERTS_OFFERED = Family(
    LimitKind.EXPERTS_OFFERED, Role.LIMIT, experts_offered, bounds_in=None,
    in_future=InFuture.CEILINGS, is_choice=False, is_restated=True, may_be_missed=False,
    loosening=Loosening(10.0, levers), when_full=when_full)

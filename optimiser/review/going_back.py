"""What it would cost to go back from a version of a plan to the one that it was made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from optimiser.plan.types import Solution
from optimiser.problem.tiers import fill_tiers
from optimiser.problem.types import Problem
from optimiser.words import points

_Need = tuple[str, str, str]
"""A recipient, an activity, a period, by their names."""


def going_back(before: Solution, after: Solution) -> str:
    """Say what the plan before meets less or more, in points as the plan after counts them.

    Where needs or their weights are others, the points that each plan has of its own do not
    compare: the amounts of the plan before are counted anew, each need met at most in full.
    """
    gain = _points(after.problem, _by_need(after)) - _points(after.problem, _by_need(before))
    by_others = "" if _weighed(before.problem) == _weighed(after.problem) else (
        ", counted by the needs and weights of this plan")
    if round(gain) == 0:
        return f"Going back would neither gain nor lose points{by_others}."
    return (f"Going back would {'lose' if gain > 0 else 'gain'} "
            f"{points(float(abs(gain)))}{by_others}.")


def _weighed(problem: Problem) -> dict[tuple[_Need, str], tuple[Fraction, float]]:
    """Return the amount and the weight of every need, by names."""
    needs = problem.needs
    names = _named(problem, zip(needs.recipient.tolist(), needs.activity.tolist(),
                                needs.period.tolist(), strict=True))
    tiers = [problem.tiers.names[tier] if tier >= 0 else "" for tier in needs.tier.tolist()]
    return dict(zip(zip(names, tiers, strict=True),
                    zip(needs.exact, needs.weight.tolist(), strict=True), strict=True))


def _by_need(plan: Solution) -> dict[_Need, Fraction]:
    """Return what a plan gives to each need, in base currency."""
    along, unit = plan.columns.allocation.along, Fraction(plan.problem.rounding)
    found: dict[_Need, Fraction] = defaultdict(Fraction)
    for need, amount in zip(_named(plan.problem, zip(
            along["recipient"].tolist(), along["activity"].tolist(), along["period"].tolist(),
            strict=True)), plan.amounts.tolist(), strict=True):
        found[need] += amount * unit
    return found


def _points(problem: Problem, given: dict[_Need, Fraction]) -> Fraction:
    """Return what amounts score by the needs, commitments and weights of a problem."""
    rows, needs = problem.requirements, problem.needs
    names = _named(problem, zip(rows.recipient.tolist(), rows.activity.tolist(),
                                rows.period.tolist(), strict=True))
    reached = [met + given.get(name, Fraction(0)) for met, name in zip(
        rows.met, names, strict=True)]
    met = fill_tiers(needs.requirement, needs.weight, needs.exact, reached)
    return sum((Fraction(weight) * one for weight, one in zip(
        needs.weight.tolist(), met, strict=True)), Fraction(0))


def _named(problem: Problem, elements: Iterable[tuple[int, int, int]]) -> list[_Need]:
    recipients, activities = problem.recipients.names, problem.activities.names
    return [(recipients[recipient], activities[activity],
             problem.periods[period] if period >= 0 else "")
            for recipient, activity, period in elements]

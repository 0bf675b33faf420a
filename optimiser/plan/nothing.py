"""Who gets or gives nothing because only that keeps limits of shares, in words."""

from __future__ import annotations

from optimiser.plan.reasons import AtNothing
from optimiser.plan.types import Solution
from optimiser.words import listing


def nothing_words(plan: Solution, one: AtNothing) -> str:
    """Say who is at nothing, which limits only that keeps, and what to loosen."""
    name = plan.problem.names_of(one.dimension)[one.element]
    who = f"{name} {'gives' if one.dimension == 'fund' else 'gets'} nothing"
    change = f" {one.change[:1].upper()}{one.change[1:]}." if one.change else ""
    return f"{who}: only that keeps {listing(one.limits)}.{change}"


def holds_need(plan: Solution, need: int) -> AtNothing | None:
    """Return what leaves a need's recipient or activity at nothing, None where nothing does."""
    needs = plan.problem.needs
    of = {"recipient": int(needs.recipient[need]), "activity": int(needs.activity[need])}
    return next((one for one in plan.at_nothing if of.get(one.dimension) == one.element), None)


def holds_fund(plan: Solution, fund: int) -> AtNothing | None:
    """Return what leaves a fund at nothing, None where nothing does."""
    return next((one for one in plan.at_nothing
                 if (one.dimension, one.element) == ("fund", fund)), None)

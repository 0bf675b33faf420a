"""Wishes in words: by how much one is missed and what granting it would cost or has cost."""

from __future__ import annotations

from optimiser.plan.reasons import EveryWish, GrantedWish, Keeping, Wish
from optimiser.plan.types import Solution
from optimiser.vocabulary import LimitKind, Unit
from optimiser.words import counted, listing, number, points, share


def stated_name(solution: Solution, limit: int) -> str:
    """Return the name of what states a limit, such as its rule."""
    block, at = solution.limit(limit)
    return block.stated_as[at] if block.stated_as else block.names[at]


def wish_words(solution: Solution, wish: Wish) -> str:
    """Say by how much a wish is missed and what granting it would cost, in two clauses."""
    block, _ = solution.limit(wish.limit)
    short = round(wish.short, 2)
    size = (solution.problem.money(short) if block.unit is Unit.MONEY
            else f"{number(short)} {block.unit.singular if short == 1 else block.unit}")
    if wish.keeping is Keeping.ROUNDED:
        return f"Wish not granted, by {size}: only rounding to whole units misses it."
    return f"Wish not granted, by {size}; {_cost(solution, wish)}."


def _cost(solution: Solution, wish: Wish) -> str:
    others = "other wishes would be missed by more" if wish.others_suffer else ""
    match wish.keeping:
        case Keeping.UNPROVED:
            return "what granting it would cost could not be proved"
        case Keeping.IMPOSSIBLE:
            return (f"no plan{_these_grants(solution)} can grant it together with the limits "
                    "that must hold")
        case _ if wish.points > 0:
            more = f", and {others}" if others else ""
            return (f"granting it would cost {points(wish.points)}{_with(solution)}{more}")
        case _:
            gains = f"gain {points(-wish.points)}" if wish.points else "cost no points"
            return f"granting it would {gains}{f', but {others}' if others else ''}"


def _with(solution: Solution) -> str:
    return " with these grants" if len(solution.columns.whole) else ""


def granted_words(solution: Solution, wish: GrantedWish) -> str:
    """Say what a wish has cost: what the plan would reach without it."""
    how = "Wish granted in part" if wish.in_part else "Wish granted"
    others = "; other grants might reach more still" if len(solution.columns.whole) else ""
    return (f"{how} at a cost: without it the plan{_these_grants(solution)} would reach "
            f"{points(wish.points)} more{others}.")


def granted_cost(solution: Solution, wish: GrantedWish) -> str:
    """Return what a wish has cost in two words, as no more than was proved."""
    # Without the wish other grants may do better than the plan's, and none does worse.
    least = "at least " if len(solution.columns.whole) else ""
    return f"{least}{points(wish.points)}"


def _these_grants(solution: Solution) -> str:
    """Such claims hold the grants of the plan: with others, it might be otherwise."""
    return " that makes these grants" if len(solution.columns.whole) else ""


def every_wish_words(solution: Solution, every: EveryWish) -> str:
    """Say what keeping every wish at once would cost, or why no plan can."""
    match every.keeping:
        case Keeping.ROUNDED:
            return "Every wish is kept but for rounding to whole units."
        case Keeping.UNPROVED:
            return "What keeping every wish would cost could not be proved."
        case Keeping.IMPOSSIBLE:
            return f"No plan can keep every wish{_conflict(solution, every.conflict)}."
        case Keeping.COSTS if every.points > 0:
            return (f"Keeping every wish would cost {points(every.points)}{_with(solution)}, "
                    f"{share(every.points / every.reached)} of the most that the plan could reach.")
        case Keeping.COSTS:
            gains = f"gain {points(-every.points)}" if every.points else "cost no points"
            return f"Keeping every wish would {gains}, but cost what other objectives reach."


def _conflict(solution: Solution, limits: tuple[int, ...]) -> str:
    """Name the limits that cannot hold together, wishes first, and count needs among them."""
    named, needs = [], 0
    for block, at in map(solution.limit, limits):
        if block.kind is LimitKind.NEED:
            needs += 1
        else:
            source = block.sources[at]
            named.append(f"{block.names[at]}{f' ({source})' if source else ''}")
    if needs:
        named.append(f"what {counted(needs, 'need')} {'asks' if needs == 1 else 'ask'} for")
    if len(named) > 1:
        return f": {listing(named)} cannot hold together"
    return f": {named[0]} cannot be kept" if named else ""

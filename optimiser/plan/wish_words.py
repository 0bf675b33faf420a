"""A wish that was not granted, in words: by how much, and what granting it would cost."""

from __future__ import annotations

from optimiser.plan.reasons import Keeping, Wish
from optimiser.plan.types import Solution
from optimiser.vocabulary import Unit
from optimiser.words import money, number


def wish_words(solution: Solution, wish: Wish) -> str:
    """Say by how much a wish is missed and what granting it would cost, in two clauses."""
    block, _ = solution.limit(wish.limit)
    short = round(wish.short, 2)
    size = (money(short, solution.problem.currency) if block.unit is Unit.MONEY
            else f"{number(short)} {block.unit.singular if short == 1 else block.unit}")
    return f"Wish not granted, by {size}; {_cost(wish)}."


def _cost(wish: Wish) -> str:
    match wish.keeping:
        case Keeping.UNPROVED:
            return "what granting it would cost could not be proved"
        case Keeping.IMPOSSIBLE:
            return "no plan can grant it together with the limits that must hold"
        case Keeping.COSTS if round(wish.points):
            return f"granting it would cost {number(round(wish.points))} points"
        case Keeping.COSTS:
            return "granting it would cost no points, but other wishes more"

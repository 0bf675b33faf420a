"""What holds needs back and what became of wishes, as values; words are made at the door."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from optimiser.frozen import frozen


class Reason(NamedTuple):
    """A limit in the way of a need: by its number among all limits of the solution.

    `room` is None where it is full, else how much more there may be with what is named before it
    loosened, in base currency whatever the limit's unit: to the need and the tiers that fill before
    it, or from the fund. `price` is what one more unit of the limit (or one less, of
    what asks for at least so much) would add in points, never below 0; NaN where it is not known.
    """

    limit: int
    room: float | None = None
    price: float = float("nan")


@frozen
class HeldBack:
    """Why one need is not fully met: the limits in its way, those that are full first.

    `outranked_by` is the need of greater weight that the same money meets, -1 where none does;
    where not `is_paid`, no fund may pay for it at all; with `by_rounding` nothing is in its way but
    that amounts are whole units. `kept_by` is the full limit that keeps money in needs of less
    weight, None where none does, and `kept_in` the one of them that would lose the most to this
    one without it, else -1. `barred` are the funds with money left
    whose earmarks keep it from a need that wants for money, the one with the most left first.
    `freed` is how much of the money left in a fund could be used without the limits in its way, in
    base currency, NaN where that is all of it or not known.
    """

    reasons: tuple[Reason, ...] = ()
    outranked_by: int = -1
    is_paid: bool = True
    kept_by: Reason | None = None
    kept_in: int = -1
    barred: tuple[int, ...] = ()
    by_rounding: bool = False
    freed: float = float("nan")


class Keeping(Enum):
    """What is known of keeping a wish that was not granted."""

    COSTS = "it would cost points"
    UNPROVED = "what it would cost could not be proved"
    IMPOSSIBLE = "no plan can keep it together with the limits that must hold"
    ROUNDED = "the plan before rounding keeps it"


class Wish(NamedTuple):
    """A limit of strength should that is broken, by its number among all limits.

    `short` is by how much, in its unit; `points` what keeping it would cost, 0 unless it costs
    and below 0 where it gains some; `others_suffer` where other wishes would then be missed by
    more.
    """

    limit: int
    short: float
    keeping: Keeping
    points: float = 0.0
    others_suffer: bool = False


class GrantedWish(NamedTuple):
    """A wish without which the plan would have so many `points` more.

    `limits` are all that it states, by their numbers among all limits; `in_part` where some of
    them are broken all the same.
    """

    limits: tuple[int, ...]
    points: float
    in_part: bool


class EveryWish(NamedTuple):
    """What keeping every wish at once would cost, where the plan does not grant them all.

    `points` is what the most need met would lose, of the `reached` points that the plan's is, 0
    unless it costs, below 0 where other objectives would pay for it. Where no plan can keep them
    all, `conflict` holds limits that cannot hold together, by their numbers among all limits:
    without any one of them the others can. It is empty where there are too many limits to look
    for it.
    """

    keeping: Keeping
    points: float = 0.0
    reached: float = 0.0
    conflict: tuple[int, ...] = ()


class AtNothing(NamedTuple):
    """A recipient, activity or fund that every plan leaves at nothing.

    `limits` are the names of those that cannot hold together and let anything through, some of
    them shares of what is given; `change` says the least that lets something through, "" where no
    figure does.
    """

    dimension: str
    element: int
    limits: tuple[str, ...]
    change: str

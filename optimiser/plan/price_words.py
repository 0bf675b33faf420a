"""Shadow prices in words: what one more and one less of a limit would do, and how far."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from optimiser.model.family import Role
from optimiser.model.rows import Limits
from optimiser.plan.types import LimitResults, Solution, Status
from optimiser.vocabulary import LimitKind, ObjectiveName, Relation, Unit, ValueIs
from optimiser.words import money, number, points, share

NO_PLAN = "No plan"
"""Shown as the price of a direction that leaves none."""
NOT_KNOWN = "What one more or one less would do is not known."
"""Said where it could not be proved: other objectives come before, or time did not suffice."""
_STEP = 100_000
_CENT = 0.01
_NOISE = 1e-6
_FULL_FOR_NOTHING = {
    Relation.AT_MOST: "It is full, yet more of it would add no points: what it may "
                      "pay for is met, or other limits hold it back as well.",
    Relation.AT_LEAST: "It is just kept, yet asking for less would add no points.",
    Relation.EXACTLY: "It is kept, yet asking for more or less would add no points."}
"""Why a limit without room has no price."""


class Move(NamedTuple):
    """One way in which a limit may move, in the figures that its sentence is made of.

    `step` is by how much, in the limit's unit, and `gain` the points that the best plan then has
    more: below 0 where it loses some, infinite where no plan is left. `reach` is how far each
    unit does as much: infinite where nothing ends it, NaN where that was not asked, and then
    `gain` is only the most that a step can add, or the least that it takes.
    """

    word: str
    unit: Unit
    step: float
    gain: float
    reach: float

    @property
    def is_told(self) -> bool:
        """Whether there is a step that can be said for which the price holds."""
        return not self.step > self.reach


def moves(block: Limits, result: LimitResults, at: int) -> tuple[Move, Move] | None:
    """Return what moving one limit would do, up and down; None where there is nothing to say.

    That is where its price is not known, where it has room and none, and of what needs ask for.
    """
    more, less = float(result.price[at]), float(result.price_of_less[at])
    is_idle = result.status[at] is Status.NOT_BINDING and more == 0 and less == 0
    if math.isnan(more) or math.isnan(less) or block.family.role is not Role.LIMIT or is_idle:
        return None
    up, down = float(result.increase[at]), float(result.decrease[at])
    return (_move("more", block.unit, more, up), _move("less", block.unit, -less, down))


def _move(word: str, unit: Unit, price: float, reach: float) -> Move:
    # Without its reach nothing is known of a price beyond the first unit.
    step = float(_STEP) if unit is Unit.MONEY and not math.isnan(reach) else 1.0
    while step > _CENT and step > reach:
        step = step / 10 if step > 1 else _CENT
    return Move(word, unit, step, price if math.isinf(price) else price * step, reach)


def price_words(plan: Solution, block: Limits, result: LimitResults, at: int) -> str:
    """Say what moving one limit would do, both ways; "" where there is nothing to say.

    As in "EUR 10,000 more would add 12,761 points, up to EUR 28,053 more; EUR 1,000 less would
    lose 1,276 points, up to EUR 1,911 less."
    """
    found = moves(block, result, at)
    if found is None:
        return NOT_KNOWN if _is_unknown(plan, block, result, at) else ""
    currency = plan.problem.currency
    if found[0].gain == 0 and found[1].gain == 0:
        words = _nothing(found, currency)
        if result.status[at] is Status.BINDING:
            words = f"{words} {_FULL_FOR_NOTHING[block.relation]}"
    else:
        words = "; ".join(said(move, currency) for move in found) + "."
    said_of_share = _percentage_point(plan, block, result, at)
    return f"{_with_grants(plan, words)}{_elsewhere(plan, result, at)}{said_of_share}"


def _percentage_point(plan: Solution, block: Limits, result: LimitResults, at: int) -> str:
    """Say how much money a percentage point is of a rule whose Value is a share, else "".

    Prices are per unit of money: what is changed in the sheet is the share.
    """
    if block.kind is not LimitKind.RULE:
        return ""
    rule = plan.problem.rules[block.of[at][0]]
    if rule.measure.value_is is not ValueIs.SHARE or not rule.value:
        return ""
    point = float(result.limit[at]) / float(rule.value) / 100
    amount = money(round(point, 0 if point >= 1 else 2), plan.problem.currency)
    return f" One percentage point of this share is {amount} in this plan." if point > _CENT else ""


def need_words(plan: Solution, block: Limits, result: LimitResults, at: int) -> str:
    """Say why the limit of a need is priced and has room, or is full and has no price."""
    price = float(result.price[at])
    if block.family.role is not Role.DEMAND or math.isnan(price):
        return ""
    if result.status[at] is not Status.NOT_BINDING:
        return "" if price else "Met in full; were more needed, more would add no points."
    return _elsewhere(plan, result, at, "It is met in full", "it is not").strip() if price else ""


def _is_unknown(plan: Solution, block: Limits, result: LimitResults, at: int) -> bool:
    """Tell whether a limit that is full should have a price, and has none that could be told."""
    return (math.isnan(float(result.price[at])) and result.status[at] is Status.BINDING
            and block.family.role is Role.LIMIT and not block.unit.is_count
            and plan.problem.optimises(ObjectiveName.MEET_NEEDS))


def said(move: Move, currency: str) -> str:
    """Say what a step this way gains or loses."""
    if math.isinf(move.gain):
        return f"any {move.word} leaves no plan"
    if move.gain == 0:
        return f"{move.word} would change no points{_as_far(move, currency)}"
    if not move.is_told:
        return f"less than {_size(_CENT, move, currency)} {move.word} changes the price"
    verb = "add" if move.gain > 0 else "lose"
    about = "" if not math.isnan(move.reach) else (
        "at most " if move.gain > 0 else "at least ")
    return (f"{_size(move.step, move, currency)} {move.word} would {verb} "
            f"{about}{points(abs(move.gain))}{_as_far(move, currency)}")


def _as_far(move: Move, currency: str) -> str:
    if not math.isfinite(move.reach):
        return ""
    return f", up to {_size(move.reach, move, currency)} {move.word}"


def _size(size: float, move: Move, currency: str) -> str:
    """Return so much of a limit's unit, cut and not rounded: what is said to hold does."""
    parts = 1 if size >= 1 and move.unit is Unit.MONEY else 100
    cut = Fraction(math.floor(size * parts + _NOISE), parts)
    if move.unit is Unit.MONEY:
        return money(cut, currency)
    return f"{number(cut)} {move.unit.singular if cut == 1 else move.unit}"


def _nothing(found: tuple[Move, Move], currency: str) -> str:
    ends = [f"{verb} by more than {_size(move.reach, move, currency)}"
            for verb, move in zip(("rises", "falls"), found, strict=True)
            if math.isfinite(move.reach)]
    unless = f", unless it {' or '.join(ends)}" if ends else ""
    return f"moving it changes no points{unless}."


def _with_grants(plan: Solution, words: str) -> str:
    """Prices are found with the grants that are made: others might do better."""
    if not len(plan.columns.whole):
        return f"{words[:1].upper()}{words[1:]}"
    return f"With the grants that are made, {words}"


def _elsewhere(plan: Solution, result: LimitResults, at: int, there: str = "It is full",
               here: str = "it has room") -> str:
    """Say why a limit with room has a price: it is full where the most points are.

    One of nothing against nothing is not full and has no room either.
    """
    if result.status[at] is not Status.NOT_BINDING or result.slack[at] <= _NOISE:
        return ""
    left = [one.tolerance for one in plan.problem.objectives
            if one.name is ObjectiveName.MEET_NEEDS and one.tolerance]
    of_them = f" ({share(left[0])} of the points was left to them)" if left else ""
    return (f" {there} in the plan of most points; here {here}, because later objectives "
            f"moved money elsewhere{of_them}.")

"""Least amounts, whole units and conditions stated a second time: something, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pulp

from reference import Cell, Figures, Slot
from reference.pulp_statement import Statement, at

Amounts = dict[Cell, Fraction]
Place = tuple[str, str]
"""Recipient and activity."""


def left_of(figures: Figures, slot: Slot) -> Fraction:
    """Return what commitments leave of a need."""
    need = figures.slots[slot]
    return need - min(need, figures.committed(slot))


def least_of(figures: Figures, slot: Slot) -> Fraction:
    """Return the least amount of a need; a share asks for no more than what is left."""
    asked, is_share = figures.parts.least[slot]
    return min(asked * figures.slots[slot], left_of(figures, slot)) if is_share else asked


def lot_of(figures: Figures, activity: str) -> Fraction:
    """Return the price of as few units as come to whole units of Rounding."""
    cost = figures.parts.lots[activity]
    return cost * (cost / figures.rounding).denominator


def is_met(figures: Figures, place: Place) -> bool:
    """Tell whether commitments leave nothing of what a recipient needs for an activity."""
    return not any(left_of(figures, slot) for slot in figures.slots if slot[:2] == place)


def state_parts(statement: Statement) -> None:
    """Add what a statement leaves out of least amounts, whole units and conditions."""
    for slot, need in statement.figures.slots.items():
        if need and slot in statement.figures.parts.least:
            _state_least(statement, slot)
        if need and slot[1] in statement.figures.parts.lots:
            _state_lots(statement, slot)
    _state_conditions(statement)


def _state_least(statement: Statement, slot: Slot) -> None:
    given, figures = statement.allocated(at("", *slot)), statement.figures
    is_paid = pulp.LpVariable(f"p{len(statement.rows)}", cat=pulp.LpBinary)
    statement.add(given, "at least", statement.scaled(least_of(figures, slot)) * is_paid)
    statement.add(given, "at most", statement.scaled(left_of(figures, slot)) * is_paid)


def _state_lots(statement: Statement, slot: Slot) -> None:
    """The new money is so many lots, or all that is left in whole units of Rounding."""
    figures = statement.figures
    left, lot = left_of(figures, slot), lot_of(figures, slot[1])
    most = int(left // lot)
    lots = pulp.LpVariable(f"l{len(statement.rows)}", 0, most, cat=pulp.LpInteger)
    in_full = pulp.LpVariable(f"f{len(statement.rows)}", cat=pulp.LpBinary)
    whole = left // figures.rounding * figures.rounding
    statement.add(statement.allocated(at("", *slot)), "exactly",
                  statement.scaled(lot) * lots + statement.scaled(whole) * in_full)
    statement.add(lots + most * in_full, "at most", most)


def _state_conditions(statement: Statement) -> None:
    figures = statement.figures
    made: dict[Place, pulp.LpVariable] = {}
    for place in {place for one, _, other in figures.parts.conditions for place in (one, other)}:
        made[place] = pulp.LpVariable(f"c{len(statement.rows)}", cat=pulp.LpBinary)
        given = statement.allocated(at("", *place))
        most = sum((left_of(figures, slot) for slot in figures.slots if slot[:2] == place),
                   Fraction(0))
        statement.add(given, "at least", statement.scaled(figures.rounding) * made[place])
        statement.add(given, "at most", statement.scaled(most) * made[place])
    for one, words, other in figures.parts.conditions:
        match words:
            case "only if" if not is_met(figures, other):
                statement.add(made[one] - made[other], "at most", 0)
            case "together with":
                statement.add(made[one] - made[other], "exactly", 0)
            case "not with":
                statement.add(made[one] + made[other], "at most", 1)


def part_faults(figures: Figures, x: Amounts) -> Iterator[str]:
    """Yield needs that get what they may not, in fractions."""
    given: dict[Slot, Fraction] = {}
    for cell, amount in x.items():
        given[cell[1:]] = given.get(cell[1:], Fraction(0)) + amount
    for slot, amount in given.items():
        if amount and slot in figures.parts.least and amount < least_of(figures, slot):
            yield f"{slot} gets {float(amount)}, less than its least"
        if amount and slot[1] in figures.parts.lots and amount % lot_of(figures, slot[1]) and (
                amount != left_of(figures, slot) // figures.rounding * figures.rounding):
            yield f"{slot} gets {float(amount)}, no whole units"
    paid = {slot[:2] for slot, amount in given.items() if amount}
    for one, words, other in figures.parts.conditions:
        if (words == "only if" and one in paid and other not in paid and not is_met(figures, other)
                ) or (words == "together with" and (one in paid) != (other in paid)) or (
                words == "not with" and one in paid and other in paid):
            yield f"{one} {words} {other} is not kept"

"""Figures that ask for more than there can be: slips of the pen that no plan could be made of.

A budget or a capacity may be as high as it likes and limits nothing then. What asks for money is
shared out in proportion to it, or has to be reached: beside it nothing else would count.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import scale as kinds
from optimiser.tables.checks.facts import Facts, Floats
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.findings import Finding
from optimiser.vocabulary import MeasureName, Relation
from optimiser.words import money

_MOST_MONEY = 1e15
"""A workbook holds 15 digits: what is above is not known to the unit."""
_MOST_MONTHS = 1e12
_OF_BUDGETS, _LARGE = 1e8, 1e9
"""A need so many times all budgets, and of so much at least, leaves a share none of its digits."""
_ASKING = (("Needs", "Need"), ("Needs", "Least amount"), ("Budgets", "Smallest grant"),
           ("Commitments", "Amount"), ("Pins", "At least"), ("Activities", "Unit cost"))
_MONTHS = (("Needs", "Expert-months"), ("Burden sharing", "Value of an expert-month"))


def check_beyond(facts: Facts) -> Iterator[Finding]:
    """Find figures beyond what can be counted, and needs beyond all that there is to give."""
    for name, heading in _ASKING:
        yield from _uncounted(facts, name, heading, facts.money(name, heading), _MOST_MONEY)
    for name, heading in _MONTHS:
        yield from _uncounted(facts, name, heading, facts.table(name).number(heading), _MOST_MONTHS)
    yield from _uncounted(facts, "Rules", "Value", _asked_by_rules(facts), _MOST_MONEY)
    yield from _beyond_all_budgets(facts)


def _uncounted(facts: Facts, name: str, heading: str, amounts: Floats,
               most: float) -> Iterator[Finding]:
    table = facts.table(name)
    for row in np.flatnonzero(amounts > most).tolist():
        yield kinds.UNCOUNTED.at(table.place(row, heading),
                                 _said(float(table.number(heading)[row])), heading=heading)


def _said(figure: float) -> str:
    """Say a figure with its noughts in threes, in short where there are too many to count."""
    return f"{figure:,.16g}"


def _asked_by_rules(facts: Facts) -> Floats:
    """Return the money that each rule asks for, 0 for those that ask for none."""
    table = facts.table("Rules")
    asks = [measure_of(table, row) is MeasureName.AMOUNT and table.number("Enabled")[row] != 0
            and str(table.text("Relation")[row]).casefold() in (
                Relation.AT_LEAST.value, Relation.EXACTLY.value)
            for row in range(len(table))]
    return np.where(np.array(asks, dtype=bool), facts.money("Rules", "Value"), 0.0)


def _beyond_all_budgets(facts: Facts) -> Iterator[Finding]:
    needs, table = facts.money("Needs", "Need"), facts.table("Needs")
    held = float(np.nansum(facts.money("Budgets", "Budget")))
    if not held:
        return
    far = (needs > _OF_BUDGETS * held) & (needs > _LARGE) & (needs <= _MOST_MONEY)
    for row in np.flatnonzero(far).tolist():
        yield kinds.BEYOND_ALL.at(
            table.place(row, "Need"), _said(float(table.number("Need")[row])),
            need=money(round(float(needs[row]), 2), facts.currency),
            have=money(round(held, 2), facts.currency))

"""Whole units against their price, Rounding and the needs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

import numpy as np

from optimiser.tables.catalogue import conditions as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Facts
from optimiser.tables.elements import setting
from optimiser.tables.findings import Finding
from optimiser.tables.numbers import Reading, read_number
from optimiser.words import money

_HEADING = "Whole units"


def check_whole_units(facts: Facts) -> Iterator[Finding]:
    """Find activities in whole units without a price, or with one that Rounding does not divide."""
    table = facts.table("Activities")
    cost = table.number("Unit cost")
    for row in np.flatnonzero(table.number(_HEADING) == 1).tolist():
        name = str(table.text("Activity")[row])
        if facts.unreadable("Activities", "Unit cost")[row]:
            continue
        if not cost[row] > 0:
            yield kinds.NO_UNIT_COST.at(table.place(row, _HEADING), name)
            continue
        exact, unit = Fraction(str(float(cost[row]))), _rounding(facts)
        count = (exact / unit).denominator
        if count > 1:
            shared = Fraction(gcd(exact.numerator * unit.denominator,
                                  unit.numerator * exact.denominator),
                              exact.denominator * unit.denominator)
            yield kinds.UNITS_IN_LOTS.at(
                table.place(row, "Unit cost"), name, count=count, instead=shown(float(shared)),
                cost=money(float(exact), facts.currency), rounding=shown(float(unit)))
        yield from _dearer_than_the_need(facts, int(facts.numbers("Activities", "Activity")[row]),
                                         float(exact * count))


def _rounding(facts: Facts) -> Fraction:
    """Return the rounding unit; 1 where the setting cannot be read, which has its own finding."""
    text = setting(facts.inputs, "Rounding", "1")
    read = read_number(text)
    return Fraction(text) if read.reading is Reading.NUMBER and read.value > 0 else Fraction(1)


def _dearer_than_the_need(facts: Facts, activity: int, cost: float) -> Iterator[Finding]:
    """Find rows of Needs for less than a lot, once for each need."""
    table, sites = facts.table("Needs"), facts.sites
    small = (sites.activity == activity) & (sites.left > 0) & (sites.left < cost)
    for at in np.flatnonzero(small).tolist():
        here = np.flatnonzero(
            (facts.numbers("Needs", "Recipient") == sites.recipient[at])
            & (facts.numbers("Needs", "Activity") == activity)
            & (facts.numbers("Needs", "Period") == sites.period[at]))
        left = float(sites.left[at])
        yield kinds.UNIT_ABOVE_NEED.at(
            table.place(int(here[0]), "Need"), shown(float(table.number("Need")[here[0]])),
            cost=money(cost, facts.currency), left=money(round(left, 2), facts.currency))

"""Currencies, rates, odd sizes, experts, addresses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.codes import is_currency
from optimiser.tables.checks.facts import Bools, Facts, Floats
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.columns import Kind
from optimiser.tables.findings import Finding
from optimiser.tables.indexes import NameIndex
from optimiser.tables.schema import SHEETS
from optimiser.words import money

_ODD, _ENOUGH = 1_000, 4
_FAR, _GAP = 300, 30
"""A figure so many times off the middle, with such a gap to the others, may be so by a slip."""


def check_currencies(facts: Facts) -> Iterator[Finding]:
    """Find currencies without a usable rate, and rates that cannot be."""
    rates = facts.table("Exchange rates")
    listed = {name_key(name) for name in rates.text("Currency").tolist()}
    for row, (name, rate) in enumerate(zip(rates.text("Currency").tolist(),
                                           rates.number("Per unit of base"), strict=True)):
        if rate == 0:
            yield kinds.RATE_ZERO.at(rates.place(row, "Per unit of base"), name)
        elif name_key(name) == name_key(facts.currency) and rate != 1 and rate > 0:
            yield kinds.BASE_RATE.at(rates.place(row, "Per unit of base"), f"{rate:g}")
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        if "Currency" not in table.values or sheet.name == "Exchange rates":
            continue
        names = table.text("Currency").tolist()
        unrated = {name for name in set(names) if name_key(name) not in facts.rates
                   and name_key(name) not in listed and is_currency(name)}
        for row, name in enumerate(names if unrated else ()):
            if name in unrated:
                yield kinds.NO_RATE.at(table.place(row, "Currency"), name, near=did_you_mean(
                    facts.elements.currencies.near(name)))


def check_sizes(facts: Facts) -> Iterator[Finding]:
    """Find amounts a thousand times off the middle of their column."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        for column in sheet.columns:
            if column.kind is not Kind.MONEY or column.heading not in table.values:
                continue
            values = facts.money(sheet.name, column.heading)
            filled = values[values > 0]
            if len(filled) < _ENOUGH:
                continue
            middle = float(np.sort(filled)[len(filled) // 2])
            odd = (values >= _ODD * middle) | ((values > 0) & (values <= middle / _ODD))
            # Of an amount in another currency it is not the noughts that are seen here.
            odd |= _slipped(values, filled, middle) & np.isclose(
                values, table.number(column.heading) * facts.unit)
            for row in np.flatnonzero(odd).tolist():
                factor = values[row] / middle
                yield kinds.ODD_SIZE.at(
                    table.place(row, column.heading),
                    shown(float(table.number(column.heading)[row])),
                    amount=money(round(float(values[row]), 2), facts.currency),
                    middle=money(round(middle, 2), facts.currency),
                    factor=f"{factor:,.0f}" if factor > 1 else f"{factor:.2g}")


def _slipped(values: Floats, filled: Floats, middle: float) -> Bools:
    """Tell which figures would be among the others a thousand times larger, or smaller."""
    usual = filled[(filled > middle / _FAR) & (filled < middle * _FAR)]
    least, most = float(usual.min()), float(usual.max())
    small = (values > 0) & (values * _GAP <= least) & (values <= middle / _FAR) & (
        values * _ODD >= least / 2) & (values * _ODD <= 2 * most)
    large = (values >= most * _GAP) & (values >= middle * _FAR) & (
        values / _ODD >= least / 2) & (values / _ODD <= 2 * most)
    return small | large


def check_experts(facts: Facts) -> Iterator[Finding]:
    """Find expert-months that nothing limits, or that no money goes with."""
    needs, activities = facts.table("Needs"), facts.table("Activities")
    months, idle = needs.number("Expert-months"), _without_need(facts)
    number = facts.numbers("Needs", "Activity")
    unknown = set(facts.numbers("Activities", "Activity")[
        facts.unreadable("Activities", "Expertise")].tolist())
    offered = set(facts.numbers("Expertise", "Expertise").tolist())
    warned: set[int] = set()
    for row in np.flatnonzero((months > 0) & (number >= 0)).tolist():
        kind = facts.elements.expertise_of_activity[number[row]]
        if idle[row]:
            yield kinds.IDLE_EXPERTS.at(needs.place(row, "Expert-months"),
                                        shown(float(months[row])))
        if number[row] in warned | unknown:
            continue
        warned.add(int(number[row]))
        if kind < 0:
            yield kinds.NO_EXPERTISE.at(needs.place(row, "Expert-months"),
                                        facts.elements.activities.names[number[row]])
        elif kind not in offered:
            at = int(np.flatnonzero(facts.numbers("Activities", "Activity") == number[row])[0])
            name = facts.elements.expertises.names[kind]
            near = NameIndex(facts.table("Expertise").text("Expertise").tolist()).near(name)
            yield kinds.NOT_SECONDED.at(activities.place(at, "Expertise"), name,
                                        near=did_you_mean(near))


def _without_need(facts: Facts) -> Bools:
    """Tell which rows of Needs belong to a need that is 0 over all its tiers, shape (rows,)."""
    sites = facts.sites
    empty = set(zip(*(along[sites.need == 0].tolist() for along in
                      (sites.recipient, sites.activity, sites.period)), strict=True))
    if not empty:
        return np.zeros(len(facts.table("Needs")), dtype=bool)
    keys = zip(*(facts.numbers("Needs", heading).tolist()
                 for heading in ("Recipient", "Activity", "Period")), strict=True)
    return np.fromiter((key in empty for key in keys), bool, len(facts.table("Needs")))


def check_addresses(facts: Facts) -> Iterator[Finding]:
    """Find e-mail addresses that cannot be."""
    for name in ("Recipients", "Donors"):
        table = facts.table(name)
        for row, text in enumerate(table.text("Email").tolist()):
            if text and "@" not in text:
                yield kinds.EMAIL.at(table.place(row, "Email"), text)

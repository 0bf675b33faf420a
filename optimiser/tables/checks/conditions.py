"""Least amounts and conditions against themselves, the needs and the money there is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import across
from optimiser.tables.catalogue import conditions as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Bools, Facts, exceeds
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding
from optimiser.vocabulary import Tie
from optimiser.words import money

_HEADING = "Least amount"
Need = tuple[int, int]
"""Recipient and activity."""


def check_least_amounts(facts: Facts) -> Iterator[Finding]:
    """Find least amounts that cannot be read in one way only, or that nothing can reach."""
    table = facts.table("Needs")
    values, shares = table.number(_HEADING), table.is_percentage(_HEADING)
    first: dict[tuple[int, ...], int] = {}
    for row in np.flatnonzero(~np.isnan(values)).tolist():
        place, value = table.place(row, _HEADING), float(values[row])
        text = f"{shown(round(100 * value, 9))}%" if shares[row] else shown(value)
        if value < 0:
            yield kinds.LEAST_NEGATIVE.at(place, text)
        elif 0 < value <= 1 and not shares[row]:
            yield kinds.LEAST_UNCLEAR.at(place, text, percent=f"{shown(round(100 * value, 9))}%")
        elif value > 0:
            site = tuple(int(facts.numbers("Needs", heading)[row])
                         for heading in ("Recipient", "Activity", "Period"))
            other = first.setdefault(site, row)
            if other != row:
                yield kinds.LEAST_TWICE.at(
                    place, text, other=shown(float(values[other])),
                    first=table.address(other, _HEADING))
            yield from _against_what_is_left(facts, row, site, share=bool(shares[row]))


def _against_what_is_left(facts: Facts, row: int, site: tuple[int, ...],
                          share: bool) -> Iterator[Finding]:
    table, sites = facts.table("Needs"), facts.sites
    recipient, activity, period = site
    here = np.flatnonzero((sites.recipient == recipient) & (sites.activity == activity)
                          & (sites.period == period))
    if min(recipient, activity) < 0 or len(here) != 1 or not sites.needed[here[0]]:
        return
    at = int(here[0])
    need, left = float(sites.need[at]), float(sites.left[at])
    least = (float(table.number(_HEADING)[row]) * need if share
             else float(facts.money("Needs", _HEADING)[row]))
    place, value = table.place(row, _HEADING), shown(float(table.number(_HEADING)[row]))
    most, shared = (need, need) if share else (left, None)
    if exceeds(least, most):
        why = ("the need is" if share else "the need left is") + f" {_money(facts, most)}"
        yield kinds.LEAST_TOO_HIGH.at(place, value, low=_money(facts, least), why=why,
                                      instead=_as_written(facts, row, most, shared))
        return
    have = _money_there_is(facts, facts.may_pay[:, at])
    if exceeds(min(least, left), have):
        yield kinds.LEAST_ABOVE_MONEY.at(
            place, value, low=_money(facts, min(least, left)), have=_money(facts, have),
            instead=_as_written(facts, row, have, shared))


def _as_written(facts: Facts, row: int, most: float, need: float | None) -> str:
    """Return what to write for an amount in base currency, in the row's currency.

    Or as a share of a `need`, its tiers together: a row of it may ask for nothing.
    """
    if most <= 0:
        return "Leave the cell blank"
    if need is not None:
        return f"Write {np.floor(100 * min(most / need, 1.0)):.0f}% at most"
    table = facts.table("Needs")
    of_one = float(facts.money("Needs", _HEADING)[row] / table.number(_HEADING)[row])
    return f"Write {np.floor(100 * most / of_one) / 100:.12g} at most"


def _money_there_is(facts: Facts, may_pay: Bools) -> float:
    """Return what the budgets of some funds come to, less what they have committed."""
    held = facts.numbers("Budgets", "Fund")
    given = facts.numbers("Commitments", "Fund")
    funds = np.flatnonzero(may_pay)
    budget = facts.money("Budgets", "Budget")[np.isin(held, funds)].sum()
    paid = facts.money("Commitments", "Amount")[np.isin(given, funds)].sum()
    return float(budget - paid)


def _money(facts: Facts, amount: float) -> str:
    return money(round(amount, 2), facts.currency)


def check_conditions(facts: Facts) -> Iterator[Finding]:
    """Find conditions on strangers, on themselves, on no need, and those that rule a need out."""
    table = facts.table("Conditions")
    for heading in ("Other recipient", "Other activity"):
        index = facts.elements.index(heading.removeprefix("Other "))
        names = table.text(heading).tolist()
        for row in np.flatnonzero(index.find_all(table.text(heading)) < 0).tolist():
            if names[row]:
                yield across.UNKNOWN_NAME.at(
                    table.place(row, heading), names[row], table="Needs",
                    what=heading.removeprefix("Other "), near=did_you_mean(index.near(names[row])))
    sound = []
    for row, (own, other) in enumerate(_needs_named(facts)):
        if min(*own, *other) < 0 or facts.unreadable("Conditions", "Condition")[row]:
            continue
        if own == other:
            yield kinds.CONDITION_ON_ITSELF.at(table.place(row, "Other recipient"),
                                               _words(facts, own))
            continue
        sound.append(row)
        asked = set(zip(facts.sites.recipient.tolist(), facts.sites.activity.tolist(),
                        strict=True))
        for need, heading in ((own, "Recipient"), (other, "Other recipient")):
            if need not in asked:
                yield kinds.CONDITION_IDLE.at(table.place(row, heading), _words(facts, need))
    yield from _clashes(facts, sound)


def _needs_named(facts: Facts) -> list[tuple[Need, Need]]:
    table, elements = facts.table("Conditions"), facts.elements
    recipients, activities = (
        [index.find_all(table.text(heading)).tolist() for heading in headings]
        for index, headings in ((elements.recipients, ("Recipient", "Other recipient")),
                                (elements.activities, ("Activity", "Other activity"))))
    return list(zip(zip(recipients[0], activities[0], strict=True),
                    zip(recipients[1], activities[1], strict=True), strict=True))


def _clashes(facts: Facts, rows: list[int]) -> Iterator[Finding]:
    """Find needs that must have the company of another that is kept apart from them."""
    table, named = facts.table("Conditions"), _needs_named(facts)
    tie = {row: Tie(str(table.text("Condition")[row]).casefold()) for row in rows}
    company: dict[Need, set[Need]] = {}
    for row in rows:
        own, other = named[row]
        if tie[row] is not Tie.NOT_WITH:
            company.setdefault(own, set()).add(other)
        if tie[row] is Tie.TOGETHER_WITH:
            company.setdefault(other, set()).add(own)
    for row in rows:
        if tie[row] is not Tie.NOT_WITH:
            continue
        for need in named[row]:
            along = _with(company, need)
            if set(named[row]) <= along:
                other = next(one for one in named[row] if one != need)
                yield kinds.CONDITIONS_CLASH.at(
                    table.place(row, "Condition"), _words(facts, need),
                    other=_words(facts, other), first=table.address(row, "Condition"))
                break


def _with(company: dict[Need, set[Need]], need: Need) -> set[Need]:
    """Return a need and all whose company it must have."""
    found, waiting = {need}, [need]
    while waiting:
        new = company.get(waiting.pop(), set()) - found
        found |= new
        waiting += sorted(new)
    return found


def _words(facts: Facts, need: Need) -> str:
    return (f"{facts.elements.recipients.names[need[0]]} / "
            f"{facts.elements.activities.names[need[1]]}")

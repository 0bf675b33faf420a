"""Burden sharing: groups, keys and the figures that keys use."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.catalogue import splits
from optimiser.tables.checks.facts import Facts, Floats
from optimiser.tables.checks.key_figures import EQUAL, Keyed, check_key
from optimiser.tables.findings import Finding
from optimiser.tables.keys import parse_key
from optimiser.words import money, share

_NEXT_TO_NOTHING = 0.1
"""A group that may give less than this part of what it has is held back by one of it."""


def check_sharing(facts: Facts) -> Iterator[Finding]:
    """Find groups without donors and keys without figures."""
    table = facts.table("Burden sharing")
    for row, group in enumerate(facts.numbers("Burden sharing", "Group").tolist()):
        if group < 0 or not table.text("Key")[row]:
            continue
        members = [d for d, of in enumerate(facts.elements.groups_of_donor) if group in of]
        yield from check_key(facts, Keyed(
            str(table.text("Key")[row]), table.place(row, "Key"), str(table.text("Group")[row]),
            tuple(members), "Donors", "Donor", "budget", _budgets(facts)))
        yield from _without_funds(facts, row, members)
        yield from _held_by_one(facts, row, members)


def _budgets(facts: Facts) -> Floats:
    """Return what each donor's funds hold, shape (donors,), NaN where unknown."""
    donors = facts.numbers("Budgets", "Donor")
    known = donors >= 0
    return np.bincount(donors[known], facts.money("Budgets", "Budget")[known],
                       len(facts.elements.donors)).astype(np.float64)


def _without_funds(facts: Facts, row: int, members: list[int]) -> Iterator[Finding]:
    table = facts.table("Burden sharing")
    if str(table.text("Strength")[row]).casefold() != "must":
        return
    donors = facts.table("Donors")
    numbers = facts.numbers("Donors", "Donor").tolist()
    givers = set(facts.numbers("Budgets", "Donor")[
        facts.money("Budgets", "Budget") != 0].tolist())
    if table.number("Tolerance")[row] >= 1:
        return
    for member in members:
        if member not in givers and _has_share(facts, row, numbers.index(member)):
            yield kinds.EMPTY_HANDED.at(donors.place(numbers.index(member), "Donor"),
                                        facts.elements.donors.names[member])


def _has_share(facts: Facts, row: int, at: int) -> bool:
    """Tell whether a donor without money has a key share; `at` is its row in Donors."""
    columns = {name_key(name): values for name, values in facts.table("Donors").numbers.items()}
    try:
        terms = parse_key(str(facts.table("Burden sharing").text("Key")[row]), columns)
    except ValueError:
        return False
    return any(term.weight > 0 and (name_key(term.name) == EQUAL or (
        name_key(term.name) in columns and columns[name_key(term.name)][at] > 0))
        for term in terms)


def _held_by_one(facts: Facts, row: int, members: list[int]) -> Iterator[Finding]:
    """Find a donor whose budget is so small that its key share holds its group to next to nothing.

    A share of k of the group's total, less the tolerance, lets the group give budget / k.
    """
    table, names = facts.table("Burden sharing"), facts.elements.donors.names
    part, held = _shares(facts, row, members), _budgets(facts)[members]
    tolerance = float(np.nan_to_num(table.number("Tolerance")[row]))
    is_must = str(table.text("Strength")[row]).casefold() == "must"
    if part is None or not is_must or tolerance >= 1 or not (held > 0).all():
        return
    most = held / np.where(part > 0, part * (1 - tolerance), np.nan)
    if np.isnan(most).all():
        return
    at = int(np.nanargmin(most))
    if most[at] < _NEXT_TO_NOTHING * held.sum():
        currency = facts.currency
        yield splits.SMALL_SHARE.at(
            table.place(row, "Group"), money(held.sum(), currency),
            group=str(table.text("Group")[row]), donor=names[members[at]],
            has=money(held[at], currency), share=share(float(part[at])),
            most=money(round(float(most[at])), currency))


def _shares(facts: Facts, row: int, members: list[int]) -> Floats | None:
    """Return the key share of each member, None where the key has caps or lacks a figure."""
    columns = {name_key(name): values for name, values in facts.table("Donors").numbers.items()}
    try:
        terms = parse_key(str(facts.table("Burden sharing").text("Key")[row]), columns)
    except ValueError:
        return None
    listed = facts.numbers("Donors", "Donor").tolist()
    rows = [listed.index(member) for member in members if member in listed]
    total = np.zeros(len(members))
    for term in terms:
        name = name_key(term.name)
        figures = (np.ones(len(members)) if name == EQUAL else
                   columns[name][rows] if name in columns else np.zeros(0))
        if term.cap is not None or len(figures) != len(members) or not (figures > 0).all():
            return None
        part = 1 / figures if term.is_inverse else figures
        total += float(term.weight) * part / part.sum()
    return total

"""Burden sharing: groups, keys and the figures that keys use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding
from optimiser.tables.indexes import NameIndex
from optimiser.tables.keys import KeyTerm, parse_key

_BUILT_IN = {"equal", "budget"}


def check_sharing(facts: Facts) -> Iterator[Finding]:
    """Find groups without donors and keys without figures."""
    table = facts.table("Burden sharing")
    for row, group in enumerate(facts.numbers("Burden sharing", "Group").tolist()):
        if group < 0 or not table.text("Key")[row]:
            continue
        members = [d for d, of in enumerate(facts.elements.group_of_donor) if of == group]
        yield from _key(facts, row, members)
        yield from _without_funds(facts, row, members)


def _key(facts: Facts, row: int, members: list[int]) -> Iterator[Finding]:
    table = facts.table("Burden sharing")
    text = str(table.text("Key")[row])
    place = table.place(row, "Key")
    columns = {name_key(name): name for name in facts.table("Donors").numbers}
    unread = {name_key(name): faults for name, faults in facts.table("Donors").unread.items()}
    try:
        terms = parse_key(text, columns)
    except ValueError as fault:
        yield kinds.KEY_UNREADABLE.at(place, text, why=str(fault))
        return
    for term in terms:
        name = term.name
        if name_key(name) == "budget":
            yield from _zero_budgets(facts, row, members, term)
        elif unread.get(name_key(name)):
            yield from unread[name_key(name)]
        elif name_key(name) not in _BUILT_IN and name_key(name) not in columns:
            near = NameIndex(columns.values()).near(name)
            yield kinds.NO_KEY_COLUMN.at(place, text, name=name, near=did_you_mean(near))
        elif name_key(name) in columns:
            yield from _figures(facts, row, members, replace(term, name=columns[name_key(name)]))


def _zero_budgets(facts: Facts, row: int, members: list[int], term: KeyTerm) -> Iterator[Finding]:
    donors = facts.numbers("Budgets", "Donor")
    budgets = facts.money("Budgets", "Budget")
    table = facts.table("Burden sharing")
    place, group = table.place(row, "Key"), table.text("Group")[row]
    if budgets[np.isin(donors, members)].sum() == 0:
        yield kinds.KEY_ZERO.at(place, name=term.name, group=group)
    for member in members if term.is_inverse else ():
        if budgets[donors == member].sum() == 0:
            yield kinds.KEY_INVERSE.at(place, facts.elements.donors.names[member],
                                       name=term.name, group=group)


def _figures(facts: Facts, row: int, members: list[int], term: KeyTerm) -> Iterator[Finding]:
    donors, table = facts.table("Donors"), facts.table("Burden sharing")
    column, group = term.name, table.text("Group")[row]
    numbers = facts.numbers("Donors", "Donor").tolist()
    values = {number: float(donors.numbers[column][at]) for at, number in enumerate(numbers)}
    for member in members:
        value = values.get(member, np.nan)
        place, name = donors.place(numbers.index(member), column), facts.elements.donors.names[
            member]
        if np.isnan(value) or value < 0:
            yield kinds.KEY_BLANK.at(place, donor=name, name=column, group=group)
        elif term.is_inverse and not value:
            yield kinds.KEY_INVERSE.at(place, name, name=column, group=group)
    if not term.is_inverse and all(values.get(member) == 0 for member in members):
        yield kinds.KEY_ZERO.at(table.place(row, "Key"), name=column, group=group)


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
    return any(term.weight > 0 and (name_key(term.name) == "equal" or (
        name_key(term.name) in columns and columns[name_key(term.name)][at] > 0))
        for term in terms)

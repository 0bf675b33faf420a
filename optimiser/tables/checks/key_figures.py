"""Keys and the figures that they use: of donors, of recipients."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts, Floats
from optimiser.tables.checks.references import did_you_mean_of
from optimiser.tables.findings import Finding, Place
from optimiser.tables.keys import KeyTerm, parse_key

EQUAL = "equal"


@frozen
class Keyed:
    """A key in its cell, and whom it shares between.

    `members` are the elements by their numbers, `sheet` lists them and their figures under the
    heading `element`. The word `own` (budget, need) stands for `amounts`, one an element of the
    workbook, NaN where unknown.
    """

    text: str
    place: Place
    group: str
    members: tuple[int, ...]
    sheet: str
    element: str
    own: str
    amounts: Floats


def check_key(facts: Facts, keyed: Keyed) -> Iterator[Finding]:
    """Find a key that cannot be read, and columns and figures that it lacks."""
    columns = {name_key(name): name for name in facts.table(keyed.sheet).numbers}
    unread = {name_key(name): faults for name, faults in facts.table(keyed.sheet).unread.items()}
    try:
        terms = parse_key(keyed.text, columns)
    except ValueError as fault:
        yield kinds.KEY_UNREADABLE.at(keyed.place, keyed.text, why=str(fault))
        return
    for term in terms:
        name = name_key(term.name)
        if name == keyed.own:
            yield from _amounts(facts, keyed, term)
        elif unread.get(name):
            yield from unread[name]
        elif name in columns:
            yield from _figures(facts, keyed, term, columns[name])
        elif name != EQUAL:
            yield kinds.NO_KEY_COLUMN.at(
                keyed.place, keyed.text, name=term.name, sheet=keyed.sheet, own=keyed.own,
                near=did_you_mean_of(term.name, columns.values()))


def _amounts(facts: Facts, keyed: Keyed, term: KeyTerm) -> Iterator[Finding]:
    """Find budgets, or needs, that are 0 where a key shares by them."""
    amounts = keyed.amounts[list(keyed.members)]
    if amounts.sum() == 0:
        yield kinds.KEY_ZERO.at(keyed.place, name=term.name, group=keyed.group)
    names = facts.elements.index(keyed.element.casefold()).names
    for member in np.asarray(keyed.members)[amounts == 0].tolist() if term.is_inverse else ():
        yield kinds.KEY_INVERSE.at(keyed.place, names[member], name=term.name, group=keyed.group)


def _figures(facts: Facts, keyed: Keyed, term: KeyTerm, column: str) -> Iterator[Finding]:
    """Find figures of a column that are blank, or 0 where that cannot be."""
    table = facts.table(keyed.sheet)
    names = facts.elements.index(keyed.element.casefold()).names
    rows = {number: row for row, number in enumerate(
        facts.numbers(keyed.sheet, keyed.element).tolist())}
    values = []
    for member in keyed.members:
        row = rows.get(member)
        value = np.nan if row is None else float(table.numbers[column][row])
        place = keyed.place if row is None else table.place(row, column)
        values.append(value)
        if np.isnan(value) or value < 0:
            yield kinds.KEY_BLANK.at(place, who=names[member], name=column, group=keyed.group)
        elif term.is_inverse and not value:
            yield kinds.KEY_INVERSE.at(place, names[member], name=column, group=keyed.group)
    if not term.is_inverse and not any(values):
        yield kinds.KEY_ZERO.at(keyed.place, name=column, group=keyed.group)

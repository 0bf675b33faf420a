"""Rows that are written for several elements at once, or for all, where a row is for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimiser.tables.catalogue import looks
from optimiser.tables.catalogue import names as kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.indexes import NameIndex
from optimiser.tables.looks.several_names import means_all, parted
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Table
from optimiser.words import listing


def named_as_several(what: str, spelt: Iterable[tuple[str, Place]],
                     index: NameIndex) -> Iterator[Finding]:
    """Find elements that are probably several among names and where they stand first."""
    for name, place in spelt:
        names = _several(name, index)
        if names and (";" in name or all(index.find(one) >= 0 for one in names)):
            yield kinds.PROBABLY_SEVERAL.at(place, name, what=what, names=listing(names))


def written_for_several(table: Table, row: int, heading: str,
                        index: NameIndex) -> Finding | None:
    """Return a finding for a name that is none, where it stands for several or all of them."""
    name, place = str(table.text(heading)[row]), table.place(row, heading)
    what, blank = heading.casefold(), sheet_of(table.name).column(heading).blank
    if means_all(name):
        return (looks.NOTHING_STATED.at(place, name, heading=heading, blank=blank) if blank
                else kinds.FOR_ALL.at(place, name, what=what))
    names = _several(name, index)
    return kinds.FOR_SEVERAL.at(place, name, what=what, names=listing(names)) if names else None


def _several(text: str, index: NameIndex) -> tuple[str, ...]:
    """Return the names that a text parts by `;` or by other marks, () where it is one name."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > 1:
        return tuple(parts)
    whole = index.key_of(text)
    return parted(text, lambda one: index.key_of(one) != whole and index.find(one) >= 0)

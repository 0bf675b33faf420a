"""Names that other tables introduce, and selectors that name them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from optimiser.names import tidy
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.catalogue import names as name_kinds
from optimiser.tables.catalogue import scale
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.several import written_for_several
from optimiser.tables.columns import Kind
from optimiser.tables.elements import names_in
from optimiser.tables.findings import Finding, Place
from optimiser.tables.indexes import NameIndex
from optimiser.tables.limit_sheets import OF
from optimiser.tables.looks.several_names import left_out, means_all, parted
from optimiser.tables.schema import SHEETS
from optimiser.tables.selectors import FaultKind, SelectorFault, near_names, select
from optimiser.tables.table import Table
from optimiser.words import listing

_REFERRING = {
    "Capacity": ("Recipient", "Activity"),
    "Commitments": ("Fund", "Recipient", "Activity"),
    "Pins": ("Fund", "Recipient", "Activity"),
    "Conditions": ("Recipient", "Activity"),
    "Burden sharing": ("Group",),
}
_INTRODUCED = {"Fund": "Budgets", "Recipient": "Needs", "Activity": "Needs", "Donor": "Donors",
               "Group": "Donors"}
_OR_CLASS = {"donor": "donor or group", "recipient": "recipient or region",
             "activity": "activity or pillar"}
_DIMENSIONS = {"For recipients": "recipient", "For activities": "activity", "Donors": "donor",
               "Funds": "fund", "Recipients": "recipient", "Activities": "activity",
               "Periods": "period", "Donor": "donor", "Fund": "fund", "Recipient": "recipient",
               "Activity": "activity", "Period": "period", **OF}


def check_references(facts: Facts) -> Iterator[Finding]:
    """Find names that nothing introduces, in every table that refers to others."""
    for name, headings in _REFERRING.items():
        for heading in headings:
            yield from _unknown(facts, facts.table(name), heading)
    yield from _experts_of_strangers(facts)


def did_you_mean(near: tuple[str, ...]) -> str:
    """Return the names that may have been meant as a question, or nothing."""
    return f" Did you mean {' or '.join(near)}?" if near else ""


def did_you_mean_of(name: str, names: Collection[str]) -> str:
    """Return which of a few names may have been meant as a question, or else those there are."""
    near = NameIndex(names).near(name)
    if near or not names:
        return did_you_mean(near)
    return f" It has {listing(names)}."


def _unknown(facts: Facts, table: Table, heading: str) -> Iterator[Finding]:
    index = facts.elements.index(heading.casefold())
    for row in np.flatnonzero((facts.numbers(table.name, heading) < 0)
                              & ~table.is_blank(heading)).tolist():
        name = str(table.text(heading)[row])
        yield written_for_several(table, row, heading, index) or kinds.UNKNOWN_NAME.at(
            table.place(row, heading), name, what=heading.casefold(),
            table=_INTRODUCED[heading], near=did_you_mean(index.near(name)))


def _experts_of_strangers(facts: Facts) -> Iterator[Finding]:
    """Find offers of experts by donors that neither Donors nor Budgets knows."""
    known = {facts.elements.donors.find(name) for table in ("Donors", "Budgets")
             for name in facts.table(table).text("Donor").tolist()}
    table = facts.table("Expertise")
    names = [facts.elements.donors.names[n] for n in sorted(known) if n >= 0]
    for row, number in enumerate(facts.numbers("Expertise", "Donor").tolist()):
        if number >= 0 and number not in known:
            name = str(table.text("Donor")[row])
            near = tuple(n for n in facts.elements.donors.near(name) if n in names)
            yield kinds.UNKNOWN_NAME.at(table.place(row, "Donor"), name, what="donor",
                                        table="Donors", near=did_you_mean(near))


def check_selectors(facts: Facts) -> Iterator[Finding]:
    """Find faults of every selector in every table."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        for column in sheet.columns:
            if column.kind is Kind.SELECTOR:
                yield from _selector_faults(facts, table, column.heading)


def check_classes(facts: Facts) -> Iterator[Finding]:
    """Find groups, regions and pillars parted by commas, of which another row knows one."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        for column in sheet.columns:
            if column.kind is Kind.CLASSES:
                index = facts.elements.index(column.heading.casefold())
                for row, text in enumerate(table.text(column.heading).tolist()):
                    for name in names_in(text) if "," in text else ():
                        parts = [tidy(part) for part in name.split(",") if tidy(part)]
                        known = next((part for part in parts if index.find(part) >= 0), "")
                        if len(parts) > 1 and known:
                            yield name_kinds.NAMES_IN_ONE.at(
                                table.place(row, column.heading), name, known=known,
                                remedy="; ".join(parts))


def _selector_faults(facts: Facts, table: Table, heading: str) -> Iterator[Finding]:
    dimension = _DIMENSIONS[heading]
    kind_of = {FaultKind.UNKNOWN: kinds.UNKNOWN_NAME, FaultKind.AMBIGUOUS: kinds.AMBIGUOUS_NAME,
               FaultKind.EMPTY: kinds.EMPTY_SELECTION}
    for row, text in enumerate(table.text(heading).tolist()):
        for fault in select(text, dimension, facts.elements).faults if text else ():
            place, what = table.place(row, heading), _OR_CLASS.get(dimension, dimension)
            yield _written_otherwise(facts, place, fault, text, dimension) or kind_of[
                fault.kind].at(
                place, fault.name, what=what if fault.kind is FaultKind.UNKNOWN else dimension,
                table={"period": "Needs", "fund": "Budgets", "donor": "Donors"}.get(
                    dimension, "Needs"),
                near=did_you_mean(fault.near))


def _written_otherwise(facts: Facts, place: Place, fault: SelectorFault, text: str,
                       dimension: str) -> Finding | None:
    """Return a finding that says how to write what is no name but means something."""
    if fault.kind is not FaultKind.UNKNOWN:
        return None

    def is_name(name: str) -> bool:
        return not select(name, dimension, facts.elements).faults

    def mended(names: tuple[str, ...], before: str = "") -> str:
        near = [name if is_name(name) else next(iter(near_names(
            name, dimension, facts.elements)), name) for name in names]
        return "; ".join(f"{before}{name}" for name in near)

    what = _OR_CLASS.get(dimension, dimension)
    if means_all(fault.name):
        others = [part for part in text.split(";") if tidy(part) not in ("", fault.name)]
        return scale.MEANS_ALL.at(place, fault.name, what=what) if not others else None
    if excluded := left_out(fault.name):
        names = parted(excluded, is_name) or (excluded,)
        return scale.MEANS_NOT.at(place, fault.name, what=what, remedy=mended(names, "not "))
    if names := parted(fault.name, is_name):
        return scale.SEPARATOR.at(place, fault.name,
                                  remedy=mended(names, "not " if fault.excluded else ""))
    return None

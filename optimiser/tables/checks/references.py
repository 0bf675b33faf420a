"""Names that other tables introduce, and selectors that name them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.columns import Kind
from optimiser.tables.findings import Finding
from optimiser.tables.schema import SHEETS
from optimiser.tables.selectors import FaultKind, select
from optimiser.tables.table import Table

_REFERRING = {
    "Capacity": ("Recipient", "Activity"),
    "Commitments": ("Fund", "Recipient", "Activity"),
    "Pins": ("Fund", "Recipient", "Activity"),
    "Burden sharing": ("Group",),
}
_INTRODUCED = {"Fund": "Budgets", "Recipient": "Needs", "Activity": "Needs", "Donor": "Donors",
               "Group": "Donors"}
_OR_CLASS = {"donor": "donor or group", "recipient": "recipient or region",
             "activity": "activity or pillar"}
_DIMENSIONS = {"For recipients": "recipient", "For activities": "activity", "Donors": "donor",
               "Funds": "fund", "Recipients": "recipient", "Activities": "activity",
               "Periods": "period", "Donor": "donor", "Fund": "fund", "Recipient": "recipient",
               "Activity": "activity", "Period": "period"}


def check_references(facts: Facts) -> Iterator[Finding]:
    """Find names that nothing introduces, in every table that refers to others."""
    for name, headings in _REFERRING.items():
        for heading in headings:
            yield from _unknown(facts, facts.table(name), heading)
    yield from _experts_of_strangers(facts)


def did_you_mean(near: tuple[str, ...]) -> str:
    """Return the names that may have been meant as a question, or nothing."""
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _unknown(facts: Facts, table: Table, heading: str) -> Iterator[Finding]:
    index = facts.elements.index(heading.casefold())
    for row in np.flatnonzero((facts.numbers(table.name, heading) < 0)
                              & ~table.is_blank(heading)).tolist():
        name = str(table.text(heading)[row])
        yield kinds.UNKNOWN_NAME.at(
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


def _selector_faults(facts: Facts, table: Table, heading: str) -> Iterator[Finding]:
    dimension = _DIMENSIONS[heading]
    kind_of = {FaultKind.UNKNOWN: kinds.UNKNOWN_NAME, FaultKind.AMBIGUOUS: kinds.AMBIGUOUS_NAME,
               FaultKind.EMPTY: kinds.EMPTY_SELECTION}
    for row, text in enumerate(table.text(heading).tolist()):
        for fault in select(text, dimension, facts.elements).faults if text else ():
            yield kind_of[fault.kind].at(
                table.place(row, heading), fault.name,
                what=(_OR_CLASS.get(dimension, dimension) if fault.kind is FaultKind.UNKNOWN
                      else dimension),
                table={"period": "Needs", "fund": "Budgets", "donor": "Donors"}.get(
                    dimension, "Needs"),
                near=did_you_mean(fault.near))

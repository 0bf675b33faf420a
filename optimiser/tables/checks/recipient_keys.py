"""Recipient keys: regions, keys, and lowest and highest shares that leave no way to share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import CLOSE, Facts
from optimiser.tables.checks.key_figures import Keyed, check_key
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding
from optimiser.tables.looks.several_names import means_all
from optimiser.words import share


def check_recipient_keys(facts: Facts) -> Iterator[Finding]:
    """Find keys of recipients without figures, and shares that cannot add up to 100%."""
    table = facts.table("Recipient keys")
    needs = np.bincount(*_known(facts), len(facts.elements.recipients)).astype(np.float64)
    for row, region in enumerate(facts.numbers("Recipient keys", "Region").tolist()):
        name, key = str(table.text("Region")[row]), str(table.text("Key")[row])
        if region < 0 and not means_all(name):
            if name:
                yield kinds.UNKNOWN_NAME.at(
                    table.place(row, "Region"), name, what="region", table="Recipients",
                    near=did_you_mean(facts.elements.regions.near(name)))
            continue
        members = tuple(number for number, of in enumerate(facts.elements.regions_of_recipient)
                        if region in (-1, *of))
        if key:
            yield from check_key(facts, Keyed(
                key, table.place(row, "Key"), name, members, "Recipients", "Recipient", "need",
                needs))
        yield from _held(facts, row, len(members))
        yield from _without_needs(facts, row, members)


def _known(facts: Facts) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]],
                                  np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return recipient and need of each row whose recipient is known."""
    recipients, amounts = facts.numbers("Needs", "Recipient"), facts.money("Needs", "Need")
    known = recipients >= 0
    return recipients[known], amounts[known]


def _held(facts: Facts, row: int, count: int) -> Iterator[Finding]:
    """Find lowest and highest shares between which the shares cannot add up to 100%."""
    table = facts.table("Recipient keys")
    lowest, highest = (float(table.number(heading)[row])
                       for heading in ("Lowest share", "Highest share"))
    group = table.text("Region")[row]
    if lowest > highest:
        yield kinds.SHARES_APART.at(
            table.place(row, "Lowest share"), share(lowest), group=group,
            why=f"it is above the highest share of {share(highest)}")
        return
    if lowest * count > 1 + CLOSE:
        yield kinds.SHARES_APART.at(
            table.place(row, "Lowest share"), share(lowest), group=group,
            why=f"{count} times the lowest is {share(lowest * count)}, above 100%")
    if highest * count < 1 - CLOSE:
        yield kinds.SHARES_APART.at(
            table.place(row, "Highest share"), share(highest), group=group,
            why=f"{count} times the highest is {share(highest * count)}, below 100%")


def _without_needs(facts: Facts, row: int, members: tuple[int, ...]) -> Iterator[Finding]:
    """Find recipients that are to get their share but need nothing: then no one gets any."""
    table = facts.table("Recipient keys")
    if str(table.text("Strength")[row]).casefold() != "must" or table.number("Tolerance")[row] >= 1:
        return
    needing = set(facts.sites.recipient[facts.sites.needed].tolist())
    for member in sorted(set(members) - needing):
        yield kinds.NEEDS_NOTHING.at(table.place(row, "Region"),
                                     facts.elements.recipients.names[member],
                                     group=table.text("Region")[row])

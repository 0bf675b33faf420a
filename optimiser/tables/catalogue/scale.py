"""Findings about selectors' marks, and about figures whose size cannot be meant."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

SEPARATOR = FindingKind(
    "E330", "Names not parted by ;", "Names in one cell are separated by semicolons.",
    "\"{value}\" is no name, but several: names are separated by \";\".", "Write {remedy}.")
MEANS_ALL = FindingKind(
    "E331", "Mark for all or none", "A blank cell means all.",
    "\"{value}\" is no {what}.", "Leave the cell blank for all; else name those that are meant.")
MEANS_NOT = FindingKind(
    "E332", "All but some", "Names are left out with not.",
    "\"{value}\" is no {what}.", "Write {remedy}.")
OTHER_SCALE = FindingKind(
    "W320", "Table in another unit", "The amounts of a table are far from those of the others.",
    "Amounts of {value} come to {have} {how}, those of {other} to {need}: "
    "{factor} times as much.",
    "Check that both are in one unit, the one that Amounts in (Settings) says.", _W)
ODD_RATE = FindingKind(
    "W321", "Exchange rate upside down", "A rate is far from what the currency has ever cost.",
    "{value} {currency} for 1 {base}, but {when} it was {low} to {high}{why}.",
    "Write how much {currency} one {base} buys{remedy}.", _W)
TOO_FAR_APART = FindingKind(
    "E347", "Weights too far apart", "What counts least would be lost beside what counts most.",
    "{what} {value} beside {more} in {first}: what counts so much less is lost in the digits "
    "that a computer keeps.",
    "Write the two within a million million times of each other, or 0 for what is not to count.")
BEYOND_ALL = FindingKind(
    "E348", "Need beyond all budgets",
    "A need is more than a hundred million times what there is to give.",
    "A need of {need} is more than a hundred million times what all funds hold together, {have}: "
    "what others need beside it would be lost in the digits that a computer keeps.",
    "Check the figure, its unit and its currency.")
UNCOUNTED = FindingKind(
    "E349", "Figure beyond counting", "No such sum can be asked for, or counted to the unit.",
    "{heading} of {value} is more than can be counted to the unit.",
    "Check the figure, its unit and its currency.")
LARGE_FUND = FindingKind(
    "W322", "Fund above all needs", "A fund is larger than all needs together.",
    "{fund} holds {have}, all needs together come to {need}.",
    "Check the unit, the currency and the rate; nothing to do if it is meant.", _W)

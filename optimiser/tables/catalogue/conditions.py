"""Findings about least amounts and conditions."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

LEAST_UNCLEAR = FindingKind(
    "E340", "Least amount that may be a share", "A share is written as a percentage.",
    "{value} may be a share of the need or an amount.",
    "Write {percent} for a share of the need, or the amount in full.")
LEAST_NEGATIVE = FindingKind(
    "E341", "Least amount below nothing", "A least amount is above 0.",
    "{value} is below nothing.", "Write what new money is at least, or leave the cell blank.")
LEAST_TOO_HIGH = FindingKind(
    "W342", "Least amount above the need", "New money is never more than what is left of a need.",
    "New money to it would be {low} at least, but {why}: it could get none.",
    "{instead}, or 100% for all or nothing.", _W)
LEAST_TWICE = FindingKind(
    "E343", "Two least amounts", "A need has one least amount, its tiers together.",
    "{value} here and {other} in {first} are of one need.",
    "Write it on one of its rows only.")
NO_UNIT_COST = FindingKind(
    "E346", "Whole units without a price", "Whole units are counted by their price.",
    "{value} is bought in whole units, but has no Unit cost above 0.",
    "Write the Unit cost, or no in Whole units.")
UNITS_IN_LOTS = FindingKind(
    "W344", "Whole units that Rounding does not divide",
    "Amounts are whole multiples of Rounding, and of the price of a unit.",
    "A unit of {value} costs {cost}, but amounts are rounded to {rounding}: units are bought "
    "{count} at a time.", "Set Rounding to a part of the Unit cost, such as {instead}.", _W)
UNIT_ABOVE_NEED = FindingKind(
    "W345", "Unit dearer than the need", "A need is for less than one whole unit.",
    "One lot of whole units costs {cost}, but the need left is {left}: it is met in full or not at "
    "all.", "Check the Unit cost; nothing to do if that is meant.", _W)
LEAST_ABOVE_MONEY = FindingKind(
    "W340", "Least amount above the money there is",
    "The funds that may pay for the need hold less than its least amount.",
    "New money to it would be {low} at least, but the funds that may pay hold {have}: it can get "
    "none.", "{instead}, or let another fund pay.", _W)
CONDITION_ON_ITSELF = FindingKind(
    "E344", "Condition on itself", "A condition is about two needs.",
    "{value} is both need and other need.", "Name another need.")
CONDITIONS_CLASH = FindingKind(
    "W343", "Conditions that rule a need out", "Some need could never get new money.",
    "{value} could get no new money: it would need {other}, which {first} keeps apart from it.",
    "Delete one of the two conditions.", _W)
CONDITION_IDLE = FindingKind(
    "W341", "Condition on what is no need", "A condition names what no row of Needs asks for.",
    "{value} is no need: new money never goes there.",
    "Correct the names, or delete the condition.", _W)

"""Findings about periods: their labels, their order, and what holds what."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind

PERIOD_NOT_LISTED = FindingKind(
    "E251", "Period that Periods lacks",
    "Where the sheet Periods is there, its order is the order of time: it lists every period.",
    "\"{value}\" has no row in Periods, so its place in time is not known.{near}",
    "Add a row for it to Periods, or correct the spelling.")
PERIOD_CIRCLE = FindingKind(
    "E252", "Period within itself", "Within names a longer period, never a circle of them.",
    "\"{value}\" lies within itself by the column Within.", "Name the longer period.")
FUND_OVERLAP = FindingKind(
    "E253", "Budgets of one fund that overlap",
    "A fund states its budget once for each stretch of time.",
    "{fund} has a budget for {value} here and for {first} in {cell}: one holds the other.",
    "Keep the rows of one length, or give the part a fund of its own.")
PERIODS_AGAINST_TIME = FindingKind(
    "E254", "Periods out of order", "The order of the rows of Periods is the order of time.",
    "{value} stands below {first}, which is later.", "Sort the rows of Periods by time.")

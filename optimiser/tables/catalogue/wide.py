"""Findings about wide tables: a column a period or a recipient."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

WIDE_TABLE = FindingKind(
    "E161", "Wide table",
    "A column stands for each period or recipient, where a row for each is expected.",
    "The table has a column for each {of} ({value}), but {unknown} cannot be taken for one.",
    "Write a row each, as in: {rows}. Or {mend}.")
READ_AS_LONG = FindingKind(
    "W161", "Wide table read as long",
    "A column stands for each period or recipient; it was read as a row for each.",
    "A row was read for each {of}: {value}.", "Nothing to do if that is meant.", Severity.WARNING)

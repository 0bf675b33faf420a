"""Findings about files of rules."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind

UNKNOWN_FORM = FindingKind(
    "E140", "Rules file of another form", "Rules are kept in .csv, .xlsx, .ods or .toml.",
    "\"{value}\" is no form of a rules file.", "Save the rules as .csv, .xlsx, .ods or .toml.")
NO_RULES_SHEET = FindingKind(
    "E141", "Workbook without rules", "A workbook of rules has a sheet Rules, or one sheet only.",
    "There is no sheet Rules among {value}.", "Call the sheet with the rules Rules.")
BROKEN_TOML = FindingKind(
    "E142", "Broken .toml file", "A .toml file cannot be read, or states a key twice.",
    "The file cannot be read: {why}.", "Mend the line; texts stand in double quotes.")
UNKNOWN_KEY = FindingKind(
    "E143", "Unknown key", "A .toml file of rules has only the keys of Rules.",
    "\"{value}\" is not known.{near}", "Use {known}.")
WRONG_TYPE = FindingKind(
    "E144", "Value of another type", "A key of a .toml file takes one value, or a list of names.",
    "{value} is {found}.", "Write {expected}.")

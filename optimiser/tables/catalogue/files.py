"""Findings about files as offices keep them, and about what their programs made of a cell."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

ONE_TABLE = FindingKind(
    "E151", "A single .csv file", "A .csv file holds one table, and two are needed.",
    "This is one table, and a plan needs two: Needs and Budgets.",
    "Put Needs.csv and Budgets.csv into one folder, and give the folder{folder}.")
LOCK_FILE = FindingKind(
    "E152", "Lock file", "Excel and LibreOffice put a small file beside a workbook that is open.",
    "This file only says that {book} is open.", "Give {book} itself.")
DATE_AS_NAME = FindingKind(
    "E153", "Date where a name is expected",
    "Excel turns codes such as MAR-1, 3/5 or 1-2 into dates as they are typed.",
    "{value} is a date where a name is expected: a code such as {codes} becomes one.",
    "Format the cell as text, and type the name anew.")
OPEN_ELSEWHERE = FindingKind(
    "W151", "Workbook open in another program",
    "A lock file stands beside the workbook: what is not saved there was not read.",
    "{who} has it open: changes that are not saved were not read.",
    "Save it there, and run again if anything was changed.", _W)

"""Workbooks as offices make them, each with the finding that must name its trap and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import optimiser
from optimiser.tables.findings import Finding, Severity

Rows = Sequence[Sequence[object]]

NEEDS: Rows = (("Recipient", "Activity", "Need"),
               ("Serbia", "Reception", 900_000), ("Serbia", "Borders", 400_000),
               ("Albania", "Reception", 250_000), ("Albania", "Borders", 150_000))
BUDGETS: Rows = (("Fund", "Donor", "Budget"),
                 ("Trust Fund", "European Union", 800_000), ("Czech aid", "Czechia", 200_000))


def book(**sheets: Rows) -> Workbook:
    """Return a workbook of Needs, Budgets and more; `_` in a name is a blank.

    A cell that is a pair is a value and its number format.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in ({"Needs": NEEDS, "Budgets": BUDGETS} | sheets).items():
        sheet = workbook.create_sheet(name.replace("_", " "))
        for at, row in enumerate(rows, start=1):
            put(sheet, at, *row)
    return workbook


def put(sheet: Worksheet, row: int, *values: object) -> None:
    """Write values side by side from column A on."""
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if isinstance(value, tuple):
            cell.value, cell.number_format = value
        elif value is not None:
            cell.value = value


def needs_of(*rows: Sequence[object], headings: Sequence[object] = NEEDS[0]) -> Workbook:
    """Return a workbook with these rows of Needs."""
    return book(Needs=(headings, *rows))


Mend = Callable[[Workbook], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """A workbook, what must be found in it (`E170 Needs!A4`), and its remedy, followed.

    `need` is what all needs come to once mended, in single units of the base currency.
    """

    name: str
    build: Callable[[], Workbook]
    found: tuple[str, ...]
    mend: Mend
    need: float = 1_700_000


def read(workbook: Workbook, folder: Path) -> tuple[Finding, ...]:
    """Return what is found in a workbook that is saved first."""
    path = folder / "inputs.xlsx"
    workbook.save(path)
    return optimiser.check(optimiser.load(path))


def told(findings: Sequence[Finding]) -> list[str]:
    """Return findings as code and place."""
    return [f"{f.code} {f.place.sheet}!{f.place.cell}" for f in findings]


def check_found(case: Seen, folder: Path) -> None:
    """Fail where a case's findings are not there, or where its message lacks a remedy."""
    findings = read(case.build(), folder)
    assert set(case.found) <= set(told(findings)), told(findings)
    assert all(f.remedy for f in findings)


def check_mended(case: Seen, folder: Path) -> None:
    """Fail where the remedy leads to an error or a finding on the same cell, or loses a need."""
    workbook = case.build()
    case.mend(workbook)
    findings = read(workbook, folder)
    assert not [f for f in findings if f.severity is Severity.ERROR], findings
    cells = {place.partition(" ")[2] for place in case.found}
    assert not cells & {f"{f.place.sheet}!{f.place.cell}" for f in findings}, findings
    inputs = optimiser.load(folder / "inputs.xlsx")
    plan = optimiser.optimise(inputs)
    assert float(plan.needs["Need"].sum()) == case.need


def sets(**cells: object) -> Mend:
    """Return a remedy that writes cells: `Needs_C2=1` writes 1 into Needs!C2, plainly shown."""

    def mend(workbook: Workbook) -> None:
        for place, value in cells.items():
            sheet, _, cell = place.rpartition("_")
            target = workbook[sheet.replace("_", " ")][cell]
            target.value, target.number_format = value, "General"

    return mend


def plain(sheet: str, *cells: str) -> Mend:
    """Return a remedy that formats cells as plain numbers."""

    def mend(workbook: Workbook) -> None:
        for cell in cells:
            workbook[sheet][cell].number_format = "#,##0"

    return mend


def without_rows(sheet: str, *rows: int) -> Mend:
    """Return a remedy that deletes rows."""

    def mend(workbook: Workbook) -> None:
        for row in sorted(rows, reverse=True):
            workbook[sheet].delete_rows(row)

    return mend


def both(*mends: Mend) -> Mend:
    """Return several remedies as one."""

    def mend(workbook: Workbook) -> None:
        for one in mends:
            one(workbook)

    return mend

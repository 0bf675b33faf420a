"""Every sheet of the output workbook, in its order."""

from __future__ import annotations

from optimiser.report.draft import Draft
from optimiser.report.layout import Page
from optimiser.report.log import LOG_SHEET
from optimiser.report.sheet import Sheet
from optimiser.report.sheets import (
    allocation,
    burden,
    checks,
    costs,
    glossary,
    held_back,
    inputs,
    limits,
    needs,
    notes,
    scenarios,
    summary,
    totals,
)

SHEETS: tuple[Sheet, ...] = (
    summary.SUMMARY_SHEET,
    allocation.ALLOCATION_SHEET,
    allocation.DEPLOYMENTS_SHEET,
    needs.NEEDS_SHEET,
    totals.RECIPIENTS_SHEET,
    totals.ACTIVITIES_SHEET,
    totals.DONORS_SHEET,
    totals.FUNDS_SHEET,
    burden.BURDEN_SHEET,
    limits.LIMITS_SHEET,
    held_back.HELD_BACK_SHEET,
    checks.CHECKS_SHEET,
    costs.COSTS_SHEET,
    scenarios.SCENARIOS_SHEET,
    *inputs.COPIES,
    notes.NOTES_SHEET,
    glossary.GLOSSARY_SHEET,
    LOG_SHEET,
)
"""The order is that of the workbook; `docs/output-sheets.md` and the contents list follow it."""


def sheets_in(draft: Draft) -> tuple[Sheet, ...]:
    """Return the sheets that an output has, each one's table settled in its place."""
    there = tuple(sheet for sheet in SHEETS if sheet.is_there(draft))
    for sheet in there:
        sheet.settle(draft)
    draft.sheets = there
    return there


def pages(draft: Draft) -> list[Page]:
    """Return the page of every sheet that an output has, in order."""
    for sheet in sheets_in(draft):
        draft.built[sheet.name] = sheet.build(draft)
    return list(draft.built.values())


def sheet_named(name: str) -> Sheet:
    """Return a sheet by its name; raise KeyError for an unknown one."""
    return {sheet.name: sheet for sheet in SHEETS}[name]

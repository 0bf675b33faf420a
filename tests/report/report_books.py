"""Small problems for the tests of the output workbook, and readers of what is written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

import optimiser
from optimiser.api.plans import Plan

Book = dict[str, list[dict[str, object]]]

SMALL: Book = {
    "Needs": [
        {"Recipient": "Serbia", "Activity": "Reception", "Tier": "vital", "Need": 600},
        {"Recipient": "Serbia", "Activity": "Reception", "Tier": "useful", "Need": 400},
        {"Recipient": "Albania", "Activity": "Reception", "Tier": "vital", "Need": 500},
    ],
    "Budgets": [
        {"Fund": "Czech Aid", "Donor": "Czechia", "Budget": 600},
        {"Fund": "Polish Aid", "Donor": "Poland", "Budget": 300, "For recipients": "Serbia"},
    ],
    "Tiers": [{"Tier": "vital", "Weight": 2}, {"Tier": "useful", "Weight": 1}],
    "Commitments": [
        {"Fund": "Czech Aid", "Recipient": "Serbia", "Activity": "Reception", "Amount": 100},
    ],
    "Settings": [{"Setting": "Title", "Value": "Small & sound"}],
}
"""Czech Aid has 600 - 100 committed = 500 left, Polish Aid 300 for Serbia alone.

Vital needs count double: Serbia's, 600 - 100 = 500, and Albania's 500 ask for 1,000 of the
800 there are, so useful need gets nothing. Albania is paid by Czech Aid alone, so Serbia
gets all of Polish Aid, 300, and the 500 of Czech Aid can go to either: many plans are
equally good. The targets p of the proportional step, need left 900 (Serbia) and 500:
Serbia 900 x 500/800 = 562.5 (Czech) and 900 x 300/800 = 337.5 (Polish); Albania 500 x
500/500 = 500 (Czech). Polish Aid is full at 300. Of Czech Aid's 500 let s go to Serbia
(at most 200, for its vital need of 500 - 300): (s - 562.5)^2/562.5 + (500 - s - 500)^2/500
is least where 2(s - 562.5)/562.5 + 2s/500 = 0, s = 1/(1/562.5 + 1/500) = 264.7, above 200;
so s = 200, Albania 300.
"""

ALL_TABLES: Book = {
    "Notes": [
        {"Code": "N1", "Note": "Winter survey", "Text": "=1+1 is what 12 offices said [A1]"},
        {"Code": "A1", "Text": "Rounded to thousands."},
        {"Text": "Nobody refers to this."}],
    "Needs": [
        {"Recipient": "Serbia", "Activity": "Reception", "Period": "2016-Q1", "Tier": "vital",
         "Need": 1000, "Expert-months": 4, "Source": "survey [N1] " + "of 2016 " * 25},
        {"Recipient": "Serbia", "Activity": "Reception", "Period": "2016-Q1", "Tier": "useful",
         "Need": 500},
        {"Recipient": "Serbia", "Activity": "Border control", "Period": "2016-Q1",
         "Tier": "useful", "Need": 2000, "Expert-months": 10},
        {"Recipient": "=cmd|'/C calc'!A0", "Activity": "Reception", "Period": "2016-Q1",
         "Tier": "vital", "Need": 800, "Expert-months": 2.5},
        {"Recipient": "=cmd|'/C calc'!A0", "Activity": "Border control", "Period": "2016-Q2",
         "Tier": "useful", "Need": 1200, "Expert-months": 3, "Weight": 2},
        {"Recipient": "A*", "Activity": "Reception", "Period": "2016-Q2", "Tier": "vital",
         "Need": 13500.5, "Currency": "CZK"},
        {"Recipient": "Albania", "Activity": "Reception", "Period": "2016-Q2", "Tier": "vital",
         "Need": 90, "Expert-months": 1},
    ],
    "Budgets": [
        {"Fund": "Czech Aid", "Donor": "Czechia", "Budget": 27000, "Currency": "CZK"},
        {"Fund": "Polish Aid", "Donor": "Poland", "Budget": 1500, "Minimum use": "20%",
         "For recipients": "Western Balkans"},
        {"Fund": "Trust Fund", "Donor": "European Union", "Period": "2016-Q1", "Budget": 1200,
         "Carry over": "yes"},
        {"Fund": "Trust Fund", "Donor": "European Union", "Period": "2016-Q2", "Budget": 800,
         "Carry over": "yes"},
        {"Fund": "Serbian Budget", "Donor": "Serbia", "Budget": 400, "For recipients": "Serbia"},
    ],
    "Recipients": [
        {"Recipient": "Serbia", "Region": "Western Balkans", "Severity": 1.2,
         "Minimum coverage": "25%", "Co-financing": "10%"},
        {"Recipient": "=cmd|'/C calc'!A0", "Region": "Western Balkans", "Severity": 1.5,
         "Minimum coverage": "20%"},
        {"Recipient": "A*", "Region": "Western Balkans"},
        {"Recipient": "Albania", "Region": "Western Balkans"},
    ],
    "Activities": [
        {"Activity": "Reception", "Pillar": "Asylum", "Priority": 1.5,
         "Expertise": "asylum officers", "Output": "places", "Unit cost": 10},
        {"Activity": "Border control", "Pillar": "Borders", "Expertise": "border guards"},
    ],
    "Donors": [
        {"Donor": "Czechia", "Group": "V4", "GNI": 160},
        {"Donor": "Poland", "Group": "V4", "GNI": 430},
        {"Donor": "European Union"},
        {"Donor": "Serbia"},
    ],
    "Capacity": [
        {"Recipient": "Serbia", "Capacity": 2500},
        {"Recipient": "=cmd|'/C calc'!A0", "Activity": "Border control", "Period": "2016-Q2",
         "Capacity": 1000},
    ],
    "Expertise": [
        {"Donor": "Czechia", "Expertise": "asylum officers", "Expert-months": 5},
        {"Donor": "Poland", "Expertise": "asylum officers", "Expert-months": 9},
        {"Donor": "Poland", "Expertise": "border guards", "Period": "2016-Q1",
         "Expert-months": 6},
        {"Donor": "Poland", "Expertise": "border guards", "Period": "2016-Q2",
         "Expert-months": 15},
    ],
    "Commitments": [
        {"Fund": "Trust Fund", "Recipient": "Serbia", "Activity": "Reception",
         "Period": "2016-Q1", "Amount": 200},
        {"Fund": "Czech Aid", "Recipient": "A*", "Activity": "Reception", "Period": "2016-Q2",
         "Amount": 2700, "Currency": "CZK"},
    ],
    "Burden sharing": [
        {"Group": "V4", "Key": "GNI", "Tolerance": "10%", "Strength": "should", "Penalty": 2},
    ],
    "Rules": [
        {"Rule": "R1", "Recipients": "Serbia", "Measure": "share of total",
         "Relation": "at most", "Value": "60%"},
        {"Rule": "R2", "Measure": "coverage", "Relation": "at least", "Value": "99%",
         "Recipients": "Albania; A*", "For each": "recipient", "Strength": "should"},
        {"Rule": "R3", "Activities": "Border control", "Measure": "experts",
         "Relation": "at most", "Value": 12},
    ],
    "Pins": [
        {"Fund": "Polish Aid", "Recipient": "Albania", "Activity": "Reception",
         "Period": "2016-Q2", "At least": 10, "At most": 60},
    ],
    "Tiers": [{"Tier": "vital", "Weight": 3}, {"Tier": "useful", "Weight": 1}],
    "Objectives": [
        {"Order": 1, "Objective": "soft rules"},
        {"Order": 2, "Objective": "meet needs", "Tolerance": "1%"},
        {"Order": 3, "Objective": "raise lowest coverage"},
        {"Order": 4, "Objective": "use budgets"},
    ],
    "Exchange rates": [{"Currency": "CZK", "Per unit of base": 27}],
    "Settings": [{"Setting": "Title", "Value": "Every table"},
                 {"Setting": "Amounts in", "Value": "thousands"}],
}
"""Every table, tiers, periods, currencies, experts, soft limits and names that are traps."""

FUTURES: Book = {
    "Needs": [{"Recipient": recipient, "Activity": "Reception", "Need": 100}
              for recipient in ("Serbia", "Albania")],
    "Budgets": [{"Fund": "Czech Aid", "Donor": "Czechia", "Budget": 100}],
    "Scenarios": [{"Scenario": f"no need in {recipient}", "Table": "Needs", "Change": "set to",
                   "Value": 0, "Recipient": recipient, "Probability": probability}
                  for recipient, probability in (("Serbia", 0.6), ("Albania", 0.4))],
}
"""In one future Serbia needs nothing, in the other Albania: all 100 go to Albania now."""

GREAT: Book = {
    "Needs": [
        {"Recipient": "Serbia", "Activity": "Reception", "Need": 1_234_567_890_123.45},
        {"Recipient": "Albania", "Activity": "Reception", "Need": 987_654_321_098.76},
    ],
    "Budgets": [{"Fund": "Fund", "Donor": "Donor", "Budget": 1_999_999_999_999.99}],
    "Settings": [{"Setting": "Rounding", "Value": 0.01}],
}
"""Amounts of 10^12 to the cent."""


def many(recipients: int, funds: int) -> Book:
    """Return a problem with so many recipients and funds, for pages that outgrow their width."""
    return {
        "Needs": [{"Recipient": f"Recipient {r:02}", "Activity": "Reception", "Need": 100 + r}
                  for r in range(recipients)],
        "Budgets": [{"Fund": f"Fund {f}", "Donor": f"Donor {f}", "Budget": 500}
                    for f in range(funds)],
    }


def plan_of(book: Book) -> Plan:
    """Return the best plan of a problem."""
    return optimiser.optimise(optimiser.load(book))


def written(book: Book, path: Path) -> Path:
    """Write the best plan of a problem."""
    optimiser.write(plan_of(book), path)
    return path


def opened(path: Path, *, stored: bool = False) -> Workbook:
    """Open a workbook with formulas, or with their stored values."""
    return openpyxl.load_workbook(path, data_only=stored)


def listing(path: Path, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return the content of a workbook, a line a cell: place, formula or constant, value."""
    lines, values = [], opened(path, stored=True)
    for sheet in opened(path).worksheets:
        if sheet.title not in without:
            lines += [_line(sheet.title, cell, values[sheet.title][cell.coordinate].value)
                      for row in sheet.iter_rows() for cell in row
                      if isinstance(cell, Cell) and cell.value is not None]
    return lines


def _line(sheet: str, cell: Cell, value: object) -> str:
    place = f"{sheet}!{cell.coordinate}"
    if cell.data_type == "f":
        return f"{place} | {cell.value} | {_plain(value)}"
    return f"{place} | {_plain(cell.value)!r}"


def _plain(value: object) -> object:
    """Leave out the digits of a figure that depend on the order in which a solver adds up."""
    return float(f"{round(value, 6):.9g}") if isinstance(value, float) else value

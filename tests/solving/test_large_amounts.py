"""Budgets of 10^12 keep their cents, in the plan and in the workbook."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl

import optimiser

CENTS = {"F1": "1000000000000.01", "F2": "2345678901234.56"}


def test_budgets_of_a_million_million_are_spent_to_the_cent(tmp_path: Path) -> None:
    """Needs of 8.9 x 10^12 take both budgets whole: 1000000000000.01 + 2345678901234.56."""
    plan = optimiser.optimise({
        "Needs": [{"Recipient": f"R{number}", "Activity": activity,
                   "Need": 1_111_111_111_111.11 + number * 0.37}
                  for number in range(4) for activity in ("A", "B")],
        "Budgets": [{"Fund": fund, "Donor": f"D of {fund}", "Budget": float(budget)}
                    for fund, budget in CENTS.items()],
        "Recipients": [{"Recipient": "R0", "Minimum coverage": 1 / 3},
                       {"Recipient": "R1", "Severity": 1.5}, {"Recipient": "R2"},
                       {"Recipient": "R3"}],
        "Settings": [{"Setting": "Rounding", "Value": 0.01}],
    })
    solution = plan.solution
    for fund, (name, budget) in enumerate(CENTS.items()):
        given = solution.amounts[solution.columns.allocation.along["fund"] == fund].sum()
        assert int(given) * solution.unit == Fraction(budget), name
    optimiser.write(plan, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx", data_only=True)
    assert book["Checks"]["B1"].value == "OK"
    rows = book["Funds"].iter_rows(values_only=True)
    headings = list(next(rows))
    shown = {row[headings.index("Fund")]: row[headings.index("Allocated")] for row in rows}
    assert {fund: f"{shown[fund]:.2f}" for fund in CENTS} == CENTS

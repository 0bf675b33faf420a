"""Outputs whose figures were edited beyond all measure."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import optimiser


@pytest.mark.parametrize("figure", [1e300, 1e19])
def test_a_figure_that_no_plan_can_hold_is_said_and_no_fault(tmp_path: Path, figure: float) -> None:
    path = tmp_path / "plan.xlsx"
    optimiser.write(optimiser.optimise({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 6}]}), path)
    book = openpyxl.load_workbook(path)
    sheet = book["Allocation"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Amount")
    sheet.cell(2, column).value = figure
    book.save(path)
    with pytest.raises(optimiser.UsageError, match="larger than any plan"):
        optimiser.verify(path)
    with pytest.raises(optimiser.UsageError, match="larger than any plan"):
        optimiser.export(path, "csv", tmp_path / "csv")

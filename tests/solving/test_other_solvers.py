"""Other solvers print eight digits; the plan is HiGHS's all the same."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import optimiser

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.mark.parametrize("tolerance", [0, 0.001, 0.01])
def test_cbc_finds_the_plan_of_highs_behind_a_tolerance(tolerance: float,
                                                        tmp_path: Path) -> None:
    """A tolerance on `meet needs` leaves a face that small errors could make empty."""
    book = openpyxl.load_workbook(EXAMPLE)
    rows = list(book["Objectives"].iter_rows())
    top = next(row for row in rows if any(cell.value == "Tolerance" for cell in row))
    at = next(cell.column for cell in top if cell.value == "Tolerance")
    row = next(row for row in rows if any(cell.value == "meet needs" for cell in row))
    book["Objectives"].cell(row[0].row, at).value = tolerance
    book.save(tmp_path / "inputs.xlsx")
    mine = optimiser.optimise(tmp_path / "inputs.xlsx").solution.amounts
    other = optimiser.optimise(tmp_path / "inputs.xlsx", solver="PULP_CBC_CMD").solution.amounts
    assert abs(mine - other).max() <= 1

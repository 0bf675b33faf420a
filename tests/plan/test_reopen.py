"""An output workbook read back gives the inputs and the amounts that were written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import optimiser
from optimiser.errors import InputError
from optimiser.handover.reopened import reopened_plan
from optimiser.plan.reopen import place_amounts, read_output
from optimiser.plan.types import Status

EXAMPLES = Path(__file__).resolve().parents[2] / "inputs"


@pytest.mark.parametrize("name", ["minimal", "western_balkans_2016"])
def test_an_output_holds_its_inputs_and_its_plan(name: str, tmp_path: Path) -> None:
    plan = optimiser.optimise(EXAMPLES / f"{name}.xlsx")
    optimiser.write(plan, tmp_path / "plan.xlsx")
    output = read_output(tmp_path / "plan.xlsx")
    solution = plan.solution
    placed = place_amounts(solution.problem, solution.columns, output.allocation)
    assert placed.strays == ()
    assert list(placed.amounts) == [Fraction(int(units)) * solution.unit
                                    for units in solution.amounts]
    again = optimiser.optimise(output.inputs)
    assert again.solution.amounts.tolist() == solution.amounts.tolist()
    assert again.solution.deployed.tolist() == solution.deployed.tolist()


def test_an_input_workbook_is_no_output() -> None:
    with pytest.raises(InputError) as caught:
        read_output(EXAMPLES / "minimal.xlsx")
    assert [finding.code for finding in caught.value.findings] == ["E137"]


def test_rows_that_no_cell_takes_are_strays(tmp_path: Path) -> None:
    plan = optimiser.optimise(EXAMPLES / "minimal.xlsx")
    optimiser.write(plan, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    sheet = book["Allocation"]
    headings = [cell.value for cell in sheet[1]]
    row = [sheet.cell(2, column + 1).value for column in range(len(headings))]
    sheet.append([{"Recipient": "Atlantis", "Amount": 5}.get(heading, value)
                  for heading, value in zip(headings, row, strict=True)])
    sheet.append([{"Amount": 7}.get(heading, value)
                  for heading, value in zip(headings, row, strict=True)])
    book.save(tmp_path / "edited.xlsx")
    output = read_output(tmp_path / "edited.xlsx")
    placed = place_amounts(plan.solution.problem, plan.solution.columns, output.allocation)
    assert [output.allocation.text("Recipient")[row] for row in placed.strays] == ["Atlantis"]
    assert sum(placed.amounts) == int(plan.solution.amounts.sum()) * plan.solution.unit + 7


def test_limits_stand_in_a_plan_read_back_as_in_the_plan_that_was_written(tmp_path: Path) -> None:
    """A rounded plan leaves room of less than a unit under limits that are full all the same."""
    plan = optimiser.optimise(EXAMPLES / "western_balkans_2016.xlsx")
    optimiser.write(plan, tmp_path / "plan.xlsx")
    again = reopened_plan(read_output(tmp_path / "plan.xlsx"))
    rounded, named, made = 0, 0, plan.solution
    for block, copied, before, after in zip(made.families, again.families, made.standings,
                                            again.standings, strict=True):
        if block.is_shown:
            assert after.status == before.status
            own, theirs = ([source for source, cell in zip(one.sources, block.sources, strict=True)
                            if "; " not in cell] for one in (copied, block))
            assert own == theirs, "the cells of the file, not of its copy"
            named += len(own)
            full = [status is Status.BINDING for status in before.status]
            rounded += int((before.slack[full] > 1e-3).sum())
    assert rounded > 0
    assert named > 200, "most limits rest on one cell"

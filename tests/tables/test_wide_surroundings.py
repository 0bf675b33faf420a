"""What stands around a wide table says as much of it as around a long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from seen_books import Rows, book, read, told

import optimiser

WIDE: Rows = (("Recipient", "Activity", 2016, 2017), ("Serbia", "Reception", 900_000, 400_000),
              ("Albania", "Reception", 90_000, 40_000))


def _wide(*above: tuple[object, ...], first: tuple[object, ...] = (), below: Rows = ()) -> Workbook:
    return book(Needs=(*above, WIDE[0], *((first,) if first else ()), *WIDE[1:], *below))


@pytest.mark.parametrize(("workbook", "found"), [
    (_wide(("Needs, EUR million",), ()), {"E176 Needs!A1"}),
    (_wide(("All amounts in USD",)), {"E177 Needs!A1"}),
    (_wide((None, None, "EUR m", "EUR m")), {"E176 Needs!C1", "E176 Needs!D1"}),
    (_wide(first=(None, None, "EUR m", "EUR m")), {"E176 Needs!C2", "E176 Needs!D2"}),
    (_wide(below=((), ("All amounts in USD million",))), {"E176 Needs!A5", "E177 Needs!A5"}),
    (_wide(first=("#country", "#activity", "#value+y2016", "#value+y2017")), set()),
    (_wide((None, None, "Need")), set())],
    ids=["title", "currency", "above", "below the headings", "note", "tags", "what they are"])
def test_words_around_a_wide_table_are_read_as_around_a_long_one(
        workbook: Workbook, found: set[str], tmp_path: Path) -> None:
    if not found and workbook["Needs"]["C1"].value == "Need":
        workbook["Needs"].merge_cells("C1:D1")
    findings = read(workbook, tmp_path)
    assert {one for one in told(findings) if one[0] == "E"} == found
    assert [f.code for f in findings].count("W161") == 1
    if not found:
        plan = optimiser.optimise(tmp_path / "inputs.xlsx")
        assert plan.needs["Need"].sum() == 1_430_000


def test_an_amount_merged_over_two_periods_is_never_lost(tmp_path: Path) -> None:
    workbook = book(Needs=(*WIDE, ("Kosovo", "Reception", 70_000, None)))
    workbook["Needs"].merge_cells("C4:D4")
    assert "E115 Needs!D4" in told(read(workbook, tmp_path))


def test_a_label_that_periods_lists_is_a_known_period(tmp_path: Path) -> None:
    workbook = book(Needs=(("Recipient", "Activity", "Phase 1", "Phase 2"),
                           ("Serbia", "Reception", 900_000, 400_000)),
                    Periods=(("Period",), ("Phase 1",), ("Phase 2",)))
    assert told(read(workbook, tmp_path)) == ["W161 Needs!C1"]


def test_one_column_of_a_period_is_a_row_each_as_well(tmp_path: Path) -> None:
    workbook = book(Needs=tuple(row[:3] for row in WIDE))
    assert "W161 Needs!C1" in told(read(workbook, tmp_path))
    assert optimiser.load(tmp_path / "inputs.xlsx").table("Needs").text("Period").tolist() == [
        "2016", "2016"]


def test_experts_may_stand_in_a_column_a_period(tmp_path: Path) -> None:
    workbook = book(
        Needs=(("Recipient", "Activity", "Period", "Need", "Expert-months"),
               ("Serbia", "Reception", "2016-Q1", 900_000, 9),
               ("Serbia", "Reception", "2016-Q2", 400_000, 9)),
        Activities=(("Activity", "Expertise"), ("Reception", "Police")),
        Expertise=(("Donor", "Expertise", "2016-Q1", "2016-Q2"), ("Czechia", "Police", 5, 6)))
    assert "W161 Expertise!C1" in told(read(workbook, tmp_path))
    plan = optimiser.optimise(tmp_path / "inputs.xlsx")
    assert plan.deployments.groupby("Period")["Expert-months"].sum().tolist() == [5, 6]


def test_a_heading_that_no_list_knows_is_named_in_its_own_cell(tmp_path: Path) -> None:
    workbook = book(Needs=(("Activity", "RS", "AL"), ("Reception", 900_000, 250_000)),
                    Recipients=(("Recipient", "ISO code"), ("Serbia", "RS"), ("Albania", "AL")))
    assert told(read(workbook, tmp_path))[:2] == ["E231 Needs!B1", "E231 Needs!C1"]

"""What if: changes by name come to cells, solve to a plan, and go back into the user's workbook."""

from __future__ import annotations

import shutil
from math import nan
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import optimiser
from optimiser.api.progress import Progress
from optimiser.scenarios.changes import (
    Budget,
    Cells,
    Change,
    Floor,
    InScenario,
    Objectives,
    RuleSwitch,
    RuleValue,
    Tolerance,
)
from optimiser.tables.entries import Entry

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
EVERY_KIND: list[Change] = [
    Budget("polish aid", 20_000_000, "2016-Q1"), RuleSwitch("R1 Ceiling for one recipient", False),
    RuleValue("R3 Traffickers", 3_000_000.0), Floor("Slovenia", 0.3), Floor("Albania", None),
    Tolerance("V4", 0.3), Objectives(("meet needs",)), InScenario("Route shifts west"),
    Cells((Entry("Tiers", 2, "Weight", 1.5),))]


def small(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"Needs": [{"Recipient": name, "Activity": "Asylum", "Need": need}
                      for name, need in (("Serbia", 100), ("Croatia", 50))],
            "Budgets": [{"Fund": "Regional", "Donor": "EU", "Budget": 60}]} | more


def given(plan: optimiser.Plan) -> dict[str, float]:
    found: dict[str, float] = plan.allocation.groupby("Recipient")["Amount"].sum().to_dict()
    return found


def test_another_budget_gives_the_plan_of_that_budget() -> None:
    # Needs of 100 and 50 share 90 in proportion: 60 and 30.
    plan = optimiser.what_if(small(), [Budget("Regional", 90)])
    assert given(plan) == {"Serbia": 60, "Croatia": 30}
    assert plan.options["what if"] == "Budgets Regional, Budget: 60 -> 90"
    assert given(optimiser.what_if(plan, [Budget("Regional", 60)])) == {"Serbia": 40, "Croatia": 20}


def test_a_floor_of_a_recipient_that_stands_nowhere_yet_lists_them_all() -> None:
    plan = optimiser.what_if(small(), [Floor("Croatia", 0.8)])
    assert given(plan) == {"Serbia": 20, "Croatia": 40}
    assert set(plan.inputs.table("Recipients").text("Recipient")) == {"Serbia", "Croatia"}


def test_objectives_change_their_order() -> None:
    book = small(Recipients=[{"Recipient": "Serbia", "Severity": 2.0},
                             {"Recipient": "Croatia", "Severity": 1.0}])
    # Needs first: all 60 to Serbia. The lowest coverage first: 40% of each need.
    assert given(optimiser.what_if(book, [Objectives(("meet needs",))])) == {"Serbia": 60}
    plan = optimiser.what_if(book, [Objectives(("raise lowest coverage", "meet needs"))])
    assert given(plan) == {"Serbia": 40, "Croatia": 20}
    assert [stage.objective for stage in plan.stages][-2:] == ["raise lowest coverage", "meet needs"]


def test_a_scenario_comes_after_other_changes() -> None:
    book = small(Scenarios=[{"Scenario": "Half", "Table": "Budgets", "Change": "multiply by",
                             "Value": 0.5}])
    plan = optimiser.what_if(book, [InScenario("Half"), Budget("Regional", 90)])
    assert sum(given(plan).values()) == 45


@pytest.mark.parametrize(("change", "said"), [
    (Budget("Regional fund", 1), "no fund Regional fund. Perhaps Regional?"),
    (Budget("Regional", 1, "2016-Q1"), "0 budgets of that period"),
    (Budget("Regional", -1), "Budgets, Budget: "),
    (Budget("Regional", nan), "Budgets, Budget cannot be blank"),
    (Budget("Regional", "90"), "Budgets, Budget cannot be '90'"),
    (Floor("Sebria", 0.5), "no recipient Sebria. Perhaps Serbia?"),
    (Floor("Serbia", 1.5), "Recipients, Minimum coverage: "),
    (RuleSwitch("R1", True), "no rule R1"),
    (Tolerance("V4", 0.1), "no group V4"),
    (Objectives(("meet need",)), "no objective meet need. Perhaps meet needs"),
    (InScenario("Worst"), "no scenario Worst"),
])
def test_what_the_inputs_do_not_have_or_cannot_hold_is_said(change: Change, said: str) -> None:
    with pytest.raises(optimiser.UsageError) as fault:
        optimiser.what_if(small(), [change])
    assert said in str(fault.value)


def test_the_inputs_with_changes_give_the_same_plan_and_say_what_changed(tmp_path: Path) -> None:
    source, target = tmp_path / "route.xlsx", tmp_path / "changed.xlsx"
    shutil.copy(EXAMPLE, source)
    before = source.read_bytes()
    optimiser.write_changed(source, EVERY_KIND, target)
    assert source.read_bytes() == before
    assert optimiser.check(optimiser.load(target)) == ()
    asked, read = optimiser.what_if(source, EVERY_KIND), optimiser.optimise(target)
    assert not optimiser.compare(asked, read).cells
    book = openpyxl.load_workbook(target)
    listed = list(book["Changes"].iter_rows(min_row=2, values_only=True))
    by_row = {(row[2], row[3]): row[4:] for row in listed}
    assert by_row["Polish aid / 2016-Q1", "Budget"] == ("16,000,000", "20,000,000")
    assert by_row["R1 Ceiling for one recipient", "Enabled"] == (None, "no")
    assert by_row["Slovenia", "Minimum coverage"] == (None, "30%")
    assert by_row["Albania", "Minimum coverage"] == ("40%", None)
    assert by_row["V4", "Tolerance"] == ("25%", "30%")
    assert by_row["Preparatory", "Weight"] == ("1", "1.5")
    for sheet, cell, *_ in listed:
        assert book[sheet][cell].fill.start_color.rgb == "00FDE7B8", (sheet, cell)
        assert "Was " in book[sheet][cell].comment.text


def test_sheets_and_columns_that_are_not_there_are_added(tmp_path: Path) -> None:
    source, target = tmp_path / "inputs.xlsx", tmp_path / "changed.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Needs"
    rows = {"Needs": [["", "a title"], ["Recipient", "Activity", "Need"],
                      ["Serbia", "Asylum", 100], ["Croatia", "Asylum", 50]],
            "Budgets": [["Fund", "Donor", "Budget"], ["Regional", "EU", 60]],
            "Rules": [["Rule", "Measure", "Relation", "Value", "My notes"],
                      ["R1", "amount", "at most", 30, "check this"]]}
    for name, lines in rows.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(source)
    changes: list[Change] = [RuleSwitch("R1", False), Floor("Croatia", 0.8)]
    optimiser.write_changed(source, changes, target)
    made = openpyxl.load_workbook(target)
    assert [cell.value for cell in made["Rules"][1]] == [
        "Rule", "Measure", "Relation", "Value", "My notes", "Enabled"]
    assert made["Rules"]["F2"].value == "no"
    assert made["Recipients"]["B3"].number_format == "0.##%"
    assert given(optimiser.optimise(target)) == {"Serbia": 20, "Croatia": 40}


def test_progress_is_told_and_may_end_the_run() -> None:
    told: list[Progress] = []
    optimiser.what_if(small(), [], progress=told.append)
    phases = [one.phase for one in told]
    assert phases[:3] == ["Reading and checking", "Building the model and solving",
                          "Optimising: meet needs"]
    assert phases[-4:] == ["Splitting money in proportion", "Gathering payments into few",
                           "Rounding", "Checking every limit, and proving the bound"]

    told.clear()
    optimiser.frontier(small(), points=3, progress=told.append)
    assert told == [Progress("Solving every point", done, 3) for done in range(4)]
    told.clear()
    futures = [{"Scenario": "Late", "Table": "Budgets", "Change": "multiply by", "Value": 0.5}]
    optimiser.decide(small(Scenarios=futures), progress=told.append)
    assert [one.phase for one in told][-2:] == [
        "Solving each scenario alone", "Deciding for all scenarios together"]

    def enough(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        optimiser.what_if(small(), [], progress=enough)

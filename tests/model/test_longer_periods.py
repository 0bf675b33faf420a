"""A limit on a longer period is a limit over all that lie in it: years over quarters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optimiser
from optimiser.tables.findings import Severity

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]
QUARTERS = ("2016-Q1", "2016-Q2", "2017-Q1", "2017-Q2")


def book(budgets: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Book:
    """Return a book of one need of 100 in each of four quarters."""
    return {"Needs": [{"Recipient": "A", "Activity": "x", "Period": quarter, "Need": 100,
                       "Expert-months": 10 if "Expertise" in tables else None}
                      for quarter in QUARTERS],
            "Budgets": budgets} | tables


def fund(period: object, budget: float, **more: object) -> dict[str, Any]:
    return {"Fund": "F", "Donor": "D", "Period": period, "Budget": budget, **more}


def given(plan: optimiser.Plan, *periods: str) -> float:
    return float(plan.allocation.query(f"Period in {list(periods)}")["Amount"].sum())


def test_budgets_by_year_pay_for_quarters() -> None:
    """120 in 2016 and 50 in 2017, each wherever in its year: 170 of 400."""
    plan = optimiser.optimise(book([fund(2016, 120), fund(2017, 50)]))
    assert given(plan, "2016-Q1", "2016-Q2") == 120
    assert given(plan, "2017-Q1", "2017-Q2") == 50
    limits = plan.limits.query("Kind == 'Budget'")
    assert limits["Name"].tolist() == ["Budget F in 2016", "Budget F in 2017"]
    assert limits["Value"].tolist() == [120, 50]


def test_a_budget_by_year_pays_in_no_other_year() -> None:
    plan = optimiser.optimise(book([fund("FY2016", 1), fund(2017, 400)], Periods=[
        {"Period": "2016-Q1", "Within": "FY2016"}, {"Period": "2016-Q2", "Within": "2016"},
        {"Period": "2017-Q1"}, {"Period": "2017-Q2"}]))
    assert given(plan, "2016-Q1") == 1
    assert given(plan, "2016-Q2") == 0
    assert given(plan, "2017-Q1", "2017-Q2") == 200


@pytest.mark.parametrize(("first", "second", "in_all", "at_most_in_2016"), [
    (350, 10, 360, 200), (30, 370, 230, 30), (0, 390, 200, 0)])
def test_what_a_year_leaves_carries_over_to_the_next_and_never_back(
        first: float, second: float, in_all: float, at_most_in_2016: float) -> None:
    """A year's money is there from its first quarter on: 30 in 2016, then at most 200 in 2017."""
    plan = optimiser.optimise(book([fund(2016, first, **{"Carry over": "yes"}),
                                    fund(2017, second, **{"Carry over": "yes"})]))
    assert given(plan, *QUARTERS) == in_all
    assert given(plan, "2016-Q1", "2016-Q2") <= at_most_in_2016


def test_capacity_of_a_year_and_of_a_quarter_hold_together() -> None:
    """130 in 2016, of which at most 40 in its first quarter; 2017 takes its 200."""
    plan = optimiser.optimise(book([fund(None, 1000)], Capacity=[
        {"Recipient": "A", "Period": 2016, "Capacity": 130},
        {"Recipient": "A", "Period": "Q1 2016", "Capacity": 40},
        {"Recipient": "A", "Activity": "x", "Period": 2017, "Capacity": 1000}]))
    assert given(plan, "2016-Q1") <= 40
    assert given(plan, "2016-Q1", "2016-Q2") == 130
    assert given(plan, "2017-Q1", "2017-Q2") == 200


def test_experts_offered_for_a_year_go_to_its_quarters() -> None:
    """12 months at 10 for 100 carry 120 of 2016; 2017 has none."""
    plan = optimiser.optimise(book(
        [fund(None, 1000)], Activities=[{"Activity": "x", "Expertise": "nurses"}],
        Expertise=[{"Donor": "D", "Expertise": "nurses", "Period": "2016", "Expert-months": 12}]))
    assert given(plan, "2016-Q1", "2016-Q2") == 120
    assert given(plan, "2017-Q1", "2017-Q2") == 0
    assert plan.deployments["Expert-months"].sum() == 12


def test_commitments_of_quarters_count_in_the_year() -> None:
    """70 of the 120 are committed in the second quarter: 50 are left to give."""
    plan = optimiser.optimise(book([fund(2016, 120)], Commitments=[
        {"Fund": "F", "Recipient": "A", "Activity": "x", "Period": "Q2/2016", "Amount": 70}]))
    assert given(plan, "2016-Q1", "2016-Q2") == 50


def test_commitments_above_the_budget_of_their_year_are_an_error() -> None:
    findings = optimiser.check(book([fund(2016, 120), fund(2017, 500)], Commitments=[
        {"Fund": "F", "Recipient": "A", "Activity": "x", "Period": quarter, "Amount": 70}
        for quarter in QUARTERS[:3]]))
    findings = [found for found in findings if found.severity is Severity.ERROR]
    assert [(f.code, f.place.cell) for f in findings] == [("E301", "E3")]
    assert "EUR 140, its budget EUR 120" in findings[0].message


def test_a_pin_above_what_its_year_holds_is_an_error() -> None:
    findings = optimiser.check(book([fund(2016, 30), fund(2017, 500)], Pins=[
        {"Fund": "F", "Recipient": "A", "Activity": "x", "Period": "2016-Q2", "At least": 31}]))
    assert [f.code for f in findings if f.severity is Severity.ERROR] == ["E305"]


@pytest.mark.parametrize("labels", [("Winter", "Spring"), ("Lot 2", "Lot 1")])
def test_a_season_stands_for_the_periods_within_it(labels: tuple[str, str]) -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Period": label, "Need": 100}
                  for label in labels],
        "Periods": [{"Period": label, "Within": "Season 1"} for label in labels] + [
            {"Period": "Season 1"}],
        "Budgets": [fund("season 1", 150)]})
    assert plan.allocation["Amount"].sum() == 150
    assert plan.solution.problem.periods == labels


def test_years_over_quarters_are_verified_and_formulas_agree(
        allocate: Command, folder: Path) -> None:
    """An edit that moves money between quarters of a year keeps its budget; one across does not."""
    import openpyxl

    plan = optimiser.optimise(book([fund(2016, 120), fund(2017, 50)], Capacity=[
        {"Recipient": "A", "Period": 2016, "Capacity": 119}]))
    path = folder / "plan.xlsx"
    optimiser.write(plan, path)
    assert allocate("verify", path).exit_code == 0
    assert allocate("verify", path, "--replay").exit_code == 0
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Allocation"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if str(sheet.cell(row, columns["Period"]).value).startswith("2017"):
            sheet.cell(row, columns["Amount"]).value = 60
    workbook.save(path)
    run = allocate("verify", path)
    assert "F pays at most EUR 50 in 2017. Broken by EUR 70" in run.printed
    assert "1 limit that must hold" in run.printed

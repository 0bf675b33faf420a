"""Budgets of 10^12 keep their cents, in the plan and in the workbook."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import optimiser
from optimiser.words import money

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


def test_a_euro_beside_a_million_million_is_spent() -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": f"R{at}", "Activity": "A", "Need": need}
                  for at, need in enumerate((1e12, 333333333333.33))],
        "Budgets": [{"Fund": fund, "Donor": f"D of {fund}", "Budget": budget}
                    for fund, budget in (("F", 999999999999.99), ("G", 1.23))],
        "Settings": [{"Setting": "Rounding", "Value": 0.01}]})
    given = plan.allocation.groupby("Fund")["Amount"].sum()
    assert given.to_dict() == {"F": 999999999999.99, "G": 1.23}


@pytest.mark.parametrize(("asked", "lowered"), [
    (6000, 5000), (50_000, 5000), (5001, 5000), (5000.5, 5000), (5000.43, 5000)])
def test_a_way_out_of_a_small_need_beside_a_large_one_is_to_the_euro(
        asked: float, lowered: int) -> None:
    """Albania asks for 5,000 and is to get more; Serbia asks for 10^11."""
    with pytest.raises(optimiser.NoPlanError) as raised:
        optimiser.optimise({
            "Needs": [{"Recipient": "Serbia", "Activity": "A", "Need": 10**11},
                      {"Recipient": "Albania", "Activity": "A", "Need": 5000}],
            "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 5 * 10**10}],
            "Rules": [{"Rule": "R", "Recipients": "Albania", "Measure": "amount",
                       "Relation": "at least", "Value": asked}]})
    assert raised.value.diagnosis is not None
    assert [[(step.name, step.changed) for step in way.steps]
            for way in raised.value.diagnosis.ways] == [[("R", lowered)]]
    # The sentence says the figure that is in the way, with the cents that were written.
    assert f"at least {money(asked, 'EUR')} must" in raised.value.diagnosis.conflict[0].sentence


def test_the_rounding_that_would_keep_half_a_euro_of_a_million_million_is_found() -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "Serbia", "Activity": "A", "Need": 10**12}],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 10**12}],
        "Rules": [{"Rule": "R", "Recipients": "Serbia", "Measure": "amount",
                   "Relation": "exactly", "Value": 100.5}]})
    [over] = plan.solution.over_by_rounding
    assert (over.amount, over.rounding) == (Fraction(1, 2), Fraction(1, 2))

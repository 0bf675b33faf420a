"""Counts in the output: live formulas that agree with the plan and turn when an edit breaks one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from libreoffice import LibreOffice, error_cells, master_check

import optimiser

if TYPE_CHECKING:
    from pathlib import Path

BOOK: dict[str, list[dict[str, Any]]] = {
    "Needs": [{"Recipient": r, "Activity": a, "Need": n, "Weight": w} for r, a, n, w in (
        ("A", "x", 80, 2), ("A", "y", 30, 1), ("B", "x", 80, 1), ("B", "z", 20, 1))],
    "Activities": [{"Activity": a, "Pillar": p} for a, p in (("x", "P"), ("y", "Q"), ("z", "P"))],
    "Budgets": [{"Fund": f, "Donor": d, "Budget": b} for f, d, b in (
        ("F", "D", 60), ("G", "E", 40), ("H", "E", 40))],
    "Pins": [{"Fund": "F", "Recipient": "B", "Activity": "x", "At least": 5}],
    "Rules": [
        {"Rule": "Donors", "Measure": "donors", "Relation": "at most", "Value": 1,
         "For each": "recipient", "Activities": "x; z"},
        {"Rule": "Funds", "Measure": "funds", "Relation": "at most", "Value": 3,
         "Donors": "D; E", "Recipients": "A; B", "Activities": "x; z"},
        {"Rule": "Pillars", "Measure": "pillars", "Relation": "at least", "Value": 2,
         "Recipients": "A"},
        {"Rule": "Wish", "Measure": "recipients", "Relation": "at most", "Value": 1,
         "Strength": "should", "Penalty": 3}]}


def limits_of(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(path, sheet_name="Limits", dtype=object, engine="openpyxl")
    return frame[frame["Kind"] == "Rule"].set_index("Name")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("counts") / "plan.xlsx"
    optimiser.write(optimiser.optimise(BOOK), path)
    return path


def test_a_count_recalculates_to_what_the_plan_has(output: Path, libreoffice: LibreOffice) -> None:
    [fresh] = libreoffice.recalculate([output])
    before, after = limits_of(output), limits_of(fresh)
    assert before[["Value", "Limit", "Slack", "Status"]].astype(str).equals(
        after[["Value", "Limit", "Slack", "Status"]].astype(str))
    # E's G and H meet A's x, which weighs 2; D's F pays B, as the pin asks, and some of A's y.
    assert after["Value"].tolist() == [1, 1, 3, 2, 2]
    assert after["Unit"].tolist() == ["donors", "donors", "funds", "pillars", "recipients"]
    assert not error_cells(fresh)


def test_what_is_counted_has_no_price(output: Path) -> None:
    """Prices hold while the same take part: one donor less is another choice."""
    limits = limits_of(output)
    assert limits[["Shadow price", "Price of one less", "What it would do"]].isna().to_numpy().all()


def test_an_edit_that_breaks_a_count_shows(output: Path, libreoffice: LibreOffice,
                                           tmp_path: Path) -> None:
    book = openpyxl.load_workbook(output)
    page = book["Allocation"]
    headings = [cell.value for cell in page[1]]
    amount, activity = headings.index("Amount"), headings.index("Activity")
    [row] = [row for row in page.iter_rows(min_row=2) if row[activity].value == "y"]
    row[amount].value = 0
    copy = tmp_path / "edited.xlsx"
    book.save(copy)
    [fresh] = libreoffice.recalculate([copy])
    assert limits_of(fresh).loc["Pillars", "Status"] == "Broken"
    assert master_check(fresh) == "ERROR"


def test_a_wish_on_a_count_that_is_not_granted_says_by_how_many(output: Path) -> None:
    words = str(limits_of(output).loc["Wish", "In words"])
    assert "at most 1 recipient should take part with new money" in words
    assert "Wish not granted, by 1 recipient" in words

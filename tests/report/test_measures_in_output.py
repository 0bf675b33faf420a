"""Rules of every further measure in the output: live formulas, and edits that break them."""

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
    "Activities": [{"Activity": a, "Pillar": p, "Climate": c}
                   for a, p, c in (("x", "P", "40%"), ("y", "Q", 1), ("z", "P", 0))],
    "Recipients": [{"Recipient": "A", "Population": 10}, {"Recipient": "B", "Population": 4}],
    "Budgets": [{"Fund": f, "Donor": d, "Budget": b} for f, d, b in (
        ("F", "D", 60), ("G", "E", 40), ("H", "E", 40))],
    "Commitments": [{"Fund": "F", "Recipient": "B", "Activity": "x", "Amount": 8}],
    "Recipient keys": [{"Region": "all", "Key": "need", "Lowest share": 0.3, "Tolerance": 0.5}],
    "Rules": [
        {"Rule": "Match", "Measure": "share of selection", "Relation": "at most", "Value": 1.5,
         "Donors": "D", "Of donors": "E", "For each": "recipient"},
        {"Rule": "Pillars", "Measure": "share of selection", "Relation": "at least", "Value": "25%",
         "Activities": "Q", "Of activities": "P"},
        {"Rule": "Climate", "Measure": "share of total", "Relation": "at least", "Value": 0.3,
         "Counted by": "Climate"},
        {"Rule": "Heads", "Measure": "amount per Population", "Relation": "at least", "Value": 4,
         "For each": "recipient", "Counted by": "Climate"}]}
RULES = sorted({str(row["Rule"]) for row in BOOK["Rules"]})


def limits_of(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(path, sheet_name="Limits", dtype=object, engine="openpyxl")
    return frame[frame["Kind"].isin(["Rule", "Recipient key"])].set_index("Name")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("measures") / "plan.xlsx"
    optimiser.write(optimiser.optimise(BOOK), path)
    return path


def edited(output: Path, path: Path, factor: float) -> Path:
    """Write a copy in which every amount is times a factor, but what fund F gives A."""
    book = openpyxl.load_workbook(output)
    page = book["Allocation"]
    headings = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        named = {heading: row[headings.index(heading)] for heading in ("Fund", "Recipient",
                                                                       "Amount")}
        if (named["Fund"].value, named["Recipient"].value) != ("F", "A"):
            named["Amount"].value = round(named["Amount"].value * factor)
    book.save(path)
    return path


def test_every_rule_recalculates_to_what_the_plan_has(output: Path,
                                                      libreoffice: LibreOffice) -> None:
    [fresh] = libreoffice.recalculate([output])
    before, after = limits_of(output), limits_of(fresh)
    figures = ["Value", "Limit", "Slack"]
    pd.testing.assert_frame_equal(before[figures].astype(float), after[figures].astype(float))
    assert before["Status"].tolist() == after["Status"].tolist()
    rules = before[before["Kind"] == "Rule"]
    assert {name.split(" (")[0] for name in rules.index} == set(RULES)
    assert (before["Kind"] == "Recipient key").sum() == 2 * 2
    assert not error_cells(fresh)


def test_live_formulas_and_verify_agree_on_what_an_edit_breaks(
        output: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    copy = edited(output, tmp_path / "edited.xlsx", 0.3)
    [fresh] = libreoffice.recalculate([copy])
    after = limits_of(fresh)
    broken = set(after.index[after["Status"] == "Broken"])
    assert {name.split(" (")[0] for name in broken} >= {"Match", "Recipient key, least B"}
    assert master_check(fresh) == "ERROR"
    said = {line.name for line in optimiser.verify(copy).broken}
    assert broken <= said

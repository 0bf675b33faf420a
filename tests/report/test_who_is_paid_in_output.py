"""Least amounts and conditions in the output: live, and they turn when an edit breaks one."""

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
    "Needs": [{"Recipient": r, "Activity": "x", "Need": n, "Weight": w, "Least amount": least}
              for r, n, w, least in (("A", 80, 3, "75%"), ("B", 40, 2, None), ("C", 30, 1, 10),
                                     ("D", 50, 2, None))],
    "Budgets": [{"Fund": "F", "Donor": "E", "Budget": 100}],
    "Conditions": [
        {"Recipient": "A", "Activity": "x", "Condition": "only if", "Other recipient": "C",
         "Other activity": "x"},
        {"Recipient": "B", "Activity": "x", "Condition": "not with", "Other recipient": "D",
         "Other activity": "x"}]}


def limits_of(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(path, sheet_name="Limits", dtype=object, engine="openpyxl")
    return frame[frame["Kind"].isin(["Least amount", "Condition"])].set_index("Name")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paid") / "plan.xlsx"
    optimiser.write(optimiser.optimise(BOOK), path)
    return path


def test_they_recalculate_to_what_the_plan_has(output: Path, libreoffice: LibreOffice) -> None:
    # A 80 needs C, which takes 10 at least; the last 10 go to B rather than to D by its name.
    given = pd.read_excel(output, sheet_name="Allocation", engine="openpyxl").groupby("Recipient")["Amount"].sum()
    assert given.to_dict() == {"A": 80, "B": 10, "C": 10}
    [fresh] = libreoffice.recalculate([output])
    shown = ["Relation", "Limit", "Value", "Slack", "Status", "Unit"]
    before, after = limits_of(output)[shown], limits_of(fresh)[shown]
    assert before.astype(str).equals(after.astype(str))
    assert after.to_numpy().tolist() == [
        ["at least", 60, 80, 20, "Not binding", "EUR"],
        ["at least", 10, 10, 0, "Binding", "EUR"],
        ["at most", 0, 0, 0, "Binding", "needs"],
        ["at most", 1, 1, 0, "Binding", "needs"]]
    assert master_check(fresh) == "OK"
    assert not error_cells(fresh)


@pytest.mark.parametrize(("recipient", "amount", "broken"), [
    ("C", 9, ["Least amount C / x"]),
    ("C", 0, ["Condition A / x only if C / x"]),
    ("A", 59, ["Least amount A / x"])])
def test_an_edit_that_breaks_one_shows(recipient: str, amount: int, broken: list[str],
                                       output: Path, libreoffice: LibreOffice,
                                       tmp_path: Path) -> None:
    book = openpyxl.load_workbook(output)
    page = book["Allocation"]
    headings = [cell.value for cell in page[1]]
    [row] = [row for row in page.iter_rows(min_row=2)
             if row[headings.index("Recipient")].value == recipient]
    row[headings.index("Amount")].value = amount
    copy = tmp_path / "edited.xlsx"
    book.save(copy)
    [fresh] = libreoffice.recalculate([copy])
    limits = limits_of(fresh)
    assert limits.index[limits["Status"] == "Broken"].tolist() == broken
    assert master_check(fresh) == "ERROR"


def test_whole_units_are_counted_live(libreoffice: LibreOffice, tmp_path: Path) -> None:
    # 100 less 10 committed are three vans, or 90; B's 50 are one and a rest, or all of it.
    plan = optimiser.optimise({
        "Needs": [{"Recipient": r, "Activity": "x", "Need": n, "Weight": w}
                  for r, n, w in (("A", 100, 1), ("B", 50, 2))],
        "Budgets": [{"Fund": "F", "Donor": "E", "Budget": 125}],
        "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 10}],
        "Activities": [{"Activity": "x", "Unit cost": 30, "Whole units": "yes"}]})
    path = tmp_path / "units.xlsx"
    optimiser.write(plan, path)
    edited = tmp_path / "edited.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["Allocation"]
    amount = [cell.value for cell in page[1]].index("Amount")
    rows = [row for row in page.iter_rows(min_row=2) if isinstance(row[amount].value, int | float)]
    assert [row[amount].value for row in rows] == [60, 50]
    rows[0][amount].value = 45
    book.save(edited)
    fresh, broken = libreoffice.recalculate([path, edited])
    kept, lost = (pd.read_excel(one, sheet_name="Limits", engine="openpyxl").query(
        "Kind == 'Whole units'").set_index("Name") for one in (fresh, broken))
    assert kept[["Limit", "Value", "Status"]].to_numpy().tolist() == [
        [60, 60, "Binding"], [50, 50, "Binding"]]
    assert lost.loc["Whole units A / x", ["Limit", "Value", "Status"]].tolist() == [
        30, 45, "Broken"]
    assert (master_check(fresh), master_check(broken)) == ("OK", "ERROR")


def test_why_a_need_gets_nothing_names_the_condition(output: Path) -> None:
    held = pd.read_excel(output, sheet_name="Needs", engine="openpyxl").set_index("Recipient")["Held back by"]
    assert "the condition B / x not with D / x lets none in" in str(held["D"])

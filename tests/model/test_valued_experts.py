"""Experts that count in burden sharing, by hand and in the output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from libreoffice import LibreOffice, master_check

import optimiser

BOOK: dict[str, list[dict[str, Any]]] = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100, "Expert-months": 10},
              {"Recipient": "B", "Activity": "y", "Need": 200}],
    "Donors": [{"Donor": "D", "Group": "V"}, {"Donor": "E", "Group": "V"}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100},
                {"Fund": "G", "Donor": "E", "Budget": 200}],
    "Activities": [{"Activity": "x", "Expertise": "police"}, {"Activity": "y"}],
    "Expertise": [{"Donor": "D", "Expertise": "police", "Expert-months": 10}],
    "Burden sharing": [{"Group": "V", "Key": "equal", "Value of an expert-month": 5}]}


def given(book: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    plan = optimiser.optimise(book)
    return plan.allocation.groupby("Donor")["Amount"].sum().to_dict()


def test_what_a_donor_sends_counts_for_what_a_month_is_worth() -> None:
    # D gives 100 and sends 10 months at 5: 150 in all, so E gives 150. Without a value E gives 100.
    assert given(BOOK) == {"D": 100, "E": 150}
    plain = [{"Group": "V", "Key": "equal"}]
    assert given({**BOOK, "Burden sharing": plain}) == {"D": 100, "E": 100}


def test_the_value_is_in_the_unit_of_the_workbook() -> None:
    thousands = {**BOOK, "Settings": [{"Setting": "Amounts in", "Value": "thousands"}]}
    assert given(thousands) == {"D": 100_000, "E": 150_000}


def test_a_key_of_commitments_months_and_money_is_audited() -> None:
    plan = optimiser.optimise({**BOOK, "Commitments": [
        {"Fund": "G", "Recipient": "B", "Activity": "y", "Amount": 40}]})
    assert plan.proof is not None
    burden = plan.burden_sharing.set_index("Donor")["Contribution"].to_dict()
    assert burden == {"D": 150, "E": 150}


@pytest.mark.parametrize("cut", [0, 1])
def test_the_sheet_counts_them_live(cut: int, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    optimiser.write(optimiser.optimise(BOOK), path)
    book = openpyxl.load_workbook(path)
    page = book["Deployments"]
    months = [cell.value for cell in page[1]].index("Expert-months")
    rows = [row for row in page.iter_rows(min_row=2) if isinstance(row[months].value, int | float)]
    rows[0][months].value -= cut
    book.save(path)
    [fresh] = libreoffice.recalculate([path])
    burden = pd.read_excel(fresh, sheet_name="Burden sharing", engine="openpyxl")
    burden = burden[burden["Donor"].isin(["D", "E"])].set_index("Donor")
    assert burden["Contribution"].to_dict() == {"D": 150 - 5 * cut, "E": 150}
    assert burden["Status"].tolist() == (["Kept"] * 2 if not cut else ["Broken"] * 2)
    assert master_check(fresh) == ("ERROR" if cut else "OK")

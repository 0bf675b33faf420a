"""Rules in the output: their sums can be made again with pandas alone, and an edit shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from libreoffice import LibreOffice, master_check
from report_books import SMALL, opened, written

import optimiser

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
COLUMNS = {"Donors": ("Donor", "Group"), "Funds": ("Fund",), "Recipients": ("Recipient", "Region"),
           "Activities": ("Activity", "Pillar"), "Periods": ("Period",)}
BASE = "Amount in single EUR"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    return path


def sheet(path: Path, name: str) -> pd.DataFrame:
    return pd.read_excel(path, sheet_name=name, keep_default_na=False, dtype=object,
                         engine="openpyxl")


def support(path: Path) -> pd.DataFrame:
    """Return allocations and commitments in one table, with classes and expert-months."""
    given = sheet(path, "Allocation")[["Fund", "Recipient", "Activity", "Period", "Amount"]]
    committed = sheet(path, "Inputs Commitments").rename(columns={"Amount": "stated",
                                                                  BASE: "Amount"})
    rows = pd.concat([given.assign(new=1.0), committed[given.columns].assign(new=0.0)],
                     ignore_index=True)
    budgets = sheet(path, "Inputs Budgets").drop_duplicates("Fund").set_index("Fund")
    rows["Donor"] = rows["Fund"].map(budgets["Donor"])
    for table, key, of in (("Donors", "Donor", "Group"), ("Recipients", "Recipient", "Region"),
                           ("Activities", "Activity", "Pillar")):
        rows[of] = rows[key].map(sheet(path, f"Inputs {table}").set_index(key)[of])
    needs = sheet(path, "Inputs Needs")
    site = ["Recipient", "Activity", "Period"]
    needs["Expert-months"] = pd.to_numeric(needs["Expert-months"], errors="coerce").fillna(0.0)
    needs["Need in single EUR"] = needs["Need in single EUR"].astype(float)
    sums = needs.groupby(site)[["Expert-months", "Need in single EUR"]].sum()
    ratio = (sums["Expert-months"] / sums["Need in single EUR"]).rename("ratio").reset_index()
    rows = rows.merge(ratio, on=site, how="left")
    rows["months"] = rows["Amount"].astype(float) * rows["new"] * rows["ratio"].fillna(0.0)
    return rows


def chosen(rows: pd.DataFrame, rule: pd.Series[Any], case: str) -> pd.Series[bool]:
    """Tell which rows a rule selects; `case` is the recipient or donor of its For each."""
    keep = pd.Series(data=True, index=rows.index)
    for heading, columns in COLUMNS.items():
        names = [name.strip() for name in str(rule.get(heading, "")).split(";") if name.strip()]
        if names:
            keep &= rows[list(columns)].isin(names).any(axis=1)
    if case:
        keep &= rows[str(rule["For each"]).capitalize()] == case
    return keep


def cases(limits: pd.DataFrame, rules: pd.DataFrame) -> Iterator[tuple[pd.Series[Any],
                                                                       pd.Series[Any], str]]:
    for _, limit in limits[limits["Kind"] == "Rule"].iterrows():
        [rule] = [r for _, r in rules.iterrows() if limit["Name"].startswith(r["Rule"])]
        yield limit, rule, limit["Name"].removeprefix(rule["Rule"]).strip(" ()")


def test_the_left_side_of_every_rule_is_what_pandas_adds_up(output: Path) -> None:
    rows, limits = support(output), sheet(output, "Limits")
    found = list(cases(limits, sheet(output, "Inputs Rules")))
    assert len(found) >= 15
    for limit, rule, case in found:
        what = "months" if rule["Measure"] == "experts" else "Amount"
        total = rows.loc[chosen(rows, rule, case), what].astype(float).sum()
        assert total == pytest.approx(float(limit["Value"]), rel=1e-9), limit["Name"]


def test_an_edit_that_breaks_a_rule_shows_in_its_status_and_in_the_checks(
        output: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    rows, limits = support(output), sheet(output, "Limits")
    tight = [(limit, rule, case) for limit, rule, case in
             cases(limits, sheet(output, "Inputs Rules"))
             if limit["Strength"] == "must" and limit["Relation"] == "at most"]
    assert tight
    copies = []
    for number, (limit, rule, case) in enumerate(tight):
        book = openpyxl.load_workbook(output)
        row = int(rows.index[chosen(rows, rule, case)][0]) + 2
        cell = book["Allocation"].cell(row, 9)
        assert book["Allocation"].cell(1, 9).value == "Amount"
        cell.value = float(cell.value) + float(limit["Limit"])
        copies.append(tmp_path / f"broken {number}.xlsx")
        book.save(copies[-1])
    for (limit, *_), fresh in zip(tight, libreoffice.recalculate(copies), strict=True):
        after = sheet(fresh, "Limits").set_index("Name")
        assert after.loc[limit["Name"], "Status"] == "Broken"
        assert master_check(fresh) == "ERROR"
        checks = pd.read_excel(fresh, sheet_name="Checks", header=None, dtype=object,
                               engine="openpyxl")
        [line] = [r for _, r in checks.iterrows() if "Limits broken: Rule" in list(r)]
        assert "ERROR" in list(line)


def test_a_share_of_the_inputs_is_shown_as_a_percentage(tmp_path: Path) -> None:
    """The Value of a rule is money in one row and a share in the next."""
    rules = [{"Rule": "R1", "Measure": "coverage", "Relation": "at most", "Value": "80%"},
             {"Rule": "R2", "Measure": "amount", "Relation": "at most", "Value": 700},
             {"Rule": "R3", "Measure": "share of total", "Relation": "at most", "Value": 0.35,
              "Enabled": "no"}]
    sheet = opened(written({**SMALL, "Rules": rules}, tmp_path / "rules.xlsx"))["Inputs Rules"]
    column = [cell.value for cell in sheet[1]].index("Value")
    assert [sheet[row][column].value for row in (2, 3, 4)] == [0.8, 700, 0.35]
    formats = [sheet[row][column].number_format for row in (2, 3, 4)]
    assert ["%" in code for code in formats] == [True, False, True]
    assert "0.00" not in formats[1]  # of a share beside it an amount takes no decimals

"""Exported tables: the totals of the workbook, described so that others can check them."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import optimiser

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> tuple[optimiser.Plan, Path]:
    plan = optimiser.optimise(EXAMPLE)
    path = tmp_path_factory.mktemp("plan") / "o.xlsx"
    optimiser.write(plan, path)
    return plan, path


def test_pandas_reads_the_totals_of_the_plan(output: tuple[optimiser.Plan, Path],
                                             tmp_path: Path) -> None:
    plan, path = output
    done = optimiser.export(path, "csv", tmp_path / "t")
    assert not done.edited
    for sheet, column in (("Allocation", "Amount"), ("Needs", "Unmet"), ("Funds", "Left"),
                          ("Recipients", "Allocated"), ("Deployments", "Expert-months")):
        read = pd.read_csv(tmp_path / "t" / f"{sheet.lower()}.csv")
        mine = plan.table(sheet)
        assert len(read) == len(mine)
        field = column.lower().replace("-", "_")
        assert read[field].sum() == pytest.approx(mine[column].sum(), rel=1e-12)


def test_the_package_describes_every_column_and_its_keys_hold(
        output: tuple[optimiser.Plan, Path], tmp_path: Path) -> None:
    optimiser.export(output[0], "csv", tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    tables = {one["name"]: pd.read_csv(tmp_path / one["path"]) for one in package["resources"]}
    assert {"allocation", "needs", "funds", "donors", "limits"} <= set(tables)
    for one in package["resources"]:
        schema, table = one["schema"], tables[one["name"]]
        assert [field["name"] for field in schema["fields"]] == list(table.columns)
        for field in schema["fields"]:
            if field["type"] == "number":
                assert pd.api.types.is_numeric_dtype(table[field["name"]])
        if "primaryKey" in schema:
            assert table[schema["primaryKey"]].drop_duplicates().shape[0] == len(table)
        for key in schema.get("foreignKeys", ()):
            (own,), other = key["fields"], key["reference"]
            assert set(table[own]) <= set(tables[other["resource"]][other["fields"][0]])
    assert "created" not in package


@pytest.mark.skipif(importlib.util.find_spec("frictionless") is None,
                    reason="frictionless is not installed")
def test_frictionless_accepts_the_package(output: tuple[optimiser.Plan, Path],
                                          tmp_path: Path) -> None:
    optimiser.export(output[0], "csv", tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", "import sys, frictionless\n"
         "report = frictionless.validate('datapackage.json')\n"
         "sys.exit(0 if report.valid and report.stats['tasks'] else str(report))"],
        cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_edited_amounts_are_exported_as_they_stand(output: tuple[optimiser.Plan, Path],
                                                   tmp_path: Path) -> None:
    book = openpyxl.load_workbook(output[1])
    sheet = book["Allocation"]
    column = [cell.value for cell in sheet[1]].index("Amount") + 1
    sheet.cell(2, column).value = 1234.567
    edited = tmp_path / "e.xlsx"
    book.save(edited)
    done = optimiser.export(edited, "csv", tmp_path / "t")
    assert done.edited
    assert 1234.567 in set(pd.read_csv(tmp_path / "t" / "allocation.csv")["amount"])


def test_an_input_holds_no_plan(tmp_path: Path) -> None:
    with pytest.raises(optimiser.UsageError, match="no plan"):
        optimiser.export(EXAMPLE, "csv", tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "=1+1", "Activity": "@x", "Need": 10}],
        "Budgets": [{"Fund": "-f", "Donor": "+d", "Budget": 5}]})
    optimiser.export(plan, "csv", tmp_path)
    row = pd.read_csv(tmp_path / "allocation.csv").iloc[0]
    assert (row["fund"], row["recipient"], row["activity"]) == ("'-f", "'=1+1", "'@x")

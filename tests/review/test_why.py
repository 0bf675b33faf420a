"""`allocate why`: what it says is what the output says, on a page that a terminal holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shlex import split

import openpyxl
import pytest
from click.testing import CliRunner, Result

import optimiser
from optimiser.cli import commands

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "why.md"
OUTPUT = "outputs/western_balkans_2016-allocation.xlsx"
BLOCKS = re.findall(r"^```\n\$ allocate (.+)\n((?:.*\n)*?)```$", PAGE.read_text(encoding="utf-8"),
                    re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example's output, as the page has it."""
    path = tmp_path_factory.mktemp("why")
    plan = optimiser.optimise(ROOT / "inputs" / "western_balkans_2016.xlsx")
    (path / "outputs").mkdir()
    optimiser.write(plan, path / OUTPUT)
    return path


def run(folder: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(commands, split(line), prog_name="allocate")


@cache
def lines_asked() -> tuple[str, ...]:
    """Return a question of every kind."""
    return (f"why {OUTPUT}", f"why {OUTPUT} --recipient Serbia",
            f"why {OUTPUT} --recipient serbia --activity 'Reception and shelter'",
            f"why {OUTPUT} --activity 'Joint police patrols' --period 2016-Q1",
            f"why {OUTPUT} --fund 'Polish aid'", f"why {OUTPUT} --donor Hungary",
            f"why {OUTPUT} --rule R1", f"why {OUTPUT} --rule 'Capacity Montenegro'")


@pytest.mark.parametrize(("line", "shown"), BLOCKS, ids=[line for line, _ in BLOCKS])
def test_a_screen_on_the_page_is_what_the_command_says(
        line: str, shown: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To change one: run the command, read what it says, and paste it."""
    result = run(folder, line, monkeypatch)
    assert result.exit_code == 0
    assert result.output.rstrip() == shown.rstrip()


def test_the_page_shows_three_screens() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("line", lines_asked())
def test_an_answer_fits_a_terminal_and_needs_no_colour(
        line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(folder, line, monkeypatch)
    assert result.exit_code == 0, result.output
    assert result.output.strip()
    assert max(map(len, result.output.splitlines())) <= 100
    assert "\x1b" not in result.output


@pytest.mark.parametrize("line", lines_asked())
def test_json_is_one_object_with_the_same_answer(
        line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = json.loads(run(folder, f"{line} --json", monkeypatch).output)
    assert found["status"] == "explained"
    assert found["needs"] or found["limits"]


def rows_of(folder: Path, recipient: str) -> Iterator[tuple[float, str]]:
    plan = optimiser.optimise(ROOT / "inputs" / "western_balkans_2016.xlsx")
    needs = plan.needs
    for _, row in needs[needs["Recipient"] == recipient].iterrows():
        yield row["Unmet"], row["Held back by"]


def test_a_need_is_explained_by_the_figures_of_the_plan(folder: Path) -> None:
    answer = optimiser.why(folder / OUTPUT, recipient="Montenegro")
    assert [(one.unmet, one.held_back_by) for one in answer.needs] == list(
        rows_of(folder, "Montenegro"))
    named = {limit.name for limit in answer.limits}
    assert "Capacity Montenegro" in named
    assert all(limit.status == "Binding" for limit in answer.limits)


def test_a_donor_is_explained_by_all_its_funds(folder: Path) -> None:
    answer = optimiser.why(folder / OUTPUT, donor="Czechia")
    assert {one.fund for one in answer.paid} == {
        "Czech migration programme", "Czech additional assistance"}
    kinds = {limit.kind for limit in answer.limits}
    assert {"Budget", "Burden sharing"} <= kinds


def test_full_limits_on_its_donor_stand_with_a_fund_and_those_of_another_fund_do_not(
        folder: Path) -> None:
    named = {limit.name for limit in optimiser.why(
        folder / OUTPUT, fund="Czech migration programme").limits}
    assert {"Burden sharing, most Czechia", "Budget Czech migration programme"} <= named
    assert not any("Czech additional assistance" in name for name in named)
    assert not any(name.startswith("Experts") for name in named)


@pytest.mark.parametrize(("line", "says"), [
    (f"why {OUTPUT} --recipient Serbja", "Perhaps Serbia?"),
    (f"why {OUTPUT} --fund Madad", "The output has no fund Madad."),
    (f"why {OUTPUT} --rule R99", "The output has no rule or limit R99."),
    (f"why {OUTPUT} --recipient Serbia --fund 'Polish aid'", "One question at a time."),
    (f"why {OUTPUT} --rule R1 --costs", "One question at a time."),
    (f"why {OUTPUT} --weights --costs", "One question at a time."),
    (f"why {OUTPUT} --recipient Serbia --weights", "One question at a time."),
    (f"why {OUTPUT} -o x.xlsx", "Add --costs."),
])
def test_a_wrong_question_is_told_how_to_mend_it(
        line: str, says: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(folder, line, monkeypatch)
    assert result.exit_code == 2
    assert says in result.output


def test_a_workbook_that_is_no_output_is_refused(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(folder, f"why '{ROOT / 'inputs' / 'minimal.xlsx'}'", monkeypatch)
    assert result.exit_code == 3
    assert "not a workbook that allocate wrote" in result.output


def test_costs_are_written_as_a_sheet_and_as_data(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(folder, f"why {OUTPUT} --costs -o costs.xlsx --json", monkeypatch)
    found = json.loads(result.output)
    assert found["costs"][0]["name"] == "R1 Ceiling for one recipient"
    assert found["costs"][0]["weighted"] > 1_000_000
    table = optimiser.verify(folder / "costs.xlsx")
    assert table.holds


def test_weights_are_told_as_data_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [text] = [shown for line, shown in BLOCKS if line == f"why {OUTPUT} --weights"]
    assert max(map(len, text.splitlines())) <= 100
    found = json.loads(run(folder, f"why {OUTPUT} --weights --json", monkeypatch).output)
    assert found["status"] == "explained"
    assert found["not_told"] is None
    by_name = {(one["judgement"], one["name"]): one for one in found["weights"]}
    assert len(by_name) == len(found["weights"]) > 100
    serbia = by_name["Severity", "Serbia"]
    assert serbia["below"]["at"] < serbia["value"] == 1.4 < serbia["above"]["at"]
    assert serbia["in_words"].split(":")[0] in text
    assert by_name["Severity", "Regional processes"]["above"]["at"] is None


def test_costs_of_the_main_job_are_a_sheet_of_its_output(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    book = ROOT / "inputs" / "western_balkans_2016.xlsx"
    result = run(tmp_path, f"run '{book}' --costs --ranges -q -o o.xlsx", monkeypatch)
    assert result.exit_code == 0
    sheet = pd.read_excel(tmp_path / "o.xlsx", sheet_name="Costs", engine="calamine")
    assert len(sheet) == 23
    assert sheet["Points"].is_monotonic_decreasing
    amounts = pd.read_excel(tmp_path / "o.xlsx", sheet_name="Allocation", engine="calamine")
    # What is printed ends before the helper columns, and holds both.
    assert list(amounts.columns).index("Most") < list(amounts.columns).index("Fund no.")
    assert optimiser.verify(tmp_path / "o.xlsx").holds
    assert (amounts["Least"] <= amounts["Amount"]).all()
    assert (amounts["Amount"] <= amounts["Most"]).all()


def test_a_plan_that_meets_every_need_is_an_output_too(tmp_path: Path) -> None:
    """It has no sheet Held back, for that would hold nothing."""
    path = tmp_path / "plan.xlsx"
    optimiser.write(optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 20}]}), path)
    found = optimiser.why(path)
    assert [need.unmet for need in found.needs] == [0]
    assert found.limits == ()


def test_an_output_without_calculated_values_is_refused_with_the_remedy(
        folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program other than a spreadsheet saved it: its sums are blank, not 0."""
    copy = tmp_path / "saved.xlsx"
    openpyxl.load_workbook(folder / OUTPUT).save(copy)
    result = run(folder, f"why {copy} --recipient Serbia", monkeypatch)
    assert result.exit_code == 2
    assert "saved without what its formulas come to" in result.output
    assert "save it there" in result.output

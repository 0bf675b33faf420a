"""Coordinators' pages: everything of their own, nothing of others, and the plan's totals."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import optimiser
from optimiser.cli import commands
from optimiser.handover.coordinator_books import file_names, summary
from optimiser.handover.coordinators import Contact, CoordinatorPage

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "o.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    return path


@pytest.fixture(scope="module")
def written(output: Path) -> list[tuple[CoordinatorPage, Path]]:
    return optimiser.pages(output, output.parent / "pages")


def texts(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for row in book.active.iter_rows() for cell in row
            if cell.value is not None]


def test_both_sides_add_up_to_what_the_plan_gives(
        written: list[tuple[CoordinatorPage, Path]]) -> None:
    plan = optimiser.optimise(EXAMPLE).solution
    given = int(plan.amounts.sum()) * plan.unit + sum(plan.problem.commitments.exact, Fraction(0))
    donors = [page for page, _ in written if page.is_donor]
    recipients = [page for page, _ in written if not page.is_donor]
    assert sum(page.total for page in donors) == given
    assert sum(page.total for page in recipients) == given
    sent = sum(one.months for page in donors for one in page.experts)
    assert sent == sum(one.months for page in recipients for one in page.experts) > 0


def test_a_page_names_no_fund_of_another_donor(
        written: list[tuple[CoordinatorPage, Path]]) -> None:
    funds = {page.who.name: {one.fund for one in page.money} for page, _ in written
             if page.is_donor}
    for page, path in written:
        if page.is_donor:
            shown = set(texts(path))
            assert funds[page.who.name] <= shown
            others = set().union(*(own for name, own in funds.items() if name != page.who.name))
            assert not shown & others


def test_a_page_shows_what_is_paid_in_the_currency_of_the_fund_and_whom_to_speak_to(
        written: list[tuple[CoordinatorPage, Path]]) -> None:
    page, path = next((page, path) for page, path in written if page.who.name == "Czechia")
    sheet = openpyxl.load_workbook(path, data_only=True)["Plan"]
    headings = [cell.value for cell in sheet[7]]
    assert headings == ["To", "For", "When", "Fund", "Status", "Amount in fund currency",
                        "Currency", "Amount", "Output expected", "Units"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(8, 7 + len(page.money))]
    assert {row[6] for row in rows} == {"CZK"}
    assert all(row[5] == pytest.approx(row[7] * 27.0, rel=0.05) for row in rows)
    assert {row[4] for row in rows} == {"planned", "committed"}
    total = sheet.cell(8 + len(page.money), 8)
    assert total.value == pytest.approx(float(page.total))
    shown = texts(path)
    assert "Whom to speak to" in shown
    assert page.money[0].other.email in shown
    assert summary(page) in shown


def test_the_command_lists_its_pages_and_refuses_to_overwrite_an_edit(
        output: Path, tmp_path: Path) -> None:
    line = ["pages", str(output), "-o", str(tmp_path / "new" / "pages")]
    result = CliRunner().invoke(commands, [*line, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)["pages"]
    assert len(found) == 17
    assert all(Path(page["file"]).exists() for page in found)
    edited = Path(found[0]["file"])
    book = openpyxl.load_workbook(edited)
    book["Plan"]["B30"] = "a note"
    book.save(edited)
    result = CliRunner().invoke(commands, line)
    assert result.exit_code == 6
    assert "was edited since it was written" in result.output
    assert CliRunner().invoke(commands, [*line, "--force", "-q"]).exit_code == 0


def test_names_that_are_alike_or_hostile_get_files_of_their_own(tmp_path: Path) -> None:
    names = ["A/B", "A?B", "a b", "../../x", "=1+1", "Ž š"]
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": name, "Activity": "x", "Need": 10} for name in names],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60}]}))
    optimiser.write(plan, tmp_path / "o.xlsx")
    written = optimiser.pages(tmp_path / "o.xlsx", tmp_path / "pages")
    files = [path for _, path in written]
    assert len({path.name.casefold() for path in files}) == len(files) == 7
    assert all(path.parent == tmp_path / "pages" and path.exists() for path in files)
    for page, path in written:
        assert openpyxl.load_workbook(path)["Plan"]["A1"].value == page.who.name


def names_of(*names: str) -> list[str]:
    return file_names([CoordinatorPage(Contact(name, "", ""), False, "", "EUR", (), ())
                       for name in names])


@pytest.mark.parametrize("names", [
    ("A/B", "A-B"), ("Support, phase " + "x" * 300, "Support, phase " + "x" * 299 + "y"),
    ("Kosovo*", "Kosovo"), ("Co\u0302te A", "C\u00d4TE-A"), ("?", "!")])
def test_two_pages_have_two_files_whichever_stands_first(names: tuple[str, str]) -> None:
    """A number in turn would hand one office another's page when the plan changes."""
    there, back = names_of(*names), names_of(*reversed(names))
    assert len({name.casefold() for name in there}) == 2
    assert there == back[::-1]
    assert all(len(name) < 120 for name in there)


def test_the_file_of_a_name_cut_short_is_its_own_without_the_other_too() -> None:
    long = "Support to the reception of people in need of protection, phase " * 3
    assert names_of(long + "1") == names_of(long + "1", long + "2")[:1]
    assert names_of("Serbia") == ["recipient-Serbia"]

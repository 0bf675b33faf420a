"""A plan made again, a word mistyped, a total in two currencies: what an officer meets each day."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from faulty import base_book

from optimiser.report.guard import previous_of
from optimiser.scenarios.frontier import Frontier, Point
from optimiser.screen.futures import hint

if TYPE_CHECKING:
    from running import Command


def test_a_plan_made_again_keeps_the_one_before_and_says_what_moved(
        allocate: Command, folder: Path) -> None:
    inputs = base_book().write(folder / "inputs.xlsx")
    first = allocate(inputs)
    target = folder / "outputs" / "inputs-allocation.xlsx"
    before = target.read_bytes()
    assert "was allocated before" not in first.printed
    book = base_book()
    book["Budgets!E4"] = float(str(book["Budgets!E4"])) + 100
    book.write(inputs)
    second = allocate(inputs)
    assert second.exit_code == 0, second.printed
    kept = folder / "outputs" / "inputs-allocation-previous.xlsx"
    assert kept.read_bytes() == before
    lines = second.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if "was allocated before, EUR " in line)
    assert "Inputs changed: Budgets:" in "".join(lines[at:at + 3])
    assert len(lines) - at <= 4
    assert all(len(line) <= 98 for line in lines[at:at + 3])
    assert not any(line.endswith("...") for line in lines[at:])


def test_the_same_plan_made_again_says_that_nothing_moved(
        allocate: Command, folder: Path) -> None:
    inputs = base_book().write(folder / "inputs.xlsx")
    allocate(inputs)
    second = allocate(inputs)
    assert "No amount moved." in second.stdout
    assert "is given where it was not before" not in second.stdout


def test_an_edited_plan_is_backed_up_and_an_edited_previous_one_is_left_alone(
        allocate: Command, folder: Path) -> None:
    """Nobody's edits are lost: neither in the plan nor in the one kept beside it."""
    inputs = base_book().write(folder / "inputs.xlsx")
    allocate(inputs)
    target = folder / "outputs" / "inputs-allocation.xlsx"
    previous = folder / "outputs" / "inputs-allocation-previous.xlsx"
    assert previous_of(target) == previous.relative_to(folder) or previous_of(target) == previous
    shutil.copy(target, previous)
    _edit(previous)
    kept = previous_of(target)
    assert kept is not None
    assert kept.name == "inputs-allocation-previous-2.xlsx"
    _edit(target)
    assert previous_of(target) is None


def _edit(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Summary"]["A90"] = "agreed"
    book.save(path)


def test_warnings_come_before_the_place_of_the_plan(allocate: Command, folder: Path) -> None:
    book = base_book()
    book["Notes!B3"] = "a sheet of no table"
    run = allocate(book.write(folder / "inputs.xlsx"))
    assert "Written to" in run.stdout
    assert "Written to" not in run.stderr


@pytest.mark.parametrize(("words", "meant"), [
    (("nwe", "x.xlsx"), "new"), (("chekc", "x.xlsx"), "check"), (("verfy", "x.xlsx"), "verify")])
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
        words: tuple[str, ...], meant: str, allocate: Command) -> None:
    run = allocate(*words)
    assert run.exit_code == 2
    assert f"`allocate {meant}`" in run.stderr


def test_check_says_each_currency_in_both(allocate: Command, folder: Path) -> None:
    """CZK 2,700 at 27 for a euro are EUR 100."""
    for name, text in {"Needs": "Recipient,Activity,Need,Currency\nA,x,2700,CZK\nB,x,50,\n",
                       "Budgets": "Fund,Donor,Budget\nF,D,100\n",
                       "Exchange rates": "Currency,Per unit of base\nCZK,27\n"}.items():
        (folder / "book").mkdir(exist_ok=True)
        (folder / "book" / f"{name}.csv").write_text(text, encoding="utf-8")
    assert "CZK 2,700 (EUR 100) and EUR 50" in allocate("check", folder / "book").stdout


def test_the_frontier_hints_at_a_level_that_a_plan_can_reach() -> None:
    points = (Point(0.312, 100.0), Point(0.3377, 99.0), Point(0.351, 80.0))
    assert "--at 0.33 makes" in hint(Frontier("EUR", points, 1))
    assert "--at 0.35 makes" in hint(Frontier("EUR", points, 0))

"""What the output workbook holds: hand-solved figures, live and right formulas."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from libreoffice import (
    LibreOffice,
    error_cells,
    formulas,
    master_check,
    read_lines,
    stored_values,
)
from openpyxl.workbook import Workbook
from report_books import ALL_TABLES, GREAT, SMALL, Book, many, opened, plan_of, written

import optimiser
from optimiser.report.draft import Draft
from optimiser.report.registry import pages
from optimiser.report.sheets import checks
from optimiser.report.sheets.limits import LIMITS

BOOKS: dict[str, Book] = {"small": SMALL, "all-tables": ALL_TABLES, "great": GREAT,
                          "many": many(25, 3)}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("outputs")
    return {name: written(book, folder / f"{name}.xlsx") for name, book in BOOKS.items()}


@pytest.fixture(scope="module")
def recalculated(outputs: dict[str, Path], libreoffice: LibreOffice) -> dict[str, Path]:
    return dict(zip(outputs, libreoffice.recalculate(list(outputs.values())), strict=True))


def test_the_small_plan_is_the_one_solved_by_hand(outputs: dict[str, Path]) -> None:
    """The arithmetic stands beside the problem: Serbia 200 + 300, Albania 300."""
    lines = read_lines(outputs["small"], "Allocation", "Fund", "Recipient", "Amount")
    assert {(line.values["Fund"], line.values["Recipient"]): line.values["Amount"]
            for line in lines} == {("Czech Aid", "Serbia"): 200, ("Czech Aid", "Albania"): 300,
                                   ("Polish Aid", "Serbia"): 300}


def test_tiers_fill_in_falling_order_of_weight(outputs: dict[str, Path]) -> None:
    """Serbia's vital 600 = 100 committed + 500 allocated; nothing is left for its useful 400."""
    lines = read_lines(outputs["small"], "Needs", "Recipient", "Tier", "Need")
    assert [[line.values[heading] for heading in (
        "Recipient", "Tier", "Need", "Committed", "Allocated", "Unmet", "Coverage")]
        for line in lines] == [
            ["Serbia", "vital", 600, 100, 500, 0, 1],
            ["Serbia", "useful", 400, 0, 0, 400, 0],
            ["Albania", "vital", 500, 0, 300, 200, 0.6]]


@pytest.mark.parametrize("name", BOOKS)
def test_stored_values_are_those_of_a_recalculation(
        name: str, outputs: dict[str, Path], recalculated: dict[str, Path]) -> None:
    stored, fresh = stored_values(outputs[name]), stored_values(recalculated[name])
    different = {place: (stored.get(place), fresh.get(place)) for place in formulas(outputs[name])
                 if not _same(stored.get(place), fresh.get(place))}
    assert different == {}
    assert error_cells(recalculated[name]) == []
    assert master_check(outputs[name]) == master_check(recalculated[name]) == "OK"


def _same(stored: object, fresh: object) -> bool:
    if isinstance(stored, (int, float)) and isinstance(fresh, (int, float)):
        return math.isclose(stored, fresh, rel_tol=1e-9, abs_tol=1e-6)
    return stored == fresh


def _edit(sheet: str, heading: str, row: int, change: Callable[[object], object],
          ) -> Callable[[Workbook], None]:
    def change_cell(book: Workbook) -> None:
        page = book[sheet]
        column = [cell.value for cell in page[1]].index(heading) + 1
        cell = page.cell(row, column)
        cell.value = change(cell.value)

    return change_cell


def _exchange(sheet: str, heading: str, first: int, second: int | None = None,
              ) -> Callable[[Workbook], None]:
    """Return the exchange of two rows' cells; the second row is the last where none is named."""
    def change_cells(book: Workbook) -> None:
        page = book[sheet]
        column = [cell.value for cell in page[1]].index(heading) + 1
        one, other = page.cell(first, column), page.cell(second or page.max_row, column)
        assert one.value != other.value, "an exchange of equals is no edit"
        one.value, other.value = other.value, one.value

    return change_cells


def _more(step: float) -> Callable[[object], object]:
    def add(value: object) -> object:
        assert isinstance(value, (int, float))
        return value + step

    return add


EDITS: dict[str, tuple[str, Callable[[Workbook], None]]] = {
    "an amount by 1": ("all-tables", _edit("Allocation", "Amount", 2, _more(1))),
    "a great amount by 1": ("great", _edit("Allocation", "Amount", 2, _more(1))),
    "a great amount by a cent": ("great", _edit("Allocation", "Amount", 3, _more(-0.01))),
    "two amounts exchanged": ("all-tables", _exchange("Allocation", "Amount", 2, 3)),
    "two donors exchanged": ("all-tables", _exchange("Allocation", "Donor", 2)),
    "a period": ("all-tables", _edit("Allocation", "Period", 2, lambda _: "2016-Q9")),
    "a recipient": ("small", _edit("Allocation", "Recipient", 2, lambda _: "Atlantis")),
    "a deployment": ("all-tables", _edit("Deployments", "Expert-months", 2, _more(0.01))),
    "two deployments exchanged": ("all-tables", _exchange("Deployments", "Expert-months", 2, 3)),
    "the donor of a deployment": (
        "all-tables", _edit("Deployments", "Donor", 2, lambda _: "Atlantis")),
    "a budget in the inputs": ("small", _edit("Inputs Budgets", "Budget", 2, _more(-100))),
    "a need in the inputs": ("small", _edit("Inputs Needs", "Need", 2, _more(-401))),
}


@pytest.fixture(scope="module")
def edited(outputs: dict[str, Path], libreoffice: LibreOffice,
           tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a recalculated copy with each edit."""
    folder = tmp_path_factory.mktemp("edited")
    copies = []
    for number, (name, edit) in enumerate(EDITS.values()):
        book = opened(outputs[name])
        edit(book)
        copies.append(folder / f"edit-{number}.xlsx")
        book.save(copies[-1])
    return dict(zip(EDITS, libreoffice.recalculate(copies), strict=True))


def test_each_edit_turns_the_master_check_to_error(edited: dict[str, Path]) -> None:
    found = {name: master_check(path) for name, path in edited.items()}
    assert found == dict.fromkeys(EDITS, "ERROR")


def test_a_broken_budget_shows_in_its_family_of_limits(edited: dict[str, Path]) -> None:
    """The check says which family broke, and Limits which limit, by how much."""
    fresh = edited["a budget in the inputs"]  # Czech Aid: 600 used of 500
    broken = {line.values["Check"] for line in read_lines(fresh, "Checks", "Check", "Result")
              if line.values["Result"] == "ERROR"}
    assert broken == {"Limits broken: Budget"}
    slack = {line.values["Name"]: line.values["Slack"]
             for line in read_lines(fresh, "Limits", "Name", "Status")
             if line.values["Status"] == "Broken"}
    assert list(slack.values()) == [-100]
    status = openpyxl.load_workbook(fresh, data_only=True)["Summary"]["B4"].value
    assert status.startswith("Edited since it was written, see Checks. As written: Optimal")


def test_numbers_of_the_output_are_those_of_the_dataframes(outputs: dict[str, Path]) -> None:
    plan = plan_of(ALL_TABLES)
    stored = opened(outputs["all-tables"], stored=True)
    for sheet in ("Allocation", "Deployments", "Needs", "Recipients", "Activities", "Donors",
                  "Funds", "Burden sharing", "Limits"):
        rows = list(stored[sheet].iter_rows(values_only=True))
        frame = plan.table(sheet)
        assert list(frame.columns) == list(rows[0][:len(frame.columns)]), sheet
        for wanted, row in zip(frame.itertuples(index=False), rows[1:], strict=True):
            for one, other in zip(wanted, row, strict=False):
                same = one == other or (one in (None, "") and other in (None, "")) or (
                    isinstance(one, float) and math.isnan(one) and other is None) or (
                    isinstance(other, (int, float)) and math.isclose(float(one), other,
                                                                     abs_tol=1e-9))
                assert same, (sheet, one, other)


def test_a_fingerprint_stays_exact_for_amounts_of_any_size() -> None:
    """Below 2^53 every whole number is a double; 10^14 cents a row would not stay below."""
    plan = plan_of(GREAT)
    page = next(page for page in pages(Draft(plan.solution, plan.inputs))
                if page.name == "Checks")
    values = dict(zip(page.values("Check"), page.values("Left side"), strict=True))
    fingerprint = values["Check sum of all amounts"]
    assert isinstance(fingerprint, float)
    assert fingerprint.is_integer()
    assert fingerprint < 2**53
    assert checks.master(page).value == "OK"


def test_limits_of_needs_come_last_and_expert_months_keep_their_decimals(
        outputs: dict[str, Path]) -> None:
    """What an officer has to decide on stands first; 2.5 expert-months are not 3."""
    sheet = opened(outputs["all-tables"])["Limits"]
    kinds = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert set(kinds[kinds.index("Need"):]) == {"Need"}
    assert kinds.index("Need") > 0
    unit = [heading.name for heading in LIMITS].index("Unit")
    shown = {row[unit].value: row[6].number_format for row in sheet.iter_rows(min_row=2)}
    assert shown["expert-months"].startswith("#,##0.00")


def test_the_log_names_the_input_and_its_digest(outputs: dict[str, Path]) -> None:
    values = {row[0]: row[1] for row in
              opened(outputs["small"])["Log"].iter_rows(min_row=2, values_only=True)}
    assert values["SHA-256 of the input"] == optimiser.load(SMALL).sha256
    assert values["Stage 1, soft rules"].startswith("optimal")
    assert values["Version of highspy"]

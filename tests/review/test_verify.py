"""`allocate verify`: the right verdict on outputs as written, edited, sorted, solved again."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.screen.verdict import verdict_text
from optimiser.vocabulary import LimitKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from libreoffice import LibreOffice
    from openpyxl.worksheet.worksheet import Worksheet
    from running import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
AMOUNT = 9


def written(source: Any, path: Path) -> Path:
    optimiser.write(optimiser.optimise(source), path)
    return path


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(EXAMPLE, tmp_path_factory.mktemp("verify") / "plan.xlsx")


def edited(path: Path, target: Path, edit: Callable[[Worksheet], None]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book["Allocation"]
    assert sheet.cell(1, AMOUNT).value == "Amount"
    edit(sheet)
    book.save(target)
    return target


def raised(sheet: Worksheet) -> None:
    sheet.cell(3, AMOUNT).value += 1_000_000


def lowered(sheet: Worksheet) -> None:
    sheet.cell(3, AMOUNT).value -= 100


def added(sheet: Worksheet) -> None:
    """Pay a need a second time by a copy of its row."""
    last = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(2, column).value
    sheet.cell(last, AMOUNT).value = 5_000_000


def deleted(sheet: Worksheet) -> None:
    sheet.delete_rows(4)


def shuffled(sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row][:AMOUNT] for row in sheet.iter_rows(min_row=2)]
    random.Random(1).shuffle(rows)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def renamed(sheet: Worksheet) -> None:
    sheet.cell(2, 4).value = "Nowhere"


def test_an_output_as_it_was_written_is_kept(output: Path) -> None:
    found = optimiser.verify(output)
    assert found.holds
    assert not found.edited
    assert found.value == pytest.approx(found.solved, abs=0.01)
    assert found.kept > 200


def test_what_an_edit_costs_is_never_said_to_be_no_part_at_all(output: Path) -> None:
    found = optimiser.verify(output)
    for share, said in ((1e-7, "(less than 0.01%)"), (0.0123, "(1.23%)")):
        assert found.solved is not None
        edited = replace(found, value=found.solved * (1 - share))
        assert f"less than the plan as solved {said}." in verdict_text(edited)


EDITS: dict[Callable[[Worksheet], None], set[str]] = {
    raised: {"Budget"}, added: {"Need"}, lowered: {"Experts used"}, deleted: set(),
    shuffled: set()}


@pytest.fixture(scope="module")
def saved(output: Path, libreoffice: LibreOffice,
          tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the output with each edit, saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("saved")
    copies = [edited(output, folder / f"{edit.__name__}.xlsx", edit) for edit in EDITS]
    return {path.stem: path for path in libreoffice.recalculate(copies)}


@pytest.mark.parametrize(("edit", "kinds"), EDITS.items())
def test_an_edit_saved_by_libreoffice_gets_the_right_verdict(
        saved: dict[str, Path], edit: Callable[[Worksheet], None], kinds: set[str]) -> None:
    found = optimiser.verify(saved[edit.__name__])
    assert found.edited
    assert found.strays == ()
    must = {one.kind for one in found.broken if one.must}
    if edit is shuffled:
        assert found.holds
        assert found.value == pytest.approx(found.solved, abs=0.01)
    elif edit is deleted:
        assert must <= {"Experts used", "Rule", "Burden sharing", "Minimum use", "Co-financing",
                        "Minimum coverage", "Pin"}
        assert found.value is not None
        assert found.value < (found.solved or 0.0)
    else:
        assert kinds <= must | {"Experts used"}
        assert not found.holds or edit is lowered


def test_a_row_that_names_nothing_is_said_with_its_cell(output: Path, tmp_path: Path) -> None:
    found = optimiser.verify(edited(output, tmp_path / "renamed.xlsx", renamed))
    assert not found.holds
    [stray] = found.strays
    assert stray.startswith("Allocation!I2: ")
    assert "Nowhere" in stray


@pytest.mark.parametrize("seed", seeds(5, 20))
def test_outputs_of_random_problems_are_kept_and_an_edit_that_breaks_one_is_named(
        seed: int, tmp_path: Path) -> None:
    path = written(random_book(seed), tmp_path / "plan.xlsx")
    assert optimiser.verify(path).holds
    book = openpyxl.load_workbook(path)
    rows = list(book["Allocation"].iter_rows(min_row=2))
    if not rows:
        return
    row = rows[seed % len(rows)]
    budgets = optimiser.optimise(random_book(seed)).funds.set_index("Fund")["Budget"]
    row[AMOUNT - 1].value += float(budgets[row[0].value]) + 1000
    book.save(tmp_path / "edited.xlsx")
    found = optimiser.verify(tmp_path / "edited.xlsx")
    assert not found.holds
    assert any(one.kind == "Budget" and one.name.startswith(f"Budget {row[0].value}")
               for one in found.broken)


def test_the_same_plan_comes_out_again(output: Path, tmp_path: Path, allocate: Command) -> None:
    assert allocate("verify", output, "--replay").exit_code == 0
    run = allocate("verify", edited(output, tmp_path / "e.xlsx", lowered), "--replay", "--json")
    assert run.exit_code == 7
    [move] = run.answer["moves"]
    assert move["after"] - move["before"] == 100


def test_a_plan_made_with_what_the_workbook_does_not_carry_is_not_replayed(
        tmp_path: Path, allocate: Command) -> None:
    path = tmp_path / "floor.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE, lowest_coverage=0.5), path)
    run = allocate("verify", path, "--replay")
    assert run.exit_code == 2
    assert "frontier --at" in run.printed
    other = tmp_path / "any.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE, split="any"), other)
    assert allocate("verify", other, "--replay").exit_code == 0


def test_a_repair_holds_the_edit_and_moves_no_more_than_it_must(
        output: Path, tmp_path: Path, allocate: Command) -> None:
    copy = edited(output, tmp_path / "e.xlsx", lowered)
    target = tmp_path / "repaired.xlsx"
    run = allocate("verify", copy, "--repair", "-o", target, "--json")
    assert run.exit_code == 0
    assert run.answer["edits"] == 1
    assert optimiser.verify(target).holds
    sheet, before = (openpyxl.load_workbook(p)["Allocation"] for p in (target, copy))
    key = [cell.value for cell in before[3]][:8]
    amounts = {tuple(c.value for c in row[:8]): row[8].value for row in sheet.iter_rows(min_row=2)}
    assert amounts[tuple(key)] == before.cell(3, AMOUNT).value
    assert len(run.answer["moves"]) < 40


def test_a_broken_limit_names_all_its_cells_in_the_file_that_the_plan_was_made_from(
        output: Path, tmp_path: Path) -> None:
    """A running total rests on a row a period: each row alone tells where one of them stands."""
    def more_of_a_running_total(sheet: Worksheet) -> None:
        [row, *_] = [cell.row for cell in sheet["A"] if "regional window" in str(cell.value)]
        sheet.cell(row, AMOUNT).value += 1_000_000

    found = optimiser.verify(edited(output, tmp_path / "e.xlsx", more_of_a_running_total))
    sources = {str(one.source) for one in found.broken if one.kind is LimitKind.BUDGET}
    assert sources <= {"Budgets!D5", "Budgets!D5; Budgets!D6"}
    assert "Budgets!D5; Budgets!D6" in sources


def test_the_command_says_what_is_broken_and_ends_with_7(
        output: Path, tmp_path: Path, allocate: Command) -> None:
    assert allocate("verify", output).exit_code == 0
    run = allocate("verify", edited(output, tmp_path / "e.xlsx", raised))
    assert run.exit_code == 7
    assert "Broken by EUR" in run.stdout
    assert all(len(line) <= 100 for line in run.stdout.splitlines())
    assert allocate("verify", EXAMPLE).exit_code == 3
    assert allocate("verify", output, "--replay", "--repair").exit_code == 2


def test_a_file_that_was_only_saved_again_is_told_from_an_edited_one(tmp_path: Path) -> None:
    """Another program writes other bytes; names, amounts and inputs stay what they were."""
    path = tmp_path / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    assert not optimiser.verify(path).resaved
    book = openpyxl.load_workbook(path, data_only=True)
    book.save(path)
    found = optimiser.verify(path)
    assert found.edited
    assert found.resaved
    assert "saved again since it was written" in verdict_text(found)
    budget = next(cell for cell in book["Inputs Budgets"][2] if isinstance(cell.value, float | int))
    budget.value = float(budget.value or 0) + 1
    book.save(path)
    assert not optimiser.verify(path).resaved


def of_another_version(path: Path, form: str) -> Path:
    """Write the example as a version does whose outputs are of another format."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optimiser.report.log.FORMAT", form)
        return written(EXAMPLE, path)


def test_an_output_of_another_version_is_said_to_be_one(tmp_path: Path) -> None:
    """What it calls its log and how it marks an edit may be otherwise: neither is guessed."""
    older = of_another_version(tmp_path / "older.xlsx", "1")
    later = of_another_version(tmp_path / "later.xlsx", "3")
    said = " ".join(verdict_text(optimiser.verify(older)).split())
    assert "older.xlsx: made by an earlier version of allocate (0.1.0, outputs of format 1;" in said
    assert "; as it was written. Its limits are judged as this version does." in said
    assert "made by a later version" in verdict_text(optimiser.verify(later))
    touched = edited(older, tmp_path / "touched.xlsx", lowered)
    said = " ".join(verdict_text(optimiser.verify(touched)).split())
    assert "whether it was edited since cannot be told" in said
    assert "edited since it was written" not in said


def test_what_is_read_by_name_is_refused_of_another_version(
        tmp_path: Path, allocate: Command) -> None:
    older = of_another_version(tmp_path / "older.xlsx", "1")
    with pytest.raises(optimiser.UsageError, match="made by an earlier version") as refused:
        optimiser.why(older)
    assert "Run allocate older.xlsx -o NEW.xlsx" in str(refused.value.remedy)
    # Its inputs and amounts are read: their sheets and columns are the same in every version.
    assert allocate(older, "-o", tmp_path / "new.xlsx", "-q").exit_code == 0
    assert optimiser.why(tmp_path / "new.xlsx").limits
    assert allocate(EXAMPLE, "--earlier", older, "-o", tmp_path / "near.xlsx", "-q").exit_code == 0


def test_an_output_of_this_version_is_not_said_to_be_of_another(output: Path) -> None:
    assert "version" not in verdict_text(optimiser.verify(output))

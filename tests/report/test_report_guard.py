"""The target of a write: whole or not at all, and never over somebody's edits."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import openpyxl
import pytest
import xlsxwriter
from libreoffice import LibreOffice
from report_books import SMALL, plan_of, written

import optimiser
from optimiser.api.plans import Plan
from optimiser.errors import OutputError
from optimiser.report import guard

SHEETS = ("First", "Second")


def make(target: BinaryIO) -> None:
    with xlsxwriter.Workbook(target) as book:
        for name in SHEETS:
            book.add_worksheet(name).write_string(0, 0, name)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(SMALL)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def edit(path: Path) -> bytes:
    """Change a cell with another program; return the file as that program left it."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "changed by hand"
    book.save(path)
    return path.read_bytes()


def test_a_new_target_is_written_with_nothing_beside_it(target: Path) -> None:
    assert guard.write_whole(target, make, SHEETS, force=False) is None
    assert names(target) == ["plan.xlsx"]
    assert tuple(openpyxl.load_workbook(target).sheetnames) == SHEETS


def test_a_finished_workbook_is_readable_as_the_user_s_other_files_are(target: Path) -> None:
    """A temporary file is the owner's alone; what it becomes is not."""
    guard.write_whole(target, make, SHEETS, force=False)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


def _full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _half(target: BinaryIO) -> None:
    """Write the first half of a workbook and then find the disk full."""
    _cut(target)
    _full_disk()


def _cut(target: BinaryIO) -> None:
    """Write half a workbook and report nothing."""
    make(target)
    target.truncate(target.seek(0, io.SEEK_END) // 2)


def _garbled(target: BinaryIO) -> None:
    """Write a package whose sheets are no sheets."""
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook><sheets>")


def _without_second(target: BinaryIO) -> None:
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("First").write_string(0, 0, "First")


@pytest.mark.parametrize("fault", [_full_disk, _half, _cut, _garbled, _without_second])
def test_a_workbook_that_fails_half_way_leaves_the_old_one_as_it_was(
        target: Path, fault: Callable[[BinaryIO], None]) -> None:
    guard.write_whole(target, make, SHEETS, force=False)
    before = target.read_bytes()
    with pytest.raises(OutputError) as raised:
        guard.write_whole(target, fault, SHEETS, force=False)
    assert raised.value.exit_code == 6
    assert raised.value.remedy
    assert target.read_bytes() == before
    assert names(target) == ["plan.xlsx"]


@pytest.mark.parametrize("step", ["os.replace", "os.fsync", "tempfile.mkstemp"])
def test_a_system_call_that_fails_leaves_the_old_one_as_it_was(
        target: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.write_whole(target, make, SHEETS, force=False)
    before = target.read_bytes()
    monkeypatch.setattr(step, _full_disk)
    with pytest.raises(OutputError, match="No space left"):
        guard.write_whole(target, make, SHEETS, force=False)
    assert target.read_bytes() == before
    assert names(target) == ["plan.xlsx"]


def test_a_fault_of_the_program_is_not_taken_for_one_of_the_disk(target: Path) -> None:
    def broken(_: BinaryIO) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guard.write_whole(target, broken, SHEETS, force=False)
    assert names(target) == []


def test_a_target_in_a_folder_that_does_not_exist_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        guard.write_whole(tmp_path / "missing" / "plan.xlsx", make, SHEETS, force=False)


def test_a_workbook_that_nobody_touched_is_replaced(target: Path, plan: Plan) -> None:
    optimiser.write(plan, target)
    assert not guard.is_edited(target)
    assert optimiser.write(plan, target) is None
    assert names(target) == ["plan-previous.xlsx", "plan.xlsx"]


def test_a_copied_and_renamed_workbook_is_still_not_edited(target: Path, plan: Plan) -> None:
    optimiser.write(plan, target)
    copy = Path(shutil.copy(target, target.with_name("copy.xlsx")))
    assert not guard.is_edited(copy)


def test_an_edited_workbook_stays_and_is_named(target: Path, plan: Plan) -> None:
    optimiser.write(plan, target)
    edited = edit(target)
    with pytest.raises(OutputError, match=r"plan\.xlsx was edited") as raised:
        optimiser.write(plan, target)
    assert "--force" in raised.value.remedy
    assert target.read_bytes() == edited
    assert names(target) == ["plan.xlsx"]


def test_a_workbook_saved_again_by_libreoffice_counts_as_edited(
        target: Path, plan: Plan, libreoffice: LibreOffice) -> None:
    optimiser.write(plan, target)
    saved = libreoffice.recalculate([target])[0]
    assert guard.is_edited(saved)


def test_one_changed_part_counts_as_an_edit_though_the_fingerprint_is_kept(
        target: Path, plan: Plan) -> None:
    """As by a program that unpacks the workbook, changes a cell and packs it again."""
    optimiser.write(plan, target)
    changed = target.with_name("changed.xlsx")
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"Serbia", b"Srbija")
            new.writestr(name, content)
    assert guard.is_edited(changed)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_output_counts_as_edited(target: Path, content: bytes) -> None:
    target.write_bytes(content)
    with pytest.raises(OutputError):
        guard.write_whole(target, make, SHEETS, force=False)
    assert target.read_bytes() == content


def test_force_keeps_each_edited_workbook_as_a_backup_of_its_own(
        target: Path, plan: Plan) -> None:
    written(SMALL, target)
    first = edit(target)
    assert optimiser.write(plan, target, force=True) == target.with_name("plan-backup.xlsx")
    second = edit(target)
    assert optimiser.write(plan, target, force=True) == target.with_name("plan-backup-2.xlsx")
    assert target.with_name("plan-backup.xlsx").read_bytes() == first
    assert target.with_name("plan-backup-2.xlsx").read_bytes() == second
    assert not guard.is_edited(target)


def test_a_backup_that_cannot_be_kept_stops_the_write(
        target: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a backup is removed, and the edited workbook stays."""
    optimiser.write(plan, target)
    edited = edit(target)

    def cut(source: Path, backup: Path) -> None:
        backup.write_bytes(source.read_bytes()[:100])
        _full_disk()

    monkeypatch.setattr("shutil.copy2", cut)
    with pytest.raises(OutputError):
        optimiser.write(plan, target, force=True)
    assert target.read_bytes() == edited
    assert names(target) == ["plan.xlsx"]


def test_a_target_that_another_program_holds_is_written_beside_and_said(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Excel does on Windows: the file may be read, and not replaced."""
    target = tmp_path / "plan ä.xlsx"
    plan = optimiser.optimise(optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 6}]}))
    optimiser.write(plan, target)
    before, replace = target.read_bytes(), os.replace

    def held(source: str, place: object) -> None:
        if Path(str(place)) == target:
            raise PermissionError(13, "Permission denied")
        replace(source, str(place))

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(optimiser.OutputError, match="open in another program") as fault:
        optimiser.write(plan, target)
    beside = tmp_path / "plan ä (2).xlsx"
    assert str(beside) in str(fault.value.remedy)
    assert optimiser.verify(beside).holds
    assert target.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {
        target.name, beside.name, "plan ä-previous.xlsx"}

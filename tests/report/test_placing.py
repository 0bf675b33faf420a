"""How a finished file gets to its place: one step under a lock, and nothing else touched."""

from __future__ import annotations

import errno
import io
import os
import stat
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import openpyxl
import pytest
import xlsxwriter

from optimiser.errors import OutputError
from optimiser.report import guard, placing

SHEETS = ("First",)
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def make(target: BinaryIO) -> None:
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("First").write_string(0, 0, "First")


def write(target: Path, *, force: bool = False) -> Path | None:
    return guard.write_whole(target, make, SHEETS, force)


def edit(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "changed by hand"
    book.save(path)
    return path.read_bytes()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


# What may stand in the place of a file.

@POSIX
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_refused_and_said_and_what_it_leads_to_stays(target: Path, *, there: bool) -> None:
    elsewhere = target.with_name("elsewhere.xlsx")
    if there:
        write(elsewhere)
    before = elsewhere.read_bytes() if there else None
    target.symlink_to(elsewhere)
    for force in (False, True):
        with pytest.raises(OutputError, match=r"is a link to .*elsewhere\.xlsx"):
            write(target, force=force)
    assert target.is_symlink()
    assert (elsewhere.read_bytes() if there else None) == before
    assert elsewhere.exists() == there


@pytest.mark.parametrize("force", [False, True])
def test_a_file_protected_against_writing_is_kept(target: Path, *, force: bool) -> None:
    write(target)
    before = target.read_bytes()
    target.chmod(0o444)
    with pytest.raises(OutputError, match="protected"):
        write(target, force=force)
    assert target.read_bytes() == before
    target.chmod(0o644)


@POSIX
@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_refused_without_waiting_for_it(
        target: Path, put: Callable[[Path], None]) -> None:
    put(target)
    start = time.monotonic()
    with pytest.raises(OutputError, match="no file"):
        write(target, force=True)
    assert time.monotonic() - start < 2


@POSIX
def test_a_private_file_stays_private(target: Path) -> None:
    write(target)
    target.chmod(0o600)
    write(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_in_which_nothing_may_be_written_is_said_before_work_begins(target: Path) -> None:
    target.parent.chmod(0o555)
    with pytest.raises(OutputError, match="nothing may be written"):
        guard.refuse_edited(target, force=False)
    target.parent.chmod(0o755)


def test_a_folder_that_the_system_keeps_closed_is_said_before_work_begins(
        target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="nothing may be written"):
        guard.refuse_edited(target, force=False)


# Edits.

def test_an_edit_saved_while_the_workbook_is_made_is_not_lost(target: Path) -> None:
    """The look at the old file and its replacement are one step."""
    write(target)
    edited = b""

    def slow(file: BinaryIO) -> None:
        nonlocal edited
        make(file)
        edited = edit(target)

    with pytest.raises(OutputError, match="was edited"):
        guard.write_whole(target, slow, SHEETS, force=False)
    assert target.read_bytes() == edited
    assert names(target) == ["plan.xlsx"]
    backup = guard.write_whole(target, slow, SHEETS, force=True)
    assert backup is not None
    assert backup.read_bytes() == edited


def _zip_with(target: Path, change: Callable[[bytearray, int], None]) -> None:
    """Change the entry of the check sum in a workbook's directory."""
    content = bytearray(target.read_bytes())
    change(content, content.rindex(b"PK\x01\x02"))
    target.write_bytes(content)


@pytest.mark.parametrize("change", [
    lambda content, at: struct.pack_into("<H", content, at + 10, 99),
    lambda content, at: struct.pack_into("<H", content, at + 8, 1),
    lambda content, at: struct.pack_into("<L", content, at + 24, 2**31),
    lambda content, at: struct.pack_into("<L", content, at + 42, 2**31),
    lambda content, at: content.__setitem__(slice(60, 90), b"\xff" * 30),
    lambda content, at: content.__delitem__(slice(at, None)),
], ids=["packed oddly", "encrypted", "too large", "nowhere", "damaged inside", "cut short"])
def test_a_damaged_encrypted_or_oddly_packed_target_counts_as_edited(
        target: Path, change: Callable[[bytearray, int], None]) -> None:
    write(target)
    _zip_with(target, change)
    before = target.read_bytes()
    with pytest.raises(OutputError, match="was edited"):
        write(target)
    assert target.read_bytes() == before
    backup = write(target, force=True)
    assert backup is not None
    assert backup.read_bytes() == before


def test_a_page_edited_by_hand_is_kept_and_force_keeps_a_backup(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    assert guard.write_page(page, "<!DOCTYPE html>", "<html>first</html>") is None
    assert guard.write_page(page, "<!DOCTYPE html>", "<html>second</html>") is None
    page.write_text(page.read_text("utf-8").replace("second", "edited"), encoding="utf-8")
    edited = page.read_bytes()
    with pytest.raises(OutputError, match="was edited"):
        guard.write_page(page, "<!DOCTYPE html>", "<html>third</html>")
    assert page.read_bytes() == edited
    backup = guard.write_page(page, "<!DOCTYPE html>", "<html>third</html>", force=True)
    assert backup == tmp_path / "plan-backup.html"
    assert backup.read_bytes() == edited


@pytest.mark.parametrize("content", ["<html>mine</html>", "<!-- made by allocate -->\n<html/>"])
def test_a_page_that_is_not_of_this_program_s_making_is_kept(tmp_path: Path, content: str) -> None:
    page = tmp_path / "plan.html"
    page.write_text(content, encoding="utf-8")
    with pytest.raises(OutputError):
        guard.write_page(page, "<!DOCTYPE html>", "<html/>")
    assert page.read_text("utf-8") == content


# Faults of the system.

@pytest.mark.parametrize("step", ["os.replace", "os.fsync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EBUSY, errno.EROFS, errno.EDQUOT])
def test_whatever_the_system_refuses_is_exit_6_with_the_old_file_whole(
        target: Path, step: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write(target)
    before = target.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(step, refuse)
    with pytest.raises(OutputError, match=os.strerror(code)) as raised:
        write(target)
    assert raised.value.exit_code == 6
    assert target.read_bytes() == before
    assert names(target) == ["plan.xlsx"]


def test_a_temporary_file_that_may_not_be_made_is_exit_6(
        target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(target)
    before, opened = target.read_bytes(), os.open

    def refuse(path: object, flags: int, *mode: int, **more: object) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, *mode, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        write(target)
    assert target.read_bytes() == before


# Runs that were killed, and two at once.

@POSIX
def test_what_a_killed_run_leaves_is_cleared_by_the_next_and_nothing_else(target: Path) -> None:
    program = ("import os, signal, sys\nfrom pathlib import Path\n"
               "from optimiser.report import placing\n"
               "with placing.temporary_beside(Path(sys.argv[1])) as (file, path):\n"
               "    file.write(b'half')\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    done = subprocess.run([sys.executable, "-c", program, str(target)], check=False)
    assert done.returncode == -9
    mine = target.with_name(".allocate-mine.txt")
    mine.write_bytes(b"kept")
    assert len(names(target)) == 2
    write(target)
    assert names(target) == [mine.name, "plan.xlsx"]


@POSIX
def test_a_temporary_file_that_a_run_still_writes_is_left_alone(target: Path) -> None:
    with placing.temporary_beside(target) as (_, path):
        write(target.with_name("other.xlsx"))
        assert path.exists()
    assert not path.exists()


@POSIX
def test_a_folder_that_stays_locked_is_said(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_PATIENCE", 0.1)
    with placing.locked(target.parent), pytest.raises(OutputError, match="locked"):
        write(target)
    assert names(target) == []


def test_two_runs_at_once_leave_one_whole_workbook(target: Path) -> None:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(5):
                write(target)
        except BaseException as fault:  # noqa: BLE001  # told in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert names(target) == ["plan.xlsx"]
    assert not guard.is_edited(target)
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as package:
        assert package.testzip() is None


@pytest.mark.parametrize("stem", ["plan", "x" * 300, "\u9577" * 120, "\U0001f3db" * 60, "e\u0301" * 100])
def test_a_file_s_name_is_cut_by_bytes_and_never_inside_a_letter(stem: str) -> None:
    name = placing.file_name(stem, "-allocation.xlsx")
    assert len(name.encode()) <= 255 - len("-backup-10")
    assert name.endswith("-allocation.xlsx")
    assert stem.startswith(name.removesuffix("-allocation.xlsx"))

"""The target of a write: whole or not at all, and never over somebody's edits.

A finished workbook carries a fingerprint of its parts in a part of its own. Any program
that saves the workbook again leaves that part out or makes it untrue.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import python_calamine

from optimiser.errors import OutputError
from optimiser.report.book import FileCreateError

_PART = "docProps/fingerprint.xml"


def write_whole(target: Path, make: Callable[[BinaryIO], None], sheets: tuple[str, ...],
                force: bool, *, whole_last: bool = True, keeps: bool = False) -> Path | None:
    """Make a workbook beside the target, check it, then put it in its place.

    `whole_last` says that the last sheet is never blank, so that it must read back; with
    `keeps`, a workbook of ours that stood there is kept beside it (see `previous_of`).

    Returns the backup that `force` kept of an edited target, if any. Raises OutputError
    where the target was edited, or cannot be written; the old file then stands untouched.
    """
    backup = _backup_name(target) if target.exists() and is_edited(target) else None
    if backup is not None and not force:
        raise OutputError(
            f"{target} was edited since it was written, and is not overwritten.",
            "Save your edits under another name, or use --force, which keeps a backup.")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(".xlsx", f".{target.stem}-", target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(_made(make))
            file.flush()
            os.fsync(file.fileno())
        _check(temporary, sheets, whole_last=whole_last)
        _permit(temporary)
        if backup is not None:
            _keep(target, backup)
        elif keeps and (previous := previous_of(target)):
            _keep(target, previous)
        _replace(temporary, target)
    except (OSError, FileCreateError, zipfile.BadZipFile) as fault:
        raise OutputError(f"{target} could not be written: {_why(fault)}.",
                          "Close it if it is open elsewhere, make room, or choose another place "
                          "with -o.") from fault
    finally:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
    return backup


def _replace(temporary: str, target: Path) -> None:
    """Put a file in its place; beside it where that is open in a program that holds on to it."""
    try:
        os.replace(temporary, target)
    except PermissionError as fault:
        if not target.exists():
            raise
        number = 2
        while (beside := target.with_stem(f"{target.stem} ({number})")).exists():
            number += 1
        os.replace(temporary, beside)
        raise OutputError(
            f"{target} is open in another program, which does not let go of it.",
            f"The new workbook is {beside}; close the other one, and rename it.") from fault


def _why(fault: Exception) -> str:
    return str(getattr(fault, "strerror", None) or fault)


def is_edited(target: Path) -> bool:
    """Tell whether a file is anything but a workbook that stands as it was written."""
    try:
        with zipfile.ZipFile(target) as package:
            return package.read(_PART).decode() != _fingerprint(package)
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError):
        return True


def _fingerprint(package: zipfile.ZipFile) -> str:
    parts = sorted((info.filename, info.CRC) for info in package.infolist()
                   if info.filename != _PART)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<fingerprint sha256="{digest}"/>'


def _made(make: Callable[[BinaryIO], None]) -> memoryview:
    """Return the workbook with its fingerprint, put together in memory.

    A zip file that cannot be finished on a full disk complains once more when it is let go.
    """
    content = io.BytesIO()
    make(content)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(_PART), _fingerprint(package))
    return content.getbuffer()


def _check(path: str, sheets: tuple[str, ...], *, whole_last: bool) -> None:
    """Reopen the workbook: it must hold every sheet that was written, to the last row."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        found = tuple(book.sheet_names)
        last = book.get_sheet_by_name(found[-1]).to_python() if found else []
    except python_calamine.CalamineError as fault:
        raise OSError(f"the workbook does not read back: {fault}") from fault
    if whole_last and not last:
        raise OSError("the workbook reads back without its last sheet")
    if found != sheets:
        raise OSError(f"the workbook reads back with the sheets {', '.join(found)}")


def _keep(target: Path, backup: Path) -> None:
    """Copy an edited target to its backup, the whole of it or nothing."""
    try:
        shutil.copy2(target, backup)
    except OSError:
        backup.unlink(missing_ok=True)
        raise


def _permit(path: str) -> None:
    """Give the file the permissions that a new file of this user has."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)


def previous_of(target: Path) -> Path | None:
    """Return where a plan that stands as it was written is kept when another replaces it.

    `NAME-previous.xlsx`, or with a number where somebody has edited that one; None where
    nothing stands there, or something that somebody has edited, which is backed up instead.
    """
    if not target.exists() or is_edited(target):
        return None
    number = 1
    while True:
        mark = "-previous" if number == 1 else f"-previous-{number}"
        candidate = target.with_name(f"{target.stem}{mark}{target.suffix}")
        if not candidate.exists() or not is_edited(candidate):
            return candidate
        number += 1


def _backup_name(target: Path) -> Path:
    """Return the first free name `NAME-backup.xlsx`, `NAME-backup-2.xlsx`, ..."""
    number = 1
    while True:
        mark = "-backup" if number == 1 else f"-backup-{number}"
        candidate = target.with_name(f"{target.stem}{mark}{target.suffix}")
        if not candidate.exists():
            return candidate
        number += 1

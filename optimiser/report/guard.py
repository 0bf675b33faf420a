"""The target of a write: whole or not at all, and never over somebody's edits.

A finished file carries a check sum of itself: a workbook in a part of its own, a page in its
first lines. Any program that saves it again leaves that out or makes it untrue.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import python_calamine

from optimiser.errors import OutputError, UsageError
from optimiser.report.placing import (
    check_place,
    locked,
    telling,
    temporary_beside,
    temporary_name,
    write_through,
)
from optimiser.tables.sources.files import read_file
from optimiser.tables.sources.package import open_package
from optimiser.tables.sources.raw import RefusedError

_PART = "docProps/fingerprint.xml"
_MARK = re.compile(rb"<!-- made by allocate, check sum ([0-9a-f]{64}) -->\n")
_HEAD = 200
_TABLE = ".csv"


def write_whole(target: Path, make: Callable[[BinaryIO], None], sheets: tuple[str, ...],
                force: bool, *, whole_last: bool = True, keeps: bool = False) -> Path | None:
    """Make a workbook beside the target, check it, then put it in its place.

    `whole_last` says that the last sheet is never blank, so that it must read back; with
    `keeps`, a workbook of ours that stood there is kept beside it (see `previous_of`).

    Returns the backup that `force` kept of an edited target, if any. Raises OutputError
    where the target was edited, or cannot be written; the old file then stands untouched.
    """
    # Loaded only where a workbook is written: every command asks first where it may write.
    from optimiser.report.book import FileCreateError

    refuse_edited(target, force=force)
    try:
        content = _made(make)
    except (OSError, FileCreateError, zipfile.BadZipFile) as fault:
        raise _unwritten(target, fault) from fault
    return _put(target, content, force=force, keeps=keeps,
                check=lambda path: _check(path, sheets, whole_last=whole_last))


def write_page(target: Path, head: str, body: str, *, force: bool = False) -> Path | None:
    """Write an HTML page with its check sum between its head and its body; as `write_whole`."""
    refuse_edited(target, force=force)
    text = body.encode("utf-8", "replace")
    mark = f"<!-- made by allocate, check sum {hashlib.sha256(text).hexdigest()} -->\n"
    return _put(target, memoryview(f"{head}\n{mark}".encode() + text), force=force)


def refuse_edited(target: Path, *, force: bool, folder_made: bool = False) -> None:
    """Raise OutputError where a target cannot be replaced, or was edited and `force` is not given.

    Said before work begins; what counts is what stands there when the work is done.
    """
    check_place(target, folder_made=folder_made)
    if not force:
        _backup_of(target, force=force)


def keep_inputs(target: Path, sources: Iterable[Path | None]) -> None:
    """Raise UsageError where a target is an input, or a table of a folder of inputs."""
    for source in sources:
        if source is not None and _would_replace(target, source):
            raise UsageError(f"The output would replace the input {source}.", "Choose another -o.")


def _would_replace(target: Path, source: Path) -> bool:
    with telling(target):
        if not source.exists() or not target.parent.exists():
            return False
        if source.is_dir():
            return target.suffix.casefold() == _TABLE and target.parent.samefile(source)
        return target.exists() and target.samefile(source)


def _put(target: Path, content: memoryview, *, force: bool, keeps: bool = False,
         check: Callable[[str], None] = lambda _path: None) -> Path | None:
    """Write a file beside its target; look at the target and replace it in one step."""
    with telling(target), temporary_beside(target) as (file, temporary):
        write_through(file, content)
        check(str(temporary))
        with locked(target.parent):
            check_place(target)
            backup = _backup_of(target, force=force)
            if backup is not None:
                _keep(target, backup)
            elif keeps and (previous := previous_of(target)):
                _keep(target, previous)
            file.close()
            _replace(temporary, target)
    return backup


def _backup_of(target: Path, *, force: bool) -> Path | None:
    """Return where an edited target is kept, None where there is none; refuse without `force`."""
    with telling(target):
        if not target.exists() or not is_edited(target):
            return None
        if force:
            return _backup_name(target)
    raise OutputError(
        f"{target} was edited since it was written, or is not of this program's making, and is "
        "not overwritten.",
        "Save your edits under another name, or use --force, which keeps a backup.")


def _replace(temporary: Path, target: Path) -> None:
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


def _unwritten(target: Path, fault: Exception) -> OutputError:
    why = getattr(fault, "strerror", None) or fault
    return OutputError(f"{target} could not be written: {why}.",
                       "Make room, or choose another place with -o.")


def is_edited(target: Path) -> bool:
    """Tell whether a file is anything but a workbook or page that stands as it was written."""
    try:
        content = read_file(target)
        if found := _MARK.search(content, 0, _HEAD):
            return hashlib.sha256(content[found.end():]).hexdigest().encode() != found[1]
        package = open_package(content, target.name)
        part = package.parts.get(_PART.lower())
        return part is None or package.read(_PART.lower()).decode() != _fingerprint(
            memoryview(content)[:part.header_offset])
    except (OSError, RefusedError, UnicodeDecodeError):
        return True


def _fingerprint(parts: memoryview) -> str:
    """Return the part that holds the check sum of all parts before it, byte for byte."""
    digest = hashlib.sha256(parts).hexdigest()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<fingerprint sha256="{digest}"/>'


def _made(make: Callable[[BinaryIO], None]) -> memoryview:
    """Return the workbook with its fingerprint, put together in memory.

    A zip file that cannot be finished on a full disk complains once more when it is let go.
    """
    content = io.BytesIO()
    make(content)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        parts = bytes(content.getbuffer()[:package.start_dir])
        package.writestr(zipfile.ZipInfo(_PART), _fingerprint(memoryview(parts)))
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


def _keep(target: Path, kept: Path) -> None:
    """Copy a target to where it is kept, the whole of it or nothing; the folder is locked."""
    copy = temporary_name(kept)
    try:
        shutil.copy2(target, copy)
        os.replace(copy, kept)
    finally:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)


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

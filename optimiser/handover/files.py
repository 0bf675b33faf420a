"""Several files written together: whole or not at all, and never over others by accident."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from io import RawIOBase
from pathlib import Path

from optimiser.errors import OutputError
from optimiser.report.placing import (
    check_place,
    locked,
    telling,
    temporary_beside,
    temporary_name,
    write_through,
)


def write_files(contents: Mapping[Path, bytes], *, force: bool) -> tuple[Path, ...]:
    """Write every file beside its target, then put all in their places.

    Raises OutputError where a target exists and `force` is not given, or where one cannot be
    written; targets then stand as before.
    """
    _refuse_standing(contents, force=force)
    folders: list[Path] = []
    first = next(iter(contents))
    try:
        with telling(first), contextlib.ExitStack() as open_files:
            made: list[tuple[Path, Path]] = []
            opened: list[RawIOBase] = []
            for path, content in contents.items():
                if not path.parent.exists():
                    path.parent.mkdir()
                    folders.append(path.parent)
                file, temporary = open_files.enter_context(temporary_beside(path))
                made.append((temporary, path))
                write_through(file, content)
                opened.append(file)
            with locked(first.parent):
                _refuse_standing(contents, force=force)
                for file in opened:
                    file.close()
                _replace(made)
    finally:
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
    return tuple(contents)


def _refuse_standing(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Raise OutputError where a target cannot be written, or stands and may not be replaced."""
    for path in contents:
        check_place(path, folder_made=True)
        if path.exists() and not force:
            raise OutputError(f"{path} exists and is not overwritten.",
                              "Choose another place with -o, or use --force.")


def _replace(made: list[tuple[Path, Path]]) -> None:
    """Put every file in its place; where one fails, put the old ones back."""
    kept = {path: _kept(path) for _, path in made if path.exists()}
    done: list[Path] = []
    try:
        for temporary, path in made:
            os.replace(temporary, path)
            done.append(path)
    except OSError:
        for path in done:
            if path in kept:
                os.replace(kept[path], path)
            else:
                path.unlink()
        raise
    finally:
        for second in kept.values():
            second.unlink(missing_ok=True)


def _kept(path: Path) -> Path:
    """Return a second name of a file, or a copy, from which it can be put back."""
    second = temporary_name(path)
    try:
        second.hardlink_to(path)
    except OSError:  # some disks have no second names
        shutil.copy2(path, second)
    return second

"""Several files written together: whole or not at all, and never over others by accident."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from optimiser.errors import OutputError


def write_files(contents: Mapping[Path, bytes], *, force: bool) -> tuple[Path, ...]:
    """Write every file beside its target, then put all in their places.

    Raises OutputError where a target exists and `force` is not given, or where one cannot be
    written; targets then stand as before.
    """
    standing = [str(path) for path in contents if path.exists()]
    if standing and not force:
        raise OutputError(f"{standing[0]} exists and is not overwritten.",
                          "Choose another place with -o, or use --force.")
    made: list[tuple[str, Path]] = []
    folders: list[Path] = []
    try:
        for path, content in contents.items():
            if not path.parent.exists():
                path.parent.mkdir()
                folders.append(path.parent)
            handle, temporary = tempfile.mkstemp(path.suffix, f".{path.stem}-"[:60], path.parent)
            made.append((temporary, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _permit(temporary)
        _replace(made)
    except OSError as fault:
        raise OutputError(f"{next(iter(contents))} could not be written: "
                          f"{fault.strerror or fault}.",
                          "Make room, or choose another place with -o.") from fault
    finally:
        for temporary, _ in made:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
    return tuple(contents)


def _replace(made: list[tuple[str, Path]]) -> None:
    """Put every file in its place; where one fails, put the old ones back."""
    old = {path: path.read_bytes() if path.exists() else None for _, path in made}
    done: list[Path] = []
    try:
        for temporary, path in made:
            os.replace(temporary, path)
            done.append(path)
    except OSError:
        for path in done:
            before = old[path]
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
        raise


def _permit(path: str) -> None:
    """Give the file the permissions that a new file of this user has."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)

"""Where a finished file goes: a temporary file beside it, a lock on the folder, one replacement.

What a killed run leaves is known by its name, and by nobody holding its lock any more: the next
run that writes in the folder clears it away.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path

from optimiser.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be deleted by another program
    fcntl = None  # type: ignore[assignment]

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_BEGIN, _END = ".allocate-", ".tmp"
_PATIENCE, _PAUSE = 30.0, 0.05
_OWN: set[Path] = set()
"""The temporary files of this process."""
_LONGEST_NAME = 180
"""Bytes of a file's name that are ours to choose; file systems take 255."""


def file_name(stem: str, ending: str) -> str:
    """Return a name for a file, short enough in bytes for any file system.

    >>> file_name("plan", "-allocation.xlsx"), len(file_name("\u9577" * 120, ".xlsx").encode())
    ('plan-allocation.xlsx', 185)
    """
    return f"{cut(stem, _LONGEST_NAME)}{ending}"


def cut(text: str, most: int) -> str:
    """Return as much of the beginning of a text as takes at most so many bytes.

    >>> cut("長長", 5)
    '長'
    """
    content = text.encode("utf-8", "surrogateescape")
    return text if len(content) <= most else content[:most].decode("utf-8", "ignore")


def check_place(target: Path, *, folder_made: bool = False) -> None:
    """Raise OutputError where a file cannot be put: before work begins, and before it ends.

    Links are not followed: what they lead to may be anything. `folder_made` says that the
    folder will be made where it is missing.
    """
    with telling(target):
        if target.is_symlink():
            raise OutputError(f"{target} is a link to {target.readlink()}, and is not replaced.",
                              "Write to that place with -o, or remove the link.")
        _check_folder(target, folder_made=folder_made)
        if not target.exists():
            return
        mode = target.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OutputError(f"{target} is no file, but a folder, a pipe or a device.",
                              "Choose another place with -o.")
        if not mode & 0o222:
            raise OutputError(f"{target} is protected against writing.",
                              "Take the protection away, or choose another place with -o.")


def _check_folder(target: Path, *, folder_made: bool) -> None:
    folder = target.parent
    if folder_made and not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise OutputError(f"{target} could not be written: {folder} {what}.",
                          "Make the folder, or choose another place with -o.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{target} could not be written: nothing may be written in "
                          f"{folder.resolve()}.", "Choose another place with -o.")


@contextlib.contextmanager
def telling(target: Path) -> Iterator[None]:
    """Say of what the system refuses that a target could not be written."""
    try:
        yield
    except OSError as fault:
        raise OutputError(f"{target} could not be written: {fault.strerror or fault}.",
                          "Close it if it is open elsewhere, make room, or choose another place "
                          "with -o.") from fault


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, so that one run at a time looks at it and replaces files.

    Where the system has no such locks, nothing is held. Raises OutputError where another
    program does not let go of it.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OutputError(f"Another program keeps the folder {folder.resolve()} locked.",
                                  "Wait for it to end, or choose another place with -o.") from None
            time.sleep(_PAUSE)
        except OSError:
            return  # some network disks lock no folders
        else:
            return


@contextlib.contextmanager
def temporary_beside(target: Path) -> Iterator[tuple[RawIOBase, Path]]:
    """Yield a new file beside a target, open to write, and its path; it is gone at the end.

    It has the permissions of the target, or those that a new file of this user has. Its lock
    shows that it is in use; it may be closed while the folder is locked.
    """
    with locked(target.parent):
        clear_left(target.parent)
        path = temporary_name(target)
        _OWN.add(path)  # before it is there: an interrupt may come between any two lines
        handle = os.open(path, _NEW, 0o666)
        with contextlib.suppress(OSError):
            _hold(handle)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            if target.exists():
                path.chmod(stat.S_IMODE(target.stat().st_mode))
            yield file, path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        _OWN.discard(path)


def clear_own() -> None:
    """Delete the temporary files of this process; it is about to end, whatever it does."""
    for path in list(_OWN):
        with contextlib.suppress(OSError):
            path.unlink()


def temporary_name(target: Path) -> Path:
    """Return a name beside a target that the next run clears away if this one is killed."""
    return target.with_name(f"{_BEGIN}{secrets.token_hex(8)}{_END}")


def write_through(file: RawIOBase, content: bytes | memoryview) -> None:
    """Write the whole content, to the disk."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) or 0:]
    os.fsync(file.fileno())


def clear_left(folder: Path) -> None:
    """Delete the temporary files of runs that were killed; the folder is locked."""
    for path in folder.glob(f"{_BEGIN}*{_END}"):
        with contextlib.suppress(OSError):
            if fcntl is None:  # there an open file cannot be deleted
                path.unlink()
            else:
                _clear(path)


def _clear(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        _hold(handle)  # a run that still writes it holds it
        path.unlink()
    finally:
        os.close(handle)


def _hold(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

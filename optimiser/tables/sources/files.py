"""Reading a file as a whole: never more than a limit, and never what is no file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.raw import RefusedError

FILE_LIMIT = 200 * 2**20
TEXT_LIMIT = 2**20
"""What a file of rules may hold: its parser takes time with the square of some of its parts."""

# A pipe that nobody writes to would keep the reader waiting for ever; so would some devices.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path, limit: int = FILE_LIMIT) -> bytes:
    """Return a file's content; raise RefusedError where it is no file or larger than a limit.

    Raises OSError where the system does not give it.
    """
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _refused(path, "it is no file, but a folder, a pipe or a device")
        # Some files tell no size; what is read counts, not what is told.
        content = file.read(limit + 1)
    if len(content) > limit:
        raise _refused(path, f"it is larger than {limit // 2**20} MB")
    return content


def _refused(path: Path, why: str) -> RefusedError:
    return RefusedError(kinds.UNSAFE.at(Place(path.name), why=why))

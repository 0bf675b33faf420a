"""Lock files: what Excel and LibreOffice put beside a workbook while it is open."""

from __future__ import annotations

import contextlib
from pathlib import Path

_EXCEL = "~$"
_LIBREOFFICE, _END = ".~lock.", "#"


def held_by(path: Path) -> str:
    """Return the program that has a workbook open, as its lock file says; "" for none."""
    # A name may be so long that no lock file can be called after it.
    with contextlib.suppress(OSError):
        if path.with_name(f"{_EXCEL}{path.name}").exists():
            return "Excel"
        if path.with_name(f"{_LIBREOFFICE}{path.name}{_END}").exists():
            return "LibreOffice"
    return ""


def book_of_lock(path: Path) -> str:
    """Return the workbook that a lock file is of, "" where the file is none."""
    name = path.name
    if name.startswith(_EXCEL):
        return name.removeprefix(_EXCEL)
    if name.startswith(_LIBREOFFICE) and name.endswith(_END):
        return name.removeprefix(_LIBREOFFICE).removesuffix(_END)
    return ""

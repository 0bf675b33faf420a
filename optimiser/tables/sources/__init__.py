"""Where inputs come from: a workbook, a folder of .csv files, tables in memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimiser.tables.catalogue import files as file_kinds
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.locks import book_of_lock, held_by
from optimiser.tables.sources.memory import read_memory
from optimiser.tables.sources.raw import RawInputs, RefusedError, Wanted

Source = str | os.PathLike[str] | Mapping[str, Any]


def open_source(source: Source, wanted: Wanted) -> RawInputs:
    """Return the sheets of a source, with the rows of those whose name keys are wanted.

    What cannot be opened is a finding, not an exception.
    """
    if isinstance(source, Mapping):
        return read_memory(source, wanted)
    path = Path(source)
    try:
        return _open_path(path, wanted)
    except RefusedError as refused:
        return RawInputs(path.name, str(path), "", (), (refused.finding,))
    except OSError as fault:
        finding = kinds.NO_ACCESS.at(Place(path.name), why=fault.strerror or str(fault))
        return RawInputs(path.name, str(path), "", (), (finding,))


def _open_path(path: Path, wanted: Wanted) -> RawInputs:
    if path.is_dir():
        from optimiser.tables.sources.folder import read_folder

        return read_folder(path, wanted)
    if not path.exists():
        raise RefusedError(kinds.NO_FILE.at(Place(str(path))))
    if path.suffix.casefold() == ".csv":
        both = all((path.parent / f"{name}.csv").is_file() for name in ("Needs", "Budgets"))
        raise RefusedError(file_kinds.ONE_TABLE.at(
            Place(path.name), folder=f": {path.parent.resolve().name}" if both else ""))
    if book := book_of_lock(path):
        raise RefusedError(file_kinds.LOCK_FILE.at(Place(path.name), book=book))
    from optimiser.tables.sources.workbook import read_workbook

    raw = read_workbook(path, wanted)
    if who := held_by(path):
        return replace(raw, findings=(*raw.findings, file_kinds.OPEN_ELSEWHERE.at(
            Place(path.name), who=who)))
    return raw

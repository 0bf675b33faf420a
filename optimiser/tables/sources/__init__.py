"""Where inputs come from: a workbook, a folder of .csv files, tables in memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.gate import RefusedError
from optimiser.tables.sources.plain import read_folder, read_memory
from optimiser.tables.sources.raw import RawInputs

Source = str | os.PathLike[str] | Mapping[str, Any]


def open_source(source: Source) -> RawInputs:
    """Return the sheets of a source; what cannot be opened is a finding, not an exception."""
    if isinstance(source, Mapping):
        return read_memory(source)
    path = Path(source)
    try:
        return _open_path(path)
    except RefusedError as refused:
        return RawInputs(path.name, str(path), "", (), (refused.finding,))


def _open_path(path: Path) -> RawInputs:
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise RefusedError(kinds.NO_FILE.at(Place(str(path))))
    from optimiser.tables.sources.workbook import read_workbook

    return read_workbook(path)

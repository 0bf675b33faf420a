"""The tables of codes that `build_tables` made, as they lie beside this module."""

from __future__ import annotations

import csv
from pathlib import Path

_FOLDER = Path(__file__).parent


def read_rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a table, by heading."""
    with (_FOLDER / file).open(encoding="utf-8", newline="") as text:
        headings, *rows = csv.reader(text)
    return [dict(zip(headings, row, strict=True)) for row in rows]

"""The tables of codes that `build_tables` made, as they lie beside this module."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a table, by heading."""
    text = files("optimiser.codes").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

"""Folders of .csv files, and inputs given in memory."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.gate import RefusedError
from optimiser.tables.sources.raw import RawInputs, RawSheet

MEMORY = "inputs"


def read_folder(folder: Path) -> RawInputs:
    """Read every .csv file of a folder, each a sheet; raise RefusedError where it has none."""
    files = sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".csv")
    if not files:
        raise RefusedError(kinds.NO_TABLES.at(Place(folder.name)))
    digest = hashlib.sha256()
    sheets, findings = [], list[Finding]()
    for path in files:
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            findings.append(kinds.ENCODING.at(Place(folder.name, path.stem)))
            continue
        sheets.append(RawSheet(path.stem, _rows(text)))
    return RawInputs(folder.name, str(folder), digest.hexdigest(), tuple(sheets),
                     tuple(findings))


def _rows(text: str) -> list[list[str]]:
    """Split text into cells by the separator that its fullest early line uses most."""
    early = text.splitlines()[:50]
    separator = max(",;\t", key=lambda mark: max((line.count(mark) for line in early), default=0))
    return list(csv.reader(text.splitlines(keepends=True), delimiter=separator))


def read_memory(book: Mapping[str, Any]) -> RawInputs:
    """Lay out tables given in memory, headings in row 1.

    A table is a list of rows (mappings from heading to value) or a pandas DataFrame.
    """
    sheets = tuple(RawSheet(name, _grid(table)) for name, table in book.items())
    content = json.dumps([[s.name, s.rows] for s in sheets], default=str, ensure_ascii=False)
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return RawInputs(MEMORY, "", digest, sheets)


def _grid(table: Any) -> list[list[object]]:
    records: Iterable[Mapping[str, object]] = (
        table.to_dict("records") if hasattr(table, "to_dict") else table)
    records = list(records)
    headings = list(dict.fromkeys(heading for record in records for heading in record))
    if hasattr(table, "columns"):
        headings = [str(heading) for heading in table.columns]
    return [list(headings), *([_plain(record.get(heading)) for heading in headings]
                              for record in records)]


def _is_nan(item: object) -> bool:
    return isinstance(item, float) and math.isnan(item)


def _plain(value: object) -> object:
    """Return pandas' and numpy's values as Python's own; NaN of a frame is a blank cell."""
    item = value.item() if hasattr(value, "item") else value
    if item is None or _is_nan(item) or type(item).__name__ == "NaTType":
        return ""
    return item

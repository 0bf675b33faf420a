"""Inputs given in memory: rows as mappings, or pandas DataFrames."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, runtime_checkable

from optimiser.names import name_key
from optimiser.tables.sources.raw import NOTE_SHEETS, RawInputs, RawSheet

FILE = "inputs"


@runtime_checkable
class Frame(Protocol):
    """What is needed of a pandas DataFrame; pandas itself need not be imported."""

    @property
    def columns(self) -> Iterable[object]:
        """The headings."""

    def itertuples(self, index: bool, name: None) -> Iterable[Iterable[object]]:
        """Yield the rows."""


def read_memory(book: Mapping[str, Any], wanted: Collection[str]) -> RawInputs:
    """Lay out the tables of a mapping from sheet name to table, headings in row 1.

    A table is a list of rows (mappings from heading to value; an absent heading, None and NaN
    are blank) or a pandas DataFrame. Raises TypeError for anything else.
    """
    grids = {str(name): _grid(str(name), table) for name, table in book.items()
             if name_key(str(name)) in wanted or _are_notes(str(name), table)}
    content = json.dumps(list(grids.items()), default=str, ensure_ascii=False)
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    sheets = (RawSheet(str(name), grids.get(str(name), ())) for name in book)
    return RawInputs(FILE, "", digest, tuple(sheets))


def _are_notes(name: str, table: object) -> bool:
    """Tell whether it is a table of notes; under their names other things may stand as well."""
    return name_key(name) in NOTE_SHEETS and isinstance(table, Sequence) and all(
        isinstance(record, Mapping) for record in table)


def _grid(name: str, table: object) -> list[list[object]]:
    if isinstance(table, Frame):
        headings: list[object] = list(table.columns)
        rows: Iterable[Iterable[object]] = table.itertuples(index=False, name=None)
    else:
        records = _records(name, table)
        headings = list(dict.fromkeys(heading for record in records for heading in record))
        rows = ([record.get(heading) for heading in headings] for record in records)
    return [[plain(heading) for heading in headings],
            *([plain(value) for value in row] for row in rows)]


def _records(name: str, table: object) -> list[Mapping[object, object]]:
    records = list(table) if isinstance(table, Sequence) and not isinstance(table, str) else None
    if records is None or not all(isinstance(record, Mapping) for record in records):
        raise TypeError(f"{name} must be a list of mappings from heading to value, "
                        f"or a DataFrame, not {type(table).__name__}")
    return records


def plain(value: object) -> object:
    """Return a value as Python's own: numpy's and pandas' scalars unwrapped, NaN blank."""
    item = value.item() if hasattr(value, "item") else value
    if item is None or type(item).__name__ in ("NaTType", "NAType"):
        return ""
    if isinstance(item, (float, Decimal)) and math.isnan(item):
        return ""
    if isinstance(item, (Decimal, Fraction)) or (
            isinstance(item, int) and not isinstance(item, bool)):
        return _float(item)
    return item if type(item).__hash__ else str(item)


def _float(number: Decimal | Fraction | int) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")

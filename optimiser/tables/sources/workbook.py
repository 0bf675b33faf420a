"""Workbooks (.xlsx, .ods) through calamine, and the cells that calamine does not show."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

import python_calamine

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.gate import FILE_LIMIT, Passed, pass_gate
from optimiser.tables.sources.package import damaged, refused
from optimiser.tables.sources.raw import Bad, RawInputs, RawSheet
from optimiser.tables.sources.xlsx import bad_cells, hidden_rows


def read_workbook(path: Path, wanted: Collection[str]) -> RawInputs:
    """Read the sheets of a workbook file whose name keys are wanted; list the others.

    Raises RefusedError where the file cannot or may not be read.
    """
    if path.stat().st_size > FILE_LIMIT:
        raise refused(path.name, f"it is larger than {FILE_LIMIT // 2**20} MB")
    content = path.read_bytes()
    passed = pass_gate(content, path.name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = tuple(
            _read_sheet(book, meta, passed) if name_key(meta.name) in wanted
            else RawSheet(meta.name) for meta in book.sheets_metadata if _is_sheet(meta))
    except python_calamine.CalamineError as fault:
        raise damaged(path.name, f"it is damaged ({fault})") from fault
    findings = (kinds.EXTERNAL_LINKS.at(Place(path.name)),) if passed.has_links else ()
    return RawInputs(path.name, str(path), hashlib.sha256(content).hexdigest(), sheets, findings)


def _is_sheet(meta: python_calamine.SheetMetadata) -> bool:
    """Tell a sheet from a chart sheet and from the store of another file's values."""
    return meta.typ == python_calamine.SheetTypeEnum.WorkSheet and not meta.name.startswith(
        "'file:")


def _read_sheet(book: python_calamine.CalamineWorkbook, meta: python_calamine.SheetMetadata,
                passed: Passed) -> RawSheet:
    sheet = book.get_sheet_by_name(meta.name)
    # Without skip_empty_area=False leading blank rows and columns are lost: addresses shift.
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
    bad: dict[tuple[int, int], Bad] = {}
    unseen = frozenset[int]()
    if facts := passed.facts.get(meta.name):
        bad, unseen = facts.bad, frozenset(facts.hidden_rows)
    part = passed.parts.get(meta.name, "")
    if part:
        signs = passed.signs[part]
        content = passed.package.read(part) if signs.bad or signs.hidden_rows else b""
        bad = bad_cells(content, passed.package.file) if signs.bad else {}
        unseen = hidden_rows(content) if signs.hidden_rows else unseen
    return RawSheet(meta.name, _widened(rows, bad), bad, hidden, unseen)


def _widened(rows: list[list[Any]], bad: dict[tuple[int, int], Bad]) -> list[list[Any]]:
    """Return the grid, large enough for its bad cells: calamine leaves them out at the edges."""
    if not bad:
        return rows
    height = max(row for row, _ in bad) + 1
    width = max(max(column for _, column in bad) + 1, len(rows[0]) if rows else 0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    return rows + [[""] * width for _ in range(height - len(rows))]

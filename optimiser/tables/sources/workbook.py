"""Workbooks (.xlsx, .ods) through calamine, and the cells that calamine does not show.

calamine returns "" for #REF! and for a formula saved without a result. Sheets where the
gate saw either mark are looked at once more, cell by cell, in their XML.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.gate import RefusedError, Seen, pass_gate
from optimiser.tables.sources.ods import bad_cells
from optimiser.tables.sources.raw import Bad, RawInputs, RawSheet, number

_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)', re.DOTALL)
_TYPE_BEFORE = re.compile(rb'\bt="e"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>]*>([^<]*)")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*?>')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(path: Path) -> RawInputs:
    """Read every sheet of a workbook file; raise RefusedError where it cannot be opened."""
    seen = pass_gate(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as fault:
        raise RefusedError(kinds.NOT_A_WORKBOOK.at(Place(path.name), why=str(fault))) from fault
    if "xl/workbook.xml" in seen:
        parts = _sheet_parts(path)
        sheets = tuple(_read_sheet(path, book, meta, parts.get(meta.name, ""), seen)
                       for meta in book.sheets_metadata)
    else:
        bad = bad_cells(path)
        sheets = tuple(
            RawSheet(meta.name, _rows(book, meta), bad.get(meta.name, {}), _is_hidden(meta))
            for meta in book.sheets_metadata)
    findings: tuple[Finding, ...] = ()
    if any("externalLinks/" in name for name in seen):
        findings = (kinds.EXTERNAL_LINKS.at(Place(path.name)),)
    return RawInputs(path.name, str(path), digest, sheets, findings)


def _read_sheet(path: Path, book: python_calamine.CalamineWorkbook,
                meta: python_calamine.SheetMetadata, part: str,
                seen: dict[str, Seen]) -> RawSheet:
    marks = seen.get(part, Seen())
    bad: dict[tuple[int, int], Bad] = {}
    hidden_rows: frozenset[int] = frozenset()
    if part and (marks.errors or marks.formulas or marks.hidden_rows):
        with zipfile.ZipFile(path) as package:
            content = package.read(part)
        bad = _bad_cells(content) if marks.errors or marks.formulas else {}
        hidden_rows = _hidden_rows(content) if marks.hidden_rows else frozenset()
    return RawSheet(meta.name, _rows(book, meta), bad, _is_hidden(meta), hidden_rows)


def _rows(book: python_calamine.CalamineWorkbook,
          meta: python_calamine.SheetMetadata) -> Sequence[Sequence[object]]:
    """Return a sheet's cells from A1 on: leading blank rows stay, so that addresses hold."""
    return book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)


def _is_hidden(meta: python_calamine.SheetMetadata) -> bool:
    return meta.visible != python_calamine.SheetVisibleEnum.Visible


def _sheet_parts(path: Path) -> dict[str, str]:
    """Return the part of the package that holds each sheet, by the sheet's name."""
    with zipfile.ZipFile(path) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and sheet.get(_RELATION) in target:
            link = target[sheet.get(_RELATION)]
            name = link.lstrip("/") if link.startswith("/") else f"xl/{link}"
            found[str(sheet.get("name"))] = name
    return found


def _bad_cells(content: bytes) -> dict[tuple[int, int], Bad]:
    bad = {}
    for cell in _CELL.finditer(content):
        head = content[cell.start():cell.start(4) if cell[4] is not None else cell.end()]
        inside = cell[4] or b""
        value = _VALUE.search(inside)
        is_error = _TYPE_BEFORE.search(head) is not None
        lost = _FORMULA.search(inside) is not None and (value is None or (
            not value[1] and b't="str"' not in head))
        if is_error or lost:
            at = (int(cell[2]) - 1, number(cell[1].decode()))
            bad[at] = Bad(value[1].decode() if is_error and value else "")
    return bad


def _hidden_rows(content: bytes) -> frozenset[int]:
    hidden = set()
    for row in _HIDDEN.finditer(content):
        at = re.search(rb'\br="(\d+)"', row[0])
        if at and re.search(rb'\bhidden="(?:1|true)"', row[0]):
            hidden.add(int(at[1]) - 1)
    return frozenset(hidden)


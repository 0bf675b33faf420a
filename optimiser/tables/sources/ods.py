"""What content.xml of an .ods file says beyond what calamine returns.

calamine returns "" for an error value and for a formula without a result, does not tell
hidden rows, lays out repeated rows and cells in full, and never ends on a cut file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from optimiser.tables.sources.extent import LARGEST_AREA, Extent
from optimiser.tables.sources.package import Package, damaged
from optimiser.tables.sources.raw import Bad

CONTENT = "content.xml"
_MANY = 10_000
_ATTRIBUTES = rb"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+)\s*+"""
_TABLE = re.compile(rb"<table:table" + _ATTRIBUTES + rb">")
_ROW = re.compile(rb"<table:table-row" + _ATTRIBUTES + rb"(/?)>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell" + _ATTRIBUTES + rb"(/?)>")
_CELL_END = re.compile(rb"</table:(?:covered-)?table-cell>")
_NAME = re.compile(rb"""\stable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROWS_REPEATED = re.compile(rb"""\stable:number-rows-repeated\s*=\s*["'](\d{1,9})["']""")
_CELLS_REPEATED = re.compile(rb"""\stable:number-columns-repeated\s*=\s*["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""\stable:visibility\s*=\s*["'](?:collapse|filter)["']""")
_NOTE = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_PARAGRAPH = re.compile(rb"<text:p\b")
_ERROR_TYPE = re.compile(rb"""\scalcext:value-type\s*=\s*["']error["']""")
_ERROR = re.compile(r"^(#[A-Z/0-9]+[!?]?|Err:\d+)$")


@dataclass(slots=True)
class SheetFacts:
    """The cells of a sheet that calamine does not show as they are, and its hidden rows."""

    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def sheet_facts(package: Package) -> dict[str, SheetFacts]:
    """Look through the sheets, by name; raise RefusedError where one reaches too far out."""
    content = package.read(CONTENT)
    if b"<office:spreadsheet" not in content:
        raise damaged(package.file, "it is no spreadsheet")
    try:
        # calamine reads on for ever where an element is not closed.
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as fault:
        raise damaged(package.file, f"it is damaged ({fault})") from fault
    starts = list(_TABLE.finditer(content))
    ends = [table.start() for table in starts[1:]] + [len(content)]
    found: dict[str, SheetFacts] = {}
    for table, end in zip(starts, ends, strict=True):
        named = _NAME.search(table[1])
        name = unescape((named[1] or named[2] or b"").decode()) if named else ""
        found.setdefault(name, _look_through(content[table.end():end], package.file, name))
    return found


def _look_through(content: bytes, file: str, sheet: str) -> SheetFacts:
    facts, extent = SheetFacts(), Extent()
    at = 0
    for attributes, body in _rows(content):
        repeated = _repeated(_ROWS_REPEATED, attributes)
        cells = list(_filled_cells(body))
        if cells:
            last, width = cells[-1][0] + cells[-1][1], sum(cell[1] for cell in cells)
            extent.add(at + repeated, last, repeated * width)
            if repeated * last > _MANY:
                extent.check(file, sheet)
            if _HIDDEN.search(attributes):
                facts.hidden_rows.update(range(at, at + repeated))
            facts.bad.update(
                ((row, column + offset), bad)
                for column, width, bad in cells if bad is not None
                for row in range(at, at + repeated) for offset in range(width))
        at = min(at + repeated, LARGEST_AREA)
    extent.check(file, sheet)
    return facts


def _rows(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the attributes and the content of each row."""
    starts = list(_ROW.finditer(content))
    ends = [row.start() for row in starts[1:]] + [len(content)]
    for row, end in zip(starts, ends, strict=True):
        yield row[1], b"" if row[2] else content[row.end():end]


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes) if b"repeated" in attributes else None
    return max(int(found[1]), 1) if found else 1


def _filled_cells(row: bytes) -> Iterator[tuple[int, int, Bad | None]]:
    """Yield first column, number of columns and fault of the cells of a row that hold anything."""
    if b"<office:annotation" in row:
        row = _NOTE.sub(b"", row)
    column = 0
    for cell in _CELL.finditer(row):
        width = _repeated(_CELLS_REPEATED, cell[1])
        if b"office:" in cell[1] or b"table:formula" in cell[1] or (
                not cell[2] and not _CELL_END.match(row, cell.end())):
            yield column, width, _fault(row, cell)
        column = min(column + width, LARGEST_AREA)


def _fault(row: bytes, cell: re.Match[bytes]) -> Bad | None:
    """Return what is wrong with a cell: it shows an error, or its formula has no result."""
    attributes = cell[1]
    is_error = _ERROR_TYPE.search(attributes) is not None
    if not is_error and b"table:formula" not in attributes:
        return None
    end = _CELL_END.search(row, cell.end()) if not cell[2] else None
    inside = row[cell.end():end.start()] if end else b""
    text = unescape(_TAG.sub(b"", inside).decode("utf-8", "replace")).strip()
    if is_error or _ERROR.match(text):
        return Bad(text or "an error")
    if b"office:value-type" in attributes or _PARAGRAPH.search(inside):
        return None
    return Bad("")

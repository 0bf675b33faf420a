"""Error values and lost results in .ods files, which calamine returns as blanks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from optimiser.tables.sources.raw import Bad

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ERROR = re.compile(r"^(#[A-Z/0-9]+[!?]?|Err:\d+)$")
_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")


def bad_cells(path: Path) -> dict[str, dict[tuple[int, int], Bad]]:
    """Return, for each sheet, the formula cells that show an error or have no result."""
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml")
    if b"table:formula" not in content and b"#" not in content:
        return {}
    return {
        str(table.get(f"{_TABLE}name")): dict(_bad(table))
        for table in fromstring(content).iter(f"{_TABLE}table")
    }


def _bad(table: Element) -> Iterator[tuple[tuple[int, int], Bad]]:
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                found = _fault(cell)
                if found is not None:
                    yield (row, column), found
                column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))


def _fault(cell: Element) -> Bad | None:
    text = "".join(part for p in cell.iter(f"{_TEXT}p") for part in p.itertext())
    if _ERROR.match(text):
        return Bad(text)
    if cell.get(f"{_TABLE}formula") is None:
        return None
    if text or any(cell.get(f"{_OFFICE}{name}") for name in _VALUES):
        return None
    return Bad("")

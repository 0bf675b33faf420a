"""What the XML of an .xlsx file says before, and beyond, what calamine returns.

calamine returns "" for #REF! and for a formula saved without a result, does not tell hidden
rows, and lays out a sheet up to its furthest cell. One pass over each part looks for signs
of these; only sheets that show one are looked at more closely.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from optimiser.tables.sources.extent import Extent, is_bearable
from optimiser.tables.sources.package import Package, damaged
from optimiser.tables.sources.raw import COLUMNS, ROWS, Bad, number

ROOT_LINKS = "_rels/.rels"
_OVERLAP = 2_048
_HEAD = 4_096
_LETTERS, _DIGITS = 3, 7
_USUAL_ROWS, _USUAL_COLUMNS = 99_999, 26

_PREFIXED = re.compile(rb"<\w+:worksheet\b")
_LOST_SIGNS = (re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"),
               re.compile(rb"<f\b[^<>]*/>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"))
_HIDDEN = (b'hidden="1"', b'hidden="true"', b"hidden='")
_FAR = re.compile(
    rb"""r\s*=\s*["'](?:([A-Za-z]{2,8})(\d{1,12})|([A-Za-z]?)(\d{6,12}))["']""")
_FILLED = re.compile(rb"<(?:\w+:)?c(\s[^<>]*[^<>/])?>(?!\s*</)")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*)>")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ANY_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,8})(\d{1,12})["']""")
_ERROR = re.compile(rb"""["']e["']""")
_ERROR_TYPE = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT_TYPE = re.compile(rb"""\st\s*=\s*["']str["']""")
_LOST = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s>][^<>]*>?")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_LONGEST_CELL, _DEEPEST_CELL = 50_000, 4
_HIDDEN_ROW = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")


@dataclass(slots=True)
class Signs:
    """What the pass over a sheet's part showed; rows and columns are at most so many."""

    bad: bool = False
    hidden_rows: bool = False
    rows: int = _USUAL_ROWS
    columns: int = _USUAL_COLUMNS
    values: int = 0

    def see(self, chunk: bytes) -> None:
        """Take in a stretch of the part."""
        quoted = b"'" in chunk
        self.bad = self.bad or b'"e"' in chunk or (quoted and b"'e'" in chunk) or any(
            sign.search(chunk) for sign in _LOST_SIGNS) or (
                _PREFIXED.search(chunk, 0, _HEAD) is not None)
        self.hidden_rows = self.hidden_rows or any(sign in chunk for sign in _HIDDEN)
        self.values += chunk.count(b"<v>") + chunk.count(b"<is>")
        for letters, digits, letter, long_digits in _FAR.findall(chunk):
            row, column = _position(letters or letter, digits or long_digits)
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def _position(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Return row and column from 1; beyond what a sheet can hold where they are too long."""
    row = int(digits) if len(digits.lstrip(b"0")) <= _DIGITS else ROWS + 1
    column = number(letters.decode().upper()) + 1 if len(letters) <= _LETTERS else COLUMNS + 1
    return row, column


def book_part(package: Package) -> str:
    """Return the part that lists the sheets: xl/workbook.xml as a rule, but not always."""
    for link in _parse(package, ROOT_LINKS):
        if link.get("Type", "").endswith("/officeDocument"):
            return _target(link, "")
    raise damaged(package.file, "it holds no sheets")


def sheet_parts(package: Package, book: str) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    folder, _, name = book.rpartition("/")
    links = _parse(package, f"{folder}/_rels/{name}.rels".lstrip("/"))
    part = {link.get("Id"): _target(link, folder) for link in links}
    found: dict[str, str] = {}
    for sheet in _parse(package, book).iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
            found.setdefault(str(sheet.get("name")), part.get(key, ""))
    return found


def _parse(package: Package, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(package.read(name))
    except (ElementTree.ParseError, KeyError) as fault:
        raise damaged(package.file, "its list of sheets cannot be read") from fault


def _target(link: ElementTree.Element, folder: str) -> str:
    """Return the part that a link leads to from a folder."""
    target = str(link.get("Target")).replace("\\", "/").lower()
    if target.startswith("/") or (folder and target.startswith(f"{folder}/")):
        return target.lstrip("/")
    return posixpath.normpath(f"{folder}/{target}").lstrip("/")


def check_extent(package: Package, part: str, sheet: str, signs: Signs) -> None:
    """Raise RefusedError where a sheet's filled cells reach too far out."""
    if not is_bearable(signs.rows * signs.columns, signs.values):
        extent = Extent()
        unplaced, last = 0, 0
        for chunk in overlapping(package.stream(part)):
            for cell in _FILLED.finditer(chunk):
                # Which of two references a reader takes in a broken tag is its own affair.
                places = _ANY_REFERENCE.findall(cell[1] or b"")
                unplaced += not places
                for letters, digits in places:
                    extent.add(*_position(letters, digits))
            last = max([last, *(_position(b"A", at[2])[0] for at in _row_references(chunk))])
        if unplaced:
            extent.add(last, max(extent.columns, 1), unplaced)
        extent.check(package.file, sheet)


def _row_references(content: bytes) -> Iterator[re.Match[bytes]]:
    for row in _ROW.finditer(content):
        if at := _REFERENCE.search(row[1]):
            yield at


def overlapping(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks that begin with the end of the one before, so that no tag is cut in two."""
    tail = b""
    for chunk in chunks:
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def bad_cells(content: bytes, file: str) -> dict[tuple[int, int], Bad]:
    """Return the cells that show an error or have a formula without a stored result."""
    bad: dict[tuple[int, int], Bad] = {}
    for error in _ERROR.finditer(content):
        start = content.rfind(b"<", 0, error.start())
        cell = _CELL_START.match(content, start)
        if cell and _ERROR_TYPE.search(cell[0]):
            inside = _CELL_END.split(content[cell.end():cell.end() + _LONGEST_CELL], 1)[0]
            value = _VALUE.search(inside)
            bad[_place(cell[0], file)] = Bad(value[1].decode() if value else "an error")
    for lost in _LOST.finditer(content):
        cell = _last_cell(content, lost.start())
        if cell and not _ERROR_TYPE.search(cell[0]) and not (
                lost[1] and _TEXT_TYPE.search(cell[0])):
            bad[_place(cell[0], file)] = Bad("")
    return bad


def _last_cell(content: bytes, before: int) -> re.Match[bytes] | None:
    """Return the start tag of the cell whose content ends at a place."""
    at = before
    for _ in range(_DEEPEST_CELL):
        at = content.rfind(b"<", 0, max(at, 0))
        if cell := _CELL_START.match(content, max(at, 0)):
            return cell
    return None


def _place(cell: bytes, file: str) -> tuple[int, int]:
    at = _REFERENCE.search(cell)
    if at is None or not at[1]:
        raise damaged(file, "its cells do not say where they stand")
    row, column = _position(at[1], at[2])
    return row - 1, column - 1


def hidden_rows(content: bytes) -> frozenset[int]:
    """Return the rows, from 0, that are hidden."""
    hidden = set()
    for row in _ROW.finditer(content):
        at = _REFERENCE.search(row[1])
        if at and _HIDDEN_ROW.search(b" " + row[1]):
            hidden.add(int(at[2]) - 1)
    return frozenset(hidden)

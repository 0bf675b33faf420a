"""The sheets of an .xlsx file: calamine reads the figures, this module what it does not tell.

calamine returns "" for #REF! and for a formula saved without a result, does not tell hidden
rows, and lays out a sheet up to its furthest cell. One pass over each part looks for signs
of these; only sheets that show one are looked at more closely. Every pattern here takes time
in step with what it looks through: none begins with what it can go on with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimiser.tables.sources.extent import Extent, check_faults, is_bearable
from optimiser.tables.sources.markup import is_unusual
from optimiser.tables.sources.package import damaged
from optimiser.tables.sources.raw import COLUMNS, ROWS, Bad, number

_OVERLAP = 2_048
_LETTERS, _DIGITS = 3, 7
_USUAL_ROWS, _USUAL_COLUMNS = 99_999, 26
_EMPTY = rb"(<v\b[^<>]*+(?<=/)>|<v\b[^<>]*+>\s*+</v>)?+\s*+</c>"
_LOST = re.compile(rb"(?:</f>|<f\b[^<>]*+(?<=/)>)\s*+" + _EMPTY)
_FAR = re.compile(rb' r="(?:([A-Za-z]{2,})([0-9]+)|([A-Za-z]?)([0-9]{6,}))"')
_FILLED = re.compile(rb'<c r="([A-Za-z]+)([0-9]+)"[^<>]*+(?<!/)>(?!\s*+</)')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"([^<>]*+)>')
_CELL = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"([^<>]*+)>')
_ERROR_CELL = re.compile(
    rb"""<c r="([A-Za-z]{1,3})([0-9]{1,7})"(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*+>""")
_ERROR_TYPE = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT_TYPE = re.compile(rb"""\st\s*=\s*["']str["']""")
_VALUE = re.compile(rb"<v\b[^<>]*+>([^<]*+)<")
_LONGEST_CELL = 100_000
_CLOSED = b"</sheetData></worksheet>"
HEAD_SIZE = 2**20
"""Within so many bytes the first rows of a sheet are looked for."""
_HIDDEN = (b"hidden", b' width="0', b' ht="0')
_HIDDEN_ROW = re.compile(rb"""\s(?:hidden\s*=\s*["'](?:1|true)|ht\s*=\s*["']0(?:\.0*)?)["']""")
_SUMS = (b"SUM(", b"SUBTOTAL(", b"AGGREGATE(")


@dataclass(slots=True)
class Signs:
    """What the pass over a sheet's part showed; rows, columns, filled cells are at most so many."""

    unusual: bool = False
    bad: bool = False
    hidden: bool = False
    styles: bool = False
    merged: bool = False
    sums: bool = False
    rows: int = _USUAL_ROWS
    columns: int = _USUAL_COLUMNS
    filled: int = 0
    size: int = 0
    tail: bytes = b""

    def see(self, piece: bytes) -> None:
        """Take in a stretch of whole tags."""
        self.unusual = self.unusual or is_unusual(piece)
        self.size += len(piece)
        # A single byte is looked for many times as fast as a word, and most sheets of plain
        # figures hold none of these letters in small: each sign is looked for behind its own.
        self.filled += piece.count(b"<v") + (piece.count(b"<is") if b"i" in piece else 0)
        self.hidden = self.hidden or (b"h" in piece and any(sign in piece for sign in _HIDDEN))
        self.styles = self.styles or b' s="' in piece
        self.merged = self.merged or (b"m" in piece and b"<mergeCell " in piece)
        formulas = b"f" in piece
        self.sums = self.sums or (formulas and b"</f>" in piece
                                  and any(sign in piece for sign in _SUMS))
        for letters, digits, letter, long_digits in _FAR.findall(piece):
            row, column = _position(letters or letter, digits or long_digits)
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        # A cell may begin in one stretch and end in the next.
        both = self.tail + piece
        self.bad = self.bad or (b"e" in piece and (b'"e"' in piece or b"'e'" in piece)) or (
            (formulas or b"f" in self.tail) and b"<f" in both and _LOST.search(both) is not None)
        self.tail = both[-_OVERLAP:]


def signs_of(pieces: Iterable[bytes]) -> Signs:
    """Return what the whole of a part shows."""
    signs = Signs()
    for piece in pieces:
        signs.see(piece)
    return signs


def _position(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Return row and column from 1; beyond what a sheet can hold where they are too long."""
    row = int(digits) if len(digits.lstrip(b"0")) <= _DIGITS else ROWS + 1
    column = number(letters.decode().upper()) + 1 if len(letters) <= _LETTERS else COLUMNS + 1
    return row, column


def check_extent(pieces: Iterable[bytes], file: str, sheet: str, signs: Signs,
                 scale: float) -> None:
    """Raise RefusedError where a sheet's filled cells reach too far out."""
    if is_bearable(signs.rows * signs.columns, signs.filled, scale):
        return
    extent = Extent()
    tail = b""
    for piece in pieces:
        both = tail + piece
        for cell in _FILLED.finditer(both):
            extent.add(*_position(cell[1], cell[2]))
        tail = both[-_OVERLAP:]
    extent.check(file, sheet, scale)


def bad_cells(content: bytes, file: str) -> dict[tuple[int, int], Bad]:
    """Return the cells that show an error or have a formula without a stored result."""
    bad: dict[tuple[int, int], Bad] = {}
    for error in _ERROR_CELL.finditer(content):
        end = content.find(b"</c>", error.end(), error.end() + _LONGEST_CELL)
        value = _VALUE.search(content, error.end(), max(end, error.end()))
        bad[_place(error)] = Bad(value[1].decode() if value else "an error")
        check_faults(file, len(bad))
    for lost in _LOST.finditer(content):
        start = content.rfind(b"<c r=", max(lost.start() - _LONGEST_CELL, 0), lost.start())
        cell = _CELL.match(content, max(start, 0))
        if cell is None:
            raise damaged(file, "its cells do not say where they stand")
        if not _ERROR_TYPE.search(cell[3]) and not (lost[1] and _TEXT_TYPE.search(cell[3])):
            bad[_place(cell)] = Bad("")
            check_faults(file, len(bad))
    return bad


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    row, column = _position(cell[1], cell[2])
    return row - 1, column - 1


def hidden_rows(content: bytes) -> frozenset[int]:
    """Return the rows, from 0, that are hidden."""
    return frozenset(_hidden(content))


def _hidden(content: bytes) -> Iterator[int]:
    for row in _ROW.finditer(content):
        if _HIDDEN_ROW.search(row[2]):
            yield int(row[1]) - 1


def first_rows(pieces: Iterable[bytes], rows: int) -> bytes:
    """Return a sheet's part as far as so many rows, closed behind them."""
    content = b""
    for piece in pieces:
        content += piece
        beyond = next((row for row in _ROW.finditer(content) if int(row[1]) > rows), None)
        if beyond:
            return content[:beyond.start()] + _CLOSED
        if len(content) > HEAD_SIZE:
            return content[:content.rfind(b"<row ")] + _CLOSED if b"<row " in content else b""
    return content

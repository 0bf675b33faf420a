"""Workbooks (.xlsx, .ods): the gate, then each sheet through the one parser that it needs."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import python_calamine

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.container import Member, member, zip_of
from optimiser.tables.sources.extent import Room, is_bearable
from optimiser.tables.sources.files import read_file
from optimiser.tables.sources.gate import Passed, pass_gate
from optimiser.tables.sources.links import Listed, read_book
from optimiser.tables.sources.markup import in_one_spelling, whole_tags
from optimiser.tables.sources.package import CONTENT, Package, damaged
from optimiser.tables.sources.raw import LINKED, Bad, RawInputs, RawSheet, rows_read_of
from optimiser.tables.sources.shared_texts import check_texts
from optimiser.tables.sources.xlsx import (
    HEAD_SIZE,
    Signs,
    bad_cells,
    check_extent,
    first_rows,
    hidden_rows,
    signs_of,
)
from optimiser.tables.sources.xlsx_look import XlsxLooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def read_workbook(path: Path, wanted: Collection[str]) -> RawInputs:
    """Read the sheets of a workbook file whose name keys are wanted; list the others.

    Raises RefusedError where the file cannot or may not be read.
    """
    content = read_file(path)
    passed = pass_gate(content, path.name)
    sheets = (_read_ods(passed.package, wanted) if CONTENT in passed.package.parts
              else _read_xlsx(passed, wanted))
    own = tuple(sheet for sheet in sheets if not sheet.name.startswith(LINKED))
    linked = len(own) < len(sheets) or any(
        name.startswith("xl/externallinks/") for name in passed.package.parts)
    findings = (kinds.EXTERNAL_LINKS.at(Place(path.name)),) if linked else ()
    return RawInputs(path.name, str(path), hashlib.sha256(content).hexdigest(), own, findings)


def passed_parts(path: Path) -> bytes:
    """Return a workbook file put together anew from the parts that pass the gate.

    For readers of their own kind, which must see what was checked and nothing else. Raises
    RefusedError or OSError.
    """
    package = pass_gate(read_file(path), path.name).package
    names = {name: info.filename.replace("\\", "/").lstrip("/")
             for name, info in package.parts.items()}
    return zip_of(package.member(name, called) for name, called in names.items()
                  if called and ".." not in called.split("/"))


class _Part(NamedTuple):
    """A sheet's part as it is read: as it stands in the file, or spelt anew."""

    listed: Listed
    signs: Signs
    written: bytes | None

    def pieces(self, passed: Passed) -> Iterable[bytes]:
        return (self.written,) if self.written is not None else whole_tags(
            passed.package.stream(self.listed.part))

    def content(self, passed: Passed) -> bytes:
        return passed.package.read(self.listed.part) if self.written is None else self.written

    def member(self, passed: Passed, called: str) -> Member:
        return (passed.package.member(self.listed.part, called) if self.written is None
                else member(called, self.written))


def _read_ods(package: Package, wanted: Collection[str]) -> tuple[RawSheet, ...]:
    from optimiser.tables.sources.ods import read_ods

    return read_ods(package, wanted)


def _read_xlsx(passed: Passed, wanted: Collection[str]) -> tuple[RawSheet, ...]:
    """Return the sheets; of two of one name only the first is read: the second is a finding."""
    package = passed.package
    book = read_book(package)
    first = {name_key(sheet.name): sheet for sheet in reversed(book.sheets)}
    parts = [_part(passed, sheet) for key, sheet in first.items() if key in wanted]
    heads = [part for key, sheet in first.items() if key not in wanted
             for part in _head(passed, sheet)]
    room = Room(package.file, package.scale)
    for part in parts:
        room.take(part.listed.name, filled=part.signs.filled)
        check_extent(part.pieces(passed), package.file, part.listed.name, part.signs,
                     package.scale)
    texts = _texts(passed, book.texts)
    check_texts(texts, [(part.signs.filled, partial(part.content, passed)) for part in parts],
                room)
    parts += heads
    members = [part.member(passed, f"xl/worksheets/sheet{number}.xml")
               for number, part in enumerate(parts)]
    if texts:
        members.append(member("xl/sharedStrings.xml", texts))
    if book.styles:
        members.append(package.member(book.styles, "xl/styles.xml"))
    opened = _opened(package.file, [*_frame(len(parts), from_1904=book.from_1904), *members])
    looks = XlsxLooks(package, book.styles)
    read = {id(part.listed): _read_sheet(opened, number, part, passed, room, looks)
            for number, part in enumerate(parts)}
    return tuple(read.get(id(sheet)) or RawSheet(sheet.name, hidden=sheet.hidden)
                 for sheet in book.sheets)


def _part(passed: Passed, sheet: Listed) -> _Part:
    if sheet.part not in passed.signs:
        raise damaged(passed.package.file, f"its sheet {sheet.name} is missing")
    signs = passed.signs[sheet.part]
    if not signs.unusual:
        return _Part(sheet, signs, None)
    written = in_one_spelling(passed.package.stream(sheet.part), passed.package.file)
    return _Part(sheet, signs_of((written,)), written)


def _head(passed: Passed, sheet: Listed) -> Iterator[_Part]:
    """Yield the first rows of a sheet that no table is called like: it may be one all the same.

    Of what reaches far, or is written in an unusual way and large, nothing is looked at.
    """
    signs = passed.signs.get(sheet.part)
    if signs is None or (signs.unusual and signs.size > HEAD_SIZE):
        return
    part = _part(passed, sheet)
    written = first_rows(part.pieces(passed), rows_read_of(sheet.name))
    seen = signs_of((written,))
    if is_bearable(seen.rows * seen.columns, seen.filled):
        yield _Part(sheet, seen, written)


def _texts(passed: Passed, part: str) -> bytes:
    """Return the list of texts that the sheets share."""
    if not part:
        return b""
    if part in passed.signs and not passed.signs[part].unusual:
        return passed.package.read(part)
    return in_one_spelling(passed.package.stream(part), passed.package.file)


def _frame(sheets: int, *, from_1904: bool) -> Iterator[Member]:
    """Yield the parts that make sheets called by their numbers a workbook."""
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(sheets))
    listed = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(sheets))
    yield member("[Content_Types].xml", b"<Types/>")
    yield member("_rels/.rels", (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>').encode())
    yield member("xl/_rels/workbook.xml.rels",
                 f'<Relationships xmlns="{_LINKS}">{links}</Relationships>'.encode())
    yield member("xl/workbook.xml", (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(from_1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>").encode())


def _opened(file: str, members: Iterable[Member]) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(zip_of(members)))
    except python_calamine.CalamineError as fault:
        raise damaged(file, f"it is damaged ({fault})") from fault


def _read_sheet(book: python_calamine.CalamineWorkbook, number: int, part: _Part,
                passed: Passed, room: Room, looks: XlsxLooks) -> RawSheet:
    file, sheet, signs = passed.package.file, part.listed, part.signs
    try:
        # Without skip_empty_area=False leading blank rows and columns are lost: addresses shift.
        rows: list[list[Any]] = book.get_sheet_by_name(str(number)).to_python(
            skip_empty_area=False)
    except python_calamine.CalamineError as fault:
        raise damaged(file, f"it is damaged ({fault})") from fault
    room.take(sheet.name, area=len(rows) * len(rows[0]) if rows else 0)
    content = part.content(passed) if signs.bad or signs.hidden or looks.tells(signs) else b""
    bad = bad_cells(content, file) if signs.bad else {}
    unseen = hidden_rows(content) if signs.hidden else frozenset[int]()
    look = looks.of(sheet.part, content, signs)
    return RawSheet(sheet.name, _widened(rows, bad), bad, sheet.hidden, unseen, look=look)


def _widened(rows: list[list[Any]], bad: dict[tuple[int, int], Bad]) -> list[list[Any]]:
    """Return the grid, large enough for its bad cells: calamine leaves them out at the edges."""
    if not bad:
        return rows
    height = max(row for row, _ in bad) + 1
    width = max(max(column for _, column in bad) + 1, len(rows[0]) if rows else 0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    return rows + [[""] * width for _ in range(height - len(rows))]

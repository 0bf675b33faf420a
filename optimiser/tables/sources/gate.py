"""The gate: what a workbook file must pass before any parser opens it.

A file of a few kilobytes can hold a cell at CV1000000, a part that unpacks to gigabytes or
an entity that expands without end. The parts are streamed once, with a cap, and the same
pass notes which sheets hold error values, formulas and hidden rows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.raw import letter, number

_FILE_LIMIT = 300 * 2**20
_REAL_LIMIT = 2**30
_PARTS_LIMIT = 5_000
_RATIO_LIMIT, _RATIO_FROM = 100, 20 * 2**20
_AREA_LIMIT = 20_000_000
_CHUNK = 2**20
_OVERLAP = 256
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_WIDE = re.compile(rb'\br="([A-Z]{2,3})(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\bhidden="(?:1|true)"')
_REPEATED = re.compile(
    rb'<table:table-row\b[^>]*number-rows-repeated="(\d{5,})"[^>]*>(?:(?!</table:table-row>).)*?'
    rb"office:value", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the stream of a part showed."""

    errors: bool = False
    formulas: bool = False
    hidden_rows: bool = False


class RefusedError(Exception):
    """A file that may not be opened; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def pass_gate(path: Path) -> dict[str, Seen]:
    """Check a workbook file; return what each part showed, by its name in the package.

    Raises RefusedError.
    """
    place = Place(path.name)
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise RefusedError(kinds.NOT_A_WORKBOOK.at(place, why="the file is empty"))
    if head == _OLE:
        kind = kinds.ENCRYPTED if _is_encrypted_package(path) else kinds.OLD_FORMAT
        raise RefusedError(kind.at(place))
    if path.stat().st_size > _FILE_LIMIT:
        raise RefusedError(kinds.UNSAFE.at(place, why="it is larger than 300 MB"))
    try:
        with zipfile.ZipFile(path) as package:
            _check_directory(package, place)
            return {info.filename: _check_part(package, info, place)
                    for info in package.infolist() if info.filename.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as fault:
        raise RefusedError(kinds.NOT_A_WORKBOOK.at(place, why=_plain(fault))) from fault


def _plain(fault: Exception) -> str:
    return "it is damaged or cut short" if isinstance(fault, zipfile.BadZipFile) else str(fault)


def _is_encrypted_package(path: Path) -> bool:
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(_CHUNK * 16)


def _check_directory(package: zipfile.ZipFile, place: Place) -> None:
    """Check what the package declares of its parts."""
    parts = package.infolist()
    names = {info.filename for info in parts}
    declared, packed = sum(i.file_size for i in parts), sum(i.compress_size for i in parts)
    if any(info.flag_bits & 1 for info in parts):
        raise RefusedError(kinds.ENCRYPTED.at(place))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise RefusedError(kinds.MACROS.at(place))
    if len(parts) > _PARTS_LIMIT or declared > _REAL_LIMIT or (
            declared > _RATIO_FROM and declared > _RATIO_LIMIT * max(packed, 1)):
        raise RefusedError(kinds.UNSAFE.at(
            place, why=f"it unpacks from {packed:,} to {declared:,} bytes"))
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise RefusedError(kinds.NOT_A_WORKBOOK.at(place, why="it holds no sheets"))


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo, place: Place) -> Seen:
    is_sheet = "worksheets/" in info.filename
    errors = formulas = hidden = False
    last_row = widest = 0
    for chunk in _stream(package, info, place):
        if b"!" in chunk and _DECLARED.search(chunk):
            raise RefusedError(kinds.UNSAFE.at(place, why="it declares entities"))
        if is_sheet:
            errors |= b't="e"' in chunk
            formulas |= b"<f" in chunk or b":f>" in chunk or b":f " in chunk
            hidden |= b"hidden=" in chunk and _HIDDEN_ROW.search(chunk) is not None
            last_row = max(last_row, _last_row(chunk))
            for found in _WIDE.finditer(chunk):
                widest = max(widest, number(found[1].decode()))
                last_row = max(last_row, int(found[2]))
        elif info.filename == "content.xml" and _REPEATED.search(chunk):
            raise RefusedError(kinds.UNSAFE.at(place, why="it repeats filled rows without end"))
    if last_row * (widest + 1) > _AREA_LIMIT:
        cell = f"{letter(widest)}{last_row}"
        raise RefusedError(kinds.TOO_FAR.at(
            Place(place.file, _sheet_name(package, info.filename), cell), cell))
    return Seen(errors, formulas, hidden)


def _sheet_name(package: zipfile.ZipFile, part: str) -> str:
    """Return a sheet's name by its part, "" where the package does not say."""
    links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    book = package.read("xl/workbook.xml").decode("utf-8", "replace")
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        target, key = re.search(r'Target="([^"]*)"', link), re.search(r'Id="([^"]*)"', link)
        if target and key and part.endswith(target[1].lstrip("/").removeprefix("xl/")):
            named = re.search(rf'<sheet\b[^>]*name="([^"]*)"[^>]*id="{re.escape(key[1])}"', book)
            return named[1] if named else ""
    return ""


def _last_row(chunk: bytes) -> int:
    """Return the last row number in a chunk; rows stand in rising order."""
    at = len(chunk)
    while (at := max(chunk.rfind(b"<row", 0, at), chunk.rfind(b":row", 0, at))) >= 0:
        if found := _ROW.match(chunk, max(chunk.rfind(b"<", 0, at + 1), 0)):
            return int(found[1])
    return 0


def _stream(package: zipfile.ZipFile, info: zipfile.ZipInfo, place: Place) -> Iterator[bytes]:
    """Yield a part in chunks that overlap a little, so that no mark is cut in two."""
    read, tail = 0, b""
    with package.open(info) as part:
        while chunk := part.read(_CHUNK):
            read += len(chunk)
            if read > info.file_size + _CHUNK or read > _REAL_LIMIT:
                raise RefusedError(kinds.UNSAFE.at(place, why="a part is larger than declared"))
            yield tail + chunk
            tail = chunk[-_OVERLAP:]

"""The gate: what a workbook file must pass before any parser opens it.

A file of a few kilobytes can hold a cell at CV1000000, a part that unpacks to gigabytes or
an entity that expands without end. Each part is streamed once, with a cap, and looked at as
plain bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.ods import CONTENT, SheetFacts, sheet_facts
from optimiser.tables.sources.package import Package, damaged, open_package, refused
from optimiser.tables.sources.raw import RefusedError
from optimiser.tables.sources.xlsx import (
    ROOT_LINKS,
    Signs,
    book_part,
    check_extent,
    overlapping,
    sheet_parts,
)

FILE_LIMIT = 200 * 2**20
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
_MANIFEST, _TYPES = "meta-inf/manifest.xml", "[content_types].xml"
_PICTURES = re.compile(r"(^|/)(media|pictures|thumbnails|customxml)/")
_WIDE_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\xfe\xff")
_UNKNOWN_ENTITY = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;|#)")
_LITERAL = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
"""Where a bare & is text, and no entity."""
_BASIC = re.compile(r"^(basic/.+/(?!script-l|dialog-l)[^/]+\.xml|scripts/.+)$")
_OTHER_TYPES = (
    (b"%PDF", "it is a PDF file"),
    (b"{\\rtf", "it is a text document"),
    (b"<", "it is a web page or an XML file"),
)


@dataclass(frozen=True, slots=True)
class Passed:
    """A workbook that may be parsed.

    `parts` and `signs` say which part of an .xlsx holds each sheet and what was seen in it;
    `facts` says what was seen in each sheet of an .ods.
    """

    package: Package
    parts: dict[str, str]
    signs: dict[str, Signs]
    facts: dict[str, SheetFacts]

    @property
    def has_links(self) -> bool:
        """Whether figures may come from other files."""
        return any(name.startswith("xl/externallinks/") for name in self.package.parts) or any(
            sheet.startswith("'file:") for sheet in self.facts)


def pass_gate(content: bytes, file: str) -> Passed:
    """Check a workbook file by its content; raise RefusedError where it may not be parsed."""
    _check_type(content, file)
    package = open_package(content, file)
    _check_parts(package)
    signs = {name: _pass_part(package, name) for name in package.parts}
    _check_contents(package)
    if CONTENT in package.parts:
        return Passed(package, {}, signs, sheet_facts(package))
    parts = sheet_parts(package, book_part(package))
    for sheet, part in parts.items():
        if part not in signs or _PICTURES.search(part):
            raise damaged(file, f"its sheet {sheet} is missing")
    sheets = {part: sheet for sheet, part in parts.items()}
    for part, seen in signs.items():
        check_extent(package, part, sheets.get(part, ""), seen)
    return Passed(package, parts, signs, {})


def _check_type(content: bytes, file: str) -> None:
    """Refuse what is no zip file, and say what it is."""
    if content.startswith(_OLE):
        kind = kinds.ENCRYPTED if _ENCRYPTED_OLE in content else kinds.OLD_FORMAT
        raise RefusedError(kind.at(Place(file)))
    if content.startswith(b"PK"):
        return
    if not content:
        raise damaged(file, "the file is empty")
    head = content[:1024].lstrip()
    why = next((why for mark, why in _OTHER_TYPES if head.startswith(mark)),
               "it is no spreadsheet" if b"\0" in head else "it is a text file")
    raise damaged(file, why)


def _check_parts(package: Package) -> None:
    """Check which parts there are."""
    names, place = package.parts, Place(package.file)
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/")
           or _BASIC.match(name) for name in names):
        raise RefusedError(kinds.MACROS.at(place))
    if "encrypted-package" in names:
        raise RefusedError(kinds.ENCRYPTED.at(place))
    if "xl/workbook.bin" in names:
        raise damaged(package.file, "it is a binary workbook (.xlsb)")
    if (ROOT_LINKS in names) == (CONTENT in names):
        raise damaged(package.file, "it holds no sheets" if CONTENT not in names
                      else "it is a workbook of two programs at once")


def _check_contents(package: Package) -> None:
    """Check what the package says of itself."""
    place = Place(package.file)
    # A workbook of the kind with macros (.xlsm) may hold none.
    if _TYPES in package.parts and b"vbaproject" in package.read(_TYPES).lower():
        raise RefusedError(kinds.MACROS.at(place))
    if _MANIFEST in package.parts and b"encryption-data" in package.read(_MANIFEST):
        raise RefusedError(kinds.ENCRYPTED.at(place))


def _pass_part(package: Package, name: str) -> Signs:
    """Stream a part once: its real size, its entities, and the signs of a sheet."""
    signs = Signs()
    is_parsed, suspect = _PICTURES.search(name) is None, False
    for at, chunk in enumerate(overlapping(package.stream(name))):
        if not is_parsed:
            continue
        if at == 0 and name.endswith((".xml", ".rels")) and chunk.startswith(_WIDE_ENCODINGS):
            raise refused(package.file, "its text is not UTF-8")
        if b"!" in chunk and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
            raise refused(package.file, "it declares entities")
        if b"&" in chunk and name.endswith(".xml") and _UNKNOWN_ENTITY.search(chunk):
            suspect = True
        if name != CONTENT:
            signs.see(chunk)
    if suspect and _UNKNOWN_ENTITY.search(_LITERAL.sub(b"", package.read(name))):
        raise damaged(package.file, "it holds entities that are declared nowhere")
    return signs

"""The gate: what a workbook file must pass before any parser opens it.

A file of a few kilobytes can hold a cell at CV1000000, a part that unpacks to gigabytes or
an entity that expands without end. Each part is streamed once, with a cap, through a reader
that refuses what it could be exhausted or deceived by.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.links import ROOT_LINKS
from optimiser.tables.sources.markup import Reader, read_through, whole_tags
from optimiser.tables.sources.package import CONTENT, Package, damaged, open_package
from optimiser.tables.sources.raw import RefusedError
from optimiser.tables.sources.xlsx import Signs, signs_of

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
_MANIFEST, _TYPES = "meta-inf/manifest.xml", "[content_types].xml"
_PICTURES = re.compile(r"(^|/)(media|pictures|thumbnails|customxml)/")
_BASIC = re.compile(r"^(basic/.+/(?!script-l|dialog-l)[^/]+\.xml|scripts/.+)$")
_OTHER_TYPES = (
    (b"%PDF", "it is a PDF file"),
    (b"{\\rtf", "it is a text document"),
    (b"<", "it is a web page or an XML file"),
)


class Passed(NamedTuple):
    """A workbook that may be parsed: its parts, and what was seen in each part of XML."""

    package: Package
    signs: Mapping[str, Signs]


def pass_gate(content: bytes, file: str) -> Passed:
    """Check a workbook file by its content; raise RefusedError where it may not be parsed."""
    _check_type(content, file)
    package = open_package(content, file)
    _check_parts(package)
    _check_contents(package)
    signs = {name: _pass_part(package, name) for name in package.parts if _is_parsed(name)}
    for name in package.parts:
        if name not in signs and name != CONTENT:
            deque(package.stream(name), maxlen=0)
    return Passed(package, signs)


def _is_parsed(name: str) -> bool:
    """Tell whether a part is XML that a parser may open; an .ods file's content is read once."""
    return name.endswith((".xml", ".rels")) and name != CONTENT and not _PICTURES.search(name)


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
    return signs_of(whole_tags(read_through(package.stream(name), Reader(package.file))))

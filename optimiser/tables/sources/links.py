"""Which part of an .xlsx file holds which sheet, its texts and its styles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from optimiser.tables.sources.extent import check_names
from optimiser.tables.sources.package import Package, damaged, refused

ROOT_LINKS = "_rels/.rels"
_LIST_LIMIT = 8 * 2**20
_SHEET = "worksheet"


class Listed(NamedTuple):
    """A sheet as the workbook lists it, and the part that holds it."""

    name: str
    part: str
    hidden: bool


class Book(NamedTuple):
    """A workbook's sheets, and the parts with its texts and styles ("" where it has none)."""

    sheets: tuple[Listed, ...]
    texts: str
    styles: str
    from_1904: bool


class Link(NamedTuple):
    """What a link leads to: the last word of its type, and the part."""

    kind: str
    part: str


def read_book(package: Package) -> Book:
    """Return what the workbook lists; raise RefusedError where that cannot be read."""
    book = next((link.part for _, link in links_of(package, ROOT_LINKS, "")
                 if link.kind == "officeDocument"), None)
    if book is None:
        raise damaged(package.file, "it holds no sheets")
    folder, _, name = book.rpartition("/")
    links = dict(links_of(package, f"{folder}/_rels/{name}.rels".lstrip("/"), folder))
    listed: list[Listed] = []
    from_1904 = False
    for element in _parse(package, book).iter():
        match element.tag.rpartition("}")[2]:
            case "sheet":
                listed += _listed(package, element, links)
            case "workbookPr":
                from_1904 = element.get("date1904") in ("1", "true")
    check_names(package.file, [sheet.name for sheet in listed])
    of_kind = {link.kind: link.part for link in links.values() if link.part in package.parts}
    return Book(tuple(listed), of_kind.get("sharedStrings", ""), of_kind.get("styles", ""),
                from_1904)


def _listed(package: Package, sheet: ElementTree.Element,
            links: dict[str, Link]) -> Iterator[Listed]:
    """Yield a sheet of cells; a sheet of another kind, such as a chart, holds none."""
    key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
    link = links.get(key)
    name = str(sheet.get("name", ""))
    if link is None or link.part not in package.parts:
        raise damaged(package.file, f"its sheet {name} is missing")
    if link.kind == _SHEET:
        yield Listed(name, link.part, sheet.get("state", "visible") != "visible")


def links_of(package: Package, part: str, folder: str) -> Iterator[tuple[str, Link]]:
    """Yield what a part of links leads to from a folder, by the key of each."""
    for link in _parse(package, part):
        kind = link.get("Type", "").rpartition("/")[2]
        yield link.get("Id", ""), Link(kind, _target(link, folder))


def _parse(package: Package, name: str) -> ElementTree.Element:
    if name not in package.parts:
        raise damaged(package.file, "its list of sheets cannot be read")
    if package.parts[name].file_size > _LIST_LIMIT:
        raise refused(package.file, "its list of sheets is longer than any")
    try:
        return ElementTree.fromstring(package.read(name))
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise damaged(package.file, "its list of sheets cannot be read") from fault


def _target(link: ElementTree.Element, folder: str) -> str:
    """Return the part that a link leads to from a folder."""
    target = str(link.get("Target")).replace("\\", "/").lower()
    if target.startswith("/") or (folder and target.startswith(f"{folder}/")):
        return target.lstrip("/")
    return posixpath.normpath(f"{folder}/{target}").lstrip("/")

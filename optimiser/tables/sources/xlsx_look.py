"""What an .xlsx file shows of a sheet beside its values: formats, merges, hidden columns, sums.

Only what the signs of the first pass point to is read: a sheet of plain figures costs
nothing here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from optimiser.tables.looks.formats import Format, read_format
from optimiser.tables.looks.formulas import adds_up, rows_added_up
from optimiser.tables.sources.links import links_of
from optimiser.tables.sources.package import Package
from optimiser.tables.sources.raw import COLUMNS, Area, SheetLook, number
from optimiser.tables.sources.xlsx import Signs

_BUILT_IN = {9: "0%", 10: "0.00%", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00',
             8: '"$"#,##0.00', 42: '_("$"* #,##0_)', 44: '_("$"* #,##0.00_)'}
"""Formats that a file may name by number alone (ECMA-376, 18.8.30) and that tell something."""
_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_COLUMN = re.compile(rb"<col ([^<>]*+)>")
_NO_WIDTH = re.compile(rb'(?:^|\s)width="0(?:\.0*)?"')
_HIDDEN = re.compile(rb'(?:^|\s)hidden="(?:1|true)"')
_EDGE = {edge: re.compile(rb"(?:^|\s)" + edge + rb'="([0-9]{1,5})"') for edge in (b"min", b"max")}
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*+)>')
_SUM = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*+>\s*+<f\b[^<>]*+>([^<]*+)<')
_LARGEST = 8 * 2**20
"""A part of comments or of a table beyond this many bytes is not looked at."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


class XlsxLooks:
    """The looks of the sheets of one package; `styles` is its part of styles, "" for none."""

    def __init__(self, package: Package, styles: str) -> None:
        self._package = package
        self._styles = styles

    @cached_property
    def _formats(self) -> Mapping[bytes, Format]:
        """The styles whose format says more than a plain number, by their number as text."""
        return telling_styles(self._package.read(self._styles)) if self._styles else {}

    def tells(self, signs: Signs) -> bool:
        """Tell whether the content of a sheet is needed to know its look."""
        return signs.merged or signs.sums or signs.hidden or (
            signs.styles and bool(self._formats))

    def of(self, part: str, content: bytes, signs: Signs) -> SheetLook:
        """Return the look of the sheet that a part holds, its content in the usual spelling."""
        totals, comments = self._totals_rows(part), self._comments(part)
        if not self.tells(signs):
            return SheetLook(totals_rows=totals, comments=comments)
        start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
        return SheetLook(
            formats=_formatted(content, self._formats) if self._formats else {},
            merged=tuple(_areas(content[max(end, 0):])) if signs.merged else (),
            hidden_columns=_hidden_columns(content[:max(start, 0)]),
            sums=_sums(content) if signs.sums else {},
            totals_rows=totals,
            comments=comments)

    def _totals_rows(self, part: str) -> frozenset[int]:
        """Return the rows, from 0, that tables of Excel on the sheet keep as their totals."""
        return frozenset(row for content in self._linked(part, "table")
                         for row in _rows_of_totals(content))

    def _comments(self, part: str) -> Mapping[tuple[int, int], str]:
        """Return what stands in comments on the cells of a sheet."""
        return {cell: text for content in self._linked(part, "comments")
                for cell, text in _comments_in(content)}

    def _linked(self, part: str, kind: str) -> Iterator[bytes]:
        """Yield the parts of a kind that a sheet's part leads to."""
        folder, _, name = part.rpartition("/")
        links = f"{folder}/_rels/{name}.rels"
        if links not in self._package.parts or kind.encode() not in self._package.read(links):
            return
        for _, link in links_of(self._package, links, folder):
            if (link.kind == kind and link.part in self._package.parts
                    and self._package.parts[link.part].file_size <= _LARGEST):
                yield self._package.read(link.part)


def _elements(content: bytes) -> Iterator[ElementTree.Element]:
    """Yield the elements of a small part, none where it is broken."""
    try:
        yield from ElementTree.fromstring(content).iter()
    except ElementTree.ParseError:
        return


def _comments_in(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for element in _elements(content):
        at = _REFERENCE.fullmatch(element.get("ref", ""))
        if element.tag.rpartition("}")[2] == "comment" and at:
            text = "".join(part.text or "" for part in element.iter()
                           if part.tag.rpartition("}")[2] == "t").strip()
            if text:
                yield (int(at[2]) - 1, number(at[1])), text


def _rows_of_totals(content: bytes) -> set[int]:
    table = next(_elements(content), None)
    at = _REFERENCE.match(table.get("ref", "")) if table is not None else None
    if table is None or at is None or not table.get("totalsRowCount", "0").isdigit():
        return set()
    last = int(at[4] or at[2])
    return set(range(last - int(table.get("totalsRowCount", "0")), last))


def telling_styles(content: bytes) -> dict[bytes, Format]:
    """Return the cell styles of a part of styles that say more than a plain number."""
    codes = dict(_BUILT_IN)
    found: dict[bytes, Format] = {}
    for element in _elements(content):
        kind = element.tag.rpartition("}")[2]
        if kind == "numFmt" and element.get("numFmtId", "").isdigit():
            codes[int(element.get("numFmtId", ""))] = element.get("formatCode", "")
    styles = next((element for element in _elements(content)
                   if element.tag.rpartition("}")[2] == "cellXfs"), None)
    for at, style in enumerate(styles if styles is not None else ()):
        code = style.get("numFmtId", "0")
        if code.isdigit() and (said := read_format(codes.get(int(code), "General"))):
            found[str(at).encode()] = said
    return found


def _formatted(content: bytes, formats: Mapping[bytes, Format]
               ) -> dict[int, dict[Format, npt.NDArray[np.int64]]]:
    """Return the cells of these styles, by column and format."""
    ids = rb"|".join(formats)
    cells = re.findall(rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="(' + ids + rb')"', content)
    if not cells:
        # Another writer puts the style behind the type.
        style_in = re.compile(rb"""\ss\s*=\s*["'](""" + ids + rb""")["']""")
        cells = [(letters, digits, styled[1]) for letters, digits, rest in _CELL.findall(content)
                 if (styled := style_in.search(rest))]
    alike: dict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
    for letters, digits, style in cells:
        alike[letters, style].append(digits)
    found: dict[int, dict[Format, npt.NDArray[np.int64]]] = defaultdict(dict)
    for (letters, style), rows in alike.items():
        # Two styles may differ in their colours alone.
        of_column, said = found[number(letters.decode())], formats[style]
        here = np.array(rows).astype(np.int64) - 1
        of_column[said] = np.concatenate([of_column[said], here]) if said in of_column else here
    return dict(found)


def _areas(content: bytes) -> Iterator[Area]:
    for found in _MERGED.finditer(content):
        at = _REFERENCE.match(found[1].decode().replace("$", ""))
        if at and at[3]:
            yield Area(int(at[2]) - 1, number(at[1]), int(at[4]) - 1, number(at[3]))


def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for column in _COLUMN.finditer(head):
        first, last = (_EDGE[edge].search(column[1]) for edge in (b"min", b"max"))
        if first and last and (_HIDDEN.search(column[1]) or _NO_WIDTH.search(column[1])):
            hidden.update(range(int(first[1]) - 1, min(int(last[1]), COLUMNS)))
    return frozenset(hidden)


def _sums(content: bytes) -> dict[tuple[int, int], frozenset[int]]:
    # Few sheets hold sums: what knows all entities of web pages takes 3 ms to load.
    from html import unescape

    found: dict[tuple[int, int], frozenset[int]] = {}
    for cell in _SUM.finditer(content):
        formula = unescape(cell[3].decode("utf-8", "replace"))
        letters = cell[1].decode()
        rows = rows_added_up(formula, letters) if adds_up(formula) else None
        if rows is not None:
            found[int(cell[2]) - 1, number(letters)] = rows
    return found

"""What an .ods file shows of a sheet beside its values: formats, merges, hidden columns, sums."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from optimiser.tables.looks.currencies import currency_in
from optimiser.tables.looks.formats import Format, Look
from optimiser.tables.looks.formulas import adds_up, rows_added_up
from optimiser.tables.looks.units import scale_of
from optimiser.tables.sources.markup import Reader
from optimiser.tables.sources.package import Package
from optimiser.tables.sources.raw import COLUMNS, Area, SheetLook, letter

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _STYLE, _NUMBER = (f"{_OASIS}{name}:1.0 " for name in (
    "office", "table", "style", "datastyle"))
_BODY = f"{_OFFICE}body"
_PARTS = ("styles.xml", "content.xml")
_WORD = re.compile(r"[^\W\d_]+\.?")
_PERCENT = Format("0%", (Look(percent=True),), (None,))
_FIGURES = {f"{_NUMBER}{kind}" for kind in ("number", "scientific-number", "fraction")}
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<>|<|>|=)\s*(-?[0-9.]+)")
_DASHES = ("-", "\u2013", "\u2014")
_REFERENCE = re.compile(r"\[\.([^\]]*+)\]")

Attributes = dict[str, str]


def cell_formats(package: Package) -> Mapping[str, Format]:
    """Return the cell styles whose format says more than a plain number, by their name.

    Raises RefusedError where a part cannot be read.
    """
    styles = _Styles(package.file)
    for part in _PARTS:
        if part in package.parts:
            styles.read(package, part)
    return {name: found for name, data in styles.of_cells.items()
            if (found := styles.format(data)) is not None}


class _Styles:
    """What the styles of cells and of figures come to (ODF 1.3, 16.29)."""

    def __init__(self, file: str) -> None:
        self.of_cells: dict[str, str] = {}
        self._looks: dict[str, Look] = {}
        # What another style shows, on a condition: of negative figures, or large ones.
        self._maps: dict[str, list[tuple[tuple[str, float], str]]] = defaultdict(list)
        self._file = file
        self._name = self._kind = ""
        self._words = ["", "", ""]
        self._at = 0
        self._says: Attributes = {}
        self._done = False

    def format(self, name: str) -> Format | None:
        """Return what a style of figures says, None where it says no more than a plain number."""
        if name not in self._looks:
            return None
        maps = [(when, self._looks[other]) for when, other in self._maps[name]
                if other in self._looks]
        looks = (*(look for _, look in maps), self._looks[name])
        if all(look.is_plain for look in looks):
            return None
        return Format(name, looks, (*(when for when, _ in maps), None))

    def read(self, package: Package, part: str) -> None:
        """Take in the styles of a part; of the content only what stands before the sheets."""
        reader = Reader(self._file, spaces=True)
        reader.parser.ordered_attributes = False
        reader.parser.StartElementHandler = self._start
        reader.parser.EndElementHandler = self._end
        reader.parser.CharacterDataHandler = self._text
        self._done = False
        for chunk in package.stream(part):
            reader.feed(chunk)
            if self._done:
                return

    def _start(self, name: str, attributes: Attributes) -> None:
        self._done = self._done or name == _BODY
        if name == f"{_STYLE}style" and f"{_STYLE}data-style-name" in attributes:
            self.of_cells[attributes.get(f"{_STYLE}name", "")] = attributes[
                f"{_STYLE}data-style-name"]
        elif name.startswith(_NUMBER) and name.endswith("-style"):
            self._kind = name.removeprefix(_NUMBER)
            self._name = attributes.get(f"{_STYLE}name", "")
            self._words, self._says, self._at = ["", "", ""], {}, 0
        elif name in _FIGURES:
            self._says, self._at = attributes, 1
        elif name == f"{_NUMBER}currency-symbol":
            self._at += 10
        elif name == f"{_STYLE}map" and self._kind and (
                found := _CONDITION.fullmatch(attributes.get(f"{_STYLE}condition", ""))):
            self._maps[self._name].append((
                (found[1].replace("!=", "<>"), float(found[2])),
                attributes.get(f"{_STYLE}apply-style-name", "")))

    def _text(self, text: str) -> None:
        if self._kind:
            self._words[2 if self._at >= 10 else self._at] += text

    def _end(self, name: str) -> None:
        if name == f"{_NUMBER}currency-symbol":
            self._at -= 10
        elif name == f"{_NUMBER}{self._kind}" and self._kind:
            if self._kind == "text-style":
                # Figures are shown as its maps say: Excel's accounting formats come out so.
                self._looks[self._name] = Look()
            elif self._kind in ("currency-style", "percentage-style", "number-style"):
                self._looks[self._name] = _look(self._kind, self._words, self._says,
                                                shows=self._at % 10 > 0)
            self._kind = ""


def _look(kind: str, words: list[str], figure: Attributes, *, shows: bool) -> Look:
    """Return what a style says: its words before and behind the figure, its currency.

    `shows` tells whether it shows a figure at all.
    """
    before, after, currency = words
    percent = kind == "percentage-style"
    literal = f"{before} {after}".replace("%", " ") if percent else f"{before} {after}"
    digits = figure.get(f"{_NUMBER}min-integer-digits", "1")
    factor = figure.get(f"{_NUMBER}display-factor", "1")
    says = any(c.isalnum() or c == "%" for c in literal)
    is_code = digits.isdigit() and int(digits) > 1 and figure.get(
        f"{_NUMBER}grouping") != "true"
    return Look(
        currency=currency.strip() or currency_in(literal),
        factor=float(factor) if factor.replace(".", "", 1).isdigit() and float(factor) else 1.0,
        unit=next((scale for word in _WORD.findall(literal) if (scale := scale_of(word))),
                  0.0) if shows else 0.0,
        percent=percent, percent_sign="%" in literal, zeros=int(digits) if is_code else 0,
        hides=not shows and literal.strip() not in _DASHES,
        before=before if says else "", after=after if says and not percent else "")


class LookMaker:
    """Gathers the look of a sheet from its columns and cells, as they are read."""

    def __init__(self, formats: Mapping[str, Format]) -> None:
        self._styles = formats
        # Rows that repeat stay a range until the sheet's extent was checked.
        self._formats: dict[int, dict[Format, list[range]]] = defaultdict(
            lambda: defaultdict(list))
        self._merged: list[Area] = []
        self._hidden: set[int] = set()
        self._sums: dict[tuple[int, int], frozenset[int]] = {}
        self._comments: dict[tuple[int, int], str] = {}
        self._column = 0
        self._column_styles: dict[int, str] = {}

    def see_column(self, attributes: Attributes, repeated: int) -> None:
        """Take in columns; a cell without a style of its own has its column's."""
        if attributes.get(f"{_TABLE}default-cell-style-name") in self._styles:
            self._column_styles |= dict.fromkeys(
                range(self._column, min(self._column + repeated, COLUMNS)),
                attributes[f"{_TABLE}default-cell-style-name"])
        if attributes.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self._hidden.update(range(self._column, min(self._column + repeated, COLUMNS)))
        self._column = min(self._column + repeated, COLUMNS)

    def see_cell(self, cell: Attributes, rows: range, column: int, width: int) -> None:
        """Take in a cell that holds something, with its repetitions."""
        for along in range(column, min(column + width, COLUMNS)):
            if said := self._format(cell, along):
                self._formats[along][said].append(rows)
        across, down = (int(stated) if (stated := cell.get(
            f"{_TABLE}number-{along}-spanned", "1")).isdigit() else 1
            for along in ("columns", "rows"))
        if across > 1 or down > 1:
            self._merged.append(
                Area(rows.start, column, rows.start + down - 1, column + across - 1))
        formula = cell.get(f"{_TABLE}formula", "")
        if adds_up(formula):
            # References stand as [.C2:.C5]; those to other sheets keep their bracket.
            plain = _REFERENCE.sub(r"\1", formula.partition("=")[2])
            added = rows_added_up(plain, letter(column))
            if added is not None:
                self._sums[rows.start, column] = added

    def _format(self, cell: Attributes, column: int) -> Format | None:
        kind = cell.get(f"{_OFFICE}value-type")
        if kind == "currency" and (sign := cell.get(f"{_OFFICE}currency")):
            return Format(sign, (Look(currency=sign),), (None,))
        if kind == "percentage":
            return _PERCENT
        return self._styles.get(cell.get(f"{_TABLE}style-name",
                                         self._column_styles.get(column, "")))

    def see_comment(self, row: int, column: int, text: str) -> None:
        """Take in what stands in a comment on a cell."""
        self._comments[row, column] = text

    def look(self) -> SheetLook:
        """Return what was gathered."""
        return SheetLook(
            {column: {said: np.concatenate([np.arange(rows.start, rows.stop) for rows in runs])
                      for said, runs in cells.items()}
             for column, cells in self._formats.items()},
            tuple(self._merged), frozenset(self._hidden), self._sums,
            comments=self._comments)

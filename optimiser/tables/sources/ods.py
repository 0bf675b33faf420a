"""The sheets of an .ods file, read by expat straight from its content.

An .ods file says of every cell what it is, so that no other parser is needed; what repeats is
laid out only after it was counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from optimiser.names import name_key
from optimiser.tables.sources.extent import (
    LONGEST_TEXT,
    Extent,
    Room,
    check_faults,
    check_names,
)
from optimiser.tables.sources.markup import Reader
from optimiser.tables.sources.ods_look import LookMaker, cell_formats
from optimiser.tables.sources.ods_note import NoteMaker
from optimiser.tables.sources.package import CONTENT, Package, damaged, refused
from optimiser.tables.sources.raw import COLUMNS, ROWS, Bad, RawSheet, rows_read_of

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_OASIS}{name}:1.0 " for name in (
    "office", "table", "text", "style"))
_VALUE_TYPE = f"{_OFFICE}value-type"
_SHOWN_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_VALUE, _STRING_VALUE = f"{_OFFICE}value", f"{_OFFICE}string-value"
_ROWS_REPEATED = f"{_TABLE}number-rows-repeated"
_COLUMNS_REPEATED = f"{_TABLE}number-columns-repeated"
_FORMULA = f"{_TABLE}formula"
_DRAWING = f"{_OASIS}drawing:1.0 "
_MANY = 10_000
_NUMBERS = ("float", "percentage", "currency")
_ERROR = re.compile(r"(#[A-Z/0-9]+[!?]?|Err:\d+)")

Attributes = dict[str, str]


@dataclass(slots=True)
class _Row:
    """A row in the making: its cells as (first column, how many, value or fault)."""

    repeated: int
    hidden: bool
    column: int = 0
    letters: int = 0
    cells: list[tuple[int, int, object]] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A sheet in the making; rows that repeat are the same list."""

    file: str
    name: str
    hidden: bool
    rows: list[list[object]] = field(default_factory=list)
    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    extent: Extent = field(default_factory=Extent)
    look: LookMaker = field(default_factory=lambda: LookMaker({}))
    at: int = 0

    def sheet(self) -> RawSheet:
        """Return the finished sheet, all rows of one width."""
        width = max(map(len, self.rows), default=0)
        blank: list[object] = [""] * width
        rows: list[Sequence[object]] = [
            (row + blank[len(row):] if len(row) < width else row) if row else blank
            for row in self.rows]
        return RawSheet(self.name, rows, self.bad, self.hidden, frozenset(self.hidden_rows),
                        look=self.look.look())


def read_ods(package: Package, wanted: Collection[str]) -> tuple[RawSheet, ...]:
    """Return the sheets of an .ods file, with the rows of those whose name keys are wanted.

    Raises RefusedError where it cannot be read, or a sheet holds or reaches too much.
    """
    content = _Content(package, wanted)
    for chunk in package.stream(CONTENT):
        content.reader.feed(chunk)
    content.reader.feed(b"", last=True)
    if not content.is_spreadsheet:
        raise damaged(package.file, "it is no spreadsheet")
    check_names(package.file, [sheet.name for sheet in content.sheets])
    return tuple(sheet.sheet() for sheet in content.sheets)


class _Content:
    """What the elements of content.xml come to, one after the other."""

    def __init__(self, package: Package, wanted: Collection[str]) -> None:
        self.reader = Reader(package.file, spaces=True)
        self.file = package.file
        self.is_spreadsheet = False
        self.sheets: list[_Sheet] = []
        self._wanted = set(wanted)
        self._room = Room(package.file, package.scale)
        self._scale = package.scale
        self._formats = cell_formats(package)
        self._styles: dict[str, bool] = {}
        self._style = ""
        self._sheet: _Sheet | None = None
        self._row: _Row | None = None
        self._cell: Attributes | None = None
        self._pieces: list[str] = []
        self._paragraphs = self._letters = self._inside = 0
        self._beside = 0
        self._nested = 0
        self._note = NoteMaker()
        self._starts: dict[str, Callable[[Attributes], None]] = {
            f"{_OFFICE}spreadsheet": self._start_spreadsheet,
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._start_look,
            f"{_TABLE}table": self._start_table,
            f"{_TABLE}table-column": self._start_column,
            f"{_TABLE}table-row": self._start_row,
            f"{_TABLE}table-cell": self._start_cell,
            f"{_TABLE}covered-table-cell": self._start_cell,
            f"{_TEXT}p": self._start_paragraph,
            f"{_TEXT}s": self._start_blanks,
            f"{_TEXT}tab": self._start_break,
            f"{_TEXT}line-break": self._start_break,
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{_TABLE}table": self._end_table,
            f"{_TABLE}table-row": self._end_row,
            f"{_TABLE}table-cell": self._end_cell,
            f"{_TABLE}covered-table-cell": self._end_cell,
            f"{_TEXT}p": self._end_paragraph,
        }
        parser = self.reader.parser
        parser.ordered_attributes = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: Attributes) -> None:
        start = self._starts.get(name)
        if self._beside or (start is None and self._cell is not None and _is_beside(name)):
            self._note.start(name, is_outermost=not self._beside)
            self._beside += 1
        elif start is not None:
            start(attributes)

    def _end(self, name: str) -> None:
        if self._beside:
            self._beside -= 1
            self._note.end(name)
            return
        end = self._ends.get(name)
        if end is not None:
            end()

    def _start_spreadsheet(self, _attributes: Attributes) -> None:
        self.is_spreadsheet = True

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _start_look(self, attributes: Attributes) -> None:
        self._styles[self._style] = attributes.get(f"{_TABLE}display") == "false"

    def _start_table(self, attributes: Attributes) -> None:
        if self._sheet is not None:
            self._nested += 1
            return
        name = attributes.get(f"{_TABLE}name", "")
        style = attributes.get(f"{_TABLE}style-name", "")
        self._sheet = _Sheet(self.file, name, self._styles.get(style, False),
                             look=LookMaker(self._formats))
        self.sheets.append(self._sheet)

    def _end_table(self) -> None:
        if self._nested:
            self._nested -= 1
            return
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            sheet.extent.check(self.file, sheet.name, self._scale)
            self._room.take(sheet.name, area=sheet.extent.rows * sheet.extent.columns)
            # Of two sheets of one name only the first is read: the second is a finding.
            self._wanted.discard(name_key(sheet.name))

    def _start_column(self, attributes: Attributes) -> None:
        if self._sheet is not None and not self._nested:
            self._sheet.look.see_column(attributes, _repeated(attributes, _COLUMNS_REPEATED))

    def _start_row(self, attributes: Attributes) -> None:
        sheet = self._sheet
        if self._row is not None or self._nested:
            raise damaged(self.file, "a row stands inside another")
        if sheet is None:
            return
        repeated = _repeated(attributes, _ROWS_REPEATED)
        if name_key(sheet.name) not in self._wanted:
            # It may be a table under another name: its first rows tell.
            repeated = min(repeated, rows_read_of(sheet.name) - sheet.at)
        if repeated > 0:
            self._row = _Row(repeated,
                             attributes.get(f"{_TABLE}visibility") in ("collapse", "filter"))

    def _start_cell(self, attributes: Attributes) -> None:
        if self._cell is not None:
            raise damaged(self.file, "a cell stands inside another")
        if self._row is not None:
            self._cell, self._pieces = attributes, []
            self._paragraphs = self._letters = self._inside = 0

    def _start_paragraph(self, _attributes: Attributes) -> None:
        self._inside += 1
        if self._paragraphs:
            self._text("\n")
        self._paragraphs += 1

    def _end_paragraph(self) -> None:
        self._inside -= 1

    def _start_blanks(self, attributes: Attributes) -> None:
        self._text(" " * min(_repeated(attributes, f"{_TEXT}c"), LONGEST_TEXT + 1))

    def _start_break(self, _attributes: Attributes) -> None:
        self._text("\n")

    def _text(self, text: str) -> None:
        if self._beside:
            self._note.text(text)
        if self._cell is None or self._beside or not self._inside:
            return
        self._letters += len(text)
        if self._letters > LONGEST_TEXT:
            raise refused(self.file, f"a cell holds more than {LONGEST_TEXT:,} letters")
        self._pieces.append(text)

    def _end_cell(self) -> None:
        row, cell, sheet = self._row, self._cell, self._sheet
        if row is None or cell is None or sheet is None:
            return
        self._cell = None
        width = _repeated(cell, _COLUMNS_REPEATED)
        value = _value(cell, "".join(self._pieces) if self._paragraphs else None)
        if value != "":
            row.letters += self._letters
            row.cells.append((row.column, width, value))
            sheet.look.see_cell(cell, range(sheet.at, min(sheet.at + row.repeated, ROWS)),
                                row.column, width)
        if said := self._note.take():
            self._room.take(sheet.name, letters=len(said))
            sheet.look.see_comment(sheet.at, row.column, said)
        row.column = min(row.column + width, COLUMNS + 1)

    def _end_row(self) -> None:
        sheet, row = self._sheet, self._row
        if sheet is None or row is None:
            return
        self._row = None
        first, sheet.at = sheet.at, min(sheet.at + row.repeated, ROWS + 1)
        if not row.cells:
            return
        last = min(row.cells[-1][0] + row.cells[-1][1], COLUMNS + 1)
        filled = row.repeated * sum(width for _, width, _ in row.cells)
        sheet.extent.add(first + row.repeated, last, filled)
        if sheet.at * last > _MANY:
            sheet.extent.check(self.file, sheet.name, self._scale)
        self._room.take(sheet.name, filled=filled, letters=row.letters)
        _lay_out(sheet, row, first, last)


def _lay_out(sheet: _Sheet, row: _Row, first: int, last: int) -> None:
    """Add a row with its repetitions, and the blank ones before it."""
    cells: list[object] = [""] * last
    for column, width, value in row.cells:
        if isinstance(value, Bad):
            check_faults(sheet.file, len(sheet.bad) + row.repeated * width)
            sheet.bad |= {(first + down, column + along): value
                          for down in range(row.repeated) for along in range(width)}
        else:
            cells[column:column + width] = [value] * width
    sheet.rows += [[]] * (first - len(sheet.rows))
    sheet.rows += [cells] * row.repeated
    if row.hidden:
        sheet.hidden_rows.update(range(first, first + row.repeated))


def _is_beside(name: str) -> bool:
    """Tell whether an element in a cell is no part of its text: a note or a drawing."""
    return name.startswith((f"{_OFFICE}annotation", _DRAWING))


def _repeated(attributes: Attributes, name: str) -> int:
    """Return how often something is repeated; more than any sheet holds counts as just that."""
    stated = attributes.get(name)
    if stated is None:
        return 1
    stated = stated.strip()
    if not (stated.isascii() and stated.isdigit()):
        return 1
    return max(int(stated), 1) if len(stated) < len(str(ROWS)) + 3 else ROWS + 1


def _value(cell: Attributes, text: str | None) -> object:
    """Return what a cell holds: "" for nothing, Bad for what shows an error or has no result.

    `text` is what it shows, None where it has no paragraph.
    """
    kind = cell.get(_VALUE_TYPE, "")
    formula = _FORMULA in cell
    if cell.get(_SHOWN_TYPE) == "error":
        return Bad((text or "").strip() or "an error")
    if formula and text and _ERROR.fullmatch(text.strip()):
        return Bad(text.strip())
    if not kind and text is None:
        return Bad("") if formula else ""
    return _typed(cell, kind, text or "")


def _typed(cell: Attributes, kind: str, text: str) -> object:
    """Return a value by its type; a text where it is not of the type that it says."""
    if kind in _NUMBERS:
        stated = cell.get(_VALUE, text)
        return _or_text(_number, stated)
    if kind == "boolean":
        stated = cell.get(f"{_OFFICE}boolean-value", text)
        return {"true": True, "false": False}.get(stated.casefold(), stated)
    if kind == "date":
        return _or_text(_date, cell.get(f"{_OFFICE}date-value", text))
    if kind == "time":
        return _or_text(_time, cell.get(f"{_OFFICE}time-value", text))
    return cell.get(_STRING_VALUE, text)


def _or_text(read: Callable[[str], object], stated: str) -> object:
    try:
        return read(stated)
    except (ValueError, OverflowError):
        return stated


def _number(stated: str) -> float:
    """Return a figure; Python alone reads 1_000 as one."""
    if "_" in stated:
        raise ValueError(stated)
    return float(stated)


def _date(stated: str) -> dt.date:
    """Return a day, or a day and a time of it."""
    if "T" not in stated:
        return dt.date.fromisoformat(stated)
    return dt.datetime.fromisoformat(stated).replace(tzinfo=None)


def _time(stated: str) -> dt.timedelta:
    """Return a length of time: PT12H30M00S."""
    found = re.fullmatch(r"PT(\d{1,9})H(\d{1,9})M(\d{1,9})(?:[.,]\d+)?S", stated)
    if found is None:
        raise ValueError(stated)
    hours, minutes, seconds = map(int, found.groups())
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)

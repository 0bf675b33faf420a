"""Folders of .csv files, one table a file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Set
from pathlib import Path

from optimiser.names import name_key
from optimiser.tables.alphabets import readings
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.extent import Extent, check_names
from optimiser.tables.sources.files import read_file
from optimiser.tables.sources.package import USUAL_FILE
from optimiser.tables.sources.raw import COLUMNS, ROWS, RawInputs, RawSheet, RefusedError, Wanted
from optimiser.words import listing

_SEPARATORS = ",;\t"
_EARLY_LINES = 50
_EARLY = 2**16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SHOWN = 60
_HEAD_SIZE = 2**16
_ROWS_BETWEEN_CHECKS = 10_000


def read_folder(folder: Path, wanted: Wanted) -> RawInputs:
    """Read the .csv files of a folder whose name keys are wanted, each a sheet; list the others.

    Raises RefusedError where it has none, or where a file is too large.
    """
    files = sorted(path for path in folder.iterdir()
                   if path.suffix.casefold() == ".csv" and path.is_file())
    if not files:
        raise RefusedError(kinds.NO_TABLES.at(Place(folder.name)))
    check_names(folder.name, [path.stem for path in files])
    digest = hashlib.sha256()
    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    for path in files:
        place = Place(folder.name, path.stem)
        content = read_file(path)
        digest.update(path.name.encode() + b"\0" + content)
        headings = wanted.get(name_key(path.stem))
        read = (_first_lines(path.stem, content, place, wanted) if headings is None
                else read_csv(path.stem, content, place, headings))
        if isinstance(read, Finding):
            findings.append(read)
            read = RawSheet(path.stem, unreadable=True)
        sheets.append(read)
    return RawInputs(folder.name, str(folder), digest.hexdigest(), tuple(sheets),
                     tuple(findings))


def _first_lines(name: str, content: bytes, place: Place, wanted: Wanted) -> RawSheet:
    """Return the first rows of a file that no table is called like: it may hold one's headings.

    What cannot be read of it is no fault, for it may be anything.
    """
    whole = len(content) <= _HEAD_SIZE
    head = content if whole else content[:content.rfind(b"\n", 0, _HEAD_SIZE) + 1]
    try:
        read = read_csv(name, head, place, frozenset().union(*wanted.values()))
    except RefusedError:
        return RawSheet(name)
    return RawSheet(name) if isinstance(read, Finding) else read


def read_csv(name: str, content: bytes, place: Place,
             headings: Set[str]) -> RawSheet | Finding:
    """Return the rows of a .csv file, or what is wrong with it; raise RefusedError if too large."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return _in_other_encoding(content, fault.start, place)
    if "\0" in text:
        return _in_other_encoding(content, content.index(b"\0"), place)
    separator = _separator(text, headings)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    extent = Extent()
    scale = max(len(content) / USUAL_FILE, 1.0)
    try:
        for row in lines:
            while row and not row[-1]:
                row.pop()
            rows.append(row)
            filled = len(row) - row.count("")
            if filled:
                extent.add(len(rows), len(row), filled)
            elif len(rows) > ROWS:
                extent.add(len(rows), 1)
            if len(rows) % _ROWS_BETWEEN_CHECKS == 0 or len(row) > COLUMNS:
                extent.check(place.file, name, scale)
    except csv.Error as fault:
        return kinds.BROKEN_CSV.at(Place(place.file, place.sheet), lines.line_num, why=fault)
    extent.check(place.file, name, scale)
    del rows[extent.rows:]
    width = extent.columns
    padded = [row if len(row) == width else row[:width] + [""] * (width - len(row))
              for row in rows]
    return RawSheet(name, padded, separator=separator)


def _in_other_encoding(content: bytes, at: int, place: Place) -> Finding:
    """Say on which line a file stops being UTF-8, and what it reads as in other encodings."""
    line = content.count(b"\n", 0, at) + 1
    if content.startswith(_UTF_16) or b"\0" in content[:_EARLY]:
        return kinds.ENCODING.at(place, line, looks=" It looks like UTF-16 (Excel's \"Unicode"
                                                    " Text\").")
    first, last = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at)
    text = content[first:last if last >= 0 else None][:_EARLY].strip()
    shown = [f"\"{said[:_SHOWN]}\" in {name}" for name, said in readings(text)]
    looks = f" It reads {listing(shown, 'and')}." if shown else ""
    return kinds.ENCODING.at(place, line, looks=looks)


def _separator(text: str, headings: Set[str]) -> str:
    """Return the mark that splits an early line into the most headings of the table."""
    early = text[:_EARLY].splitlines()[:_EARLY_LINES]

    def found(mark: str) -> tuple[int, int]:
        known = (sum(name_key(cell.strip().strip('"')) in headings for cell in line.split(mark))
                 for line in early)
        return max(known, default=0), sum(line.count(mark) for line in early)

    return max(_SEPARATORS, key=found)

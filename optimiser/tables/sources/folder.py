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
from optimiser.tables.sources.extent import LARGEST_AREA
from optimiser.tables.sources.gate import FILE_LIMIT
from optimiser.tables.sources.package import refused
from optimiser.tables.sources.raw import RawInputs, RawSheet, RefusedError, Wanted
from optimiser.words import listing

_SEPARATORS = ",;\t"
_EARLY_LINES = 50
_EARLY = 2**16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SHOWN = 60


def read_folder(folder: Path, wanted: Wanted) -> RawInputs:
    """Read the .csv files of a folder whose name keys are wanted, each a sheet; list the others.

    Raises RefusedError where it has none, or where a file is too large.
    """
    files = sorted(path for path in folder.iterdir()
                   if path.suffix.casefold() == ".csv" and path.is_file())
    if not files:
        raise RefusedError(kinds.NO_TABLES.at(Place(folder.name)))
    digest = hashlib.sha256()
    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    for path in files:
        place = Place(folder.name, path.stem)
        if path.stat().st_size > FILE_LIMIT:
            raise refused(folder.name, f"{path.name} is larger than {FILE_LIMIT // 2**20} MB")
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        headings = wanted.get(name_key(path.stem))
        read = (RawSheet(path.stem) if headings is None
                else read_csv(path.stem, content, place, headings))
        if isinstance(read, Finding):
            findings.append(read)
            read = RawSheet(path.stem, unreadable=True)
        sheets.append(read)
    return RawInputs(folder.name, str(folder), digest.hexdigest(), tuple(sheets),
                     tuple(findings))


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
    try:
        rows.extend(lines)
    except csv.Error as fault:
        return kinds.BROKEN_CSV.at(Place(place.file, place.sheet), lines.line_num, why=fault)
    width = max(map(len, rows), default=0)
    if width * len(rows) > LARGEST_AREA:
        raise refused(place.file, f"{name}.csv has {len(rows):,} rows of {width:,} cells")
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return RawSheet(name, padded, separator=separator)


def _in_other_encoding(content: bytes, at: int, place: Place) -> Finding:
    """Say on which line a file stops being UTF-8, and what it reads as in other encodings."""
    line = content.count(b"\n", 0, at) + 1
    if content.startswith(_UTF_16) or b"\0" in content[:_EARLY]:
        return kinds.ENCODING.at(place, line, looks=" It looks like UTF-16 (Excel's \"Unicode"
                                                    " Text\").")
    first, last = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at)
    text = content[first:last if last >= 0 else None].strip()
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

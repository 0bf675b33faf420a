"""LibreOffice as an independent reader: full recalculation on load, values read back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ALWAYS = 0
_LOAD = "/org.openoffice.Office.Calc/Formula/Load"
_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="{_LOAD}"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{_ALWAYS}</value></prop></item>
<item oor:path="{_LOAD}"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>{_ALWAYS}</value></prop></item>
</oor:items>
"""
_SECONDS = 300

Place = tuple[str, str]  # sheet and cell


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """The program and a folder of its own for the profile and the converted files."""

    program: str
    folder: Path

    def recalculate(self, paths: Sequence[Path]) -> list[Path]:
        """Open workbooks, recalculate them in full, and save each as .xlsx elsewhere.

        The files' names must differ. One start of the program serves them all.
        """
        target = self.folder / f"recalculated-{len(list(self.folder.iterdir()))}"
        done = subprocess.run(
            [self.program, f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
             "--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
             "--outdir", str(target), *map(str, paths)],
            capture_output=True, text=True, timeout=_SECONDS, check=False)
        written = [target / f"{path.stem}.xlsx" for path in paths]
        lost = [path.name for path in written if not path.is_file()]
        assert not lost, f"LibreOffice did not open {lost}: {done.stdout}{done.stderr}"
        return written


def start_libreoffice(folder: Path) -> LibreOffice:
    """Return LibreOffice ready for use; where it is missing, skip, or fail under CI."""
    program = shutil.which("soffice") or shutil.which("libreoffice") or next(
        (place for place in _PLACES if Path(place).is_file()), None)
    if program is None:
        reason = "LibreOffice is not installed: stored values cannot be compared with its own"
        if os.environ.get("CI", "").casefold() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    return LibreOffice(program, folder)


def formulas(path: Path) -> set[Place]:
    """Return the places (sheet, cell) that hold a formula."""
    return {(sheet, cell.coordinate) for sheet, cell in _cells(path) if cell.data_type == "f"}


def stored_values(path: Path) -> dict[Place, object]:
    """Return every value as stored in the file; blank cells and blank texts are left out."""
    return {(sheet, cell.coordinate): cell.value
            for sheet, cell in _cells(path, stored=True) if cell.value not in (None, "")}


def contents(path: Path) -> dict[Place, object]:
    """Return all that a cell holds: its formula or constant, and its stored value."""
    stored = stored_values(path)
    return {(sheet, cell.coordinate): (str(getattr(cell.value, "text", cell.value)),
                                       stored.get((sheet, cell.coordinate)))
            for sheet, cell in _cells(path) if cell.value is not None}


def error_cells(path: Path) -> list[Place]:
    """Return the places whose stored value is an error such as #REF!."""
    return [(sheet, cell.coordinate) for sheet, cell in _cells(path, stored=True)
            if cell.data_type == "e"]


def _cells(path: Path, stored: bool = False) -> Iterator[tuple[str, Cell]]:
    workbook = openpyxl.load_workbook(path, data_only=stored)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    yield sheet.title, cell


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table in a sheet: where it stands and its values by heading."""

    number: int
    values: dict[str, object]
    letters: dict[str, str]

    def place(self, heading: str) -> str:
        """Return the cell under a heading, such as `I5`."""
        return f"{self.letters[heading]}{self.number}"

    def figure(self, heading: str) -> float:
        """Return the number under a heading; a blank counts as 0."""
        value = self.values[heading] or 0
        assert isinstance(value, (int, float)), f"{heading} in row {self.number}: {value!r}"
        return float(value)


def read_lines(path: Path, sheet: str, *headings: str) -> list[Line]:
    """Read the table below the first row that holds all headings, up to a blank or `Total`.

    A unit behind a heading, as in `Amount (EUR)`, is cut off.
    """
    rows = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows())
    names = [{cell.column_letter: re.split(r"\s*[(\[,\n]", str(cell.value))[0].strip()
              for cell in row if isinstance(cell, Cell) and cell.value is not None}
             for row in rows]
    top = next((n for n, row in enumerate(names) if set(headings) <= set(row.values())), None)
    assert top is not None, f"no row of {sheet} holds all of {headings}"
    letters = {name: letter for letter, name in reversed(names[top].items())}
    lines = []
    for row in rows[top + 1:]:
        by_letter: dict[str, object] = {
            cell.column_letter: cell.value for cell in row if isinstance(cell, Cell)}
        values = {name: by_letter.get(letter) for name, letter in letters.items()}
        if values[headings[0]] in (None, "", "Total"):
            break
        lines.append(Line(row[0].row or 0, values, letters))
    return lines


def master_check(path: Path) -> object:
    """Return what stands beside `Master check` in the sheet Checks."""
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for row in workbook["Checks"].iter_rows(values_only=True):
        if any(str(value).strip().casefold() == "master check" for value in row):
            return next((value for value in row if value in ("OK", "ERROR")), None)
    raise AssertionError("the sheet Checks has no master check")

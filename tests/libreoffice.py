"""LibreOffice as an independent reader: full recalculation on load, values read back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook

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


def _read(path: Path, *, stored: bool) -> Workbook:
    """Return a workbook that nobody changes; a file is opened once for all who read it."""
    now = path.stat()
    return _opened(path.resolve(), now.st_mtime_ns, now.st_size, stored)


@lru_cache(maxsize=6)
def _opened(path: Path, _changed: int, _size: int, stored: bool) -> Workbook:
    return openpyxl.load_workbook(path, data_only=stored)


def _cells(path: Path, stored: bool = False) -> Iterator[tuple[str, Cell]]:
    for sheet in _read(path, stored=stored).worksheets:
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
    rows = list(_read(path, stored=True)[sheet].iter_rows())
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


_SORTING = r"""
Sub Tried(source As String, found As String, target As String, tables As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden" : hidden(0).Value = True
    book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
    book.calculateAll()
    number = FreeFile
    Open ConvertFromURL(found) For Output As #number
    For Each table In Split(tables, ";")
        parts = Split(table, "/")
        at = CInt(parts(0))
        area = book.Sheets.getByIndex(at).getCellRangeByName(parts(1))
        For Each column In Split(parts(2), "+")
            Sorted(book, area, at, CInt(column), True, number)
            Sorted(book, area, at, CInt(column), False, number)
        Next column
    Next table
    Close #number
    Dim kept(0) As New com.sun.star.beans.PropertyValue
    kept(0).Name = "FilterName" : kept(0).Value = "Calc MS Excel 2007 XML"
    book.storeToURL(target, kept())
    book.close(True)
End Sub

Sub Sorted(book, area, at, column, ascending, number)
    Dim before(book.Sheets.Count - 1)
    For other = 0 To book.Sheets.Count - 1
        before(other) = Values(book.Sheets.getByIndex(other))
    Next other
    Dim fields(0) As New com.sun.star.table.TableSortField
    fields(0).Field = column
    fields(0).IsAscending = ascending
    Dim how(2) As New com.sun.star.beans.PropertyValue
    how(0).Name = "SortFields" : how(0).Value = fields()
    how(1).Name = "ContainsHeader" : how(1).Value = True
    how(2).Name = "BindFormatsToContent" : how(2).Value = True
    area.sort(how())
    book.calculateAll()
    name = book.Sheets.getByIndex(at).Name & "|" & area.getCellByPosition(column, 0).String
    Print #number, "sorted|" & name & "|" & ascending & "|||"
    For other = 0 To book.Sheets.Count - 1
        If other <> at Then
            Compared(before(other), book.Sheets.getByIndex(other), name, ascending, number)
        End If
    Next other
End Sub

Function Values(sheet)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    Values = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, _
        cursor.RangeAddress.EndRow).getDataArray()
End Function

Sub Compared(before, sheet, name, ascending, number)
    after = Values(sheet)
    For row = 0 To UBound(after)
        For column = 0 To UBound(after(row))
            one = before(row)(column) : other = after(row)(column)
            If Not Same(one, other) Then
                Print #number, "changed|" & name & "|" & ascending & "|" & sheet.Name & "|" & _
                    sheet.getCellByPosition(column, row).AbsoluteName & "|" & one & " -> " & other
            End If
        Next column
    Next row
End Sub

Function Same(one, other) As Boolean
    If VarType(one) = 5 And VarType(other) = 5 Then
        Same = Abs(one - other) <= 1E-9 * (1 + Abs(one))
    Else
        Same = (one = other)
    End If
End Function
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Sorting"
 script:language="StarBasic">{}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Sorting"/></library:library>
"""


@dataclass(frozen=True, slots=True)
class Sorts:
    """What LibreOffice's own sorts did: those tried, what they changed elsewhere, and the file.

    `tried` are sheets and columns; `changed` are lines `sheet|column|ascending|sheet|cell|values`.
    """

    tried: frozenset[tuple[str, str]]
    changed: tuple[str, ...]
    path: Path


def _tables(path: Path, most: int) -> str:
    """Return every filtered range: its sheet's place, its cells, and columns to sort it by."""
    found = []
    for at, sheet in enumerate(openpyxl.load_workbook(path).worksheets):
        if sheet.auto_filter.ref:
            _, _, last, rows = range_boundaries(sheet.auto_filter.ref)
            step = max(1, (last or 1) // most)
            columns = sorted({0, *range(0, last or 1, step), (last or 1) - 1})
            if (rows or 0) > 1:
                found.append(f"{at}/{sheet.auto_filter.ref}/{'+'.join(map(str, columns))}")
    return ";".join(found)


def sort_every_table(office: LibreOffice, path: Path, most: int) -> Sorts:
    """Sort each table with a filter by `most` of its columns, both ways, one after another.

    After each sort the workbook is recalculated in full, and every cell of every other sheet
    compared with what stood there before. The profile must have been made by an earlier run.
    """
    if not (office.folder / "profile" / "user" / "basic").is_dir():
        office.recalculate([path])
    library = office.folder / "profile" / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library / "Sorting.xba").write_text(_MODULE.format(escape(_SORTING)), encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    found, target = path.with_suffix(".found"), path.with_stem(f"{path.stem}-sorted")
    arguments = ",".join(f'"{word}"' for word in (
        *(place.resolve().as_uri() for place in (path, found, target)), _tables(path, most)))
    done = subprocess.run(
        [office.program, f"-env:UserInstallation={(office.folder / 'profile').as_uri()}",
         "--headless", "--norestore", f"macro:///Standard.Sorting.Tried({arguments})"],
        capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert target.is_file(), f"LibreOffice ran no macro: {done.stdout}{done.stderr}"
    lines = [line.split("|", 1) for line in found.read_text(encoding="utf-8").splitlines()]
    tried = frozenset((sheet, column) for kind, rest in lines if kind == "sorted"
                      for sheet, column in [rest.split("|")[:2]])
    return Sorts(tried, tuple(rest for kind, rest in lines if kind == "changed"), target)

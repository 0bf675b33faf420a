"""Reading: from any source to typed tables, with everything that is wrong in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.cells import Fault, Parsed, is_blank, parse_column, shown
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import Layout, find_layout
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources import Source, open_source
from optimiser.tables.sources.raw import RawInputs, RawSheet, letter
from optimiser.tables.table import Inputs, Table

_CLOSE = 0.8


def read_inputs(source: Source) -> Inputs:
    """Read a workbook, a folder of .csv files or tables in memory; never raises for faults."""
    raw = open_source(source)
    findings = list(raw.findings)
    tables: dict[str, Table] = {}
    if raw.sheets:
        found = _known_sheets(raw, findings)
        for sheet in SHEETS:
            if sheet.name in found:
                table = _read_table(sheet, found[sheet.name], raw.file, findings)
                if table is not None:
                    tables[sheet.name] = table
    return Inputs(raw.file, raw.path, raw.sha256, tables, tuple(findings))


def _known_sheets(raw: RawInputs, findings: list[Finding]) -> dict[str, RawSheet]:
    """Pair the file's sheets with the schema's; report the missing, the near, the ignored."""
    names = {name_key(sheet.name): sheet for sheet in SHEETS}
    found: dict[str, RawSheet] = {}
    others: list[str] = []
    for sheet in raw.sheets:
        known = names.get(name_key(sheet.name))
        if known is None:
            others.append(sheet.name)
        elif known.name in found:
            findings.append(kinds.DOUBLE_SHEET.at(Place(raw.file, sheet.name), sheet.name))
        else:
            found[known.name] = sheet
    near = {name: _near_sheet(name, found) for name in others}
    for name, close in near.items():
        if close:
            findings.append(kinds.NEAR_SHEET.at(Place(raw.file, name), name, near=close))
    ignored = [name for name in others if not near[name]]
    if ignored:
        findings.append(kinds.IGNORED_SHEETS.at(Place(raw.file), ", ".join(ignored)))
    findings += [_missing(sheet, raw.file, near) for sheet in SHEETS
                 if sheet.required and sheet.name not in found]
    return found


def _near_sheet(name: str, found: dict[str, RawSheet]) -> str:
    absent = {name_key(sheet.name): sheet.name for sheet in SHEETS if sheet.name not in found}
    close = get_close_matches(name_key(name), absent, 1, _CLOSE)
    return absent[close[0]] if close else ""


def _missing(sheet: Sheet, file: str, near: dict[str, str]) -> Finding:
    stand_in = next((name for name, close in near.items() if close == sheet.name), "")
    columns = ", ".join(column.heading for column in sheet.columns if column.required)
    return kinds.MISSING_SHEET.at(
        Place(file, sheet.name), sheet.name, columns=columns,
        near=f" Did you mean it by \"{stand_in}\"?" if stand_in else "")


def _read_table(sheet: Sheet, raw: RawSheet, file: str,
                findings: list[Finding]) -> Table | None:
    layout = find_layout(sheet, raw, file)
    if layout.row < 0 and not sheet.required and not any(
            not is_blank(cell) for row in raw.rows for cell in row):
        return None
    findings += layout.findings
    if layout.row < 0:
        return None
    grid, rows = _body(raw, layout)
    if not rows:
        if sheet.required:
            findings.append(kinds.NO_ROWS.at(Place(file, raw.name), sheet.name))
        return None
    _report_hidden(raw, rows, file, findings)
    return _typed(sheet, raw, file, layout, (grid, rows), findings)


def _body(raw: RawSheet, layout: Layout) -> tuple[list[Sequence[object]], list[int]]:
    """Return the rows that hold anything in a known column, and where they stand (from 0)."""
    columns = sorted(layout.known.values())
    bad_rows = {row for row, column in raw.bad if column in layout.known.values()}
    grid, rows = [], []
    for number in range(layout.row + 1, len(raw.rows)):
        row = raw.rows[number]
        for column in columns:
            if column < len(row):
                cell = row[column]
                if cell != "" and cell is not None and not (
                        type(cell) is str and not cell.strip()):
                    break
        else:
            if number not in bad_rows:
                continue
        grid.append(row)
        rows.append(number)
    return grid, rows


def _report_hidden(raw: RawSheet, rows: list[int], file: str, findings: list[Finding]) -> None:
    if raw.hidden:
        findings.append(kinds.HIDDEN_SHEET.at(Place(file, raw.name)))
    hidden = sorted(raw.hidden_rows & set(rows))
    if hidden:
        place = Place(file, raw.name, f"{hidden[0] + 1}:{hidden[-1] + 1}")
        findings.append(kinds.HIDDEN_ROWS.at(place, len(hidden)))


def _typed(sheet: Sheet, raw: RawSheet, file: str, layout: Layout,
           body: tuple[list[Sequence[object]], list[int]], findings: list[Finding]) -> Table:
    grid, rows = body
    parsed: dict[str, Parsed] = {
        heading: parse_column(sheet.column(heading), _cells(raw, grid, rows, column))
        for heading, column in layout.known.items()
    }
    numbers, unread = _numbers(sheet, raw, layout, grid, rows)
    near = {f.value for f in layout.findings if f.code == kinds.NEAR_COLUMN.code}
    ignored = [heading for heading in unread if heading not in near]
    if ignored:
        findings.append(kinds.IGNORED_COLUMNS.at(Place(file, raw.name), ", ".join(ignored)))
    table = Table(
        name=sheet.name,
        file=file,
        sheet=raw.name,
        values={heading: column.values for heading, column in parsed.items()},
        rows=np.array(rows, dtype=np.int64) + 1,
        letters={h: letter(c) for h, c in (layout.known | layout.others).items()},
        percent={h: p.percent for h, p in parsed.items()
                 if sheet.column(h).kind is Kind.QUANTITY},
        numbers=numbers,
        unread={heading: tuple(
            fault.kind.at(Place(file, raw.name, f"{letter(column)}{rows[fault.row] + 1}"),
                          fault.value, **fault.details) for fault in unread[heading])
                for heading, column in layout.others.items()
                if sheet.open_numbers and heading in unread},
    )
    findings += _cell_findings(sheet, table, parsed)
    findings += _duplicates(sheet, table)
    return table


def _cells(raw: RawSheet, grid: list[Sequence[object]], rows: list[int],
           column: int) -> list[object]:
    cells = [row[column] if column < len(row) else "" for row in grid]
    for (row, at), bad in raw.bad.items():
        if at == column:
            position = int(np.searchsorted(rows, row))
            if position < len(rows) and rows[position] == row:
                cells[position] = bad
    return cells


def _numbers(sheet: Sheet, raw: RawSheet, layout: Layout, grid: list[Sequence[object]],
             rows: list[int],
             ) -> tuple[dict[str, npt.NDArray[np.float64]], dict[str, tuple[Fault, ...]]]:
    """Split unknown columns into the figures that a key may name and the others' faults."""
    numbers: dict[str, npt.NDArray[np.float64]] = {}
    unread: dict[str, tuple[Fault, ...]] = {}
    for heading, column in layout.others.items():
        cells = _cells(raw, grid, rows, column)
        figures = parse_column(Column(heading, Kind.NUMBER, ""), cells)
        if sheet.open_numbers and not figures.faults and not all(map(is_blank, cells)):
            numbers[heading] = figures.values
        else:
            unread[heading] = figures.faults
    return numbers, unread


def _cell_findings(sheet: Sheet, table: Table, parsed: dict[str, Parsed]) -> Iterator[Finding]:
    for heading, column in parsed.items():
        faulty = set()
        for fault in column.faults:
            faulty.add(fault.row)
            yield fault.kind.at(table.place(fault.row, heading), fault.value, **fault.details)
        if sheet.column(heading).required:
            for row in np.flatnonzero(table.is_blank(heading)).tolist():
                if row not in faulty:
                    yield kinds.BLANK.at(table.place(row, heading), heading=heading)


def _duplicates(sheet: Sheet, table: Table) -> Iterator[Finding]:
    """Find rows that are about the same thing, by the columns that identify a row."""
    if not sheet.identity or len(table) < 2:
        return
    columns = [_keyed(table, heading) for heading in sheet.identity]
    first: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*columns, strict=True)):
        earlier = first.setdefault(key, row)
        if earlier != row and all(
                key[n] for n, h in enumerate(sheet.identity) if sheet.column(h).required):
            heading = sheet.identity[0]
            named = " / ".join(str(table.text(h)[row]) for h in sheet.identity
                               if table.text(h)[row] != "")
            yield kinds.DOUBLE_ROW.at(table.place(row, heading), named,
                                      first=table.place(earlier, heading).cell)


def _keyed(table: Table, heading: str) -> list[object]:
    texts = table.text(heading).tolist()
    keys = {text: name_key(text) if isinstance(text, str) else shown(text) for text in set(texts)}
    return [keys[text] for text in texts]


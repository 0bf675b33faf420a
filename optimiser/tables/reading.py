"""Reading: from any source to typed tables, with everything that is wrong in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from optimiser.names import name_key
from optimiser.tables.body import Body, find_body
from optimiser.tables.catalogue import looks
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.cells import Parsed, is_blank, parse_column
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.duplicates import find_duplicates
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import Layout, find_layout, ignored, near
from optimiser.tables.looks.formats import Format
from optimiser.tables.looks.lines import find_lines
from optimiser.tables.looks.placed import find_misplaced, formats_by_heading
from optimiser.tables.looks.several_names import is_ditto
from optimiser.tables.looks.strays import find_strays
from optimiser.tables.notes import read_notes
from optimiser.tables.results import PREFIX
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources import Source, open_source
from optimiser.tables.sources.raw import NOTE_SHEETS, RawInputs, RawSheet, letter
from optimiser.tables.table import Inputs, Table, put_together
from optimiser.tables.wide import Listed, find_wide, names_listed
from optimiser.words import counted

NOTES_SHEET, CHANGES_SHEET = "About", "Changes"
"""Sheets that this program writes into workbooks of inputs: known, though not tables."""
_NOT_TABLES = {*NOTE_SHEETS, name_key(NOTES_SHEET), name_key(CHANGES_SHEET)}

_WANTED = {name_key(prefix + sheet.name): frozenset(name_key(c.heading) for c in sheet.columns)
           for sheet in SHEETS for prefix in ("", PREFIX)}
_COPIED_NEEDS = name_key(f"{PREFIX}Needs")


def read_inputs(source: Source) -> Inputs:
    """Read a workbook, a folder of .csv files or tables in memory; never raises for faults.

    Of an output workbook its copy of the inputs is read.
    Raises TypeError for a source in memory that holds no tables.
    """
    raw = open_source(source, _WANTED)
    findings = list(raw.findings)
    if not raw.sheets and not findings:
        findings.append(kinds.NO_TABLES.at(Place(raw.file)))
    found = _copied(raw) or (_known_sheets(raw, findings) if raw.sheets else {})
    is_copy = any(name_key(sheet.name) == _COPIED_NEEDS for sheet in raw.sheets)
    tables: dict[str, Table] = {}
    listed = {"Recipient": names_listed(found.get("Recipients")),
              "Period": names_listed(found.get("Periods"))}
    for sheet in SHEETS:
        if sheet.name in found and not found[sheet.name].unreadable:
            table = _read_sheet(sheet, found[sheet.name], raw.file, findings, listed)
            if table is not None:
                tables[sheet.name] = table
    if is_copy:
        # Columns that the output adds for its formulas are no news.
        own = (kinds.IGNORED_COLUMNS.code, kinds.NEAR_COLUMN.code)
        findings = [finding for finding in findings if finding.code not in own]
    return Inputs(raw.file, raw.path, raw.sha256, tables, tuple(findings),
                  notes=read_notes(raw.sheets))


def _read_sheet(sheet: Sheet, raw: RawSheet, file: str, findings: list[Finding],
                listed: Listed) -> Table | None:
    """Return a sheet's typed table, a wide one as if it were long; None where it has no rows."""
    wide = find_wide(sheet, raw, file, listed)
    if wide is None:
        return read_table(sheet, raw, file, findings)
    findings.append(wide.finding)
    found: list[Finding] = []
    tables = [replace(table, headed={wide.of: cell})
              for one, cell in zip(wide.sheets, wide.cells, strict=True)
              if (table := read_table(sheet, one, file, found)) is not None]
    findings += dict.fromkeys(found)
    if not tables:
        return None
    rows = sorted((int(row), of, at) for of, table in enumerate(tables)
                  for at, row in enumerate(table.rows))
    together = put_together(tables, [(of, at) for _, of, at in rows])
    findings += [finding for finding in find_duplicates(sheet, together)
                 if finding not in found]
    return together


def _copied(raw: RawInputs) -> dict[str, RawSheet]:
    """Return the sheets in which an output workbook holds its inputs, none for other files."""
    names = {name_key(sheet.name): sheet for sheet in raw.sheets}
    if _COPIED_NEEDS not in names:
        return {}
    return {sheet.name: names[name_key(PREFIX + sheet.name)] for sheet in SHEETS
            if name_key(PREFIX + sheet.name) in names}


def _known_sheets(raw: RawInputs, findings: list[Finding]) -> dict[str, RawSheet]:
    """Pair the file's sheets with the schema's; report the missing, the near, the ignored."""
    names = {name_key(sheet.name): sheet.name for sheet in SHEETS}
    found: dict[str, RawSheet] = {}
    unknown: list[RawSheet] = []
    for sheet in raw.sheets:
        known = names.get(name_key(sheet.name))
        if known is None:
            unknown.append(sheet)
        elif known in found:
            findings.append(kinds.DOUBLE_SHEET.at(Place(raw.file, sheet.name), sheet.name))
        else:
            found[known] = sheet
    absent = [sheet.name for sheet in SHEETS if sheet.name not in found]
    close = {sheet.name: near(sheet.name, absent) for sheet in unknown}
    strays = list(find_strays(
        raw.file, [sheet for sheet in unknown if not close[sheet.name]], SHEETS, found))
    findings += [finding for _, finding in strays]
    told = {finding.value for _, finding in strays}
    held = {table for table, _ in strays}
    others = [sheet.name for sheet in unknown if sheet.name not in told]
    for name, meant in close.items():
        if meant:
            findings.append(kinds.NEAR_SHEET.at(Place(raw.file, name), name, near=meant))
    unused = [name for name in others
              if not close[name] and name_key(name) not in _NOT_TABLES]
    if unused:
        findings.append(kinds.IGNORED_SHEETS.at(Place(raw.file), ", ".join(unused)))
    findings += [_missing(sheet, raw.file, close) for sheet in SHEETS
                 if sheet.required and sheet.name not in found and sheet.name not in held]
    return found


def _missing(sheet: Sheet, file: str, close: Mapping[str, str]) -> Finding:
    stand_in = next((name for name in close if near(name, [sheet.name], loosely=True)), "")
    columns = ", ".join(column.heading for column in sheet.columns if column.required)
    return kinds.MISSING_SHEET.at(
        Place(file, sheet.name), sheet.name, columns=columns,
        near=f' Did you mean it by "{stand_in}"?' if stand_in else "")


def read_table(sheet: Sheet, raw: RawSheet, file: str,
               findings: list[Finding]) -> Table | None:
    """Return a sheet's typed table, None where it has no rows; add what is wrong to findings."""
    if not sheet.required and not raw.bad and all(
            is_blank(cell) for row in raw.rows for cell in row):
        return None
    layout = find_layout(sheet, raw, file)
    findings += layout.findings
    if layout.row < 0:
        return None
    figures = _open_figures(raw, layout) if sheet.open_numbers else []
    lines = find_lines(sheet, raw, file, layout, figures)
    findings += lines.findings
    body = lines.body
    if not len(body.rows):
        if sheet.required:
            findings.append(kinds.NO_ROWS.at(Place(file, raw.name), sheet.name))
        return None
    findings += _hidden(raw, body, file)
    findings += _overlong(raw, layout, file)
    unused = ignored(layout, figures)
    if unused:
        findings.append(kinds.IGNORED_COLUMNS.at(Place(file, raw.name), ", ".join(unused)))
    misplaced = list(find_misplaced(sheet, raw, file, layout, body))
    table, found = _typed(sheet, raw, file, layout, body, figures)
    told = {finding.place for finding in misplaced}
    findings += [finding for finding in found
                 if finding.code != kinds.BLANK.code or finding.place not in told]
    findings += misplaced
    findings += find_duplicates(sheet, table, layout.meant)
    return replace(table, remarks=lines.remarks)


def _open_figures(raw: RawSheet, layout: Layout) -> list[str]:
    """Return the unknown headings that a key may name: those of nothing but figures."""
    body = find_body(raw, layout, list(layout.known))
    columns = {heading: parse_column(_figure_column(heading), body.columns[heading])
               for heading in layout.others}
    return [heading for heading, column in columns.items()
            if not column.faults and np.isfinite(column.values).any()]


def _figure_column(heading: str) -> Column:
    return Column(heading, Kind.NUMBER, "A figure that keys or rules may name.")


def _hidden(raw: RawSheet, body: Body, file: str) -> Iterator[Finding]:
    if raw.hidden:
        yield kinds.HIDDEN_SHEET.at(Place(file, raw.name))
    hidden = sorted(raw.hidden_rows & set(body.rows.tolist())) if raw.hidden_rows else []
    if hidden:
        breaks = [n for n, row in enumerate(hidden) if row - 1 != hidden[n - 1]]
        runs = [(hidden[first] + 1, hidden[after - 1] + 1)
                for first, after in pairwise([*breaks, len(hidden)])]
        said = ", ".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)
        yield kinds.HIDDEN_ROWS.at(Place(file, raw.name, f"{runs[0][0]}:{runs[0][1]}"), said,
                                   count=counted(len(hidden), "row"))


def _overlong(raw: RawSheet, layout: Layout, file: str) -> Iterator[Finding]:
    """Find the rows of a .csv file that reach beyond the headings: a cell was split in two."""
    if not raw.separator or len(raw.rows[0]) <= layout.width:
        return
    for number, row in enumerate(raw.rows[layout.row + 1:], start=layout.row + 2):
        beyond = next((n for n, cell in enumerate(row[layout.width:]) if not is_blank(cell)), -1)
        if beyond >= 0:
            column = layout.width + beyond
            yield kinds.OVERLONG_ROW.at(Place(file, raw.name, f"{letter(column)}{number}"),
                                        row[column], separator=raw.separator)


def _typed(sheet: Sheet, raw: RawSheet, file: str, layout: Layout, body: Body,
           figures: Sequence[str]) -> tuple[Table, list[Finding]]:
    """Return the table with typed columns, and what is wrong with its cells."""
    open_headings = list(layout.others) if sheet.open_numbers else []
    declared = {heading: sheet.column(heading) for heading in layout.known}
    columns = declared | {heading: _figure_column(heading) for heading in open_headings}
    formats = formats_by_heading(raw, layout.known, body)
    parsed = {heading: parse_column(column, _as_shown(
        column, body.columns[heading], formats.get(heading, {})))
        for heading, column in columns.items()}
    table = Table(
        name=sheet.name,
        file=file,
        sheet=raw.name,
        values={heading: parsed[heading].values for heading in declared},
        rows=body.rows + 1,
        letters={heading: letter(column)
                 for heading, column in {**layout.known, **layout.others}.items()},
        percent={heading: parsed[heading].percent for heading, column in declared.items()
                 if column.kind is Kind.QUANTITY},
        numbers={heading: parsed[heading].values for heading in figures},
        lines=raw.lines,
        formats=formats,
        comments=_comments(raw, layout, body) if raw.look.comments else {},
    )
    unread = {heading: tuple(_cell_findings(table, columns[heading], parsed[heading]))
              for heading in open_headings if heading not in figures}
    findings = [finding for heading, column in declared.items()
                for finding in _cell_findings(table, column, parsed[heading])]
    return replace(table.marked_as_shown(), unread=unread), findings


def _as_shown(column: Column, cells: Sequence[object],
              formats: Mapping[Format, npt.NDArray[np.int64]]) -> Sequence[object]:
    """Return cells in which 1 is yes, with those shown as a percentage as what they show."""
    if column.kind is not Kind.CARRY or not formats:
        return cells
    found = list(cells)
    for said, rows in formats.items():
        own = [row for row in rows.tolist() if isinstance(cells[row], int | float)
               and not isinstance(cells[row], bool)]
        figures = np.array([cells[row] for row in own], np.float64)
        for look, places in said.by_look(figures):
            for place in places.tolist() if look.percent else ():
                found[own[place]] = f"{figures[place] * 100:.10g}%"
    return found


def _comments(raw: RawSheet, layout: Layout, body: Body) -> dict[tuple[int, str], str]:
    """Return the comments on cells of the table's rows, by row and heading."""
    heading_of = {column: heading for heading, column in {**layout.known, **layout.others}.items()}
    row_at = {row: at for at, row in enumerate(body.rows.tolist())}
    return {(row_at[row], heading_of[column]): text
            for (row, column), text in raw.look.comments.items()
            if row in row_at and column in heading_of}


def _cell_findings(table: Table, column: Column, parsed: Parsed) -> Iterator[Finding]:
    heading = column.heading
    for row, wrong in parsed.faults.items():
        yield wrong.kind.at(table.place(row, heading), wrong.value, **wrong.details)
    if column.kind is Kind.NAME:
        yield from _dittos(table, heading)
    if column.required:
        for row in np.flatnonzero(table.is_blank(heading)).tolist():
            if row not in parsed.faults:
                above = table.values[heading][row - 1] if row and column.kind is Kind.NAME else ""
                yield kinds.BLANK.at(
                    table.place(row, heading), heading=heading,
                    above=f' (with "{above}" if it is that of the row above)' if above else "")


def _dittos(table: Table, heading: str) -> Iterator[Finding]:
    """Find names that are a sign for the one above them."""
    texts = table.text(heading).tolist()
    signs = {text for text in set(texts) if is_ditto(text)}
    above = ""
    for row, text in enumerate(texts if signs else ()):
        if text not in signs:
            above = text
        elif above:
            yield looks.DITTO.at(table.place(row, heading), text, heading=heading, above=above)

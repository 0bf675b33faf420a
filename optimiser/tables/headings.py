"""Finding a table in a sheet: its heading row, its columns, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from optimiser.names import name_key, tidy
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.columns import Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.raw import RawSheet, letter

_SEARCHED_ROWS = 60
_CLOSE = 0.8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands: its heading row and the grid column of each heading.

    `known` maps the schema's headings to columns, `others` the remaining ones; all counted
    from 0.
    """

    row: int
    known: dict[str, int]
    others: dict[str, int]
    findings: tuple[Finding, ...]


def find_layout(sheet: Sheet, raw: RawSheet, file: str) -> Layout:
    """Find the heading row: the first that holds all required columns."""
    required = {name_key(c.heading) for c in sheet.columns if c.required}
    early = [_keys(row) for row in raw.rows[:_SEARCHED_ROWS]]
    for number, keys in enumerate(early):
        if required <= set(keys):
            return _laid_out(sheet, raw, file, number)
    best = max(range(len(early)), key=lambda n: len(_all(sheet) & set(early[n])), default=0)
    return Layout(-1, {}, {}, tuple(_missing(sheet, raw, file, best)))


def _keys(row: Sequence[object]) -> list[str]:
    return [name_key(cell) if isinstance(cell, str) else "" for cell in row]


def _all(sheet: Sheet) -> set[str]:
    return {name_key(column.heading) for column in sheet.columns}


def _missing(sheet: Sheet, raw: RawSheet, file: str, best: int) -> list[Finding]:
    keys = _keys(raw.rows[best]) if raw.rows else []
    headings = [c.heading for c in sheet.columns if c.required]
    findings = []
    for heading in headings:
        if name_key(heading) in keys:
            continue
        close = get_close_matches(name_key(heading), [k for k in keys if k not in _all(sheet)],
                                  1, 0.6)
        place = Place(file, raw.name, f"{letter(keys.index(close[0]))}{best + 1}" if close else
                      f"{best + 1}:{best + 1}")
        near = f" Did you mean it by \"{raw.rows[best][keys.index(close[0])]}\"?" if close else ""
        findings.append(kinds.MISSING_COLUMN.at(place, heading, columns=", ".join(headings),
                                                near=near))
    return findings


def _laid_out(sheet: Sheet, raw: RawSheet, file: str, row: int) -> Layout:
    names = {name_key(column.heading): column.heading for column in sheet.columns}
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for column, key in enumerate(_keys(raw.rows[row])):
        if not key:
            continue
        place = Place(file, raw.name, f"{letter(column)}{row + 1}")
        if key in seen:
            findings.append(kinds.DOUBLE_HEADING.at(
                place, raw.rows[row][column], first=f"{letter(seen[key])}{row + 1}"))
            continue
        seen[key] = column
        if key in names:
            known[names[key]] = column
        else:
            others[tidy(str(raw.rows[row][column]))] = column
    missing = [name for key, name in names.items() if name not in known]
    findings += _near(sheet, raw, file, row, others, missing)
    return Layout(row, known, others, tuple(findings))


def _near(sheet: Sheet, raw: RawSheet, file: str, row: int, others: dict[str, int],
          missing: list[str]) -> list[Finding]:
    """Suggest the known heading that an unknown one may stand for."""
    findings = []
    absent = {name_key(name): name for name in missing}
    for heading, column in others.items():
        close = get_close_matches(name_key(heading), absent, 1, _CLOSE)
        if close and not sheet.open_numbers:
            findings.append(kinds.NEAR_COLUMN.at(
                Place(file, raw.name, f"{letter(column)}{row + 1}"), heading,
                near=absent[close[0]]))
    return findings

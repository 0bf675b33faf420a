"""Finding a table in a sheet: its heading row and its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.suggestions import nearest
from optimiser.tables.catalogue import looks
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.cells import shown
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.looks.heading_words import (
    also_called,
    meant_with_unit,
    unit_in,
    what_to_do_with,
)
from optimiser.tables.sources.raw import RawSheet, letter
from optimiser.words import listing

SEARCHED_ROWS = 50
_UNIT = re.compile(r"[(\[].*$|,.*$")


@frozen
class Layout:
    """Where a table stands: its heading row and the grid column of each heading.

    `row` is -1 where there is no heading row. `known` maps the schema's headings to columns,
    `others` the remaining headings; all counted from 0. `width` is where the headings end. `meant`
    maps headings of the schema that are missing to the places of others that may stand for them.
    """

    row: int
    known: Mapping[str, int]
    others: Mapping[str, int]
    findings: tuple[Finding, ...]
    meant: Mapping[str, Place] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The number of grid columns up to the last heading."""
        return max([*self.known.values(), *self.others.values()], default=-1) + 1


def near(name: str, candidates: Iterable[str], *, loosely: bool = False) -> str:
    """Return the candidate that a misspelt name may stand for, "" where none is close.

    A unit behind a name, as in `Need (EUR)`, does not make it another name; loosely, other
    words around the candidate's do not either.
    """
    known = list(candidates)
    for spelt in (name, _UNIT.sub("", name)):
        if close := nearest(spelt, known, 1):
            return close[0]
    within = (candidate for candidate in known
              if loosely and f" {name_key(candidate)} " in f" {name_key(name)} ")
    return next(within, "")


def find_layout(sheet: Sheet, raw: RawSheet, file: str) -> Layout:
    """Find the heading row: the first that holds all required columns."""
    required = {name_key(c.heading) for c in sheet.columns if c.required}
    known = {name_key(column.heading) for column in sheet.columns}
    early = [[name_key(shown(cell)) for cell in row] for row in raw.rows[:SEARCHED_ROWS]]
    for number, keys in enumerate(early):
        if required <= set(keys):
            return _laid_out(sheet, raw, file, number)
    best = max(range(len(early)), key=lambda n: len(known & set(early[n])), default=-1)
    if best < 0 or not known & set(early[best]):
        headings = [column.heading for column in sheet.columns if column.required]
        return Layout(-1, {}, {}, (kinds.MISSING_COLUMN.at(
            Place(file, raw.name), listing(headings), near="", then="",
            found=f"the first {SEARCHED_ROWS} rows hold no heading of this table"),))
    return Layout(-1, {}, {}, tuple(_missing(sheet, raw, file, best)))


def _missing(sheet: Sheet, raw: RawSheet, file: str, row: int) -> Iterator[Finding]:
    """Report the required headings that the most likely heading row lacks."""
    texts = [shown(cell) for cell in raw.rows[row]]
    present = {name_key(text): text for text in texts if text}
    known = {name_key(column.heading): column.heading for column in sheet.columns}
    unknown = [text for key, text in present.items() if key not in known]
    has = listing(known[key] for key in present if key in known)
    for column in sheet.columns:
        if not column.required or name_key(column.heading) in present:
            continue
        meant = next((text for text in unknown if near(text, [column.heading], loosely=True)), "")
        meant = meant or next((text for text in unknown if also_called(text, [column.heading])), "")
        cell = f"{letter(texts.index(meant))}{row + 1}" if meant else f"{row + 1}:{row + 1}"
        yield kinds.MISSING_COLUMN.at(
            Place(file, raw.name, cell), column.heading, found=f"row {row + 1} holds {has}",
            near=f' Did you mean it by "{meant}"?' if meant else "",
            then=what_to_do_with(unit_in(meant), is_share=False) if meant else "")


def _laid_out(sheet: Sheet, raw: RawSheet, file: str, row: int) -> Layout:
    names = {name_key(column.heading): column.heading for column in sheet.columns}
    known: dict[str, int] = {}
    others: dict[str, int] = {}
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for column, cell in enumerate(raw.rows[row]):
        text, place = shown(cell), Place(file, raw.name, f"{letter(column)}{row + 1}")
        key = name_key(text)
        if bad := raw.bad.get((row, column)):
            kind = kinds.ERROR_CELL if bad.error else kinds.NO_STORED_VALUE
            findings.append(kind.at(place, bad.error))
        elif not key:
            continue
        elif key in seen:
            findings.append(kinds.DOUBLE_HEADING.at(
                place, text, first=f"{letter(seen[key])}{row + 1}"))
        else:
            seen[key] = column
            (known if key in names else others)[names.get(key, text)] = column
    missing = [column.heading for column in sheet.columns if column.heading not in known]
    meant: dict[str, Place] = {}
    for heading, column in others.items():
        place = Place(file, raw.name, f"{letter(column)}{row + 1}")
        # A column of free text that goes unread changes no plan: a warning is enough.
        telling = [known for known in missing if sheet.column(known).kind is not Kind.TEXT]
        if known_one := meant_with_unit(heading, telling):
            findings.append(looks.UNIT_IN_HEADING.at(
                place, heading, near=known_one, then=what_to_do_with(
                    unit_in(heading), is_share=sheet.column(known_one).kind is Kind.SHARE)))
        elif close := near(heading, missing) or also_called(heading, missing):
            findings.append(kinds.NEAR_COLUMN.at(place, heading, near=close))
            missing.remove(close)
            meant[close] = place
    return Layout(row, known, others, tuple(findings), meant)


def ignored(layout: Layout, used: Sequence[str]) -> list[str]:
    """Return the unknown headings that nothing has been said or made of."""
    reported = {finding.value for finding in layout.findings
                if finding.code in (kinds.NEAR_COLUMN.code, looks.UNIT_IN_HEADING.code)}
    return [heading for heading in layout.others
            if heading not in used and heading not in reported]

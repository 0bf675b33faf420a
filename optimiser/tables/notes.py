"""What the inputs say beside their tables: sources, assumptions, remarks, each by its code.

A source such as "6,150 places [N5] at EUR 900 [A10]" leads to its text by the codes in brackets;
`[N1 to N4, A1]` stands for five of them. Whatever else stands in the brackets is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from optimiser.names import name_key
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.sources.raw import NOTE_SHEETS, RawSheet, letter

NOTES = "Notes"
COPIED_NOTES = f"Inputs {NOTES}"
"""The sheet of an output workbook that holds the notes of its inputs."""
COLUMNS = ("Code", "Note", "Text", "Place")
"""Its headings, in their order."""
_CODE = r"[A-Z]{1,3}[0-9]{1,3}"
_LABEL = re.compile(rf"\[?({_CODE})\]?(?:[\s.:)\u2013-]+(.*))?$", re.DOTALL)
_LINE = re.compile(rf"(?:\[({_CODE})\][\s.:]*|({_CODE}):\s+)(.*)", re.DOTALL)
_BETWEEN = r"(?:\s*[,;]\s*|\s+to\s+|\s*[\u2013-]\s*|\s+and\s+)"
_CITED = re.compile(rf"\[({_CODE}(?:{_BETWEEN}{_CODE})*)[^\[\]]*\]")
_PART = re.compile(rf"({_CODE})(?:(?:\s+to\s+|\s*[\u2013-]\s*)({_CODE}))?")
_MOST_OF_A_RANGE = 200


class Note(NamedTuple):
    """A line of notes: its code ("" for none), what it is about, its words, where it stands."""

    code: str
    about: str
    text: str
    place: str

    @property
    def words(self) -> str:
        """What is said of it where its code is used."""
        said = ". ".join(part.rstrip(".") for part in (self.about, self.text) if part)
        return f"{self.code}: {said}."


def read_notes(sheets: Iterable[RawSheet]) -> tuple[Note, ...]:
    """Return the notes on sheets that are called so, in an output those of its copy alone."""
    named = {name_key(sheet.name): sheet for sheet in sheets}
    copied = named.get(name_key(COPIED_NOTES))
    if copied is not None:
        return tuple(_notes_on(copied))
    return tuple(note for key, sheet in named.items() if key in NOTE_SHEETS
                 for note in _notes_on(sheet))


def _notes_on(sheet: RawSheet) -> Iterator[Note]:
    """Yield the notes of a sheet: of a table with headings its rows, else whatever lines it has."""
    headings = [shown(cell) for cell in sheet.rows[0]] if sheet.rows else []
    if not {"Code", "Text"} <= set(headings):
        yield from _lines(sheet)
        return
    for number, row in enumerate(sheet.rows[1:], start=2):
        code, about, text, place = (
            "" if heading not in headings or is_blank(cell := row[headings.index(heading)])
            else shown(cell) for heading in COLUMNS)
        yield Note(code, about, text, place or f"{sheet.name}!{number}:{number}")


def _lines(sheet: RawSheet) -> Iterator[Note]:
    """Yield what stands on the rows: the first of several cells says what the others are about."""
    for number, row in enumerate(sheet.rows, start=1):
        filled = [(column, shown(cell)) for column, cell in enumerate(row) if not is_blank(cell)]
        if not filled:
            continue
        place = f"{sheet.name}!{letter(filled[0][0])}{number}"
        first, *others = (text for _, text in filled)
        if not others:
            found = _LINE.match(first)
            code = (found[1] or found[2]) if found else ""
            yield Note(code, "", found[3] if found else first, place)
            continue
        found = _LABEL.match(first)
        code, about = (found[1], found[2] or "") if found else ("", first)
        yield Note(code, about, "; ".join(others), place)


def codes_in(text: str) -> list[str]:
    """Return the codes that a text names in brackets, in their order.

    >>> codes_in("requirement [N1 to N3], split [A2, A3]")
    ['N1', 'N2', 'N3', 'A2', 'A3']
    """
    found: dict[str, None] = {}
    for cited in _CITED.findall(text) if "[" in text else ():
        for first, last in _PART.findall(cited):
            found.update(dict.fromkeys(_range(first, last) if last else (first,)))
    return list(found)


def _range(first: str, last: str) -> Iterator[str]:
    letters, low = _split(first)
    others, high = _split(last)
    if letters == others and 0 <= high - low <= _MOST_OF_A_RANGE:
        yield from (f"{letters}{number}" for number in range(low, high + 1))
    else:
        yield from (first, last)


def _split(code: str) -> tuple[str, int]:
    letters = code.rstrip("0123456789")
    return letters, int(code.removeprefix(letters))


def by_code(notes: Iterable[Note]) -> Mapping[str, Note]:
    """Return notes by their codes; of two of one code the first."""
    found: dict[str, Note] = {}
    for note in notes:
        if note.code:
            found.setdefault(note.code, note)
    return found

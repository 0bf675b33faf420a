"""`Inputs Notes`: sources and assumptions of the inputs, and how their codes lead to them."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.report.draft import Draft
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.sheet import Sheet
from optimiser.tables.notes import COLUMNS, COPIED_NOTES, Note, codes_in

MOST_COMMENTS = 1_000
"""On so many cells of a sheet the texts of codes are written; on more the file would be slow."""
_APART = "\n\n"
Place = tuple[int, int]
_MEANING = {
    "Code": "What stands in brackets where a figure rests on it.",
    "Note": "What it is about.",
    "Text": "The text, as the inputs have it.",
    "Place": "Sheet and cell of the input workbook that it stands in.",
}
_WIDTH = {"Code": 8.0, "Note": 36.0, "Text": 110.0, "Place": 16.0}
NOTES = tuple(Heading(name, _MEANING[name], Look.TEXT if name in ("Code", "Place") else Look.WORDS,
                      _WIDTH[name]) for name in COLUMNS)


def _notes(draft: Draft) -> Page:
    rows: list[list[Cell]] = [[note.code, note.about, note.text, note.place]
                              for note in draft.inputs.notes]
    texts = {(row, COLUMNS.index("Text")): note.text
             for row, note in enumerate(draft.inputs.notes)}
    return Page(COPIED_NOTES, NOTES, rows, remarks=told(texts, draft.notes))


def told(texts: Mapping[Place, str], notes: Mapping[str, Note],
         own: Mapping[Place, str] | None = None) -> dict[Place, str]:
    """Return the comments that cells get, by row and column: their own, then the texts of codes.

    A code that no note explains is left out. An own comment that an earlier output has written so
    is taken for what it was before.
    """
    known = {note.words for note in notes.values()}
    remarks = {cell: _APART.join(part for part in text.split(_APART) if part not in known)
               for cell, text in (own or {}).items()}
    said = {**texts, **{cell: f"{texts.get(cell, '')} {text}" for cell, text in remarks.items()}}
    for cell, text in said.items():
        words = [notes[code].words for code in codes_in(text) if code in notes]
        if words and (cell in remarks or len(remarks) < MOST_COMMENTS):
            remarks[cell] = _APART.join(filter(None, (remarks.get(cell), *words)))
    return {cell: text for cell, text in remarks.items() if text}


NOTES_SHEET = Sheet(
    name=COPIED_NOTES,
    holds="What the inputs say beside their tables: sources and assumptions, by the codes that "
    "stand in brackets where figures rest on them. A comment on each such cell holds the text "
    "too.",
    when="Where the inputs have a sheet called About, Notes, Sources, Assumptions, References or "
    "Readme.",
    columns=NOTES, build=_notes, rows=lambda draft: len(draft.inputs.notes),
    is_there=lambda draft: bool(draft.inputs.notes))

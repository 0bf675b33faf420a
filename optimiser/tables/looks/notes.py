"""Lines of a sheet that are no rows of its table: notes under it, units below its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from optimiser.tables.body import Body
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.looks.units import read_said

_FIGURES = {Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.QUANTITY}
_UNIT_WORDS = frozenset({
    "%", "percent", "currency of the row", "months", "person-months", "weight", "name", "text",
    "number", "code", "iso", "unit", "units", "unit:", "in:", "date", "yes/no", "required"})


_NOTE = re.compile(
    r"\s*(?:[*†‡§#•-]|\(?\d+\)|\[\w+\]|(?:sources?|notes?|n\.?b\.?|remarks?|zdroj|źródło|forrás|"
    r"pozn(?:ámka)?|uwaga)\b)|.*:\s.*|.*\.\s*$|.{80}", re.IGNORECASE | re.DOTALL)
"""How a note begins, ends or reads: in a table of nothing but names one text may be a name."""


def note_rows(sheet: Sheet, body: Body, known: Sequence[str]) -> list[int]:
    """Return the rows of a body that are notes: after a blank row, to its end, one text each.

    Where a name is all that a table requires, such a line is a note only if it reads like one.
    """
    gaps = np.flatnonzero(np.diff(body.rows) > 1) + 1
    if not len(gaps):
        return []
    first = len(body)
    required = [column.heading for column in sheet.columns if column.required]
    while first > 0 and _is_note({heading: body.columns[heading][first - 1] for heading in known},
                                 required):
        first -= 1
    if first == 0:
        return []
    after = gaps[gaps >= first]
    return list(range(int(after[0]), len(body))) if len(after) else []


def _is_note(cells: Mapping[str, object], required: Sequence[str]) -> bool:
    filled = {heading: cell for heading, cell in cells.items() if not is_blank(cell)}
    text = next(iter(filled.values()), None)
    if len(filled) != 1 or not isinstance(text, str):
        return False
    return list(filled) != required or _NOTE.match(text) is not None


def has_units_row(sheet: Sheet, body: Body, heading_row: int) -> bool:
    """Tell whether the first row right below the headings says units instead of figures."""
    if not len(body) or body.rows[0] != heading_row + 1:
        return False
    filled = {column: body.columns[column.heading][0] for column in sheet.columns
              if column.heading in body.columns and not is_blank(body.columns[column.heading][0])}
    return any(column.kind in _FIGURES for column in filled) and all(
        isinstance(cell, str) and _is_unit(cell) for cell in filled.values())


def _is_unit(text: str) -> bool:
    """Tell whether a text is about a unit and nothing else."""
    words = shown(text).strip("()[] ").casefold()
    said = read_said(text, alone=True)
    return words in _UNIT_WORDS or (bool(said.unit or said.currency) and not any(
        character.isdigit() for character in words.replace("000", "")))

"""What words above and below the headings of a table say of its amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from optimiser.names import name_key, tidy
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.findings import Place
from optimiser.tables.looks.currencies import meant_by
from optimiser.tables.looks.units import Said, read_said
from optimiser.tables.sources.raw import RawSheet, letter

_AMOUNTS = {Kind.MONEY, Kind.QUANTITY}
_SHORT = 2
_IN = r"(?:[Ii]n|im|ve?|we?|u|у|во|в|në|en)"
"""What stands before a currency that amounts are in."""
_UNIT_HEADINGS = frozenset({
    "unit", "units", "currency", "curr", "curr.", "cur", "cur.", "ccy", "currency code", "jednotka",
    "jednotky", "jednostka", "mértékegység", "egység", "jedinica", "јединица", "единица", "enota",
    "njësia", "měna", "mena", "waluta", "pénznem", "deviza", "devizanem", "valuta", "валута",
    "monedha", "währung", "devise", "valută", "para birimi", "νόμισμα"})
"""What a column of units or currencies is called; name keys."""
_WORDS = frozenset({"ALL", "TRY", "TOP", "MAD", "CUP", "PEN", "SOS"})
"""Codes that are words in capital letters as well: `Countries: ALL`."""
_FEW_WORDS = 5
"""A cell above a column of so many words is about its unit; a longer one is a sentence."""


class Remark(NamedTuple):
    """A text beside a table that says a unit or a currency: of which columns it does, and where.

    `headings` are the columns of money that it stands above or below, or all of them.
    """

    place: Place
    text: str
    said: Said
    headings: tuple[str, ...]


def find_remarks(sheet: Sheet, raw: RawSheet, file: str, heading_row: int,
                 known: Mapping[str, int], below: Mapping[int, Mapping[int, str]],
                 beside: Mapping[int, Mapping[int, str]]) -> Iterator[Remark]:
    """Yield what is said above a table, in the rows `below` that are no rows of it, and `beside`.

    Both map a grid row to its texts by grid column.
    """
    amounts = {known[column.heading]: column.heading for column in sheet.columns
               if column.kind in _AMOUNTS and column.heading in known}
    if not amounts:
        return
    lines = {row: {column: shown(cell) for column, cell in enumerate(raw.rows[row])
                   if isinstance(cell, str) and not is_blank(cell)} for row in range(heading_row)}
    for row, cells in {**lines, **below}.items():
        for column, text in cells.items():
            covered = _covered(raw, row, column, amounts)
            is_above = bool(covered) and row < heading_row + 2
            said = _said(text, is_about_units=is_above and len(text.split()) <= _FEW_WORDS)
            if said.unit or said.currency:
                place = Place(file, raw.name, f"{letter(column)}{row + 1}")
                yield Remark(place, text, said, covered if is_above else tuple(amounts.values()))
    for row, cells in beside.items():
        for column, text in cells.items():
            place = Place(file, raw.name, f"{letter(column)}{row + 1}")
            yield Remark(place, text, read_said(text, alone=True), tuple(amounts.values()))


def _said(text: str, *, is_about_units: bool) -> Said:
    """Return what a text says; in a sentence a currency counts beside a unit, or as what it is in.

    >>> _said("All amounts in USD", is_about_units=False).currency
    'USD'
    >>> _said("USD were spent in 2015", is_about_units=False).currency
    ''
    """
    said = read_said(text, alone=is_about_units)
    return said if said.unit or is_about_units or _is_in(text, said.currency) else Said(0.0, "")


def _is_in(text: str, currency: str) -> bool:
    """Tell whether a text ends in what it is in: `Needs in USD`, `Needs (USD)`, `Iznosi u RSD`."""
    mark = re.escape(currency)
    # Hungarian says "in" behind the word: Ft-ban, forintban.
    if re.search(rf"\b{mark}-b[ae]n\W*$|\b\w+(?<=b[ae]n)(?<={mark})\W*$", text, re.IGNORECASE):
        return True
    # Two letters in brackets are a country or a word: SK, KM.
    if len(currency) <= _SHORT and currency.isascii() and currency.isalpha():
        return False
    before = rf"\b{_IN}\s+|[(\[]\s*{_IN}\s+" + ("" if currency in _WORDS else r"|[(\[,:]\s*")
    return re.search(rf"(?:{before}){mark}\s*[)\].;,]*\s*(?:\d{{4}})?$", text) is not None


def texts_beside(columns: Mapping[str, tuple[int, Sequence[object]]], rows: Sequence[int], *,
                 has_currencies: bool) -> dict[int, dict[int, str]]:
    """Return the first of each text of columns in which every cell says a unit, by grid row.

    `columns` are the unknown ones by heading, each with its place and its cells in `rows`. A
    column called like one of units or currencies may say currencies as well, where the table
    has no Currency of its own.
    """
    found: dict[int, dict[int, str]] = {}
    for heading, (column, cells) in columns.items():
        first = {cell: row for cell, row in zip(reversed(cells), reversed(rows), strict=True)
                 if not is_blank(cell)}
        may_be_currency = not has_currencies and name_key(heading) in _UNIT_HEADINGS
        if first and all(isinstance(cell, str) and (
                read_said(cell, alone=False).unit
                or (may_be_currency and _is_unit_alone(cell))) for cell in first):
            for cell, row in first.items():
                found.setdefault(row, {})[column] = shown(cell)
    return found


def _is_unit_alone(text: str) -> bool:
    said = read_said(text, alone=True)
    return bool(said.unit or meant_by(tidy(text)))


def _covered(raw: RawSheet, row: int, column: int,
             amounts: Mapping[int, str]) -> tuple[str, ...]:
    """Return the columns of money that a cell stands above or below, merged cells in full."""
    area = next((area for area in raw.look.merged
                 if area.top <= row <= area.bottom and area.left == column), None)
    last = area.right if area else column
    return tuple(heading for at, heading in amounts.items() if column <= at <= last)


def texts_of(row: Sequence[object]) -> dict[int, str]:
    """Return the texts of a grid row by column."""
    return {column: shown(cell) for column, cell in enumerate(row)
            if isinstance(cell, str) and not is_blank(cell)}

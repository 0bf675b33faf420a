"""Rows that restate others: totals, subtotals, sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.codes.countries import country_of
from optimiser.names import name_key
from optimiser.tables.body import Body
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.looks.several_names import is_mark_for_nothing, means_all
from optimiser.tables.sources.raw import RawSheet, letter

_TOTALS = frozenset({
    "total", "totals", "grand total", "sum", "sums", "sum total", "subtotal", "sub-total",
    "sub total", "subtotals", "overall", "in total", "all together", "altogether", "σ", "∑",
    "celkem", "úhrnem", "součet", "mezisoučet", "celkom", "spolu", "súčet", "medzisúčet",
    "razem", "ogółem", "suma", "łącznie", "összesen", "mindösszesen", "összeg", "részösszeg",
    "summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "somme", "total général",
    "sous-total", "totale", "totale generale", "totaal", "totalt", "i alt",
    "yhteensä", "kokku", "kopā", "iš viso", "skupaj", "vsota", "ukupno", "svega", "zbroj",
    "zbir", "sveukupno", "suma total", "укупно", "свега", "вкупно", "збир", "общо", "всичко",
    "итого", "всего", "разом", "усього", "gjithsej", "totali", "shuma", "toplam", "genel toplam",
    "ara toplam", "σύνολο", "celkový součet", "celkový súčet", "suma końcowa", "végösszeg",
    "summa", "average", "mean", "průměr", "priemer", "średnia", "átlag", "durchschnitt", "moyenne",
    "prosek", "prosjek", "просек", "povprečje", "međuzbroj", "međuzbir", "међузбир", "меѓузбир",
    "сума", "сумата", "вкупна сума", "укупан износ", "ukupan iznos", "ukupni iznos", "gjithësej",
    "totali i përgjithshëm", "shuma totale", "nëntotali", "celková částka", "celková suma",
    "suma całkowita", "w sumie", "kwota łączna", "teljes összeg", "skupni znesek", "vmesna vsota",
    "средно", "mesatarja"})
"""What a total or an average is called in the languages of Europe; name keys."""
_FILLERS = frozenset({
    "of", "for", "in", "the", "all", "grand", "sub", "needs", "need", "budget", "budgets",
    "amount", "amounts", "costs", "funds", "fund", "donors", "donor", "recipients", "recipient",
    "countries", "country", "activities", "activity", "sectors", "regions", "capacity",
    "za", "pro", "na", "za sve", "për", "dla", "pre", "для", "für", "pour", "sve", "све", "kraje",
    "commitments", "eur", "usd", "general", "general total", "overall", "requirements"})
_GRAND = frozenset({"grand", "sub", "general", "overall"})
_UNION = re.compile(r"(?:eu|ea|eu-|ea-|eu |ea )(?:1[0-9]|2[0-9])(?:[_ ]2020)?")
"""Eurostat's names for all members of a union: EU28, EU27_2020, EA19."""
_PART = re.compile(r"(?:of which|of that|thereof|among which|z toho|z čoho|z tego|w tym|ebből|"
                   r"davon|darunter|dont|od toga|од тога|од што|nga të cilat|din care|от които|"
                   r"в том числе|у тому числі)\b")
"""How the name of a row begins that is a part of another row."""
_EDGE = " .:;,-–—*()[]=<>|/\"'"
_WORDS = re.compile(r"[\s:;,()\[\]/–—|]+|(?<=\w)\s*-\s+|\s+-\s*(?=\w)")
_PLACES = frozenset({"recipient", "activity", "fund", "donor"})
_CLOSE, _ROUNDED = 1e-9, 0.001
"""What a sum may be off by, as a share: as computed, and at most by rounding."""
LEAST_ROWS = 2
"""A subtotal restates at least so many rows."""


class Sign(NamedTuple):
    """How it is known that a row restates others, and the heading of the cell that shows it."""

    heading: str
    why: str


def name_columns(sheet: Sheet) -> list[str]:
    """Return the headings whose names say what a row is about."""
    return [column.heading for column in sheet.columns
            if column.kind is Kind.NAME and column.required and set(column.names) & _PLACES]


def is_total(name: str) -> bool:
    """Tell whether a name by itself is one of a total.

    >>> is_total("TOTAL:"), is_total("Összesen"), is_total("EU28"), is_total("Total Sanitation")
    (True, True, True, False)
    """
    key = name_key(name).strip(_EDGE)
    return key in _TOTALS or _UNION.fullmatch(key) is not None


def total_of(name: str) -> str | None:
    """Return what a name says it is the total of ("" for all), None where it is no total.

    >>> total_of("Serbia total"), total_of("Total - all needs"), total_of("Serbia")
    ('serbia', '', None)
    """
    if is_total(name):
        return ""
    words = [word for word in _WORDS.split(name_key(name)) if word.strip(_EDGE)]
    words = words[1:] if words and words[0] in _GRAND else words
    if not words:
        return None
    for first, others in ((words[0], words[1:]), (words[-1], words[:-1])):
        if first.strip(_EDGE) in _TOTALS:
            rest = list(dropwhile(_is_filler, others))
            return " ".join(list(dropwhile(_is_filler, rest[::-1]))[::-1])
    return None


def _is_filler(word: str) -> bool:
    return word in _FILLERS


def restating_rows(sheet: Sheet, raw: RawSheet, body: Body,
                   places: Mapping[str, int]) -> dict[int, Sign]:
    """Return the rows of a body that restate others, and how that is known.

    `places` are the grid columns of the known headings. A row restates others where a formula
    of it adds up its own column, where Excel keeps it as a table's totals row, and where one of
    its names is a total: by itself, of another name of the table, or by its figure; or where it
    is "of which" another row.
    """
    names = [heading for heading in name_columns(sheet) if heading in body.columns]
    if not names:
        return {}
    found = _nameless(sheet, raw, body, names)
    for heading in reversed(names):
        found |= _by_name(sheet, body, heading)
    found |= {row: Sign(names[0], "it is the totals row of a table")
              for row in _numbers(body, raw)}
    return found | _by_formula(raw, body, places)


def _numbers(body: Body, raw: RawSheet) -> list[int]:
    """Return the rows of a body that Excel keeps as totals of a table."""
    totals = list(raw.look.totals_rows)
    return np.flatnonzero(np.isin(body.rows, totals)).tolist() if totals else []


def _by_formula(raw: RawSheet, body: Body, places: Mapping[str, int]) -> dict[int, Sign]:
    """Find the rows that add up their own column."""
    if not raw.look.sums:
        return {}
    headings = {column: heading for heading, column in places.items()}
    numbers = {row: number for number, row in enumerate(body.rows.tolist())}
    return {numbers[row]: Sign(headings[column],
                               f"{letter(column)}{row + 1} adds up its own column")
            for (row, column), of in raw.look.sums.items()
            if column in headings and row in numbers
            and (not of or len(of & numbers.keys() - {row}) >= LEAST_ROWS)}


def _by_name(sheet: Sheet, body: Body, heading: str) -> dict[int, Sign]:
    cells = body.columns[heading]
    texts = {cell for cell in set(cells) if isinstance(cell, str)}
    suspects = {cell: of for cell in texts if (of := _restated_by(cell)) is not None}
    if not suspects:
        return {}
    others = {name_key(cell) for column in sheet.columns if column.kind is Kind.NAME
              for cell in set(body.columns.get(column.heading, ()))
              if isinstance(cell, str)} - {name_key(cell) for cell in suspects}
    # "EU total" may stand beside the European Union.
    countries = {country_of(name) for name in others} - {None}
    found: dict[int, Sign] = {}
    for row, cell in enumerate(cells):
        of = suspects.get(cell) if isinstance(cell, str) else None
        if of is not None and len(cells) > 1 and (
                not of or of in others or country_of(of) in countries
                or _adds_up(sheet, body, row)
                or _adds_up(sheet, body, row, below=True)):
            found[row] = Sign(heading, f"{heading} is \"{shown(cell)}\"")
    return found


def _restated_by(name: str) -> str | None:
    """Return what a name restates, as `total_of`; a name for everything tells by its figure.

    >>> _restated_by("of which shelter"), _restated_by("All activities"), _restated_by("Allegro")
    ('', 'all activities', None)
    """
    key = name_key(name).strip(_EDGE)
    if _PART.match(key):
        return ""
    # A mark alone, such as *, is a name like any other here: it adds up nothing.
    is_for_all = means_all(name) and not is_mark_for_nothing(name)
    return key if is_for_all else total_of(name)


def _nameless(sheet: Sheet, raw: RawSheet, body: Body, names: Sequence[str]) -> dict[int, Sign]:
    """Find rows without a name whose figure adds up others, or beside which a total is written."""
    if not all(any(is_blank(cell) for cell in set(body.columns[heading])) for heading in names):
        return {}
    found: dict[int, Sign] = {}
    for row in range(len(body)):
        if all(is_blank(body.columns[heading][row]) for heading in names):
            words = [cell for cell in raw.rows[int(body.rows[row])] if isinstance(cell, str)]
            label = next((shown(word) for word in words if total_of(word) is not None), "")
            if label:
                found[row] = Sign(names[0], f"it says \"{label}\"")
            elif _adds_up(sheet, body, row):
                found[row] = Sign(names[0], "its figure is the sum of rows above")
    return found


def _adds_up(sheet: Sheet, body: Body, row: int, *, below: bool = False) -> bool:
    """Tell whether a required figure of a row is about the sum of rows right above or below it.

    About: what is called a total is often typed, and rounded.
    """
    step, at = (-1, len(body) - 1 - row) if below else (1, row)
    return any(sum_of_rows_above(_figures(body.columns[column.heading])[::step], at, LEAST_ROWS,
                                 rounded=True)
               for column in sheet.columns if column.required and column.heading in body.columns
               and column.kind in (Kind.MONEY, Kind.NUMBER))


def _figures(cells: Sequence[object]) -> npt.NDArray[np.float64]:
    return np.array([cell if type(cell) is float else np.nan for cell in cells], dtype=np.float64)


def sum_of_rows_above(figures: npt.NDArray[np.float64], row: int, least: int, *,
                      rounded: bool = False) -> bool:
    """Tell whether a figure is the sum of at least so many rows right above it.

    `rounded`: or is so but for what each of them was rounded to whole units by.

    >>> sum_of_rows_above(np.array([5.0, 1.0, 2.0, 3.0]), 3, 2)
    True
    >>> rows = np.array([1000.4, 2000.4, 3001.0])
    >>> sum_of_rows_above(rows, 2, 2), sum_of_rows_above(rows, 2, 2, rounded=True)
    (False, True)
    """
    if not figures[row] > 0:
        return False
    sums = np.nancumsum(figures[:row][::-1])
    close = np.full(len(sums), _CLOSE * figures[row])
    if rounded:
        close = np.minimum(0.5 * np.arange(2, len(sums) + 2), _ROUNDED * figures[row])
    return bool((np.abs(sums - figures[row]) <= close)[least - 1:].any())

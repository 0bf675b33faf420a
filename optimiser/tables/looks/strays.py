"""Sheets that hold a table under another name: "Needs (2)", "Needs - Table 1", "FX rates"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from optimiser.names import name_key
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.sources.raw import HEAD_ROWS, RawSheet
from optimiser.words import counted

_WORDS = re.compile(r"[^\W\d_]{4,}")


def find_strays(file: str, others: Sequence[RawSheet], sheets: Sequence[Sheet],
                found: Collection[str]) -> Iterator[tuple[str, Finding]]:
    """Yield the tables that sheets called like none hold the headings of, and what to say of it.

    `found` names the tables that are there. One that is missing is an error where the sheet's
    name speaks of it, or where no run goes without it.
    """
    for raw in others:
        meant, rows = _table_in(raw, sheets)
        if meant is None or not rows:
            continue
        count = counted(rows, "row") if len(raw.rows) < HEAD_ROWS else "many rows"
        place, name = Place(file, raw.name), meant.name
        if name in found:
            yield name, kinds.LIKE_A_TABLE.at(
                place, raw.name, table=name, count=count,
                remedy=f"Put its rows into {name} if they count; if not, delete the sheet.")
        elif meant.required or _speaks_of(raw.name, meant):
            yield name, kinds.STRAY_SHEET.at(place, raw.name, table=name)
        else:
            yield name, kinds.LIKE_A_TABLE.at(
                place, raw.name, table=name, count=count,
                remedy=f"Call it {name} if it is meant; if not, delete the sheet.")


def _table_in(raw: RawSheet, sheets: Sequence[Sheet]) -> tuple[Sheet | None, int]:
    """Return the table whose headings a sheet holds, and how many rows stand below them."""
    best: tuple[int, Sheet | None, int] = (0, None, 0)
    headings = [(sheet, {name_key(c.heading) for c in sheet.columns if c.required},
                 {name_key(c.heading) for c in sheet.columns}) for sheet in sheets]
    for number, row in enumerate(raw.rows[:HEAD_ROWS]):
        keys = {name_key(shown(cell)) for cell in row if isinstance(cell, str)}
        for sheet, required, own in headings:
            known = len(own & keys)
            # One word such as Recipient makes no table; a second known heading does.
            if known > max(best[0], 1) and required <= keys:
                below = sum(not all(is_blank(cell) for cell in line)
                            for line in raw.rows[number + 1:])
                best = known, sheet, below
    return best[1], best[2]


def _speaks_of(name: str, sheet: Sheet) -> bool:
    """Tell whether a sheet's name has a word of a table's name."""
    words = set(_WORDS.findall(name_key(name)))
    return bool(words & set(_WORDS.findall(name_key(sheet.name))))

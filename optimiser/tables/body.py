"""The rows of a table: the cells below its headings, column by column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.tables.cells import is_blank
from optimiser.tables.headings import Layout
from optimiser.tables.sources.raw import RawSheet

_FEWEST = 3
"""So many columns in a row are numbered on purpose."""
_NUMBERING = re.compile(r"\(?(\d{1,2})(?:\.0)?[.)]?")
_TAG = re.compile(r"#[a-z][\w-]*(\s*[+@][\w-]+)*", re.IGNORECASE)


@frozen
class Body:
    """Raw columns by heading, each with one cell a row, and where the rows stand (from 0)."""

    columns: Mapping[str, Sequence[object]]
    rows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def without(self, unwanted: Collection[int]) -> Body:
        """Return it without some rows, named by their number in the columns."""
        if not unwanted:
            return self
        kept = [row for row in range(len(self)) if row not in unwanted]
        return Body({heading: [cells[row] for row in kept]
                     for heading, cells in self.columns.items()}, self.rows[kept])


def find_body(raw: RawSheet, layout: Layout, kept: Sequence[str]) -> Body:
    """Return the columns below the headings, without the rows that are blank in those `kept`.

    So a note beside or below the table, in a column that no table has, is no row of it.
    """
    first = layout.row + 1 + _has_tags(raw, layout) + numbers_columns(
        raw.rows[layout.row + 1] if layout.row + 1 < len(raw.rows) else ())
    places = {**layout.known, **layout.others}
    lines = raw.rows[first:]
    columns: dict[str, list[object]] = {
        heading: list(map(itemgetter(place), lines)) for heading, place in places.items()}
    headings = {place: heading for heading, place in places.items()}
    for (row, column), bad in raw.bad.items():
        if row >= first and column in headings:
            columns[headings[column]][row - first] = bad
    blank = _blank_rows([columns[heading] for heading in kept])
    rows = np.arange(first, first + len(lines), dtype=np.int64)
    if not blank:
        return Body(columns, rows)
    full = [row for row in range(len(lines)) if row not in blank]
    return Body({heading: [cells[row] for row in full] for heading, cells in columns.items()},
                rows[full])


def _has_tags(raw: RawSheet, layout: Layout) -> bool:
    """Tell whether the row below the headings holds nothing but hashtags.

    The Humanitarian Exchange Language has them: `#country +name`, `#value`.
    """
    if layout.row + 1 >= len(raw.rows):
        return False
    filled = [cell for cell in raw.rows[layout.row + 1] if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and _TAG.fullmatch(cell.strip()) for cell in filled)


def numbers_columns(row: Sequence[object]) -> bool:
    """Tell whether a row does no more than number its columns, as offices do below headings.

    >>> numbers_columns(["1", "2", "3"]), numbers_columns(["1", "2", 900.0])
    (True, False)
    """
    found = [_NUMBERING.fullmatch(str(cell).strip()) for cell in row if not is_blank(cell)]
    numbers = [int(number[1]) for number in found if number]
    return len(found) >= _FEWEST and numbers == list(range(1, len(found) + 1))


def _blank_rows(columns: Sequence[Sequence[object]]) -> set[int]:
    """Return the rows that are blank in all columns."""
    blank: set[int] | None = None
    for cells in columns:
        # A column of full cells ends the search at once; it is the usual case.
        nothing = {cell for cell in set(cells) if is_blank(cell)}
        if not nothing:
            return set()
        rows = (range(len(cells)) if blank is None else blank)
        blank = {row for row in rows if cells[row] in nothing}
    return blank or set()

"""What stands in a sheet where a table does not look: merged, hidden, without a heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from optimiser.tables.body import Body
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import Layout
from optimiser.tables.looks.formats import Format
from optimiser.tables.numbers import Reading, read_number
from optimiser.tables.sources.raw import Area, RawSheet, letter
from optimiser.words import counted, listing


def find_misplaced(sheet: Sheet, raw: RawSheet, file: str, layout: Layout,
                   body: Body) -> Iterator[Finding]:
    """Find what is merged, hidden or without a heading in a table's rows and columns."""
    yield from _merged(sheet, raw, file, layout, body)
    yield from _hidden_columns(raw, file, layout, body)
    yield from _unheaded(raw, file, layout, body)


def _merged(sheet: Sheet, raw: RawSheet, file: str, layout: Layout,
            body: Body) -> Iterator[Finding]:
    """Find the cells of a table's rows that lie blank under a merged cell."""
    headings = {column: heading for heading, column in layout.known.items()}
    rows = {row: number for number, row in enumerate(body.rows.tolist())} if (
        raw.look.merged) else {}
    for area in raw.look.merged:
        value = raw.rows[area.top][area.left] if area.top < len(raw.rows) and (
            area.left < len(raw.rows[area.top])) else ""
        if is_blank(value) or area.top <= layout.row:
            continue
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                heading = headings.get(column, "")
                if not heading or row not in rows or not is_blank(
                        body.columns[heading][rows[row]]):
                    continue
                is_note = sheet.column(heading).kind is Kind.TEXT and not sheet.column(
                    heading).required
                kind = kinds.MERGED_NOTES if is_note else kinds.MERGED
                yield kind.at(_cell(file, raw, row, column), shown(value), heading=heading,
                              area=_named(area))


def _cell(file: str, raw: RawSheet, row: int, column: int) -> Place:
    return Place(file, raw.name, f"{letter(column)}{row + 1}")


def _named(area: Area) -> str:
    return f"{letter(area.left)}{area.top + 1}:{letter(area.right)}{area.bottom + 1}"


def _hidden_columns(raw: RawSheet, file: str, layout: Layout, body: Body) -> Iterator[Finding]:
    hidden = {heading: column for heading, column in layout.known.items()
              if column in raw.look.hidden_columns
              and not all(is_blank(cell) for cell in set(body.columns[heading]))}
    if hidden:
        first = letter(min(hidden.values()))
        yield kinds.HIDDEN_COLUMNS.at(
            Place(file, raw.name, f"{first}{layout.row + 1}"),
            listing(f"{letter(column)} ({heading})" for heading, column in hidden.items()))


def _unheaded(raw: RawSheet, file: str, layout: Layout, body: Body) -> Iterator[Finding]:
    """Find figures and texts in a table's rows in columns without a heading."""
    width = len(raw.rows[layout.row])
    headed = {column for column, cell in enumerate(raw.rows[layout.row]) if not is_blank(cell)}
    over = _under_merged_headings(raw, layout)
    for column in sorted(set(range(width)) - headed):
        figures = {row: cell for row in body.rows.tolist()
                   if type(cell := raw.rows[row][column]) is float
                   or (column in over and isinstance(cell, str) and _is_number(cell))}
        if not figures:
            yield from _unheaded_texts(raw, file, body, column, headed, is_merged=column in over)
            continue
        row, value = next(iter(figures.items()))
        place = _cell(file, raw, row, column)
        if column in over:
            area = over[column]
            yield kinds.UNDER_MERGED.at(
                place, shown(value), heading=shown(raw.rows[area.top][area.left]),
                area=_named(area), column=letter(area.left))
        else:
            yield kinds.NO_HEADING.at(place, shown(value), column=letter(column),
                                      count=counted(len(figures), "figure"))


def _unheaded_texts(raw: RawSheet, file: str, body: Body, column: int,
                    headed: set[int], *, is_merged: bool) -> Iterator[Finding]:
    """Find a column of texts whose heading is gone: amid the others, or filled in most rows.

    Also one that a heading is merged over, as of a recipient and its district.

    A remark beside one row or another is nobody's column.
    """
    texts = {row: raw.rows[row][column] for row in body.rows.tolist()
             if not is_blank(raw.rows[row][column])}
    is_amid = min(headed) < column < max(headed)
    is_beside = column == max(headed) + 1 and len(texts) > len(body) / 2
    if texts and (is_amid or is_beside or is_merged):
        row, value = next(iter(texts.items()))
        yield kinds.NO_HEADING.at(_cell(file, raw, row, column), shown(value),
                                  column=letter(column), count=counted(len(texts), "cell"))


def _is_number(text: str) -> bool:
    return read_number(text).reading in (Reading.NUMBER, Reading.TWO)


def _under_merged_headings(raw: RawSheet, layout: Layout) -> Mapping[int, Area]:
    """Return the columns whose heading lies under a merged one, and over what that is merged."""
    known = set(layout.known.values())
    return {column: area for area in raw.look.merged
            if area.top <= layout.row <= area.bottom and area.left in known
            for column in range(area.left + 1, area.right + 1)}


def formats_by_heading(raw: RawSheet, columns: Mapping[str, int], body: Body
                       ) -> dict[str, dict[Format, npt.NDArray[np.int64]]]:
    """Return the telling number formats of each column, with their rows of the body."""
    found: dict[str, dict[Format, npt.NDArray[np.int64]]] = {}
    for heading, column in columns.items():
        for said, rows in raw.look.formats.get(column, {}).items():
            at = np.searchsorted(body.rows, rows)
            at = np.minimum(at, len(body) - 1)
            inside = np.sort(at[body.rows[at] == rows])
            if len(inside):
                found.setdefault(heading, {})[said] = inside
    return found

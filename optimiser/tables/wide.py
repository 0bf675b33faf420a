"""Wide tables: a column a period or a recipient, where a row each is expected.

A wide sheet becomes one long sheet a column, each on the cells of the wide one, so that every
figure keeps its own place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from optimiser.names import name_key
from optimiser.tables.body import numbers_columns
from optimiser.tables.catalogue import wide as kinds
from optimiser.tables.cells import is_blank, shown
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import SEARCHED_ROWS
from optimiser.tables.numbers import Reading, read_number
from optimiser.tables.periods import Length, read_day, read_span, span_of_day
from optimiser.tables.sources.raw import RawSheet, letter
from optimiser.words import listing

Listed = Mapping[str, Set[str]]
"""The name keys that the sheets Recipients and Periods list, by `Recipient` and `Period`."""
_SHOWN = 3
"""So many rows are shown as they should stand."""
_CLOSE = 1e-6
_FIGURES = {Kind.MONEY, Kind.NUMBER}


class Wide(NamedTuple):
    """The long sheets that a wide one comes to, in the order of its columns, or why it does not.

    `finding` says what was read so, or shows the first rows as they should stand; then there are
    no sheets. `of` is the column that the headings stand for, `cells` where each of them stands.
    """

    sheets: tuple[RawSheet, ...]
    finding: Finding
    of: str = ""
    cells: tuple[str, ...] = ()


class _Layout(NamedTuple):
    """A heading row (from 0) and its columns: the known ones, those of figures, the figures' kind.

    `of` is Period or Recipient: what the headings of figures name, by column in `names`.
    """

    row: int
    known: tuple[int, ...]
    figures: tuple[int, ...]
    names: Mapping[int, object]
    of: str
    money: str


def find_wide(sheet: Sheet, raw: RawSheet, file: str, listed: Listed) -> Wide | None:
    """Return what a wide sheet comes to, None where the sheet is long."""
    found = _layout(sheet, raw, listed)
    if found is None:
        return None
    headings = [found.names[column] for column in found.figures]
    named = listing(_label(cell) for cell in headings)
    place = Place(file, raw.name, f"{letter(found.figures[0])}{found.row + 1}")
    if all(_is_one(cell, found.of, listed) for cell in headings):
        sheets = tuple(_long(raw, found, column) for column in found.figures)
        return Wide(sheets, kinds.READ_AS_LONG.at(place, named, of=found.of.casefold()), found.of,
                    tuple(f"{letter(column)}{found.row + 1}" for column in found.figures))
    known = listing(f'"{_label(cell)}"' for cell in headings
                    if not _is_one(cell, found.of, listed))
    return Wide((), kinds.WIDE_TABLE.at(
        place, named, of=found.of.casefold(), rows=_as_they_should_stand(raw, found), unknown=known,
        mend="list them in Recipients" if found.of == "Recipient"
        else "write the headings as periods such as 2016 or 2016-Q1"))


def _layout(sheet: Sheet, raw: RawSheet, listed: Listed) -> _Layout | None:
    """Return the heading row of a wide table, None where there is none."""
    money = next((c for c in sheet.columns if c.required and c.kind in _FIGURES), None)
    columns = {name_key(column.heading): column for column in sheet.columns}
    if money is None:
        return None
    for number, row in enumerate(raw.rows[:SEARCHED_ROWS]):
        keys = [name_key(shown(cell)) for cell in row]
        present = {columns[key].heading for key in keys if key in columns}
        if money.heading in present and len(present) > 1:
            return None
        of = _what_is_missing(sheet, present, money)
        if of and present:
            names = {at: _named(row[at], money) for at, key in enumerate(keys)
                     if key and key not in columns}
            sure = {at for at, name in names.items() if _is_one(name, of, listed)}
            figures = _figures(raw, number, list(names), sure)
            if _are_headings(figures, sure, of, listed):
                known = tuple(at for at, key in enumerate(keys) if key in columns)
                return _Layout(number, known, tuple(figures), names, of, money.heading)
    return None


def _what_is_missing(sheet: Sheet, present: Set[str], money: Column) -> str:
    """Return Period or Recipient, whichever heading the others leave to the columns."""
    missing = [column.heading for column in sheet.columns if column.required
               and column.heading not in present and column is not money]
    if not missing and "Period" not in present and any(
            column.heading == "Period" for column in sheet.columns):
        return "Period"
    return "Recipient" if missing == ["Recipient"] else ""


def _figures(raw: RawSheet, row: int, others: Sequence[int], sure: Set[int]) -> list[int]:
    """Return the columns under no known heading that hold figures, without those that add up.

    Under a heading that is sure to be a period or a recipient, whatever is filled in stands for
    a figure: it is at fault where it is none, but never left out.
    """
    cells = {at: [line[at] for line in raw.rows[row + 1:]] for at in others}
    filled = {at for at in sure if not all(is_blank(cell) for cell in cells[at])} | {
        at for number, at in raw.bad if at in sure and number > row}
    figures = [at for at in others if at in filled or any(_is_figure(c) for c in cells[at])]
    sums = [at for at in figures if len(figures) > _SHOWN - 1 and all(
        _adds_up(line, at, figures) for line in raw.rows[row + 1:])]
    return [at for at in figures if at not in sums]


def _adds_up(line: Sequence[object], at: int, figures: Sequence[int]) -> bool:
    """Tell whether a cell is the sum of the others of its row."""
    total = _figure(line[at])
    others = [figure for one in figures if one != at
              and (figure := _figure(line[one])) is not None]
    if total is None:
        return not others
    return abs(sum(others) - total) <= _CLOSE * max(abs(total), 1.0)


def _figure(cell: object) -> float | None:
    """Return the figure that a cell holds, None for any other cell."""
    if isinstance(cell, str):
        read = read_number(cell)
        return read.value if read.reading is Reading.NUMBER else None
    return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def _is_figure(cell: object) -> bool:
    return _figure(cell) is not None


def _are_headings(figures: Sequence[int], sure: Set[int], of: str, listed: Listed) -> bool:
    """Tell whether columns of figures are of one kind: one at least is known, or all look so."""
    return not sure.isdisjoint(figures) or (
        len(figures) > 1 and of == "Recipient" and not listed[of])


def _named(cell: object, money: Column) -> object:
    """Return what a heading names beside the figures: `Need 2016` names 2016."""
    words = cell.split() if isinstance(cell, str) else []
    own = {name_key(money.heading), f"{name_key(money.heading)}s"}
    if len(words) < 2 or not own & {name_key(words[0]), name_key(words[-1])}:
        return cell
    return " ".join(words[1:] if name_key(words[0]) in own else words[:-1])


def _is_one(cell: object, of: str, listed: Listed) -> bool:
    """Tell whether a heading is a known period, or listed as a period or a recipient."""
    return name_key(shown(cell)) in listed[of] or (of == "Period" and (
        read_day(cell) is not None or read_span(shown(cell)) is not None))


def _label(cell: object) -> str:
    """Return a heading as a period or a name: a date is its month."""
    day = read_day(cell)
    return shown(cell) if day is None else span_of_day(day, Length.MONTH).shown


def _long(raw: RawSheet, found: _Layout, column: int) -> RawSheet:
    """Return the sheet with one column of figures, and what its heading names in a new column.

    What stands above the headings, below them and under the table as words stays: it may say
    the unit.
    """
    label = _label(found.names[column])
    kept, covered = {*found.known, column}, _covered(raw, found.row, column)
    rows: list[list[object]] = [[*row, ""] for row in raw.rows[:found.row]]
    heading: list[object] = [cell if at not in found.figures else "" for at, cell in
                             enumerate(raw.rows[found.row])]
    heading[column] = found.money
    rows.append([*heading, found.of])
    for number, line in enumerate(raw.rows[found.row + 1:], start=found.row + 1):
        is_row = not is_blank(line[column]) or (number, column) in raw.bad or number in covered
        if _are_words(line, found, is_first=number == found.row + 1):
            rows.append([*line, ""])
        else:
            # The figures of other columns are rows of their own.
            rows.append([*("" if at in found.figures and at != column else cell
                           for at, cell in enumerate(line)), label]
                        if is_row else [""] * (len(line) + 1))
    bad = {place: fault for place, fault in raw.bad.items()
           if place[1] in kept and place[0] > found.row}
    return replace(raw, rows=rows, bad=bad)


def _covered(raw: RawSheet, heading_row: int, column: int) -> set[int]:
    """Return the rows below the headings in which a merged cell lies over a column."""
    return {row for area in raw.look.merged if area.left <= column <= area.right
            and area.top > heading_row and not is_blank(raw.rows[area.top][area.left])
            for row in range(area.top, area.bottom + 1) if (row, column) != (area.top, area.left)}


def _are_words(line: Sequence[object], found: _Layout, *, is_first: bool) -> bool:
    """Tell whether a line is no row: tags, units or numbers right below the headings; a note."""
    if is_first and numbers_columns(line):
        return True
    filled = {at: cell for at, cell in enumerate(line) if not is_blank(cell)}
    if not filled or not all(isinstance(cell, str) and not _is_figure(cell)
                             for cell in filled.values()):
        return False
    if is_first and (filled.keys().isdisjoint(found.known)
                     or all(shown(cell).startswith("#") for cell in filled.values())):
        return True
    return len(filled) == 1 and filled.keys().isdisjoint(found.figures)


def _as_they_should_stand(raw: RawSheet, found: _Layout) -> str:
    """Return the first rows of the long table, in words."""
    headings = [shown(raw.rows[found.row][at]) for at in found.known]
    rows = list(_first_rows(raw, found))
    return "; ".join(" | ".join(row) for row in ([*headings, found.of, found.money], *rows))


def _first_rows(raw: RawSheet, found: _Layout) -> Iterator[list[str]]:
    count = 0
    for line in raw.rows[found.row + 1:]:
        for at in found.figures:
            if _is_figure(line[at]) and count < _SHOWN:
                count += 1
                yield [*(shown(line[known]) for known in found.known),
                       _label(found.names[at]), shown(line[at])]


def names_listed(raw: RawSheet | None) -> Set[str]:
    """Return the name keys that a sheet lists, its notes and titles included."""
    if raw is None:
        return frozenset()
    return frozenset(name_key(shown(cell)) for row in raw.rows for cell in row
                     if isinstance(cell, str) and cell.strip())

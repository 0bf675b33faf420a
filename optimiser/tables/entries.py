"""Cells of the inputs that are set to other values: what a what-if comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.columns import Column, Kind
from optimiser.tables.limit_sheets import RULES
from optimiser.tables.schema import SHEETS, sheet_of
from optimiser.tables.sources.raw import letter, number
from optimiser.tables.table import Inputs, Table, type_of_kind
from optimiser.vocabulary import ValueIs

Value = float | str
"""As a Table holds it: shares as fractions, yes and no as 1 and 0, NaN or "" for blank."""


_VALUE_OF_A_RULE = (RULES.name, "Value")


@frozen
class Entry:
    """A cell of a table of the inputs, and what it is to hold.

    `table` and `heading` are names of the schema; `row` counts the table's rows from 0. A row
    at or beyond the end, and a heading that the sheet lacks, are added to it.
    """

    table: str
    row: int
    heading: str
    value: Value


def with_entries(inputs: Inputs, entries: Iterable[Entry]) -> Inputs:
    """Return the inputs with cells set; later entries replace earlier ones of the same cell."""
    tables = dict(inputs.tables)
    for name, own in groupby(sorted(entries, key=lambda one: one.table),
                             key=lambda one: one.table):
        tables[name] = _set(inputs.table(name), list(own))
    ordered = {sheet.name: tables[sheet.name] for sheet in SHEETS if sheet.name in tables}
    return replace(inputs, tables=ordered)


def value_at(inputs: Inputs, entry: Entry) -> Value:
    """Return what the cell of an entry holds in some inputs, NaN or "" where it is not there."""
    table = inputs.table(entry.table)
    values = table.values.get(entry.heading)
    if values is None or entry.row >= len(table):
        return _blank(entry)
    value: Value = values[entry.row]
    return value


def changed_only(inputs: Inputs, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the last entry of each cell, without those that say what stands there already."""
    last = {(one.table, one.row, one.heading): one for one in entries}
    return tuple(one for one in last.values() if not _same(value_at(inputs, one), one.value))


def differences(before: Inputs, after: Inputs) -> tuple[Entry, ...]:
    """Return the figures in which two versions of the same inputs differ, row by row."""
    found = []
    for name, table in after.tables.items():
        old = before.table(name)
        for heading, values in table.values.items():
            kept = old.values.get(heading)
            if values.dtype == object or kept is None or len(kept) != len(values):
                continue
            moved = ~((kept == values) | (np.isnan(kept) & np.isnan(values)))
            found += [Entry(name, row, heading, float(values[row]))
                      for row in np.flatnonzero(moved).tolist()]
    return tuple(found)


def is_percentage(table: Table, row: int, heading: str) -> bool:
    """Tell whether a figure is a percentage though its column does not say so.

    It was written with a percent sign, or it is the value of a rule about a share.
    """
    marks = table.percent.get(heading)
    if marks is not None and bool(marks[row]):
        return True
    measure = measure_of(table, row) if (table.name, heading) == _VALUE_OF_A_RULE else None
    return measure is not None and measure.value_is is ValueIs.SHARE


def in_words(column: Column, value: Value, *, percent: bool = False) -> str:
    """Return a value as a person would write it into a cell of the column, "" for blank."""
    if isinstance(value, str):
        return value
    if np.isnan(value):
        return ""
    if column.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if column.kind is Kind.SHARE or percent:
        return f"{value * 100:.6g}%"
    return f"{value:,.10g}"


def _same(one: Value, other: Value) -> bool:
    return one == other or (isinstance(one, float) and isinstance(other, float)
                            and bool(np.isnan(one)) and bool(np.isnan(other)))


def _is_text(column: Column) -> bool:
    return column.kind not in type_of_kind


def _blank(entry: Entry) -> Value:
    return "" if _is_text(sheet_of(entry.table).column(entry.heading)) else float("nan")


def _set(table: Table, entries: list[Entry]) -> Table:
    schema = sheet_of(table.name)
    count = max(len(table), *(one.row + 1 for one in entries))
    more = count - len(table)
    values = {heading: _longer(column, more) for heading, column in table.values.items()}
    percent = {heading: _longer(marks, more) for heading, marks in table.percent.items()}
    letters = dict(table.letters)
    for entry in entries:
        column = schema.column(entry.heading)
        if entry.heading not in values:
            text = _is_text(column)
            values[entry.heading] = np.full(count, "" if text else np.nan,
                                            dtype=object if text else np.float64)
            letters[entry.heading] = letter(max(map(number, letters.values()), default=-1) + 1)
            if column.kind is Kind.QUANTITY:
                percent[entry.heading] = np.zeros(count, dtype=bool)
        values[entry.heading][entry.row] = entry.value
    last = int(table.rows[-1]) if len(table) else 1
    return replace(
        table, values=values, percent=percent, letters=letters,
        rows=np.append(table.rows, np.arange(last + 1, last + 1 + more)),
        numbers={heading: _longer(figures, more) for heading, figures in table.numbers.items()},
        lines=table.lines and {**table.lines, **{
            (last + added, -1): table.lines[last - 1, -1] + 1 + added for added in range(more)}})


def _longer(column: npt.NDArray[Any], more: int) -> npt.NDArray[Any]:
    """Return a copy of a column with so many blank cells at its end."""
    blank: Any = "" if column.dtype == object else False if column.dtype == bool else np.nan
    return np.append(column, np.full(more, blank, dtype=column.dtype))

"""Rows that restate others, as only all tables together tell: sums, and totals of classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.checks.facts import Facts, Ints
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.findings import Finding
from optimiser.tables.looks.totals import name_columns, sum_of_rows_above, total_of
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Table

_LEAST_ROWS = 3


def check_restated(facts: Facts) -> Iterator[Finding]:
    """Find rows that restate others, as it takes all tables to know.

    A first or last row that adds up three rows or more and names nothing known, and a total of
    a class that another table introduces.
    """
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        names = name_columns(sheet)
        if names and len(table):
            yield from _sums(facts, sheet, table, names)
            yield from _totals_of_classes(facts, table, names)


def _sums(facts: Facts, sheet: Sheet, table: Table, names: Sequence[str]) -> Iterator[Finding]:
    # Of a wide table each row of the sheet is several here: its figures count together.
    rows, first, number = np.unique(_sheet_rows(table), return_index=True, return_inverse=True)
    if len(rows) <= _LEAST_ROWS:
        return
    figures = [column.heading for column in sheet.columns if column.required
               and column.kind in (Kind.MONEY, Kind.NUMBER)]
    columns = [table.number(heading) for heading in figures] + list(table.numbers.values())
    together = [np.bincount(number, weights=np.nan_to_num(column)).astype(np.float64)
                for column in columns]
    last = len(rows) - 1
    for row, step, where in ((last, 1, "above"), (0, -1, "below")):
        own = np.flatnonzero(number == row)
        # What the headings of a wide table name is no name of the row.
        named = [heading for heading in names if len({*table.text(heading)[own].tolist()}) == 1]
        if any(sum_of_rows_above(column[::step], last, _LEAST_ROWS) for column in together) and (
                all(_stands_alone(facts, table, heading, own) for heading in named)):
            yield kinds.RESTATES.at(
                table.place(int(first[row]), named[0]), int(rows[row]),
                why=f"its figure is the sum of rows {where}, and its names stand nowhere else")


def _totals_of_classes(facts: Facts, table: Table, names: Sequence[str]) -> Iterator[Finding]:
    """Find totals of a group, region or pillar: `V4 total`, where Donors knows the V4."""
    classes = {name_key(name) for index in ("group", "region", "pillar")
               for name in facts.elements.index(index).names}
    for heading in names if classes else ():
        texts = table.text(heading).tolist()
        totals = {text for text in set(texts) if text and total_of(text) in classes}
        for row, text in enumerate(texts if totals else ()):
            if text in totals:
                yield kinds.RESTATES.at(table.place(row, heading), _sheet_rows(table)[row],
                                        why=f'{heading} is "{text}"')


def _sheet_rows(table: Table) -> list[int]:
    """Return the row of the sheet that each row stands in; in a wide table several stand in one."""
    if table.origin:
        return [int(source.rows[at]) for source, at in table.origin]
    return [int(row) for row in table.rows]


def _stands_alone(facts: Facts, table: Table, heading: str, own: Ints) -> bool:
    """Tell whether a name of one row is named by no other row of any table.

    `own` are the places of the row, several where its table is wide.
    """
    key = name_key(str(table.text(heading)[own[0]]))
    dimension = set(next(c for s in SHEETS if s.name == table.name for c in s.columns
                         if c.heading == heading).names)
    count = Counter[str]()
    for sheet in SHEETS:
        for column in sheet.columns:
            if dimension & set(column.names) and column.heading in facts.table(sheet.name).values:
                texts = np.unique(facts.table(sheet.name).text(column.heading).astype(str),
                                  return_counts=True)
                for text, times in zip(*texts, strict=True):
                    for part in (str(text).split(";") if column.kind is Kind.SELECTOR
                                 else (str(text),)):
                        count[name_key(part)] += int(times)
    return count[key] <= len(own)

"""A first or last row that is the sum of those beside it, and whose names stand nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.columns import Kind
from optimiser.tables.findings import Finding
from optimiser.tables.looks.totals import name_columns, sum_of_rows_above
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Table

_LEAST_ROWS = 3


def check_restated(facts: Facts) -> Iterator[Finding]:
    """Find a first or last row that adds up three rows or more and names nothing known."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        names = name_columns(sheet)
        if not names or len(table) <= _LEAST_ROWS:
            continue
        figures = [column.heading for column in sheet.columns if column.required
                   and column.kind in (Kind.MONEY, Kind.NUMBER)]
        columns = [table.number(heading) for heading in figures] + list(table.numbers.values())
        last = len(table) - 1
        for row, step, where in ((last, 1, "above"), (0, -1, "below")):
            if any(sum_of_rows_above(column[::step], last, _LEAST_ROWS) for column in columns) and (
                    all(_stands_alone(facts, table, heading, row) for heading in names)):
                yield kinds.RESTATES.at(
                    table.place(row, names[0]), int(table.rows[row]),
                    why=f"its figure is the sum of rows {where}, and its names stand nowhere else")


def _stands_alone(facts: Facts, table: Table, heading: str, row: int) -> bool:
    """Tell whether a name of one row is named by no other row of any table."""
    key = name_key(str(table.text(heading)[row]))
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
    return count[key] <= 1

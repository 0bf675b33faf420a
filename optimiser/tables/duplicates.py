"""Rows of a table that are about the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.columns import Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.periods import period_key
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Table


def find_duplicates(sheet: Sheet, table: Table,
                    meant: Mapping[str, Place] | None = None) -> Iterator[Finding]:
    """Find the rows whose identifying columns equal those of an earlier row, and name both.

    `meant` has the places of headings that may stand for a column that the table lacks: where it
    is one of those that tell rows apart, the rows are not the fault.
    """
    if not sheet.identity or not len(table):
        return
    numbers = [_numbers(table, heading) for heading in sheet.identity]
    together = numbers[0]
    for column in numbers[1:]:
        together = np.unique(together * (int(column.max()) + 1) + column, return_inverse=True)[1]
    _, firsts, group, sizes = np.unique(
        together, return_index=True, return_inverse=True, return_counts=True)
    required = [heading for heading in sheet.identity if sheet.column(heading).required]
    complete = np.all([~table.is_blank(heading) for heading in required], axis=0)
    first = firsts[group]
    for row in np.flatnonzero((sizes[group] > 1) & (first != np.arange(len(table))) & complete):
        named = " / ".join(str(text) for heading in sheet.identity
                           if (text := table.text(heading)[row]) != "")
        heading = sheet.identity[0]
        yield kinds.DOUBLE_ROW.at(table.place(int(row), heading), named,
                                  first=table.place(int(first[row]), heading).cell,
                                  mend=_rename(sheet, meant or {})
                                  or _mend(sheet, table, int(row), int(first[row])))


def _rename(sheet: Sheet, meant: Mapping[str, Place]) -> str:
    """Say which heading to mend first, "" where none may be what tells the rows apart."""
    return next((f"First rename the heading in {place.cell} to {heading} if it is meant: the rows "
                 "may differ there" for heading, place in meant.items()
                 if heading in sheet.identity), "")


def _mend(sheet: Sheet, table: Table, row: int, first: int) -> str:
    """Say how to mend a row that is about the same thing as an earlier one, by their figures."""
    money = [column.heading for column in sheet.columns
             if column.kind is Kind.MONEY and column.heading in table.values]
    if not money:
        return "Keep one of the two"
    apart = [column.heading for column in sheet.columns if column.kind is Kind.TEXT
             and column.heading in sheet.identity]
    tell = f", or tell them apart in {' or '.join(apart)}" if apart else ""
    alike = all(table.values[heading][row] == table.values[heading][first] for heading in money
                if not table.is_blank(heading)[[row, first]].all())
    typed = "Delete one if it was typed twice; if both are meant, a" if alike else "A"
    return f"{typed}dd them up in one row{tell}"


def _numbers(table: Table, heading: str) -> npt.NDArray[np.int64]:
    """Return a number for each text of a column, shape (rows,): equal where names match."""
    texts = table.text(heading).tolist()
    key_numbers: dict[str, int] = {}
    key = period_key if sheet_of(table.name).column(heading).kind is Kind.PERIOD else name_key
    number = {text: key_numbers.setdefault(key(text), len(key_numbers))
              for text in dict.fromkeys(texts)}
    return np.array([number[text] for text in texts], dtype=np.int64)

"""The user's own workbook with the cells of a what-if changed and marked, and listed on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from optimiser.names import name_key
from optimiser.report.copy_losses import copy_losses
from optimiser.report.guard import write_whole
from optimiser.report.own_workbook import (
    finish_list,
    link,
    opened,
    put,
    refuse_as_target,
    say_losses,
    sheet_in_front,
    top_left,
)
from optimiser.report.palette import WARNING_FILL, bare
from optimiser.tables.columns import Kind
from optimiser.tables.entries import Entry, in_words, is_percentage, value_at, with_entries
from optimiser.tables.reading import CHANGES_SHEET
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Inputs, Table

_FILL = bare(WARNING_FILL)
_HEADINGS = (("Sheet", 20), ("Cell", 10), ("Row", 48), ("Column", 22), ("Before", 24),
             ("After", 24))
_SHARE_FORMAT = "0.##%"


def write_changed(source: Path, inputs: Inputs, entries: Sequence[Entry], target: Path, *,
                  force: bool = False) -> Path | None:
    """Write a copy of the inputs with cells changed; return the backup of an edited target.

    `inputs` are those of the source as read. A workbook is copied as it is; an .ods file or a
    folder of .csv files as a plain workbook of its tables. Cells of files beside the source, such
    as files of rules, are listed but not changed. Raises UsageError or OutputError.
    """
    refuse_as_target(source, target)
    book = opened(source)
    changed = with_entries(inputs, entries)
    for entry in entries:
        _change(book, inputs, changed.table(entry.table), entry)
    _list(book, inputs, changed, entries)
    say_losses(book, copy_losses(source))

    def make(file: BinaryIO) -> None:
        book.save(file)

    return write_whole(target, make, tuple(book.sheetnames), force, whole_last=False)


def said(inputs: Inputs, entry: Entry) -> str:
    """Say a change in one line: `Budgets Polish aid, Budget: 42,000,000 -> 50,000,000`."""
    changed = with_entries(inputs, [entry])
    table, column = changed.table(entry.table), sheet_of(entry.table).column(entry.heading)
    percent = _percent(table, entry)
    before = in_words(column, value_at(inputs, entry), percent=percent) or "blank"
    after = in_words(column, entry.value, percent=percent) or "blank"
    return f"{entry.table} {row_words(changed, entry)}, {entry.heading}: {before} -> {after}"


def _change(book: Any, inputs: Inputs, table: Table, entry: Entry) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if table.file != inputs.file or table.origin:
        return
    page = _page(book, table)
    column = sheet_of(table.name).column(entry.heading)
    cell = top_left(page, _address(table, entry))
    before = in_words(column, value_at(inputs, entry), percent=_percent(table, entry))
    formula = cell.value if cell.data_type == "f" else ""
    cell.value = None
    if isinstance(entry.value, str):
        put(cell, entry.value)
    elif column.kind is Kind.YES_NO:
        cell.value = in_words(column, entry.value)
    elif not np.isnan(entry.value):
        cell.value = int(entry.value) if entry.value.is_integer() else entry.value
        if cell.number_format == "General" and (
                column.kind is Kind.SHARE or _percent(table, entry)):
            cell.number_format = _SHARE_FORMAT
    cell.fill = PatternFill("solid", start_color=_FILL)
    said = f"Was {before or 'blank'}{f', from {formula}' if formula else ''}."
    old = [cell.comment.text.rstrip()] if cell.comment else []
    cell.comment = Comment("\n\n".join([*old, said]), "allocate")


def _page(book: Any, table: Table) -> Any:
    """Return the sheet of a table, made where there is none, with all headings of the table."""
    if table.sheet not in book.sheetnames:
        page = book.create_sheet(table.sheet)
        top = 1
    else:
        page = book[table.sheet]
        top = _heading_row(page, table)
    for heading, letters in table.letters.items():
        if page[f"{letters}{top}"].value is None and heading in table.values:
            page[f"{letters}{top}"].value = heading
    return page


def _heading_row(page: Any, table: Table) -> int:
    """Return the row of the headings: the nearest above the data that holds one of them."""
    keys = {letters: name_key(heading) for heading, letters in table.letters.items()}
    for row in range(int(table.rows[0]) - 1, 0, -1):
        if any(name_key(str(page[f"{letters}{row}"].value or "")) == key
               for letters, key in keys.items()):
            return row
    return 1


def _address(table: Table, entry: Entry) -> str:
    return f"{table.letters[entry.heading]}{table.rows[entry.row]}"


def _percent(table: Table, entry: Entry) -> bool:
    return is_percentage(table, entry.row, entry.heading)


def _list(book: Any, inputs: Inputs, changed: Inputs, entries: Sequence[Entry]) -> None:
    from openpyxl.styles import PatternFill

    page = sheet_in_front(book, CHANGES_SHEET, _HEADINGS)
    for row, entry in enumerate(entries, start=2):
        table, schema = changed.table(entry.table), sheet_of(entry.table)
        column, percent = schema.column(entry.heading), _percent(table, entry)
        here = table.file == inputs.file and not table.origin
        texts = (table.sheet, _address(table, entry) if here else str(
            table.place(entry.row, entry.heading)), row_words(changed, entry), entry.heading,
            in_words(column, value_at(inputs, entry), percent=percent),
            in_words(column, entry.value, percent=percent))
        for at, text in enumerate(texts, start=1):
            put(page.cell(row, at), text)
        page.cell(row, 6).fill = PatternFill("solid", start_color=_FILL)
        if here:
            link(page.cell(row, 2), table.sheet, texts[1])
    if not entries:
        page.cell(2, 1, "No cell is changed.")
    finish_list(book, page)


def row_words(inputs: Inputs, entry: Entry) -> str:
    """Return what tells the row of an entry from others: its names."""
    table, schema = inputs.table(entry.table), sheet_of(entry.table)
    headings = schema.identity or tuple(one.heading for one in schema.columns if one.required)
    return " / ".join(str(text) for heading in headings if heading in table.values
                      if (text := table.text(heading)[entry.row]))

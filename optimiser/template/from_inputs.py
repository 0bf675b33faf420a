"""A workbook to fill in made from inputs that were read: those of a plan, to go on from."""

from __future__ import annotations

import numpy as np

from optimiser.tables.columns import Column, Kind
from optimiser.tables.elements import setting
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Inputs, Table
from optimiser.template.blank import HOW_TO
from optimiser.template.content import NOTE, Content, Lines, Rows


def from_inputs(inputs: Inputs) -> Content:
    """Return the content of a workbook with the tables of inputs, without errors, as they are."""
    return Content(
        title=setting(inputs, "Title", "Funding allocation: inputs"),
        subtitle=f"The inputs of {inputs.file}, to change and run again.",
        tables={name: table_rows(table) for name, table in inputs.tables.items()},
        sections={**HOW_TO, **_notes(inputs)}, footer="Inputs of allocate", full=True)


def _notes(inputs: Inputs) -> dict[str, Lines]:
    """Return the notes of the inputs as a section of their own, without what all workbooks say."""
    said = {line for lines in HOW_TO.values() for line in lines}
    lines = [(f"{note.code}  {note.about}".strip(), note.text) for note in inputs.notes]
    kept = [line for line in lines if line not in said]
    return {"Notes that came with the inputs": kept} if kept else {}


def table_rows(table: Table) -> Rows:
    """Return a table's rows as they are written, blank cells left out."""
    columns = [column for column in sheet_of(table.name).columns if column.heading in table.values]
    rows: Rows = [{} for _ in range(len(table))]
    for column in columns:
        values = table.values[column.heading].tolist()
        for row in np.flatnonzero(~table.is_blank(column.heading)).tolist():
            rows[row][column.heading] = _written(table, column, row, values[row])
    for heading, figures in table.numbers.items():
        for row in np.flatnonzero(~np.isnan(figures)).tolist():
            rows[row][heading] = float(figures[row])
    for (row, heading), text in table.comments.items():
        rows[row][f"{NOTE}{heading}"] = text
    return rows


def _written(table: Table, column: Column, row: int, value: object) -> object:
    if column.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if column.kind is Kind.QUANTITY and table.percent[column.heading][row]:
        return f"{float(str(value)) * 100:.12g}%"
    return value

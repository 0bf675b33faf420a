"""The rows of a table, without the lines of its sheet that are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from optimiser.tables.body import Body, find_body
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.columns import Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import Layout
from optimiser.tables.looks.notes import has_units_row, note_rows
from optimiser.tables.looks.said import Remark, find_remarks, texts_beside, texts_of
from optimiser.tables.looks.totals import restating_rows
from optimiser.tables.sources.raw import RawSheet, letter


class Lines(NamedTuple):
    """The rows of a table, what is wrong with those left out, and what is said around it."""

    body: Body
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]


def find_lines(sheet: Sheet, raw: RawSheet, file: str, layout: Layout,
               figures: Sequence[str]) -> Lines:
    """Return the rows below the headings without notes, units and rows that restate others."""
    body = find_body(raw, layout, [*layout.known, *figures])
    notes = note_rows(sheet, body, list(layout.known))
    if has_units_row(sheet, body, layout.row):
        notes.insert(0, 0)
    below = {int(body.rows[row]): texts_of(raw.rows[int(body.rows[row])]) for row in notes}
    beside = texts_beside(
        {heading: (column, body.columns[heading]) for heading, column in layout.others.items()},
        body.rows.tolist(), has_currencies="Currency" in layout.known)
    remarks = find_remarks(sheet, raw, file, layout.row, layout.known, below, beside)
    body = body.without(set(notes))
    restating = restating_rows(sheet, raw, body, layout.known)
    findings = tuple(
        kinds.RESTATES.at(Place(file, raw.name, f"{letter(layout.known[sign.heading])}{at}"), at,
                          why=sign.why)
        for row, sign in restating.items() for at in (int(body.rows[row]) + 1,))
    return Lines(body.without(set(restating)), findings, tuple(remarks))

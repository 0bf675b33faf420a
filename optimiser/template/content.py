"""What an input workbook holds, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from optimiser.frozen import frozen
from optimiser.tables.columns import Sheet
from optimiser.tables.schema import SHEETS

Rows = list[dict[str, object]]
Lines = list[tuple[str, str]]
NOTE = "note:"
"""What stands before a heading in a row for the comment on that cell."""


@frozen
class Content:
    """What a workbook holds.

    `tables` are rows by sheet; `notes` the line above each table; `sections` those of the About
    sheet. A `plain` workbook has headings in row 1 and nothing but tables; a `full` one has
    every sheet and every column of the schema, filled or not.
    """

    title: str
    tables: Mapping[str, Rows]
    subtitle: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, Lines] = field(default_factory=dict)
    footer: str = ""
    plain: bool = False
    full: bool = False

    def sheets(self) -> list[Sheet]:
        """Return the sheets of the workbook, in the order of the schema."""
        return [sheet for sheet in SHEETS if self.full or sheet.name in self.tables]

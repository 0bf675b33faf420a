"""A sheet of the output workbook: one object that declares every facet of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimiser.report.draft import Draft
from optimiser.report.layout import Heading, Page


def _always(_draft: Draft) -> bool:
    return True


def _nothing(_draft: Draft) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the output, its contents list, the library and the documentation know of a sheet.

    `holds` says in one line what a reader finds there, `when` in words when it is there.
    `columns` are all that it may have, with their comments, units, looks and whether they are
    printed; `columns_of` those that it has in one output. `rows` counts its records before any
    sheet is built, so that formulas of other sheets can point at it. `total` is the column that
    the contents list adds up: a row of totals in the sheet itself would count as a record for
    whoever reads the table. `copies` names the input table that it is a copy of.
    """

    name: str
    holds: str
    columns: tuple[Heading, ...]
    build: Callable[[Draft], Page]
    rows: Callable[[Draft], int] = _nothing
    columns_of: Callable[[Draft], tuple[Heading, ...]] | None = None
    is_there: Callable[[Draft], bool] = _always
    when: str = ""
    total: str = ""
    copies: str = ""

    def settle(self, draft: Draft) -> None:
        """Settle where the sheet's table stands."""
        headings = self.columns if self.columns_of is None else self.columns_of(draft)
        draft.settle(self.name, headings, self.rows(draft))


def brought(name: str) -> tuple[Callable[[Draft], Page], Callable[[Draft], bool]]:
    """Return builder and presence of a sheet whose page comes with the plan."""
    return lambda draft: draft.brought[name], lambda draft: name in draft.brought

"""What the sheet Limits of an output says of its limits beyond what the inputs tell again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import Program
from optimiser.model.rows import Limits
from optimiser.names import name_key
from optimiser.plan.reopen import Row, read_explained
from optimiser.plan.types import OverByRounding
from optimiser.problem.arrays import Floats
from optimiser.problem.money import fraction_of
from optimiser.tables.address import Address, cells_of
from optimiser.tables.table import Inputs

_WANTED = ("Name", "Relation", "Over by rounding", "Room as solved", "Source", "Source here")


@frozen
class LimitsAsWritten:
    """The rows of the sheet, each known by its limit's name and relation.

    `over` is what a limit is over by rounding where it is, `full_within` the room with which it
    still counts as full. `sources` are the cells that each rests on in the file that the plan was
    made from, as its row says them; `cells` leads there from cells of the output's copy.
    """

    over: Mapping[tuple[str, str], Fraction]
    full_within: Mapping[tuple[str, str], float]
    sources: Mapping[tuple[str, str], str]
    cells: Mapping[str, str]

    def over_by_rounding(self, program: Program) -> tuple[OverByRounding, ...]:
        """Return the limits that the plan as solved is over by rounding."""
        return tuple(OverByRounding(number, self.over[key], None)
                     for number, key in enumerate(_keys(program)) if key in self.over)

    def rooms(self, program: Program) -> Floats:
        """Return with what room each limit counts as full, shape (limits,); NaN if not said."""
        return np.array([self.full_within.get(key, np.nan) for key in _keys(program)])

    def with_sources(self, block: Limits) -> Limits:
        """Return limits with the sources of their rows: all cells of one in the same file."""
        return replace(block, sources=tuple(
            Address(self.sources.get(key) or source, cells_of(source))
            for key, source in zip(_keys_of(block), block.sources, strict=True)))


def read_limits(path: Path) -> LimitsAsWritten:
    """Read the sheet of an output as it stands in the file; raise InputError for no output."""
    rows = read_explained(path, {"Limits": _WANTED}).get("Limits", [])
    over = {key: fraction_of(amount) for key, amount in _figures(rows, "Over by rounding")
            if amount > 0}
    sources = {_key_of(row): str(row.get("Source") or "") for row in rows}
    return LimitsAsWritten(over, dict(_figures(rows, "Room as solved")), sources,
                           dict(_cells(rows)))


def with_cells_of_source(inputs: Inputs, cells: Mapping[str, str]) -> Inputs:
    """Return inputs that an output carries, with the cells of the file they were read from.

    Cells that no limit rests on keep their place in the copy.
    """
    return replace(inputs, tables={name: replace(table, copied_from=cells)
                                   for name, table in inputs.tables.items()})


def _keys(program: Program) -> Iterator[tuple[str, str]]:
    """Yield what the sheet knows each limit by; ("", "") for one that it does not show."""
    for block in program.limits:
        yield from _keys_of(block)


def _keys_of(block: Limits) -> Iterator[tuple[str, str]]:
    for name in block.names:
        yield (name_key(name), block.relation.value) if block.is_shown else ("", "")


def _key_of(row: Row) -> tuple[str, str]:
    return name_key(str(row["Name"])), str(row["Relation"])


def _figures(rows: list[Row], heading: str) -> Iterator[tuple[tuple[str, str], float]]:
    for row in rows:
        figure = row.get(heading)
        if isinstance(figure, (int, float)):
            yield _key_of(row), float(figure)


def _cells(rows: list[Row]) -> Iterator[tuple[str, str]]:
    """Yield each cell of the copy with that of the file, of limits that rest on one alone.

    What several cells say together is no address of any: it finds none to name.
    """
    for row in rows:
        here, there = (str(row.get(heading) or "") for heading in ("Source here", "Source"))
        if here and there:
            yield here, there

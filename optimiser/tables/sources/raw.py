"""What any source of inputs comes down to: named grids of raw cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.tables.findings import Finding
from optimiser.tables.looks.formats import Format

Wanted = Mapping[str, Set[str]]
"""The sheets to read, by name key, with the name keys of their headings."""

HEAD_ROWS = 60
"""So many rows are read of a sheet that no table is called like."""
NOTE_ROWS = 2_000
"""So many of one that is called like notes."""
NOTE_SHEETS = frozenset(map(name_key, ("About", "Notes", "Sources", "Assumptions", "References",
                                       "Readme", "Inputs Notes")))

ROWS, COLUMNS = 1_048_576, 16_384
"""What a sheet of Excel or LibreOffice can hold at most."""
LINKED = "'file:"
"""How the name of a sheet begins that holds the values of another file."""


class RefusedError(Exception):
    """A source that may not or cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Bad(NamedTuple):
    """A cell that shows an error, or a formula without a stored result (`error` is "")."""

    error: str


class Area(NamedTuple):
    """A block of cells, its first and last row and column counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@frozen
class SheetLook:
    """What a sheet shows beside its values; cells are (row, column), all from 0.

    `formats` holds by column the number formats that say more than a plain number, each with
    the rows of its cells, shape (cells,);
    `sums` the formulas that add up cells of their own column, with the rows that they name
    (empty where they name none); `totals_rows` what a table of Excel keeps as its totals;
    `comments` what stands in comments on cells.
    """

    formats: Mapping[int, Mapping[Format, npt.NDArray[np.int64]]] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    sums: Mapping[tuple[int, int], frozenset[int]] = field(default_factory=dict)
    totals_rows: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


@frozen
class RawSheet:
    """A grid of cells from A1 on, all rows of one width; blank cells are "" or None.

    `bad` holds cells that no reader shows as they are, by (row, column) from 0.
    `separator` is what parts the cells of a .csv file, "" where cells are cells.
    `unreadable` marks a sheet that has a finding of its own instead of rows.
    Of a sheet whose name no table has only the first rows are read (see `rows_read_of`).
    `lines` tells for a file of text without cells on which of its lines a cell stands, and a
    whole row under the column -1.
    """

    name: str
    rows: Sequence[Sequence[object]] = ()
    bad: Mapping[tuple[int, int], Bad] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    separator: str = ""
    unreadable: bool = False
    lines: Mapping[tuple[int, int], int] = field(default_factory=dict)
    look: SheetLook = field(default_factory=SheetLook)


@frozen
class RawInputs:
    """All sheets of a source, its digest, and what is wrong with the source as a whole."""

    file: str
    path: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    findings: tuple[Finding, ...] = ()


def rows_read_of(name: str) -> int:
    """Return how many rows are read of a sheet that no table is called like."""
    return NOTE_ROWS if name_key(name) in NOTE_SHEETS else HEAD_ROWS


@lru_cache(maxsize=256)
def letter(column: int) -> str:
    """Return a column's letter from its number from 0.

    >>> letter(0), letter(26), letter(99)
    ('A', 'AA', 'CV')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number(letters: str) -> int:
    """Return a column's number from 0 from its letter.

    >>> number("CV")
    99
    """
    value = 0
    for one in letters:
        value = value * 26 + ord(one) - ord("A") + 1
    return value - 1

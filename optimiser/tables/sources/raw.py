"""What any source of inputs comes down to: named grids of raw cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from optimiser.tables.findings import Finding

Wanted = Mapping[str, Set[str]]
"""The sheets to read, by name key, with the name keys of their headings."""

ROWS, COLUMNS = 1_048_576, 16_384
"""What a sheet of Excel or LibreOffice can hold at most."""


class RefusedError(Exception):
    """A source that may not or cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that shows an error, or a formula without a stored result (`error` is "")."""

    error: str


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A grid of cells from A1 on, all rows of one width; blank cells are "" or None.

    `bad` holds cells that no reader shows as they are, by (row, column) from 0.
    `separator` is what parts the cells of a .csv file, "" where cells are cells.
    `unreadable` marks a sheet that has a finding of its own instead of rows.
    A sheet whose name no table has is listed, but its rows are not read.
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


@dataclass(frozen=True, slots=True)
class RawInputs:
    """All sheets of a source, its digest, and what is wrong with the source as a whole."""

    file: str
    path: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    findings: tuple[Finding, ...] = ()


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

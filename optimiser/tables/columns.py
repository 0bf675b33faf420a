"""How a sheet and its columns are declared: kind, unit, default, meaning."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from optimiser.frozen import frozen


class Kind(Enum):
    """What a cell of a column holds, and so how it is read."""

    NAME = "name"
    TEXT = "text"
    CLASSES = "names of classes separated by ;"
    PERIOD = "period"
    MONEY = "money"
    NUMBER = "number"
    SHARE = "share"
    YES_NO = "yes or no"
    CARRY = "yes, no or a share"
    CHOICE = "one of a list"
    SELECTOR = "names separated by ;"
    NAMES = "dimensions separated by ;"
    KEY = "key of burden sharing"
    DATE = "date"
    QUANTITY = "money, share or number, by another column"
    ORDER = "whole number"


@frozen
class Column:
    """One column of an input sheet: its heading, its kind and what a blank means.

    `names` says which set of elements a NAME or SELECTOR column draws from (for
    spelling suggestions and drop-downs); `blank` is the meaning of a blank cell in words;
    `before_names` are choices that a name of the workbook's own follows.
    """

    heading: str
    kind: Kind
    meaning: str
    required: bool = False
    unit: str = ""
    default: str | float | bool | None = None
    blank: str = ""
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    before_names: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """One input table: its columns, and the columns that together identify a row.

    `open_numbers` says what may name further numeric columns, "" where none are read.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    required: bool = False
    open_numbers: str = ""

    def column(self, heading: str) -> Column:
        """Return the column of that heading; raise KeyError where there is none."""
        for column in self.columns:
            if column.heading == heading:
                return column
        raise KeyError(heading)


def source_of(what: str) -> Column:
    """Return the column that says where a table's figures come from."""
    return Column("Source", Kind.TEXT, f"Where {what} comes from.", blank="not stated")

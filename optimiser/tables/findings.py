"""Findings: what is wrong with an input, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from optimiser.frozen import frozen


class Severity(StrEnum):
    """Errors stop the run; warnings go on to the output's Log."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a cell (`E17`), a row (`17:17`), or a whole sheet or file ("")."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@frozen
class Finding:
    """One fault: a stable code, its place, the value as it stands, the message, the remedy."""

    code: str
    severity: Severity
    place: Place
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.code} {self.place}: {self.message} {self.remedy}".strip()


class FindingKind(NamedTuple):
    """An entry of the catalogue: what findings of one code say.

    `message` and `remedy` are templates with `{value}` and the named details of `at`.
    """

    code: str
    title: str
    description: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def at(self, place: Place, value: object = "", **details: object) -> Finding:
        """Return the finding of this kind at one place."""
        shown = str(value)
        return Finding(
            self.code,
            self.severity,
            place,
            shown,
            self.message.format(value=shown, **details),
            self.remedy.format(value=shown, **details),
        )

"""Reading an output workbook back: the inputs that it carries, and what it allocates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from optimiser.errors import InputError, UsageError
from optimiser.frozen import frozen
from optimiser.model.columns import Columns
from optimiser.names import name_key
from optimiser.problem.money import fraction_of
from optimiser.problem.types import Problem
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Place, Severity
from optimiser.tables.notes import read_notes
from optimiser.tables.periods import period_key
from optimiser.tables.reading import read_table
from optimiser.tables.results import FORMAT, FORMAT_ITEM, NEAR_ITEM, PREFIX, PROGRAM_ITEM, RESULTS
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources import open_source
from optimiser.tables.sources.raw import RawInputs, RawSheet
from optimiser.tables.table import Inputs, Table

Row = dict[str, object]
"""A row of a sheet by its headings, as read."""

_EVERY = ("Allocation", f"{PREFIX}Needs", f"{PREFIX}Budgets")


@frozen
class Output:
    """An output workbook as it stands, edited or not.

    `inputs` are its copy of the input tables: places in it name sheets such as
    `Inputs Needs`. `allocation` and `deployments` are rows as written or edited; names in
    them may be unknown, and rows may stand twice. `log` is what the run recorded.
    """

    path: Path
    sha256: str
    inputs: Inputs
    allocation: Table
    deployments: Table
    log: Table

    @property
    def named(self) -> str:
        """What tells it from any other workbook: its name and what is in it."""
        return f"{self.path.name}, SHA-256 {self.sha256}"

    def logged(self, item: str) -> str:
        """Return what the log records under an item, "" where it records nothing."""
        values = dict(zip(self.log.text("Item"), self.log.text("Value"), strict=True))
        return str(values.get(item, ""))

    @property
    def near(self) -> str:
        """What its search left open, in words; "" where the plan is proved the best."""
        return self.logged(NEAR_ITEM)

    @property
    def made_by(self) -> str:
        """Which other version made it, in words; "" where it is of this one's format."""
        return other_version(self.logged(FORMAT_ITEM), self.logged(PROGRAM_ITEM))


def other_version(form: str, version: str) -> str:
    """Say which version made an output, from the format and version of its log; "" for this one.

    >>> other_version("", "0.1.0")
    'an earlier version of allocate (0.1.0, outputs of format 1; this one reads format 2)'
    """
    if form == FORMAT:
        return ""
    when = "a later" if form.isdigit() and int(form) > int(FORMAT) else "an earlier"
    return (f"{when} version of allocate ({version or 'its log does not say which'}, outputs of "
            f"format {form or 1}; this one reads format {FORMAT})")


def read_explained(path: Path, wanted: Mapping[str, Sequence[str]],
                   may_lack: Collection[str] = ()) -> dict[str, list[Row]]:
    """Read sheets of an output as they stand in the file: for each, its rows by heading.

    `wanted` names the headings of each sheet; a heading that is not there reads as blank, and so
    does a sheet of those that an output `may_lack`, as it would hold nothing.
    Raises InputError where the file is no output.
    """
    _, found = _open(path, wanted, tuple(name for name in wanted if name not in may_lack))
    return {sheet: list(_rows(found[name_key(sheet)], headings)) if name_key(sheet) in found else []
            for sheet, headings in wanted.items()}


def log_of_this_version(path: Path) -> dict[str, str]:
    """Return the log of an output by its items.

    Raises UsageError where an output is of another version, InputError where it is none.
    """
    rows = read_explained(path, {"Log": ("Item", "Value")})["Log"]
    log = {str(row.get("Item")): str(row.get("Value") or "") for row in rows}
    if made_by := other_version(log.get(FORMAT_ITEM, ""), log.get(PROGRAM_ITEM, "")):
        raise UsageError(f"{path.name} was made by {made_by}.",
                         f"Run allocate {path.name} -o NEW.xlsx: it reads the inputs that the "
                         "workbook carries, and its output says why.")
    return log


def _open(path: Path, wanted: Mapping[str, Sequence[str]],
            every: Sequence[str]) -> tuple[RawInputs, dict[str, RawSheet]]:
    """Open an output; return it with its sheets by name key. All of `every` must be there."""
    raw = open_source(path, {name_key(sheet): frozenset(map(name_key, headings))
                             for sheet, headings in wanted.items()})
    found = {name_key(sheet.name): sheet for sheet in raw.sheets}
    findings = list(raw.findings)
    if not findings:
        findings += [kinds.NOT_AN_OUTPUT.at(Place(raw.file), name) for name in every
                     if name_key(name) not in found][:1]
    _stop_at_errors(findings)
    return raw, found


def _rows(sheet: RawSheet, headings: Sequence[str]) -> Iterator[Row]:
    if not sheet.rows:
        return
    first = [name_key(str(cell or "")) for cell in sheet.rows[0]]
    columns = {heading: first.index(name_key(heading)) for heading in headings
              if name_key(heading) in first}
    for row in sheet.rows[1:]:
        cells = {heading: row[column] for heading, column in columns.items()}
        if any(cell not in ("", None) for cell in cells.values()):
            yield cells


def read_output(path: Path) -> Output:
    """Read an output workbook; raise InputError where it is none or a cell is wrong."""
    sheets = {f"{PREFIX}{sheet.name}": sheet for sheet in SHEETS} | {
        sheet.name: sheet for sheet in RESULTS}
    raw, found = _open(path, {name: [column.heading for column in sheet.columns]
                                for name, sheet in sheets.items()}, _EVERY)
    findings: list[Finding] = []
    tables = {
        name: table for name, sheet in sheets.items() if name_key(name) in found
        if (table := read_table(sheet, found[name_key(name)], raw.file, findings)) is not None}
    _stop_at_errors(findings)
    inputs = Inputs(raw.file, raw.path, raw.sha256, {
        name.removeprefix(PREFIX): table for name, table in tables.items()
        if name.startswith(PREFIX)}, (), notes=read_notes(raw.sheets))
    return Output(path, raw.sha256, inputs, *(
        tables.get(sheet.name) or inputs.table(sheet.name) for sheet in RESULTS))


def _stop_at_errors(findings: list[Finding]) -> None:
    """Raise InputError where there are errors; notes on extra columns are of no use here."""
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors:
        raise InputError(errors)


class Placed(NamedTuple):
    """Rows of `Allocation` put into the cells of a problem.

    `amounts` has one exact amount in base currency a cell (rows of one cell added up).
    `strays` lists the rows, by their index in the table, that no cell takes: an unknown
    name, a fund that may not pay there, a need that does not exist.
    """

    amounts: tuple[Fraction, ...]
    strays: tuple[int, ...]


def place_amounts(problem: Problem, columns: Columns, allocation: Table) -> Placed:
    """Put the rows of an output's `Allocation` into the cells of a problem, by their names."""
    grid = columns.allocation
    names = [[name_key(name) for name in axis.names] for axis in (
        problem.funds, problem.recipients, problem.activities)]
    names.append([period_key(period) for period in problem.periods])
    cell_of = {
        key: cell for cell, key in enumerate(zip(*(
            [known[element] if element >= 0 else "" for element in grid.along[dimension].tolist()]
            for known, dimension in zip(names, ("fund", "recipient", "activity", "period"),
                                        strict=True)), strict=True))}
    amounts = [Fraction(0)] * len(grid)
    strays = []
    written = zip(*([name_key(name) for name in allocation.text(heading)]
                    for heading in ("Fund", "Recipient", "Activity")),
                  [period_key(name) for name in allocation.text("Period")], strict=True)
    for row, (key, amount) in enumerate(zip(written, allocation.number("Amount").tolist(),
                                            strict=True)):
        cell = cell_of.get(key, -1)
        if cell >= 0:
            amounts[cell] += fraction_of(amount)
        elif amount > 0:
            strays.append(row)
    return Placed(tuple(amounts), tuple(strays))

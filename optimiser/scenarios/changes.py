"""What-if questions: changes of the inputs by the names that people know them by.

Each change comes to cells of the input tables, so that what is solved, what is compared and what
is written back into the user's workbook are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np

from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.scenarios.apply import in_scenario
from optimiser.suggestions import nearest
from optimiser.tables.cells import parse_column
from optimiser.tables.elements import read_elements
from optimiser.tables.entries import Entry, Value, changed_only, differences, with_entries
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Inputs, Table, type_of_kind
from optimiser.words import listing


@runtime_checkable
class Change(Protocol):
    """A change of the inputs."""

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cells to set; raise UsageError where a name is not in the inputs."""


@frozen
class Budget:
    """The budget of a fund, in the currency and unit of its row; `period` where it has several."""

    fund: str
    amount: float
    period: str | None = None

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cell of the budget."""
        table = inputs.table("Budgets")
        rows = _rows(table, "Fund", self.fund)
        if self.period is not None:
            rows = [row for row in rows
                    if name_key(str(table.text("Period")[row])) == name_key(self.period)]
        if len(rows) == 1:
            return (Entry("Budgets", rows[0], "Budget", self.amount),)
        periods = listing(dict.fromkeys(str(one) for one in table.text("Period") if one), "or")
        raise UsageError(f"{self.fund} has {len(rows)} budgets of that period.",
                         f"Name one of {periods or 'its rows'}.")


@frozen
class RuleSwitch:
    """A rule on or off."""

    rule: str
    enabled: bool

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cell that switches the rule."""
        return _every(inputs, "Rules", "Rule", self.rule, "Enabled", float(self.enabled))


@frozen
class RuleValue:
    """The value of a rule: money in base currency and the workbook's unit, a share, a number."""

    rule: str
    value: float

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cell of the value."""
        return _every(inputs, "Rules", "Rule", self.rule, "Value", self.value)


@frozen
class Floor:
    """The least share of a recipient's needs to be met, a fraction; None takes it away."""

    recipient: str
    share: float | None

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cell of the floor; a recipient that has no row yet gets one."""
        value = float("nan") if self.share is None else self.share
        known, table = read_elements(inputs).recipients, inputs.table("Recipients")
        if known.find(self.recipient) < 0:
            raise _unknown("recipient", self.recipient, known.names)
        listed = {name_key(str(name)) for name in table.text("Recipient")}
        # Where the sheet is there, it has to list every recipient.
        new = [name for name in known.names if name_key(name) not in listed]
        added = tuple(Entry("Recipients", row, "Recipient", name)
                      for row, name in enumerate(new, start=len(table)))
        return (*added, *_every(with_entries(inputs, added), "Recipients", "Recipient",
                                self.recipient, "Minimum coverage", value))


@frozen
class Tolerance:
    """How far the contributions of a group may be off their key shares, a fraction."""

    group: str
    share: float

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cell of the tolerance."""
        return _every(inputs, "Burden sharing", "Group", self.group, "Tolerance",
                      self.share)


@frozen
class Objectives:
    """The order of the objectives; those of the sheet that are not named come after."""

    names: tuple[str, ...]

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cells of the order; an objective that has no row yet gets one."""
        table = inputs.table("Objectives")
        choices = sheet_of("Objectives").column("Objective").choices
        rows = {name_key(str(name)): row for row, name in enumerate(table.text("Objective"))}
        spelt = {name_key(name): name for name in self.names}
        for key, name in spelt.items():
            if key not in {name_key(one) for one in choices}:
                raise _unknown("objective", name, choices)
        before = np.argsort(table.number("Order"), kind="stable").tolist()
        order = [*spelt, *(key for row in before for key, at in rows.items()
                            if at == row and key not in spelt)]
        found = []
        for rank, key in enumerate(order, start=1):
            row = rows.setdefault(key, max([-1, *rows.values()]) + 1)
            if row >= len(table):
                found.append(Entry("Objectives", row, "Objective", spelt[key]))
            found.append(Entry("Objectives", row, "Order", float(rank)))
        return tuple(found)


@frozen
class Cells:
    """Any cells of the inputs."""

    changed: tuple[Entry, ...]

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:  # noqa: ARG002 - one signature
        """Return the cells."""
        return self.changed


@frozen
class InScenario:
    """Every figure as it is in a scenario."""

    name: str

    def entries(self, inputs: Inputs) -> tuple[Entry, ...]:
        """Return the cells that the scenario changes."""
        return differences(inputs, in_scenario(inputs, self.name))


def changed_cells(inputs: Inputs, changes: Iterable[Change]) -> tuple[Entry, ...]:
    """Return the cells that changes come to, one after the other; scenarios come last.

    Raises UsageError where a name is not in the inputs, or a cell cannot hold its value.
    """
    found: list[Entry] = []
    changed = inputs
    for change in sorted(changes, key=lambda one: isinstance(one, InScenario)):
        new = tuple(map(_sound, change.entries(changed)))
        found += new
        changed = with_entries(changed, new)
    return changed_only(inputs, found)


def _sound(entry: Entry) -> Entry:
    """Return an entry; raise UsageError for a figure that a cell of its column cannot hold."""
    column = sheet_of(entry.table).column(entry.heading)
    if type_of_kind.get(column.kind) is not float:
        return entry
    value = entry.value
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise UsageError(f"{entry.table}, {entry.heading} cannot be {value!r}.", "Give a number.")
    if np.isnan(value):
        if column.required:
            raise UsageError(f"{entry.table}, {entry.heading} cannot be blank.", "Give a number.")
        return entry
    for wrong in parse_column(column, [float(value)]).faults.values():
        values = {"value": str(wrong.value), **wrong.details}
        raise UsageError(f"{entry.table}, {entry.heading}: {wrong.kind.message}".format(**values),
                         wrong.kind.remedy.format(**values))
    return replace(entry, value=float(value))


def _every(inputs: Inputs, table: str, named: str, name: str, heading: str,
           value: Value) -> tuple[Entry, ...]:
    return tuple(Entry(table, row, heading, value)
                 for row in _rows(inputs.table(table), named, name))


def _rows(table: Table, named: str, name: str) -> list[int]:
    names = [str(one) for one in table.text(named)]
    rows = [row for row, one in enumerate(names) if name_key(one) == name_key(name)]
    if not rows:
        raise _unknown(named.casefold(), name, tuple(dict.fromkeys(names)))
    return rows


def _unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    near = nearest(name, known) or known[:3]
    return UsageError(f"The inputs have no {what} {name}.",
                      f"Perhaps {listing(near, 'or')}?" if near else "They have none at all.")

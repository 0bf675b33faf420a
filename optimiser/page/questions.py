"""The fields of What if: what stands in the inputs, and what the user wrote instead.

A field is read as a cell of the workbook is, so that what may be written there may be written
here, and what is wrong with it is said in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.limits.rules import whole_rule_words
from optimiser.names import name_key
from optimiser.problem.build import build_problem
from optimiser.scenarios.apply import scenarios_of
from optimiser.scenarios.changes import Cells, Change, Floor, Objectives
from optimiser.tables.catalogue.reading import NOT_A_NUMBER
from optimiser.tables.cells import parse_column
from optimiser.tables.columns import Column, Kind
from optimiser.tables.elements import read_elements
from optimiser.tables.entries import Entry, in_words, is_percentage, value_at
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Inputs

_ORDER, _SCENARIO = "order-", "scenario"
_MANY_OFF = 5
"""More rules that are switched off than these are shown when asked for."""


@frozen
class Field:
    """A figure that may be changed: its key in the form, its label, its text, its fault.

    `entry` is the cell that it stands for; `most` the end of its slider, 0 where it has none;
    `percent` says that it is a share though its column holds other figures too.
    """

    key: str
    label: str
    text: str
    entry: Entry
    before: str
    unit: str = ""
    most: float = 0.0
    percent: bool = False
    error: str = ""

    @property
    def plain(self) -> float:
        """The figure as a slider wants it, 0 where it is blank."""
        value = self.entry.value
        return 0.0 if isinstance(value, str) or np.isnan(value) else value


@frozen
class Switch:
    """A rule that is on or off, with its value."""

    key: str
    label: str
    words: str
    on: bool
    entry: Entry
    value: Field


@frozen
class Form:
    """Everything that What if asks."""

    budgets: tuple[Field, ...]
    rules: tuple[Switch, ...]
    floors: tuple[Field, ...]
    tolerances: tuple[Field, ...]
    objectives: tuple[str, ...]
    scenarios: tuple[str, ...]
    scenario: str

    @property
    def folded(self) -> tuple[Switch, ...]:
        """The rules that are switched off, where there are many of them."""
        off = tuple(rule for rule in self.rules if not rule.on and not rule.value.error)
        return off if len(off) > _MANY_OFF else ()

    @property
    def faults(self) -> tuple[Field, ...]:
        """The fields that cannot be read."""
        every = (*self.budgets, *(rule.value for rule in self.rules), *self.floors,
                 *self.tolerances)
        return tuple(one for one in every if one.error)


def form_of(inputs: Inputs, opened: Inputs, scenario: str) -> Form:
    """Return the form as inputs fill it in; `opened` are those of the workbook itself."""
    return Form(
        _fields(inputs, opened, "Budgets", "Budget", ("Fund", "Period"), slider=True),
        tuple(_switches(inputs, opened)),
        _floors(inputs, opened),
        _fields(inputs, opened, "Burden sharing", "Tolerance", ("Group",)),
        _objectives(inputs), tuple(one.name for one in scenarios_of(inputs)), scenario)


def filled(form: Form, answers: Mapping[str, str]) -> Form:
    """Return the form as the user sent it: texts, switches, and what is wrong with them."""
    order = sorted(range(len(form.objectives)),
                   key=lambda at: (_place(answers.get(f"{_ORDER}{at}", ""), at), at))
    wanted = answers.get(_SCENARIO, "")
    return replace(
        form, budgets=_read(form.budgets, answers), floors=_read(form.floors, answers),
        tolerances=_read(form.tolerances, answers),
        rules=tuple(replace(one, on=one.key in answers, value=_read((one.value,), answers)[0])
                    for one in form.rules),
        objectives=tuple(form.objectives[at] for at in order),
        scenario=next((name for name in form.scenarios if name == wanted), ""))


def changes(before: Form, after: Form) -> list[Change]:
    """Return what the user changed in a form without faults; the scenario is not among it."""
    entries = [new.entry for old, new in zip((*before.budgets, *before.tolerances),
                                             (*after.budgets, *after.tolerances), strict=True)
               if old.text != new.text]
    for was, now in zip(before.rules, after.rules, strict=True):
        if was.on != now.on:
            entries.append(replace(now.entry, value=float(now.on)))
        if was.value.text != now.value.text:
            entries.append(now.value.entry)
    found: list[Change] = [Cells(tuple(entries))]
    for old, new in zip(before.floors, after.floors, strict=True):
        if old.text != new.text:
            floor = new.entry.value
            blank = isinstance(floor, str) or bool(np.isnan(floor))
            found.append(Floor(new.label, None if blank else float(floor)))
    if before.objectives != after.objectives:
        found.append(Objectives(after.objectives))
    return found


def _fields(inputs: Inputs, opened: Inputs, table: str, heading: str, named: Sequence[str], *,
            slider: bool = False) -> tuple[Field, ...]:
    rows = inputs.table(table)
    names = [[str(text) for text in rows.text(one)] for one in named]
    currencies = rows.text("Currency") if table == "Budgets" else np.full(len(rows), "")
    return tuple(
        _field(inputs, opened, Entry(table, row, heading, 0.0),
               ", ".join(filter(None, (column[row] for column in names))),
               unit=str(currencies[row]), slider=slider)
        for row in range(len(rows)))


def _field(inputs: Inputs, opened: Inputs, entry: Entry, label: str, *, unit: str = "",
           slider: bool = False) -> Field:
    column = sheet_of(entry.table).column(entry.heading)
    value, was = value_at(inputs, entry), value_at(opened, entry)
    table = inputs.table(entry.table)
    percent = entry.row < len(table) and is_percentage(table, entry.row, entry.heading)
    text, before = _text(column, value, percent=percent), _text(column, was, percent=percent)
    most = 2 * max(float(was), float(value)) if slider and not isinstance(value, str) and \
        not isinstance(was, str) and np.isfinite([value, was]).all() else 0.0
    return Field(f"{entry.table.split()[0].casefold()}-{entry.heading.casefold()[:6]}-{entry.row}",
                 label, text, replace(entry, value=value),
                 before if before != text else "", unit, most, percent)


def _text(column: Column, value: float | str, *, percent: bool) -> str:
    """Return a value as it may be written back: `1,000` could be read in two ways."""
    return in_words(column, value, percent=percent).replace(",", " ")


def _switches(inputs: Inputs, opened: Inputs) -> list[Switch]:
    rules = inputs.table("Rules")
    problem, found = build_problem(inputs), []
    for row, name in enumerate(rules.text("Rule")):
        rule = problem.rules[row]
        value = _field(inputs, opened, Entry("Rules", row, "Value", 0.0), str(name))
        found.append(Switch(f"rule-on-{row}", str(name), whole_rule_words(problem, rule),
                            bool(rules.number("Enabled")[row]),
                            Entry("Rules", row, "Enabled", 1.0), value))
    return found


def _floors(inputs: Inputs, opened: Inputs) -> tuple[Field, ...]:
    table = inputs.table("Recipients")
    rows = {name_key(str(name)): row for row, name in enumerate(table.text("Recipient"))}
    found = []
    for at, name in enumerate(read_elements(inputs).recipients.names):
        row = rows.get(name_key(name), len(table) + at)
        one = _field(inputs, opened, Entry("Recipients", row, "Minimum coverage", 0.0), name)
        found.append(replace(one, key=f"floor-{at}"))
    return tuple(found)


def _objectives(inputs: Inputs) -> tuple[str, ...]:
    table = inputs.table("Objectives")
    order = np.argsort(table.number("Order"), kind="stable")
    return tuple(str(table.text("Objective")[row]) for row in order.tolist())


def _read(fields: Sequence[Field], answers: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(_answered(one, answers[one.key].strip()) if one.key in answers else one
                 for one in fields)


def _answered(one: Field, text: str) -> Field:
    """Return a field with what the user wrote, read as a cell of its column."""
    column = sheet_of(one.entry.table).column(one.entry.heading)
    if one.percent:
        column = replace(column, kind=Kind.SHARE)
    if text == one.text:
        return one
    if not text:
        error = "It is blank. Write a figure." if column.required else ""
        return replace(one, text="", entry=replace(one.entry, value=float("nan")), error=error)
    parsed = parse_column(column, [text])
    if parsed.faults:
        wrong = parsed.faults[0]
        values = {"value": str(wrong.value), **wrong.details}
        said = f"{wrong.kind.message} {wrong.kind.remedy}".format(**values)
        if wrong.kind is NOT_A_NUMBER:
            said = f"{said} Blanks between thousands may stay, as in 4 000 000."
        return replace(one, text=text, error=said)
    return replace(one, text=text, entry=replace(one.entry, value=float(parsed.values[0])))


def _place(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default + 1

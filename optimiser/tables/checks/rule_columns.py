"""Columns of Recipients and Activities that rules name: there, filled, and not all 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean_of
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.findings import Finding, Place
from optimiser.tables.selectors import select
from optimiser.tables.table import Table
from optimiser.vocabulary import MeasureName, Unit

_ALL = 1.0


class _Named(NamedTuple):
    """A column that a cell of Rules names, with the sheet that has to hold it."""

    place: Place
    rule: str
    column: str
    sheet: str
    dimension: str
    selected: str


def check_rule_columns(facts: Facts) -> Iterator[Finding]:
    """Find columns that rules name and that are not there, not filled, or of no use."""
    table = facts.table("Rules")
    for row in range(len(table)):
        measure = measure_of(table, row)
        marker = str(table.text("Counted by")[row])
        if measure is None or table.number("Enabled")[row] != 1:
            continue
        if marker and measure.unit is not Unit.MONEY:
            yield kinds.COUNTED_UNREAD.at(table.place(row, "Counted by"), marker, measure=measure)
        elif marker:
            yield from _column(facts, _marker(table, row, marker))
        found = MeasureName.read(str(table.text("Measure")[row]))
        if found is not None and measure is MeasureName.AMOUNT_PER:
            yield from _column(facts, _per(table, row, found[1]))


def _marker(table: Table, row: int, column: str) -> _Named:
    return _Named(table.place(row, "Counted by"), str(table.text("Rule")[row]), column,
                  "Activities", "activity", str(table.text("Activities")[row]))


def _per(table: Table, row: int, column: str) -> _Named:
    return _Named(table.place(row, "Measure"), str(table.text("Rule")[row]), column,
                  "Recipients", "recipient", str(table.text("Recipients")[row]))


def _column(facts: Facts, named: _Named) -> Iterator[Finding]:
    table = facts.table(named.sheet)
    columns = {name_key(heading): heading for heading in table.numbers}
    unread = {name_key(heading): faults for heading, faults in table.unread.items()}
    key = name_key(named.column)
    if unread.get(key):
        yield from unread[key]
    elif key not in columns:
        yield kinds.NO_FIGURES.at(named.place, named.column, sheet=named.sheet,
                                  near=did_you_mean_of(named.column, columns.values()))
    else:
        yield from _figures(facts, named, table, columns[key])


def _figures(facts: Facts, named: _Named, table: Table, heading: str) -> Iterator[Finding]:
    """Find blanks among the figures of what the rule selects, and figures that are all 0."""
    key = named.dimension.capitalize()
    listed = {number: row for row, number in enumerate(facts.numbers(named.sheet, key).tolist())}
    selection = select(named.selected, named.dimension, facts.elements)
    chosen = selection.members
    if selection.faults:
        return
    names = facts.elements.index(named.dimension).names
    values = []
    for number in range(len(names)) if chosen is None else sorted(chosen):
        row = listed.get(number)
        value = np.nan if row is None else float(table.numbers[heading][row])
        values.append(value)
        if np.isnan(value):
            place = named.place if row is None else table.place(row, heading)
            yield kinds.FIGURE_BLANK.at(place, names[number], column=heading, rule=named.rule)
        elif value > _ALL and named.sheet == "Activities" and row is not None:
            yield kinds.ABOVE_ALL.at(table.place(row, heading), f"{value:.10g}", column=heading,
                                     rule=named.rule)
    if values and not any(values):
        yield kinds.FIGURES_ZERO.at(named.place, named.column, rule=named.rule)

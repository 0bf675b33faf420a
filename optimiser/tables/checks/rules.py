"""Rules, objectives and scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.findings import Finding
from optimiser.tables.limit_sheets import OF
from optimiser.tables.table import Table
from optimiser.vocabulary import MeasureName, ValueIs
from optimiser.words import listing

_SHARE_LIMIT = 1.0
_ROUNDING = 1e-6


def check_rules(facts: Facts) -> Iterator[Finding]:
    """Find rules whose value, measure or selection cannot be meant."""
    table = facts.table("Rules")
    for row in range(len(table)):
        measure = measure_of(table, row)
        enabled = table.number("Enabled")[row] == 1
        if measure is not None:
            yield from _value(table, row, measure)
            yield from _compared(facts, table, row, measure)
        if measure is not None and measure.counts_grants and not (
                table.is_blank("Periods")[row] and "period" not in str(
                    table.text("For each")[row]).casefold()):
            heading = "For each" if table.is_blank("Periods")[row] else "Periods"
            yield kinds.GRANT_PERIODS.at(table.place(row, heading), table.text(heading)[row])
        if enabled:
            yield from _expired(facts, table, row)


def measure_of(table: Table, row: int) -> MeasureName | None:
    """Return the measure of a rule, None where the cell is at fault."""
    found = MeasureName.read(str(table.text("Measure")[row]))
    return None if found is None else found[0]


def _value(table: Table, row: int, measure: MeasureName) -> Iterator[Finding]:
    value, percent = table.number("Value")[row], table.percent["Value"][row]
    if np.isnan(value):
        return
    is_share = measure.value_is is ValueIs.SHARE
    shown = f"{value:.10g}" if not percent else f"{value * 100:.10g}%"
    most = np.inf if measure.may_exceed_all else _SHARE_LIMIT
    if is_share and not percent and value > _SHARE_LIMIT:
        or_else = (f"{value * 100:.10g}%" if measure.may_exceed_all else f"{value / 100:.10g}")
        yield kinds.RULE_VALUE.at(table.place(row, "Value"), shown, expected="share",
                                  measure=measure, remedy=f"{value:.10g}% or {or_else}")
    elif value < 0 or (is_share and value > most):
        yield kinds.RULE_VALUE.at(table.place(row, "Value"), shown, measure=measure,
                                  expected="share between 0% and 100%" if is_share else "figure",
                                  remedy="0 or more" if not is_share else "0% to 100%")
    elif percent and not measure.value_is.is_of_a_sum:
        yield kinds.RULE_VALUE.at(table.place(row, "Value"), shown, expected="figure",
                                  measure=measure, remedy="money for amount, a number otherwise")


def _compared(facts: Facts, table: Table, row: int, measure: MeasureName) -> Iterator[Finding]:
    """Find columns `Of ...` that are blank where they are read, or filled where they are not."""
    filled = [heading for heading in OF if not facts.blank("Rules", heading)[row]]
    if measure is not MeasureName.SHARE_OF_SELECTION:
        for heading in filled:
            yield kinds.OF_UNREAD.at(table.place(row, heading), table.text(heading)[row],
                                     measure=measure, heading=heading)
    elif not filled and table.number("Enabled")[row] == 1:
        yield kinds.OF_BLANK.at(table.place(row, "Measure"), table.text("Rule")[row],
                                columns=listing(OF, "or"))


def _expired(facts: Facts, table: Table, row: int) -> Iterator[Finding]:
    until = str(table.text("Valid until")[row])
    if until and dt.date.fromisoformat(until) < facts.today:
        yield kinds.EXPIRED.at(table.place(row, "Valid until"), until,
                               rule=table.text("Rule")[row])


def check_objectives(facts: Facts) -> Iterator[Finding]:
    """Find objectives with one place, and objectives listed twice."""
    table = facts.table("Objectives")
    first: dict[float, int] = {}
    named: dict[str, int] = {}
    for row, order in enumerate(table.number("Order").tolist()):
        if not np.isnan(order) and first.setdefault(order, row) != row:
            yield kinds.ORDER_TWICE.at(table.place(row, "Order"), f"{order:g}",
                                       first=table.place(first[order], "Order").cell)
        name = str(table.text("Objective")[row])
        if name and named.setdefault(name_key(name), row) != row:
            yield kinds.OBJECTIVE_TWICE.at(
                table.place(row, "Objective"), name,
                first=table.place(named[name_key(name)], "Objective").cell)


def check_scenarios(facts: Facts) -> Iterator[Finding]:
    """Find probabilities that do not agree or do not add up."""
    table = facts.table("Scenarios")
    chances = table.number("Probability")
    stated: dict[str, tuple[float, int]] = {}
    for row in np.flatnonzero(~np.isnan(chances)).tolist():
        name = name_key(table.text("Scenario")[row])
        value, at = stated.setdefault(name, (float(chances[row]), row))
        if value != chances[row]:
            yield kinds.PROBABILITY_UNLIKE.at(
                table.place(row, "Probability"), f"{chances[row]:.10g}",
                scenario=table.text("Scenario")[row], other=f"{value:.10g}",
                first=table.place(at, "Probability").cell)
    names = {name_key(name): str(name) for name in table.text("Scenario") if name}
    silent = [shown for name, shown in names.items() if name not in stated]
    total = sum(value for value, _ in stated.values())
    if stated and (abs(total - 1) > _ROUNDING or silent) and not facts.unreadable(
            "Scenarios", "Probability").any():
        row = min(at for _, at in stated.values())
        sums = f"The probabilities add up to {total * 100:.10g}%"
        yield kinds.PROBABILITIES.at(
            table.place(row, "Probability"), f"{total * 100:.10g}%",
            why=f"{sums}; {listing(silent)} has none" if silent else sums)

"""An earlier plan among the inputs: what it gave, to stay near to or to be measured by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from optimiser.errors import UsageError
from optimiser.model.cases import cases, named_case
from optimiser.model.columns import build_columns
from optimiser.model.limits.least_change import given_before
from optimiser.model.measures.share_of_earlier import given_earlier
from optimiser.names import name_key
from optimiser.plan.reopen import Output, read_output
from optimiser.problem.build import build_problem, unit_of
from optimiser.problem.money import fraction_of
from optimiser.problem.types import Problem
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.elements import base_currency
from optimiser.tables.entries import Entry, with_entries
from optimiser.tables.findings import Finding
from optimiser.tables.reading import read_inputs
from optimiser.tables.table import Inputs, Table
from optimiser.vocabulary import MeasureName, ObjectiveName, Relation

_SHEET = "Earlier plan"
_NAMES = ("Fund", "Recipient", "Activity", "Period")


def with_earlier(inputs: Inputs, path: Path) -> tuple[Inputs, Output]:
    """Return the inputs with what an output gave as their Earlier plan, and that output.

    `least change` becomes the last objective where none of the inputs' is it. Raises InputError
    where the path is no output, and UsageError where its base currency is another.
    """
    output = read_output(path)
    before, now = base_currency(output.inputs), base_currency(inputs)
    if name_key(before) != name_key(now):
        raise UsageError(f"{path.name} is in {before}, the inputs are in {now}.",
                         "Give an earlier plan in the same base currency.")
    tables = {**inputs.tables, _SHEET: _given(output, unit_of(inputs))}
    return _optimising_least_change(replace(inputs, tables=tables)), output


def _given(output: Output, unit: int) -> Table:
    """Return what an output allocated, and what was committed when it was made."""
    problem = build_problem(output.inputs)
    donor_of = {name_key(fund): problem.donors.names[donor] for fund, donor in zip(
        problem.funds.names, problem.funds.donor.tolist(), strict=True)}
    allocation, committed = output.allocation, output.inputs.table("Commitments")
    given = [float(fraction_of(amount) / unit) for amount in allocation.number("Amount").tolist()]
    promised = [float(amount / unit) for amount in problem.commitments.exact]
    rows, origin = list[dict[str, object]](), list[tuple[Table, int]]()
    for table, amounts, before in ((allocation, given, "no"), (committed, promised, "yes")):
        columns = [table.text(name).tolist() for name in _NAMES]
        for row, (*named, amount) in enumerate(zip(*columns, amounts, strict=True)):
            rows.append({**dict(zip(_NAMES, named, strict=True)), "Amount": amount,
                         "Donor": donor_of.get(name_key(named[0]), ""), "Committed": before})
            origin.append((table, row))
    return replace(read_inputs({_SHEET: rows}).table(_SHEET), origin=tuple(origin))


def _optimising_least_change(inputs: Inputs) -> Inputs:
    table = inputs.table("Objectives")
    listed = [str(name) for name in table.text("Objective")]
    if ObjectiveName.LEAST_CHANGE in listed:
        return inputs
    # Where nothing is listed, meet needs goes without saying; it has to be said beside another.
    added = [*([] if listed else [ObjectiveName.MEET_NEEDS]), ObjectiveName.LEAST_CHANGE]
    last = float(np.nanmax(table.number("Order"), initial=0.0))
    return with_entries(inputs, [entry for at, name in enumerate(added) for entry in (
        Entry("Objectives", len(listed) + at, "Order", last + 1 + at),
        Entry("Objectives", len(listed) + at, "Objective", name.value))])


def shares_of_earlier(inputs: Inputs) -> list[str]:
    """Return the names of the rules in force that are shares of an earlier plan."""
    rules = inputs.table("Rules")
    return [str(rules.text("Rule")[row])
            for row in np.flatnonzero(rules.number("Enabled") == 1).tolist()
            if measure_of(rules, row) is MeasureName.SHARE_OF_EARLIER]


def require_earlier(inputs: Inputs) -> None:
    """Raise UsageError where an objective or a rule needs an earlier plan and there is none."""
    if _SHEET in inputs.tables:
        return
    mend = "Name its output workbook with --earlier, or fill in the sheet Earlier plan"
    for rule in shares_of_earlier(inputs):
        raise UsageError(f"The rule {rule} needs an earlier plan.",
                         f"{mend}; or switch the rule off.")
    if ObjectiveName.LEAST_CHANGE in inputs.table("Objectives").text("Objective").tolist():
        raise UsageError("The objective least change needs an earlier plan.",
                         f"{mend}; or delete the objective.")


def notes_on_earlier(problem: Problem, inputs: Inputs) -> Iterator[Finding]:
    """Yield what of an earlier plan has no place now, and rules that are shares of nothing."""
    if problem.earlier is None:
        return
    table = inputs.table(_SHEET)
    if problem.optimises(ObjectiveName.LEAST_CHANGE):
        for row in given_before(problem.earlier, build_columns(problem)).strays:
            named = " / ".join(str(table.text(heading)[row]) for heading in _NAMES
                               if table.text(heading)[row])
            yield kinds.EARLIER_GONE.at(table.place(row, "Amount"), named)
    yield from _of_nothing(problem, inputs.table("Rules"))


def _of_nothing(problem: Problem, rules: Table) -> Iterator[Finding]:
    """Find shares of earlier money where there was none: at most so much of nothing is nothing."""
    for row, rule in enumerate(problem.rules):
        if rule.enabled and rule.measure is MeasureName.SHARE_OF_EARLIER and (
                rule.relation is not Relation.AT_LEAST):
            for case in cases(problem, rule):
                if given_earlier(problem, case.rule) == Fraction(0):
                    yield kinds.EARLIER_NOTHING.at(rules.place(row, "Value"),
                                                   named_case(problem, rule, case.of))

"""An earlier plan, for a new one that moves no money without need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from optimiser.errors import UsageError
from optimiser.model.columns import build_columns
from optimiser.names import name_key
from optimiser.plan.reopen import Output, place_amounts, read_output
from optimiser.problem.types import Objective, Problem
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.elements import base_currency
from optimiser.tables.findings import Finding
from optimiser.vocabulary import ObjectiveName


def with_earlier(problem: Problem, path: Path) -> tuple[Problem, tuple[Finding, ...], Output]:
    """Return the problem with an output's amounts to stay near to, and warnings.

    `least change` becomes the last objective where none of the inputs' is it. Amounts that no
    cell of the problem takes are warnings. Raises InputError where the path is no output, and
    UsageError where its base currency is another.
    """
    output = read_output(path)
    currency = base_currency(output.inputs)
    if name_key(currency) != name_key(problem.currency):
        raise UsageError(f"{path.name} is in {currency}, the inputs are in {problem.currency}.",
                         "Give an earlier plan in the same base currency.")
    placed = place_amounts(problem, build_columns(problem), output.allocation)
    objectives = problem.objectives
    if not problem.optimises(ObjectiveName.LEAST_CHANGE):
        objectives = (*objectives, Objective(ObjectiveName.LEAST_CHANGE, 0.0))
    return (replace(problem, earlier=placed.amounts, objectives=objectives),
            tuple(_strays(output, placed.strays)), output)


def require_earlier(problem: Problem) -> None:
    """Raise UsageError where the objective `least change` has nothing to stay near to."""
    if problem.optimises(ObjectiveName.LEAST_CHANGE):
        raise UsageError("The objective least change needs an earlier plan.",
                         "Name its output workbook with --earlier, or delete the objective.")


def _strays(output: Output, rows: tuple[int, ...]) -> Iterator[Finding]:
    table = output.allocation
    for row in rows:
        named = " / ".join(str(table.text(heading)[row])
                           for heading in ("Fund", "Recipient", "Activity", "Period")
                           if table.text(heading)[row])
        yield kinds.EARLIER_GONE.at(table.place(row, "Amount"), named)

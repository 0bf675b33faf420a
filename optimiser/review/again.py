"""Solving an output's inputs again: to prove that its plan comes out, or to repair an edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.model.columns import Columns, build_columns
from optimiser.plan.earlier import shares_of_earlier
from optimiser.plan.limits_as_written import read_limits, with_cells_of_source
from optimiser.plan.reopen import Output, place_amounts, read_output
from optimiser.plan.types import Solution
from optimiser.problem.build import build_problem
from optimiser.problem.types import Problem
from optimiser.tables.reading import read_inputs
from optimiser.tables.table import Inputs, Table, put_together

_OUTSIDE = {"relaxed": "--relax", "lowest coverage": "frontier --at",
            "decided for": "scenarios"}
"""Options that bring in what the workbook does not carry, and how they are given."""


@frozen
class Move:
    """An amount that is another one now: fund, recipient, activity, period, in base currency."""

    cell: tuple[str, str, str, str]
    before: Fraction
    after: Fraction

    def named(self) -> str:
        """Return the cell in words."""
        fund, recipient, activity, period = self.cell
        return f"{fund} to {recipient} / {activity}{f' in {period}' if period else ''}"


def read_replayable(path: Path) -> Output:
    """Return an output whose inputs can be solved again.

    Its inputs name the cells of the file that the plan was made from. Raises InputError where the
    file is no output, and UsageError where its plan rests on what the workbook does not carry.
    """
    output = read_output(path)
    for option, given in _OUTSIDE.items():
        if said := output.logged(f"Option {option}"):
            raise UsageError(f"The plan in {path.name} was made with {given} ({said}), "
                             "which the workbook does not carry.",
                             "Run allocate on the original inputs instead.")
    return replace(output, inputs=with_cells_of_source(output.inputs, read_limits(path).cells))


def differences(output: Output, plan: Solution) -> tuple[Move, ...]:
    """Return the amounts of an output that differ from a plan's for the same inputs."""
    problem = plan.problem
    placed = place_amounts(problem, plan.columns, output.allocation)
    solved = [units * plan.unit for units in plan.amounts.tolist()]
    return tuple(_moves(problem, plan.columns, placed.amounts, solved))


def _moves(problem: Problem, columns: Columns, before: tuple[Fraction, ...],
           after: list[Fraction]) -> Iterator[Move]:
    along = columns.allocation.along
    for cell, (one, other) in enumerate(zip(before, after, strict=True)):
        if one != other:
            yield Move((problem.funds.names[along["fund"][cell]],
                        problem.recipients.names[along["recipient"][cell]],
                        problem.activities.names[along["activity"][cell]],
                        problem.periods[along["period"][cell]]), one, other)


def require_repairable(output: Output) -> None:
    """Raise UsageError where rules are shares of a plan before the one that is to be repaired.

    Repairing stays near to the edited plan, and there is one earlier plan to stay near to.
    """
    for rule in shares_of_earlier(output.inputs):
        raise UsageError(f"The rule {rule} is a share of an earlier plan, and repairing puts the "
                         "edited plan in its place.",
                         "Write the edits as Pins, and run allocate on the inputs again.")


def with_pins(output: Output, edits: tuple[Move, ...]) -> Inputs:
    """Return the output's inputs with a pin that holds each edited amount."""
    problem = build_problem(output.inputs)
    placed = place_amounts(problem, build_columns(problem), output.allocation)
    if placed.strays:
        row = int(output.allocation.rows[placed.strays[0]])
        raise UsageError(f"Row {row} of the sheet Allocation fits no need and no fund.",
                         "Correct its names or delete the row, then repair.")
    unit = Fraction(problem.unit)
    rows = [{"Fund": edit.cell[0], "Recipient": edit.cell[1], "Activity": edit.cell[2],
             "Period": edit.cell[3] or None, "At least": float(edit.before / unit),
             "At most": float(edit.before / unit), "Reason": "Edited by hand"} for edit in edits]
    if not rows:
        return output.inputs
    added = read_inputs({"Pins": rows}).table("Pins")
    edited = {edit.cell for edit in edits}
    old = output.inputs.table("Pins")
    kept = [row for row in range(len(old)) if _cell_of(old, row) not in edited]
    pins = put_together([old, added], [*((0, row) for row in kept),
                                       *((1, row) for row in range(len(added)))])
    return replace(output.inputs, tables={**output.inputs.tables, "Pins": pins})


def _cell_of(table: Table, row: int) -> tuple[str, ...]:
    return tuple(str(table.text(heading)[row])
                 for heading in ("Fund", "Recipient", "Activity", "Period"))

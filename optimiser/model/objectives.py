"""Objectives as costs of columns, to be minimised, in the program's scale of money."""

from __future__ import annotations

import numpy as np

from optimiser.model.program import Program
from optimiser.problem.arrays import Floats, Ints, sum_by

_SENSE = {"soft rules": 1.0, "meet needs": -1.0, "use budgets": -1.0, "even burden": 1.0,
          "fewest grants": 1.0, "least change": 1.0}


def cost_of(program: Program, objective: str) -> Floats:
    """Return the cost of every column, shape (columns,), for a linear objective.

    `soft rules`: least sum of penalty x breach. `meet needs`: most sum of severity x
    priority x weight x tier weight x met need. `use budgets`: most money allocated.
    `even burden`: least sum of donors' deviations from their key shares. `fewest grants`:
    least number of grants. `least change`: least sum of differences from the earlier plan.
    """
    cost = np.zeros(program.linear.columns)
    match objective:
        case "meet needs":
            met = program.columns.met
            cost[met.first:met.first + len(met)] = -program.problem.needs.weight
        case "use budgets":
            cost[:len(program.columns.allocation)] = -1.0
        case "fewest grants":
            grant = program.columns.grant
            cost[grant.first:grant.first + len(grant)] = 1.0
        case "soft rules" | "even burden" | "least change":
            paid = np.array([name == objective for name in program.breach.paid_in], dtype=bool)
            cost[program.breach.column[paid]] = program.breach.penalty[paid]
        case _:
            raise ValueError(f"not a linear objective: {objective}")
    return cost


def natural(program: Program, objective: str, minimum: float) -> float:
    """Return an objective's value in its natural sense: a number of grants, or base currency."""
    unit = 1.0 if objective == "fewest grants" else program.scale
    return _SENSE[objective] * minimum * unit + 0.0


def coverage_rows(program: Program) -> tuple[list[int], list[tuple[Ints, Floats]]]:
    """Return, for each recipient with a need, the columns and factors of its coverage.

    Coverage is the met need over the need, between 0 and 1.
    """
    needs, met = program.problem.needs, program.columns.met
    total = sum_by(needs.recipient, needs.amount, len(program.problem.recipients.names))
    recipients = np.flatnonzero(total > 0).tolist()
    rows = []
    for recipient in recipients:
        column = np.flatnonzero(needs.recipient == recipient)
        rows.append((met.first + column,
                     np.full(len(column), program.scale / total[recipient])))
    return recipients, rows

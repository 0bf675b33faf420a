"""`raise lowest coverage`: the lowest coverage as high as can be, then the next lowest, ..."""

from __future__ import annotations

import numpy as np

from optimiser.model.objectives.objective import Objective, Prices, Sense, Worth, never_idle
from optimiser.model.program import Program
from optimiser.problem.arrays import Floats, Ints, sum_by
from optimiser.vocabulary import ObjectiveName
from optimiser.words import share


def _said(value: float, currency: str) -> str:
    return f"Raise the lowest coverage: the recipient covered least has {share(value)}"


RAISE_LOWEST_COVERAGE = Objective(
    ObjectiveName.RAISE_LOWEST_COVERAGE, Sense.MOST, Worth.SHARE, Prices.NONE, None,
    never_idle, _said)


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

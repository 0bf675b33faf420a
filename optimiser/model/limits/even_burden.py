"""Even burden: what the objective of that name measures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Side, Term, ones
from optimiser.problem.types import Problem


def even_burden(problem: Problem) -> tuple[Limits, ...]:
    """Measure how far each donor's contribution is off its key share.

    Enforces: sum (x + G) of d + under - over = k_d T, where under and over are paid for in
    the objective `even burden`.
    Applies to: every donor of every group in `Burden sharing`, where that objective is used.
    Units: base currency.
    Source: Declaration, "responsibility and burden sharing".
    """
    used = any(objective.name == "even burden" for objective in problem.objectives)
    entries = [(row, donor, part) for row in problem.burden_shares
               for donor, part in zip(row.donors, row.shares, strict=True)]
    if not used or not entries:
        return ()
    count = len(entries)
    own = Term(Of.ALLOCATION, np.arange(count),
               {"donor": np.array([donor for _, donor, _ in entries])}, ones(count),
               committed=True)
    group = Term(Of.ALLOCATION, np.arange(count),
                 {"group": np.array([row.group for row, _, _ in entries])},
                 tuple(part for _, _, part in entries), Side.RIGHT, committed=True)
    names = tuple(f"Even burden {problem.donors.names[donor]}" for _, donor, _ in entries)
    return (Limits(
        "Even burden", Relation.EXACTLY, (Fraction(0),) * count, (own, group), names,
        tuple(f"{problem.donors.names[donor]} gives as near as may be to its key share."
              for _, donor, _ in entries),
        tuple(row.source for row, _, _ in entries), definition=True,
        penalty=(1.0,) * count, paid_in="even burden"),)

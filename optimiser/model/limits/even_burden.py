"""Even burden: what the objective of that name measures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.limits.burden_sharing import contributions, key_entries
from optimiser.model.rows import Limits
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, ObjectiveName, Relation


def even_burden(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Measure how far each donor's contribution is off its key share.

    Enforces: C_d + under - over = k_d T, contributions as in Burden sharing, where under and over
    are paid for in the objective `even burden`.
    Applies to: every donor of every group in `Burden sharing`, where that objective is used.
    Units: base currency.
    Source: Declaration, "responsibility and burden sharing".
    """
    entries = key_entries(problem)
    if not problem.optimises(ObjectiveName.EVEN_BURDEN) or not entries:
        return ()
    count = len(entries)
    names = tuple(f"Even burden {problem.donors.names[donor]}" for _, _, donor, _ in entries)
    return (Limits(
        EVEN_BURDEN, Relation.EXACTLY, (Fraction(0),) * count,
        contributions(problem, entries, [part for *_, part in entries]),
        tuple((number, donor) for number, _, donor, _ in entries),
        np.array([number for number, *_ in entries]), names,
        tuple(f"{problem.donors.names[donor]} gives as near as may be to its key share."
              for _, _, donor, _ in entries),
        tuple(row.source for _, row, _, _ in entries),
        penalty=(1.0,) * count, paid_in=ObjectiveName.EVEN_BURDEN),)


EVEN_BURDEN = Family(
    LimitKind.EVEN_BURDEN, Role.DEFINITION, even_burden, bounds_in=None, in_future=InFuture.OWN,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)

"""Least change: what the objective of that name measures."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Of, build_columns
from optimiser.model.rows import Limits, Relation, Term, ones
from optimiser.problem.types import Problem
from optimiser.words import in_period, money


def least_change(problem: Problem) -> tuple[Limits, ...]:
    """Measure how far each allocation is off the earlier plan's.

    Enforces: x + under - over = earlier amount, where under and over are paid for in the
    objective `least change`.
    Applies to: every cell, where that objective is used.
    Units: base currency.
    Source: the Allocation sheet of the output given with --earlier.
    """
    used = any(objective.name == "least change" for objective in problem.objectives)
    count = len(problem.earlier)
    if not used or not count:
        return ()
    along = build_columns(problem).allocation.along
    where = {name: along[name] for name in ("fund", "recipient", "activity", "period")}
    names = tuple(
        f"Earlier plan {problem.funds.names[f]} to {problem.recipients.names[r]} / "
        f"{problem.activities.names[a]}{in_period(t, problem.periods)}"
        for f, r, a, t in zip(*(of.tolist() for of in where.values()), strict=True))
    return (Limits(
        "Earlier plan", Relation.EXACTLY, problem.earlier,
        (Term(Of.ALLOCATION, np.arange(count), where, ones(count)),), names,
        tuple(f"{name} was {money(amount, problem.currency)}."
              for name, amount in zip(names, problem.earlier, strict=True)),
        ("",) * count, definition=True, penalty=(1.0,) * count, paid_in="least change"),)

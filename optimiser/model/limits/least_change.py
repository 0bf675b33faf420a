"""Least change: what the objective of that name measures."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.stated import Earlier
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, ObjectiveName, Relation
from optimiser.words import in_period


class Placed(NamedTuple):
    """An earlier plan's new money by today's cells, shape (cells,), and rows without a cell."""

    amounts: tuple[Fraction, ...]
    strays: tuple[int, ...]


def given_before(earlier: Earlier, columns: Columns) -> Placed:
    """Return what each cell was given by an earlier plan, commitments left out."""
    grid = columns.allocation
    names = ("fund", "recipient", "activity", "period")
    cell_of = {key: cell for cell, key in enumerate(
        zip(*(grid.along[name].tolist() for name in names), strict=True))}
    amounts = [Fraction(0)] * len(grid)
    strays = []
    keys = zip(*(getattr(earlier, name).tolist() for name in names), strict=True)
    for row, (key, amount) in enumerate(zip(keys, earlier.exact, strict=True)):
        if earlier.committed[row] or not amount:
            continue
        if (cell := cell_of.get(key)) is None:
            strays.append(row)
        else:
            amounts[cell] += amount
    return Placed(tuple(amounts), tuple(strays))


def least_change(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Measure how far each allocation is off the earlier plan's.

    Enforces: x + under - over = earlier amount, where under and over are paid for in the
    objective `least change`.
    Applies to: every cell, where that objective is used.
    Units: base currency.
    Source: the sheet Earlier plan, which --earlier fills in.
    """
    if not problem.optimises(ObjectiveName.LEAST_CHANGE) or problem.earlier is None:
        return ()
    before = given_before(problem.earlier, columns).amounts
    count = len(before)
    along = columns.allocation.along
    where = {name: along[name] for name in ("fund", "recipient", "activity", "period")}
    names = tuple(
        f"Earlier plan {problem.funds.names[f]} to {problem.recipients.names[r]} / "
        f"{problem.activities.names[a]}{in_period(t, problem.periods)}"
        for f, r, a, t in zip(*(of.tolist() for of in where.values()), strict=True))
    return (Limits(
        EARLIER_PLAN, Relation.EXACTLY, before,
        (Term(Of.ALLOCATION, np.arange(count), where, ones(count)),),
        tuple((cell,) for cell in range(count)), np.arange(count), names,
        tuple(f"{name} was {problem.money(amount)}."
              for name, amount in zip(names, before, strict=True)),
        ("",) * count, penalty=(1.0,) * count, paid_in=ObjectiveName.LEAST_CHANGE),)


EARLIER_PLAN = Family(
    LimitKind.EARLIER_PLAN, Role.DEFINITION, least_change, bounds_in=None, in_future=InFuture.OWN,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)

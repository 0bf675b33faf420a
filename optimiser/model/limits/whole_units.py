"""Whole units: new money to a need buys a whole number of outputs, or meets it in full."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import NEED, Columns, Of
from optimiser.model.family import Family, InFuture, Role
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.lots import Lot
from optimiser.problem.named import named_need
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, Unit


def whole_units(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Give a need whole lots, or all of them and the rest.

    Enforces: sum_f x = size k + rest z for each (recipient, activity, period), k a whole number
    and z either 0 or 1.
    Applies to: needs for activities with Whole units; a lot is a unit of the output, or as many
    as come to a whole number of units of Rounding.
    Units: base currency. What is committed already is no new money.
    Source: Activities, Whole units and Unit cost.
    """
    lots = columns.lots
    if not lots:
        return ()
    of = [_need(problem, lot) for lot in lots]
    with_rest = [at for at, lot in enumerate(lots) if lot.rest]
    terms = [Term(Of.ALLOCATION, np.arange(len(lots)), _where(of, range(len(of))), ones(len(lots))),
             Term(Of.UNIT, np.arange(len(lots)), _where(of, range(len(of)), rest=0),
                  tuple(lot.size for lot in lots), Side.RIGHT)]
    if with_rest:
        terms.append(Term(Of.UNIT, np.array(with_rest), _where(of, with_rest, rest=1),
                          tuple(lots[at].rest for at in with_rest), Side.RIGHT))
    return (Limits(
        WHOLE_UNITS, Relation.EXACTLY, (Fraction(0),) * len(lots), tuple(terms), tuple(of),
        np.array([lot.requirement for lot in lots]),
        tuple(f"{WHOLE_UNITS.kind} {named_need(problem, *one)}" for one in of),
        tuple(_sentence(problem, one, lot) for one, lot in zip(of, lots, strict=True)),
        tuple(problem.activities.whole_units_source[one[1]] for one in of)),)


def all_units(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Let what is left of a need after the last whole lot be given only with all the lots.

    Enforces: k >= most z for each (recipient, activity, period).
    Applies to: needs for activities with Whole units that are no whole number of lots.
    Units: lots.
    Source: Activities, Whole units.
    """
    lots = [lot for lot in columns.lots if lot.rest]
    if not lots:
        return ()
    of, every = [_need(problem, lot) for lot in lots], range(len(lots))
    terms = (Term(Of.UNIT, np.arange(len(lots)), _where(of, every, rest=0), ones(len(lots))),
             Term(Of.UNIT, np.arange(len(lots)), _where(of, every, rest=1),
                  tuple(Fraction(lot.most) for lot in lots), Side.RIGHT))
    return (Limits(
        ALL_UNITS, Relation.AT_LEAST, (Fraction(0),) * len(lots), terms, tuple(of),
        np.array([lot.requirement for lot in lots]),
        tuple(f"{ALL_UNITS.kind} {named_need(problem, *one)}" for one in of),
        ("The rest comes after all whole units.",) * len(lots), ("",) * len(lots),
        unit=Unit.UNITS),)


def _need(problem: Problem, lot: Lot) -> tuple[int, int, int]:
    rows, at = problem.requirements, lot.requirement
    return int(rows.recipient[at]), int(rows.activity[at]), int(rows.period[at])


def _where(of: Sequence[tuple[int, ...]], chosen: Sequence[int],
           rest: int | None = None) -> dict[str, np.ndarray]:
    """Return the selection of these needs, of their lots or of their rest where one is given."""
    along = np.array([of[at] for at in chosen], dtype=np.int64).reshape(-1, len(NEED))
    found = dict(zip(NEED, along.T, strict=True))
    return found if rest is None else {**found, "rest": np.full(len(along), rest)}


def _sentence(problem: Problem, of: tuple[int, ...], lot: Lot) -> str:
    return (f"New money to {named_need(problem, *of)} is a whole number of units, "
            f"{problem.money(lot.size)} each, or meets what is left in full.")


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that too little is left for one more whole unit."""
    return f"too little is left for one more whole unit of {named_need(problem, *key.of)}"


WHOLE_UNITS = Family(
    LimitKind.WHOLE_UNITS, Role.LIMIT, whole_units, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=True, may_be_missed=False, loosening=None, when_full=when_full)
ALL_UNITS = Family(
    LimitKind.ALL_UNITS, Role.DEFINITION, all_units, bounds_in=None, in_future=InFuture.ALWAYS,
    is_choice=False, is_restated=False, may_be_missed=False, loosening=None, when_full=None)

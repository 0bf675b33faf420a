"""Minimum use: a fund that would lapse is used."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs


def minimum_use(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Have a fund give at least a share of its budget, commitments included.

    Enforces: sum (x + G) of the fund >= sum over its rows of share x budget.
    Applies to: funds with a `Minimum use`.
    Units: base currency.
    Source: Declaration, adequate funding "in the future too"; budgets that lapse if unused.
    """
    funds = problem.funds
    chosen = [fund for fund, least in enumerate(funds.least) if least > 0]
    if not chosen:
        return ()
    term = Term(Of.ALLOCATION, np.arange(len(chosen)), {"fund": np.array(chosen)},
                ones(len(chosen)), committed=True)
    return (Limits(
        MINIMUM_USE, Relation.AT_LEAST, tuple(funds.least[f] for f in chosen), (term,),
        tuple((fund,) for fund in chosen), np.array(chosen),
        tuple(f"Minimum use {funds.names[f]}" for f in chosen),
        tuple(f"{funds.names[f]} pays at least {problem.money(funds.least[f])}."
              for f in chosen),
        tuple(funds.least_source[f] for f in chosen)),)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield what each fund has to use at least, which may fall."""
    funds = problem.funds
    for fund, least in enumerate(funds.least):
        if least > 0:
            yield Lever(fund, f"the minimum use of {funds.names[fund]}", funds.least_source[fund],
                        least, False, frozenset({Room.BELOW}), ValueIs.MONEY,
                        in_field("funds", "least", fund), Fraction(0))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    return f"{problem.funds.names[key.of[0]]} has to use its money elsewhere"


MINIMUM_USE = Family(
    LimitKind.MINIMUM_USE, Role.LIMIT, minimum_use, bounds_in=None, in_future=InFuture.CEILINGS,
    is_choice=True, is_restated=True, may_be_missed=False, loosening=Loosening(1.0, levers),
    when_full=when_full)

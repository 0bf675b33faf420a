"""Minimum use: a fund that would lapse is used."""

from __future__ import annotations

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Term, ones
from optimiser.problem.types import Problem
from optimiser.words import money


def minimum_use(problem: Problem) -> tuple[Limits, ...]:
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
        "Minimum use", Relation.AT_LEAST, tuple(funds.least[f] for f in chosen), (term,),
        tuple(f"Minimum use {funds.names[f]}" for f in chosen),
        tuple(f"{funds.names[f]} pays at least {money(funds.least[f], problem.currency)}."
              for f in chosen),
        tuple(funds.least_source[f] for f in chosen)),)

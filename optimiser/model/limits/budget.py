"""Budgets: no fund pays more than it has."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.types import ALL, Problem
from optimiser.words import in_period, money


def budget(problem: Problem) -> tuple[Limits, ...]:
    """Keep what a fund gives, commitments included, within its budget.

    Enforces: sum (x + G) over the fund's cells <= budget, in the row's period and all that lie
    in it, over all periods where it has none, or as a running total in every period where
    unspent money carries over.
    Applies to: every row of Budgets; with carry over every period of the problem.
    Units: base currency.
    Source: Declaration, "additional financial assistance"; the budgets of the donors.
    """
    rows = [*_plain(problem), *_running(problem)]
    if not rows:
        return ()
    limit, fund, period = [], [], []
    for number, (_, covered, *_rest) in enumerate(rows):
        for one in covered:
            limit.append(number)
            fund.append(rows[number][0])
            period.append(one)
    term = _term(np.array(limit), np.array(fund), np.array(period))
    return (Limits(
        "Budget", Relation.AT_MOST, tuple(r[2] for r in rows), term,
        tuple(r[3] for r in rows), tuple(r[4] for r in rows), tuple(r[5] for r in rows),
        never_exceeded=True),)


_Row = tuple[int, tuple[int, ...], Fraction, str, str, str]


def _term(limit: Ints, fund: Ints, period: Ints) -> tuple[Term, ...]:
    """Separate the entries over all periods from those of one period."""
    terms = []
    for chosen, where in (
        (period == ALL, {"fund": fund}),
        (period != ALL, {"fund": fund, "period": period}),
    ):
        if chosen.any():
            count = int(chosen.sum())
            terms.append(Term(Of.ALLOCATION, limit[chosen],
                              {name: of[chosen] for name, of in where.items()},
                              ones(count), committed=True))
    return tuple(terms)


def _plain(problem: Problem) -> list[_Row]:
    budgets, names = problem.budgets, problem.funds.names
    rows: list[_Row] = []
    for row, amount in enumerate(budgets.exact):
        fund, period = int(budgets.fund[row]), int(budgets.period[row])
        if period != ALL and problem.funds.carries_over[fund]:
            continue
        when = in_period(period, problem.period_names)
        rows.append((fund, problem.covered(period), amount, f"Budget {names[fund]}{when}",
                     f"{names[fund]} pays at most {money(amount, problem.currency)}{when}.",
                     budgets.source[row]))
    return rows


def _running(problem: Problem) -> list[_Row]:
    budgets = problem.budgets
    # What a row gives may be spent from the first of its periods on.
    by_fund: dict[int, dict[int, int]] = defaultdict(dict)
    for row, (fund, period) in enumerate(zip(budgets.fund, budgets.period, strict=True)):
        if period != ALL and problem.funds.carries_over[fund]:
            by_fund[int(fund)][problem.covered(int(period))[0]] = row
    rows: list[_Row] = []
    for fund, row_of in by_fund.items():
        total, name, sources = Fraction(0), problem.funds.names[fund], ""
        for period in range(len(problem.periods)):
            if period in row_of:
                total += budgets.exact[row_of[period]]
                sources = "; ".join(filter(None, (sources, budgets.source[row_of[period]])))
            until = problem.periods[period]
            rows.append((fund, tuple(range(period + 1)), total, f"Budget {name} up to {until}",
                         f"{name} pays at most {money(total, problem.currency)} up to and "
                         f"including {until}; what is left carries over.", sources))
    return rows

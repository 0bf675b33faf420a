"""Budgets: no fund pays more than it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Put, Room, in_field, with_value
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import in_period, money


@dataclass(frozen=True, slots=True)
class _Row:
    """A limit on a fund: its period, those that it covers, and the row of Budgets that ends it."""

    fund: int
    period: int
    covered: tuple[int, ...]
    amount: Fraction
    stated_by: int
    name: str
    sentence: str
    source: str


def budget(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
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
    counts = [len(row.covered) for row in rows]
    term = _term(np.repeat(np.arange(len(rows)), counts),
                 np.repeat([row.fund for row in rows], counts),
                 np.concatenate([np.array(row.covered) for row in rows]))
    return (Limits(
        BUDGET, Relation.AT_MOST, tuple(row.amount for row in rows), term,
        tuple((row.fund, row.period) for row in rows),
        np.array([row.stated_by for row in rows]),
        tuple(row.name for row in rows), tuple(row.sentence for row in rows),
        tuple(row.source for row in rows), never_exceeded=True),)


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
        rows.append(_Row(fund, period, problem.covered(period), amount, row,
                         f"Budget {names[fund]}{when}",
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
        total, name = Fraction(0), problem.funds.names[fund]
        last, sources = min(row_of.values()), list[str]()
        for period in range(len(problem.periods)):
            if period in row_of:
                total += budgets.exact[row_of[period]]
                last = row_of[period]
                sources.append(budgets.source[last])
            until = problem.periods[period]
            rows.append(_Row(fund, period, tuple(range(period + 1)), total, last,
                             f"Budget {name} up to {until}",
                             f"{name} pays at most {money(total, problem.currency)} up to and "
                             f"including {until}; what is left carries over.",
                             "; ".join(filter(None, sources))))
    return rows


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the budgets, each of which may rise."""
    for row, amount in enumerate(problem.budgets.exact):
        yield Lever(row, f"the budget of {problem.funds.names[problem.budgets.fund[row]]}",
                    problem.budgets.source[row], amount, True, frozenset({Room.ABOVE}),
                    ValueIs.MONEY, _put(row))


def _put(row: int) -> Put:
    """Set a budget, and what is a share of it: the fund's total and its minimum use."""
    def put(problem: Problem, value: Fraction) -> Problem:
        fund, funds = int(problem.budgets.fund[row]), problem.funds
        total = funds.budget[fund] + value - problem.budgets.exact[row]
        least = funds.least[fund] + problem.budgets.minimum_use[row] * (
            value - problem.budgets.exact[row])
        changed = in_field("budgets", "exact", row)(problem, value)
        return replace(changed, funds=replace(
            funds, budget=with_value(funds.budget, fund, total),
            least=with_value(funds.least, fund, least)))

    return put


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    fund, period = key.of
    return f"{problem.funds.names[fund]} is used up{in_period(period, problem.period_names)}"


BUDGET = Family(
    LimitKind.BUDGET, Role.LIMIT, budget, bounds_in="Budgets", in_future=InFuture.CEILINGS,
    is_choice=False, is_restated=True, may_be_missed=False,
    loosening=Loosening(100.0, levers), when_full=when_full)

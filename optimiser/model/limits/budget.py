"""Budgets: no fund pays more than it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Put, Room, in_field, with_value
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.limits_read import with_shares_of_budgets
from optimiser.problem.types import ALL, Problem
from optimiser.tables.address import Address
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import in_period


@frozen
class _Row:
    """A limit on a fund: its period, those that it covers, and the row of Budgets that ends it.

    `since` is the period in which a total starts that is not the first of the fund.
    """

    fund: int
    period: int
    covered: tuple[int, ...]
    amount: Fraction
    stated_by: int
    name: str
    sentence: str
    source: str
    since: tuple[int, ...] = ()


def budget(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Keep what a fund gives, commitments included, within its budget.

    Enforces: sum (x + G) over the fund's cells <= budget, in the row's period and all that lie
    in it, over all periods where it has none, or as a running total in every period where
    unspent money carries over. Where only so much of it may be carried, what is spent from the
    next period on is at most that and the budgets that follow; where it lapses, that is nothing.
    Applies to: every row of Budgets; with carry over every period of the problem, once for each
    period in which counting starts anew.
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
        tuple((row.fund, row.period, *row.since) for row in rows),
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
                         f"{names[fund]} pays at most {_said(problem, fund, amount)}{when}.",
                         budgets.source[row]))
    return rows


def _said(problem: Problem, fund: int, amount: Fraction) -> str:
    """Say an amount of a fund, in its own currency too where that is another one."""
    own = problem.funds.currency[fund]
    said = problem.money(amount)
    return said if own == problem.currency else (
        f"{said} ({problem.money(amount * problem.funds.rate[fund], own)})")


class _Left(NamedTuple):
    """What may be left at most when a stretch of time begins, and the row that says so."""

    amount: Fraction
    row: int = ALL


def _running(problem: Problem) -> list[_Row]:
    """Return the running totals of funds that carry over: one a start and a period after it."""
    return [row for fund in np.flatnonzero(problem.funds.carries_over).tolist()
            for row in _stretches(problem, fund)]


def _stretches(problem: Problem, fund: int) -> Iterator[_Row]:
    """Yield what a fund may spend from each start on: what was left then, and what follows.

    Counting starts in the first period, and again behind every period at whose end only so much
    may be left. Where that is nothing, totals that began before say nothing more.
    """
    budgets = problem.budgets
    # What a row gives may be spent from the first of its periods on.
    row_of = {problem.covered(int(budgets.period[row]))[0]: row
              for row in np.flatnonzero(budgets.fund == fund).tolist()
              if budgets.period[row] != ALL}
    if not row_of:
        return
    starts = {0: _Left(Fraction(0)), **_starts(problem, row_of)}
    for start, left in starts.items():
        total, last = left.amount, min(row_of.values()) if left.row == ALL else left.row
        counted = [last] if left.amount else []
        for period in range(start, len(problem.periods)):
            if period > start and period in starts and not starts[period].amount:
                break
            if period in row_of:
                last = row_of[period]
                total += budgets.exact[last]
                counted.append(last)
            yield _stretch(problem, fund, (start, period), total, left, last, counted)


def _starts(problem: Problem, row_of: Mapping[int, int]) -> dict[int, _Left]:
    """Return what may be left where a period begins, by the rows in the order of time."""
    budgets, starts = problem.budgets, dict[int, _Left]()
    for _, row in sorted(row_of.items()):
        most, lapse = budgets.most_carried[row], int(budgets.lapses_after[row])
        behind = problem.covered(int(budgets.period[row]))[-1] + 1
        if most is None:
            starts.pop(behind, None)
        else:
            starts[behind] = _Left(most * budgets.exact[row], row)
        if lapse != ALL:
            starts[lapse + 1] = _Left(Fraction(0), row)
    return {start: left for start, left in sorted(starts.items()) if start < len(problem.periods)}


def _stretch(problem: Problem, fund: int, ends: tuple[int, int], total: Fraction, left: _Left,
             last: int, counted: Sequence[int]) -> _Row:
    start, period = ends
    name, first, until = problem.funds.names[fund], problem.periods[start], problem.periods[period]
    amount = _said(problem, fund, total)
    sources = Address.of_all(problem.budgets.source[row] for row in counted)
    covered = tuple(range(start, period + 1))
    if left.row == ALL:
        return _Row(fund, period, covered, total, last, f"Budget {name} up to {until}",
                    f"{name} pays at most {amount} up to and including {until}; what is left "
                    "carries over.", sources)
    carried = (f"of which {_said(problem, fund, left.amount)} at most is left from before"
               if left.amount else "what was left before has lapsed")
    when = f"from {first} to {until}" if period > start else f"in {until}"
    return _Row(fund, period, covered, total, last, f"Budget {name} {when}",
                f"{name} pays at most {amount} {when}; {carried}.", sources, (start,))


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the budgets, each of which may rise."""
    for row, amount in enumerate(problem.budgets.exact):
        yield Lever(row, f"the budget of {problem.funds.names[problem.budgets.fund[row]]}",
                    problem.budgets.source[row], amount, True, frozenset({Room.ABOVE}),
                    ValueIs.MONEY, _put(row))


def _put(row: int) -> Put:
    """Set a budget, and what follows from it: its fund's total and minimum use, keys by budget."""
    def put(problem: Problem, value: Fraction) -> Problem:
        fund, funds = int(problem.budgets.fund[row]), problem.funds
        total = funds.budget[fund] + value - problem.budgets.exact[row]
        least = funds.least[fund] + problem.budgets.minimum_use[row] * (
            value - problem.budgets.exact[row])
        changed = in_field("budgets", "exact", row)(problem, value)
        return with_shares_of_budgets(replace(changed, funds=replace(
            funds, budget=with_value(funds.budget, fund, total),
            least=with_value(funds.least, fund, least))))

    return put


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    fund, period = key.of[:2]
    return f"{problem.funds.names[fund]} is used up{in_period(period, problem.period_names)}"


BUDGET = Family(
    LimitKind.BUDGET, Role.LIMIT, budget, bounds_in="Budgets", in_future=InFuture.CEILINGS,
    is_choice=False, is_restated=True, may_be_missed=False,
    loosening=Loosening(100.0, levers), when_full=when_full)

"""Weak duality in whole numbers: a bound on weighted met need that no plan can pass.

For any prices y of the right sign, any plan that keeps its limits meets at most
  sum y x bound + sum over columns of (worth - priced use, where positive) x upper bound.
Where grants are made or not, the bound is that of the plans that make the same grants.
Prices are rounded to multiples of 2^-30 and priced uses rounded down, so the arithmetic is
exact in integers and the bound holds whatever the solver did.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from optimiser.audit.statements import DEPLOYED, GIVEN, GRANTS, Part, Statement, statements
from optimiser.plan.types import Multipliers, Solution
from optimiser.problem.arrays import Bools, Ints

if TYPE_CHECKING:
    from optimiser.audit.recheck import Books

_ONE = 2**30


def proved_bound(plan: Solution, books: Books,
                 multipliers: Multipliers) -> tuple[Fraction, Fraction | None]:
    """Return the plan's weighted met need and the bound that the prices prove, exactly."""
    value = _value(plan, books)
    problem = plan.problem
    worth = np.round(multipliers.requirement * _ONE).astype(np.int64)
    bound = sum((Fraction(int(w), _ONE) * met for w, met in
                 zip(worth, problem.requirements.met, strict=True)), Fraction(0))
    for row, amount in enumerate(problem.needs.exact):
        gain = _units(float(problem.needs.weight[row])) - int(worth[problem.needs.requirement[row]])
        bound += Fraction(max(gain, 0), _ONE) * amount
    cells = worth[plan.columns.requirement].copy()
    sites = np.zeros(len(plan.columns.deployment), np.int64)
    penalty = Fraction(0)
    for statement, price in _priced(plan, multipliers):
        if statement.penalty is not None:
            penalty = max(penalty, _allowance(statement, price))
        bound += Fraction(price, _ONE) * (statement.bound - sum(
            (part.coefficient * books.committed.total(part.chosen)
             for part in statement.parts if part.of == GIVEN), Fraction(0)) - sum(
            (books.value(part) for part in statement.parts if part.of == GRANTS), Fraction(0)))
        for part in statement.parts:
            if part.of == GRANTS:
                continue
            use = floor(part.coefficient * price)
            held = sites if part.of == DEPLOYED else cells
            held[_members(plan, part)] -= use
    bound += penalty * Fraction(multipliers.allowed)
    return value, bound + _left_over(plan, cells, sites)


def _units(number: float) -> int:
    """Return a weight in units of 2^-30, rounded up, so that no worth is left out."""
    return ceil(Fraction(number) * _ONE)


def _value(plan: Solution, books: Books) -> Fraction:
    """Fill each requirement's tiers in falling order of weight."""
    problem, total = plan.problem, Fraction(0)
    rows = problem.requirements
    left = [
        met + books.allocated.total({"recipient": frozenset({int(r)}),
                                     "activity": frozenset({int(a)}),
                                     "period": frozenset({int(t)})})
        for met, r, a, t in zip(rows.met, rows.recipient, rows.activity, rows.period, strict=True)
    ]
    order = np.argsort(-problem.needs.weight, kind="stable").tolist()
    for row in order:
        requirement = int(problem.needs.requirement[row])
        met = min(left[requirement], problem.needs.exact[row])
        left[requirement] -= met
        total += Fraction(float(problem.needs.weight[row])) * met
    return total


def _priced(plan: Solution, multipliers: Multipliers) -> list[tuple[Statement, int]]:
    """Pair each statement with its price in units of 2^-30, of the sign that proves."""
    seen: dict[tuple[str, str], int] = {}
    paired = []
    for statement in statements(plan.problem):
        key = (statement.kind, statement.relation)
        number = seen.get(key, 0)
        seen[key] = number + 1
        prices = multipliers.limit.get(key, ())
        price = round(prices[number] * _ONE) if number < len(prices) else 0
        if statement.relation == "at most":
            price = max(price, 0)
        elif statement.relation == "at least":
            price = min(price, 0)
        if price and statement.penalty != 0:
            paired.append((statement, price))
    return paired


def _allowance(statement: Statement, price: int) -> Fraction:
    """Return the worth of a unit of penalty that a broken `should` limit makes up for."""
    return Fraction(abs(price), _ONE) / Fraction(statement.penalty or 1)


def _members(plan: Solution, part: Part) -> Bools:
    grid = plan.columns.deployment if part.of == DEPLOYED else plan.columns.allocation
    chosen = np.ones(len(grid), dtype=bool)
    for name, elements in part.chosen.items():
        along = grid.along[name]
        if len(elements) == 1:
            chosen &= along == next(iter(elements))
        else:
            chosen &= np.isin(along, list(elements))
    return chosen


def _left_over(plan: Solution, cells: Ints, sites: Ints) -> Fraction:
    """Add what columns are worth above their price, up to the most that they can hold."""
    problem = plan.problem
    total = Fraction(0)
    closed = _closed(plan)
    for cell in np.flatnonzero((cells > 0) & ~closed).tolist():
        requirement = int(plan.columns.requirement[cell])
        room = problem.requirements.need[requirement] - problem.requirements.met[requirement]
        total += Fraction(int(cells[cell]), _ONE) * room
    offered = sum(problem.offers.exact, Fraction(0))
    for site in np.flatnonzero(sites > 0).tolist():
        total += Fraction(int(sites[site]), _ONE) * offered
    return total



def _closed(plan: Solution) -> Bools:
    """Tell which cells are part of a grant that is not made, shape (cells,)."""
    of = plan.columns.grant_of
    made = np.zeros(len(plan.columns.grant) + 1, dtype=bool)
    np.logical_or.at(made, of, plan.amounts > 0)
    return np.asarray((of >= 0) & ~made[of])

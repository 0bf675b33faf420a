"""Weak duality in whole numbers: a bound on the points that no plan can pass.

For any prices y of the right sign, any plan that keeps its limits scores at most
  sum y x bound + sum over columns of (worth - priced use, where positive) x upper bound.
Where grants are made or not, the bound is that of the plans that make the same grants. What
rounding took beyond a limit, at that limit's price, is part of the bound. Prices are rounded to
whole parts of the largest weight and priced uses rounded down, so the arithmetic is exact and the
bound holds whatever the solver did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import ceil, frexp, ldexp
from sys import float_info
from typing import NamedTuple

import numpy as np

from optimiser.audit.books import Books
from optimiser.audit.ledger import Elements
from optimiser.audit.payable import payable_cells, sendable
from optimiser.audit.statement import Part, Statement, Sums
from optimiser.plan.types import Multipliers, Proof
from optimiser.problem.arrays import Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.tiers import fill_tiers
from optimiser.problem.types import Problem
from optimiser.vocabulary import Relation

_DIGITS = 40
"""Prices have so many binary digits below the largest weight."""
_SAFE = 2**62
"""Sums of whole numbers below this fit 64 bits."""


def proved_bound(problem: Problem, books: Books, stated: Mapping[LimitKey, Statement],
                 multipliers: Multipliers) -> Proof:
    """Return the plan's points and the bound that the prices prove, exactly."""
    parts = _Parts.of(problem)
    worth = [round(parts.of_price(price)) for price in multipliers.requirement.tolist()]
    points = _total(zip(problem.needs.weight.tolist(), _met(problem, books), strict=True))
    bound = _of_needs(problem, worth, parts)
    cells, sent = _Columns.of_money(problem, worth), _Columns.of_experts(problem)
    dearest, rooms = Fraction(0), []
    for statement, price in _priced(stated, multipliers, parts):
        if statement.penalty is not None:
            dearest = max(dearest, abs(price) / parts.of_one / Fraction(statement.penalty))
        rooms.append((price, _room(statement, price, books)))
        cells.use(statement, price)
        sent.use(statement, price)
    allowed = max(Fraction(multipliers.allowed), _penalty(books, stated))
    closed = _closed(problem, books, cells.elements) | _idle(problem, books, stated, cells.elements)
    bound += _left_over_money(problem, closed, cells)
    bound += _total(rooms) + _left_over_experts(problem, sent)
    bound = bound / parts.of_one + dearest * allowed
    return Proof(points, bound, 0, _counts_grants(problem) or _counts_parts(stated),
                 bool(dearest and allowed))


class _Parts(NamedTuple):
    """Parts of a price: two to the power of `digits` of them make one point."""

    digits: int

    @classmethod
    def of(cls, problem: Problem) -> _Parts:
        """Return parts so small that the largest weight has enough of them."""
        largest = float(np.max(problem.needs.weight, initial=0.0)) or 1.0
        return cls(_DIGITS - frexp(largest)[1])

    @property
    def of_one(self) -> Fraction:
        """How many parts make one point."""
        return Fraction(2) ** self.digits

    def of_price(self, price: float) -> float | Fraction:
        """Return a price in parts, exactly: a float wherever one holds it."""
        try:
            found = ldexp(price, self.digits)
        except OverflowError:
            return Fraction(price) * self.of_one
        # A float below the least that has all its digits may have lost some.
        return found if abs(found) >= float_info.min or not price else Fraction(price) * self.of_one


def _total(products: Iterable[tuple[float, Fraction]]) -> Fraction:
    """Return the sum of numbers times amounts, exactly.

    Those of one denominator are added up first: fractions one by one take five times as long.
    """
    sums: dict[int, int] = {}
    for number, amount in products:
        above, below = number.as_integer_ratio()
        below *= amount.denominator
        sums[below] = sums.get(below, 0) + above * amount.numerator
    return sum((Fraction(above, below) for below, above in sums.items()), Fraction(0))


def _met(problem: Problem, books: Books) -> list[Fraction]:
    """Return what is met of each need: tiers fill in falling order of weight."""
    rows, allocated = problem.requirements, books.allocated.by("recipient", "activity", "period")
    given = [met + allocated.get(key, 0) for met, key in zip(rows.met, zip(
        rows.recipient.tolist(), rows.activity.tolist(), rows.period.tolist(), strict=True),
        strict=True)]
    return fill_tiers(problem.needs.requirement, problem.needs.weight, problem.needs.exact,
                      given)


def _of_needs(problem: Problem, worth: list[int], parts: _Parts) -> Fraction:
    """Return what met need is worth by itself, and each need above its requirement's, in parts."""
    needs = problem.needs
    above = [ceil(parts.of_price(weight)) - worth[requirement] for weight, requirement in zip(
        needs.weight.tolist(), needs.requirement.tolist(), strict=True)]
    return _total(chain(
        ((price, met) for price, met in zip(worth, problem.requirements.met, strict=True) if met),
        ((more, amount) for more, amount in zip(above, needs.exact, strict=True) if more > 0)))


def _priced(stated: Mapping[LimitKey, Statement], multipliers: Multipliers,
            parts: _Parts) -> Iterator[tuple[Statement, int]]:
    """Yield each statement with its price in parts, of the sign that proves."""
    for key, price in multipliers.limit.items():
        whole = round(parts.of_price(price))
        if key.relation is Relation.AT_MOST:
            whole = max(whole, 0)
        elif key.relation is Relation.AT_LEAST:
            whole = min(whole, 0)
        if whole and stated[key].penalty != 0:
            yield stated[key], whole


def _room(statement: Statement, price: int, books: Books) -> Fraction:
    """Return what a limit leaves new money, with what rounding took beyond it."""
    room = statement.bound - statement.constant
    for part in statement.parts:
        if part.of is Sums.GIVEN:
            room -= part.coefficient * books.committed.total(part.chosen)
        elif part.of in (Sums.GRANTS, Sums.IS_PAID, Sums.BOUGHT) or part.of.counted is not None:
            room -= books.value(part)
    if statement.penalty is not None:
        return room  # what is broken here is paid for by its penalty
    over = books.over(statement)
    return room + (max(over, Fraction(0)) if price > 0 else min(over, Fraction(0)))


def _penalty(books: Books, stated: Mapping[LimitKey, Statement]) -> Fraction:
    """Return the penalty that the plan itself pays for broken wishes."""
    total = Fraction(0)
    for key, statement in stated.items():
        if statement.penalty:
            over = books.over(statement)
            short = max(-over, Fraction(0)) if key.relation is not Relation.AT_MOST else 0
            above = max(over, Fraction(0)) if key.relation is not Relation.AT_LEAST else 0
            total += Fraction(statement.penalty) * max(short, above)
    return total


@dataclass(slots=True)
class _Columns:
    """What each column is worth less its priced use, in parts: 64 bits where they hold it."""

    elements: Elements
    sums: frozenset[Sums]
    worth: Ints
    used: int
    requirement: Ints

    @classmethod
    def of_money(cls, problem: Problem, worth: list[int]) -> _Columns:
        """Return the columns of new money, worth what their requirement is."""
        elements, requirement = payable_cells(problem)
        column = np.array(worth, dtype=object)[requirement]
        return cls(elements, frozenset({Sums.ALLOCATED, Sums.GIVEN}), *_fitting(column),
                   requirement)

    @classmethod
    def of_experts(cls, problem: Problem) -> _Columns:
        """Return the columns of experts, worth nothing by themselves."""
        elements = sendable(problem)
        none = np.zeros(len(elements), dtype=np.int64)
        return cls(elements, frozenset({Sums.DEPLOYED}), none, 0, none)

    def use(self, statement: Statement, price: int) -> None:
        """Take off what a limit's price makes of each column that it sums."""
        for part in statement.parts:
            if part.of in self.sums:
                use = part.coefficient.numerator * price // part.coefficient.denominator
                self.used += abs(use)
                if self.used >= _SAFE and self.worth.dtype != object:
                    self.worth = self.worth.astype(object)
                self.worth[self.elements.chosen(part.chosen)] -= use


def _fitting(values: Ints) -> tuple[Ints, int]:
    """Return whole numbers in 64 bits where they fit, and the largest of them."""
    largest = max((abs(value) for value in values.tolist()), default=0)
    return (values.astype(np.int64) if largest < _SAFE else values), largest


def _left_over_money(problem: Problem, closed: set[int], columns: _Columns) -> Fraction:
    """Return what new money is worth above its price, up to what the need has left, in parts."""
    over: dict[int, int] = {}
    for cell in np.flatnonzero(columns.worth > 0).tolist():
        if cell not in closed:
            row = int(columns.requirement[cell])
            over[row] = over.get(row, 0) + int(columns.worth[cell])
    rows = problem.requirements
    return _total((worth, rows.need[row] - rows.met[row]) for row, worth in over.items())


def _left_over_experts(problem: Problem, columns: _Columns) -> Fraction:
    """Return what experts are worth above their price, up to all that are offered, in parts."""
    offers = problem.offers
    offered: dict[tuple[int, int], Fraction] = {}
    for donor, kind, months in zip(offers.donor.tolist(), offers.expertise.tolist(),
                                   offers.exact, strict=True):
        offered[donor, kind] = offered.get((donor, kind), Fraction(0)) + months
    along, total = columns.elements.along, Fraction(0)
    for column in np.flatnonzero(columns.worth > 0).tolist():
        key = int(along["donor"][column]), int(along["expertise"][column])
        total += int(columns.worth[column]) * offered[key]
    return total


def _counts_grants(problem: Problem) -> bool:
    """Tell whether some fund's grants are made or not made, and nothing between."""
    return any(problem.funds.smallest_grant) or _all_count(problem)


def _all_count(problem: Problem) -> bool:
    return any(objective.name.counts_grants for objective in problem.objectives) or any(
        rule.enabled and rule.measure.counts_grants for rule in problem.rules)


def _closed(problem: Problem, books: Books, elements: Elements) -> set[int]:
    """Return the cells of grants that could be made and are not."""
    if not _counts_grants(problem):
        return set()
    every, along = _all_count(problem), elements.along
    keys = zip(*(along[name].tolist() for name in ("fund", "donor", "recipient",
                                                   "activity")), strict=True)
    return {cell for cell, key in enumerate(keys)
            if (every or problem.funds.smallest_grant[key[0]] > 0) and key not in books.grants}


def _counts_parts(stated: Mapping[LimitKey, Statement]) -> bool:
    """Tell whether some limit counts who takes part, or asks whether somebody does."""
    return any(part.of in (Sums.IS_PAID, Sums.BOUGHT) or part.of.counted is not None
               for statement in stated.values() for part in statement.parts)


def _idle(problem: Problem, books: Books, stated: Mapping[LimitKey, Statement],
          elements: Elements) -> set[int]:
    """Return the cells of whoever is counted and takes no part."""
    found: set[int] = set()
    for statement in stated.values():
        for part in statement.parts:
            if part.of is Sums.IS_PAID and not books.allocated.total(part.chosen):
                found.update(elements.chosen(part.chosen).tolist())
            if part.of.counted is None:
                continue
            cells = elements.chosen(part.chosen)
            taking = books.taking_part(part)
            found.update(cell for cell, counted in _counted(problem, part, elements, cells)
                         if not taking.issuperset(counted))
    return found


def _counted(problem: Problem, part: Part, elements: Elements,
             cells: Ints) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each cell with what counts of it: an activity may be in several pillars or in none."""
    if part.of is Sums.PILLARS:
        pillars = problem.activities.pillars
        for cell, activity in zip(cells.tolist(), elements.along["activity"][cells].tolist(),
                                  strict=True):
            yield cell, pillars[activity]
    else:
        along = elements.along[part.of.counted or ""][cells]
        yield from ((cell, (of,)) for cell, of in zip(cells.tolist(), along.tolist(), strict=True))

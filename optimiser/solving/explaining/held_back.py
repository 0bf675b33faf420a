"""What keeps more money out of each need that is not fully met.

More money reaches a need by one more payment from some fund, with the experts that it uses. The
limits in its way are those without room for what the need still lacks. Of all funds that may
pay, the one with the fewest limits in the way is named: with those loosened the need can be met
in full, and nobody else gets less. Those without which that is so as well are left out again. A
limit that no other plan could have left more room under carries a price; others come after it.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from optimiser.model.program import Program
from optimiser.plan.reasons import HeldBack, Reason
from optimiser.plan.types import LimitResults
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.tiers import in_falling_weight
from optimiser.solving.explaining.barred import Barred, left_of_each
from optimiser.solving.explaining.needed import Needed
from optimiser.solving.explaining.ways import NOISE, Way, Ways, meet
from optimiser.vocabulary import Relation


def held_back(program: Program, values: Floats, results: tuple[LimitResults, ...],
              dual: Floats) -> tuple[HeldBack | None, ...]:
    """Return what holds each need back, shape (needs,), None where it is fully met.

    `values` are the rounded plan's columns, in base currency and expert-months; `dual` those
    of the program's rows, shape (rows,).
    """
    needs = program.problem.needs
    found: list[HeldBack | None] = [None] * len(needs.amount)
    lacking = _lacking(program, values)
    if not lacking:
        return tuple(found)
    price = np.abs(dual)
    rows, lacks = np.array(list(lacking)), np.array(list(lacking.values()))
    payment, cell = _payments(program, needs.requirement[rows])
    ways = Ways(program, values, results, np.unique(cell), float(lacks.max())).best(
        rows[payment], cell, lacks[payment], price)
    payers, worth = _Payers(program, values, price), _Worth(program, results)
    needed, barred = Needed(program, values), Barred(program, values)
    # The largest gaps first: of what is in their way the needed is found, as far as work allows.
    for row, lack in sorted(lacking.items(), key=lambda item: (-item[1], item[0])):
        way = ways.get(row)
        if way is None:
            found[row] = HeldBack(is_paid=False, barred=barred.from_need(row, lack))
            continue
        reasons = _reasons(program, way, worth)
        # How far a limit with some room goes is read off with all the others out of the way.
        kept = (frozenset(reason.limit for reason in reasons) if way.short else
                needed.among(row, [reason.limit for reason in reasons]))
        way = Way(way.full & kept, way.short)
        found[row] = HeldBack(
            tuple(reason for reason in reasons if reason.limit in kept),
            payers.outranked(row, way),
            barred=barred.from_need(row, lack) if barred.budgets & way.full else ())
    return tuple(found)


def money_left(program: Program, values: Floats, results: tuple[LimitResults, ...],
               dual: Floats) -> tuple[HeldBack | None, ...]:
    """Return what keeps money in each fund, shape (funds,), None where less than a unit is left.

    Likewise of all payments that the fund could still make the one with the least in its way is
    told; where every need that it may pay for is met, it is not `is_paid`. Arguments as above.
    """
    problem, columns = program.problem, program.columns
    left = left_of_each(program, values)
    unit = float(problem.rounding)
    if not (left >= unit).any():
        return (None,) * len(left)
    lacking = _lacking(program, values)
    requirement, lacks = problem.needs.requirement, np.zeros(len(problem.requirements.need))
    for row, amount in lacking.items():
        lacks[requirement[row]] = amount
    payment, cell = _payments(program, asked := np.flatnonzero(lacks))
    fund, wanted = columns.allocation.along["fund"][cell], lacks[asked[payment]]
    # Of equal ways that of the need whose first cell comes first.
    first = np.full(len(asked), np.iinfo(np.int64).max)
    np.minimum.at(first, payment, cell)
    order = np.lexsort((cell, first[payment]))
    order = order[left[fund[order]] >= unit]
    cell, fund, wanted = cell[order], fund[order], wanted[order]
    ways = Ways(program, values, results, np.unique(cell), float(lacks.max(initial=0.0))).best(
        fund, cell, np.minimum(wanted, left[fund]), np.abs(dual))
    worth = _Worth(program, results)
    return tuple(
        None if left[fund] < unit else HeldBack(is_paid=False) if fund not in ways else
        HeldBack(_reasons(program, ways[fund], worth)) for fund in range(len(left)))


class _Worth:
    """What one more unit of room under each limit would add, shape (rows,).

    `known` is NaN where it is unknown, `at_least` 0.
    """

    def __init__(self, program: Program, results: tuple[LimitResults, ...]) -> None:
        more, less = (np.concatenate(prices) for prices in (
            [result.price for result in results], [result.price_of_less for result in results]))
        rises = program.rows(lambda block: block.relation is not Relation.AT_LEAST)
        self.known = np.abs(np.where(rises, more, less))
        self.at_least = np.nan_to_num(self.known)


def _reasons(program: Program, way: Way, worth: _Worth) -> tuple[Reason, ...]:
    """Name the limits in the way: full ones, the dearest first, then those that fill up."""
    full = sorted(way.full, key=lambda row: (-worth.at_least[row], program.limit_name(row)))
    return (*(Reason(row, None, float(worth.known[row])) for row in full),
            *(Reason(row, room, float(worth.known[row])) for row, room in way.short))


def _lacking(program: Program, values: Floats) -> dict[int, float]:
    """Return what each need not fully met lacks, with the tiers that fill before it."""
    needs, columns = program.problem.needs, program.columns
    met = values[columns.met.first:columns.met.first + len(needs.amount)]
    unmet = needs.amount - met
    before: dict[int, float] = defaultdict(float)
    lacking = {}
    for row in in_falling_weight(needs.weight):
        requirement = int(needs.requirement[row])
        before[requirement] += float(unmet[row])
        if unmet[row] > float(program.problem.rounding):
            lacking[row] = before[requirement]
    return dict(sorted(lacking.items()))


def _payments(program: Program, requirement: Ints) -> tuple[Ints, Ints]:
    """Return (place in `requirement`, cell) of all cells that may pay for requirements."""
    asked = np.zeros(len(program.problem.requirements.need) + 1, dtype=bool)
    asked[requirement] = True
    cells = np.flatnonzero(asked[program.columns.requirement])
    of, at = meet(requirement, program.columns.requirement[cells])
    return of, cells[at]


class _Payers:
    """Who gets the money that a full limit lets through."""

    def __init__(self, program: Program, values: Floats, price: Floats) -> None:
        needs, columns = program.problem.needs, program.columns
        self.program = program
        self.paid = np.zeros(program.linear.columns, dtype=bool)
        self.paid[:len(columns.allocation)] = (
            values[:len(columns.allocation)] > float(program.problem.rounding) / 2)
        self.price = price
        # The last tier of a requirement that gets anything is what its last unit meets.
        met = values[columns.met.first:columns.met.first + len(needs.amount)]
        self.last: dict[int, int] = {}
        self.under: dict[int, tuple[Floats, Ints]] = {}
        for row in in_falling_weight(needs.weight):
            if met[row] > 0:
                self.last[int(needs.requirement[row])] = row

    def outranked(self, need: int, way: Way) -> int:
        """Return the need of least weight above this one's that its dearest full limit pays.

        -1 where there is none.
        """
        weight = self.program.problem.needs.weight
        for row in sorted(way.full, key=lambda row: (-float(self.price[row]), row)):
            if self.price[row] <= NOISE:
                break
            weights, needs = self._under(row)
            at = int(np.searchsorted(weights, weight[need], side="right"))
            if at < len(weights):
                return int(needs[at])
        return -1

    def _under(self, row: int) -> tuple[Floats, Ints]:
        """Return the weights, rising, of the needs that a limit's money meets, and the needs."""
        if row not in self.under:
            linear, weight = self.program.linear, self.program.problem.needs.weight
            columns = linear.index[linear.start[row]:linear.start[row + 1]]
            paid = columns[self.paid[columns]]
            requirements = np.unique(self.program.columns.requirement[paid]).tolist()
            needs = np.sort(np.array([self.last[number] for number in requirements], np.int64))
            order = np.argsort(weight[needs], kind="stable")
            self.under[row] = weight[needs[order]], needs[order]
        return self.under[row]

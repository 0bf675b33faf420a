"""What keeps more money out of each need that is not fully met, and money in each fund.

More money reaches a need by one more payment from some fund, with the experts that it uses. The
limits in its way are those without room for what the need still lacks. Of all funds that may
pay, the one with the fewest limits in the way is named: with those loosened the need can be met
in full, and nobody else gets less. Those without which that is so as well are left out again. A
limit that no other plan could have left more room under carries a price; others come after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial

import numpy as np

from optimiser.model.limits.budget import BUDGET
from optimiser.model.program import Program
from optimiser.plan.reasons import HeldBack, Reason
from optimiser.plan.types import LimitResults
from optimiser.problem.arrays import Bools, Floats, Ints, distinct
from optimiser.problem.tiers import in_falling_weight
from optimiser.problem.types import ALL
from optimiser.solving.explaining.barred import Barred, left_of_each
from optimiser.solving.explaining.kept import Kept
from optimiser.solving.explaining.needed import Needed, nobody_gives_less, nobody_loses
from optimiser.solving.explaining.together import Question
from optimiser.solving.explaining.ways import NOISE, Way, Ways, meet
from optimiser.solving.finding.stages import Solved
from optimiser.vocabulary import Relation

_A_EURO_ROUNDED = 0.5
"""Less of what is left, in base currency, a sentence would call nothing."""


def held_back(program: Program, values: Floats, results: tuple[LimitResults, ...],
              solved: Solved) -> tuple[HeldBack | None, ...]:
    """Return what holds each need back, shape (needs,), None where it is fully met.

    `values` are the rounded plan's columns, in base currency and expert-months; `solved` are the
    stages that found the plan.
    """
    needs = program.problem.needs
    found: list[HeldBack | None] = [None] * len(needs.amount)
    lacking = _lacking(program, values)
    if not lacking:
        return tuple(found)
    price = np.abs(solved.dual(program.linear.rows))
    rows, lacks = np.array(list(lacking)), np.array([lack for lack, _ in lacking.values()])
    payment, cell = _payments(program, needs.requirement[rows])
    ways = Ways(program, values, results, distinct(cell), float(lacks.max())).best(
        rows[payment], cell, lacks[payment], price)
    payers, worth = _Payers(program, values, price), _Worth(program, results)
    needed, barred = Needed(program, nobody_loses, values, solved.start), Barred(program, values)
    # The largest gaps first: of what is in their way the needed is found, as far as work allows.
    lacking = dict(sorted(lacking.items(), key=lambda item: (-item[1][0], item[0])))
    questions = _questions(program, lacking, ways, worth)
    pared = dict(zip(questions, needed.pared(list(questions.values())), strict=True))
    rounded, relieved = _rounded(program), list[tuple[int, list[int], list[int]]]()
    for row, (lack, tiers) in lacking.items():
        way = pared.get(row)
        if way is None:
            found[row] = HeldBack(is_paid=False, barred=barred.from_need(row, lack))
            continue
        full = ways[row].full - way.limits
        relieved.append((row, tiers, [limit for limit in questions[row].rows if limit in full]))
        reasons = _reasons(program, way, worth)
        found[row] = HeldBack(
            reasons, payers.outranked(row, way),
            barred=barred.from_need(row, lack) if barred.budgets & way.full else (),
            by_rounding=not reasons and lack <= rounded[needs.requirement[row]])
    _add_kept(found, Kept(program, values, needed.work, solved.start), relieved, worth)
    return tuple(found)


def _questions(program: Program, lacking: dict[int, tuple[float, list[int]]],
               ways: dict[int, Way], worth: _Worth) -> dict[int, Question]:
    """Return what is asked about the way of each need that has one."""
    columns, found = program.columns, {}
    for row, (lack, tiers) in lacking.items():
        if row in ways:
            paid = int(program.problem.needs.requirement[row])
            found[row] = Question(
                ways[row], _limits(program, ways[row], worth),
                [columns.met.first + tier for tier in tiers],
                partial(_where, columns.requirement, paid), lack / program.scale)
    return found


def _add_kept(found: list[HeldBack | None], kept: Kept,
              relieved: list[tuple[int, list[int], list[int]]], worth: _Worth) -> None:
    """Add to reasons of needs the limits that keep money where it does less.

    `relieved` are a need, its tiers, and the limits that need not be loosened for more money. Where
    a need has the money that does more there, what keeps other money elsewhere is not told.
    """
    for row, tiers, limits in relieved:
        held = found[row]
        if held is None or not held.reasons or held.outranked_by >= 0:
            continue
        limit, lighter = kept.find(row, tiers, limits)
        if limit >= 0:
            found[row] = replace(held, kept_by=_full(limit, worth), kept_in=lighter)


def money_left(program: Program, values: Floats, results: tuple[LimitResults, ...],
               solved: Solved) -> tuple[HeldBack | None, ...]:
    """Return what keeps money in each fund, shape (funds,), None where less than a unit is left.

    Likewise of all payments that the fund could still make the one with the least in its way is
    told; where every need that it may pay for is met, it is not `is_paid`. Arguments as above.
    """
    problem, columns = program.problem, program.columns
    left = left_of_each(program, values)
    unit = float(problem.rounding)
    if not (left >= unit).any():
        return (None,) * len(left)
    lacks = np.zeros(len(problem.requirements.need))
    for row, (amount, _) in _lacking(program, values).items():
        requirement = problem.needs.requirement[row]
        lacks[requirement] = max(lacks[requirement], amount)
    told = _Funds(program, values, results, solved, lacks)
    reasons = told.reasons(lacks > 0)
    # What rounding leaves of a need tells nothing where a fund could pay for more than that.
    is_more = lacks > _rounded(program)
    reasons |= told.reasons(is_more, frozenset(fund for fund in reasons if not reasons[fund]))
    has_more = np.bincount(told.fund[is_more[columns.requirement]], minlength=len(left)) > 0
    return tuple(
        None if left[fund] < unit else
        HeldBack(reasons[fund], freed=told.freed(fund)) if reasons.get(fund) else
        HeldBack(is_paid=fund in reasons and bool(has_more[fund]), by_rounding=fund in reasons)
        for fund in range(len(left)))


def _rounded(program: Program) -> Floats:
    """Return how much of each requirement rounding may leave, where no limit is in its way.

    That is a unit of each payment to it, and as much again twice where limits are kept exactly.
    """
    payments = np.bincount(program.columns.requirement,
                           minlength=len(program.problem.requirements.need))
    return 3.0 * float(program.problem.rounding) * payments.astype(np.float64)


def _where(along: Ints, element: int) -> Ints:
    """Return the cells of an element."""
    return np.flatnonzero(along == element)


class _Funds:
    """What keeps money in funds that have some left, where requirements lack so much."""

    def __init__(self, program: Program, values: Floats, results: tuple[LimitResults, ...],
                 solved: Solved, lacks: Floats) -> None:
        self.program, self.values, self.results = program, values, results
        self.price, self.lacks = np.abs(solved.dual(program.linear.rows)), lacks
        self.fund = program.columns.allocation.along["fund"]
        self.left = left_of_each(program, values)
        self.worth = _Worth(program, results)
        self.needed = Needed(program, nobody_gives_less, values, solved.start)
        self.most: dict[int, float] = {}
        self.budget = {of[0]: first + at for first, block in program.blocks(BUDGET)
                       for at, of in enumerate(block.of) if of[1] == ALL}

    def freed(self, fund: int) -> float:
        """Return how much of what is left could be used without its reasons.

        NaN where it is all, to a rounding unit, or not known.
        """
        most = self.most[fund]
        unit = float(self.program.problem.rounding)
        is_part = _A_EURO_ROUNDED < most < self.left[fund] - unit
        return most if is_part else float("nan")

    def reasons(self, asked: Bools,
                funds: frozenset[int] | None = None) -> dict[int, tuple[Reason, ...]]:
        """Return by fund the limits needed of the way with the least in it to some requirements.

        Of some `funds` only, of all where None. A fund whose whole budget is full had none left
        before rounding: that is the reason, whatever else is full.
        """
        found = dict(sorted(self._ways(np.flatnonzero(asked), funds).items()))
        spent = {fund: row for fund, row in self.budget.items()
                 if fund in found and row in found[fund].full}
        self.most |= dict.fromkeys(spent, float("nan"))
        ways = {fund: way for fund, way in found.items() if fund not in spent}
        questions = [Question(way, _limits(self.program, way, self.worth),
                              np.flatnonzero(self.fund == fund).tolist(),
                              partial(_where, self.fund, fund)) for fund, way in ways.items()]
        pared = dict(zip(ways, self.needed.pared(questions), strict=True))
        self.most |= {fund: way.freed for fund, way in pared.items()}
        return {fund: (_full(row, self.worth),) for fund, row in spent.items()} | {
            fund: _reasons(self.program, way, self.worth) for fund, way in pared.items()}

    def _ways(self, asked: Ints, funds: frozenset[int] | None) -> dict[int, Way]:
        payment, cell = _payments(self.program, asked)
        fund, wanted = self.fund[cell], self.lacks[asked[payment]]
        # Of equal ways that of the need whose first cell comes first.
        first = np.full(len(asked), np.iinfo(np.int64).max)
        np.minimum.at(first, payment, cell)
        order = np.lexsort((cell, first[payment]))
        has_left = self.left >= float(self.program.problem.rounding)
        if funds is not None:
            has_left &= np.isin(np.arange(len(self.left)), list(funds))
        order = order[has_left[fund[order]]]
        if not len(order):
            return {}
        cell, fund, wanted = cell[order], fund[order], wanted[order]
        ways = Ways(self.program, self.values, self.results, distinct(cell),
                    float(self.lacks.max(initial=0.0)))
        usable = np.minimum(wanted, self.left[fund])
        # In whole units: of payments that bring as much, none is more by what floats leave.
        units = np.round(usable / float(self.program.problem.rounding)).astype(np.int64)
        return ways.best(fund, cell, usable, self.price, units)


class _Worth:
    """What one more unit of room under each limit would add, shape (rows,).

    `known` is NaN where it is unknown, `at_least` 0, and to six places: of limits as dear as each
    other no last digit decides which is told first.
    """

    def __init__(self, program: Program, results: tuple[LimitResults, ...]) -> None:
        more, less = (np.concatenate(prices) for prices in (
            [result.price for result in results], [result.price_of_less for result in results]))
        rises = program.rows(lambda block: block.relation is not Relation.AT_LEAST)
        self.known = np.abs(np.where(rises, more, less))
        self.at_least = np.nan_to_num(np.round(self.known, 6))


def _reasons(program: Program, way: Way, worth: _Worth) -> tuple[Reason, ...]:
    """Name the limits in the way: full ones, the dearest first, then those that fill up."""
    full = sorted(way.full, key=lambda row: (-worth.at_least[row], program.limit_name(row)))
    return (*(_full(row, worth) for row in full),
            *(Reason(row, room, float(worth.known[row])) for row, room in way.short))


def _full(row: int, worth: _Worth) -> Reason:
    return Reason(row, None, float(worth.known[row]))


def _limits(program: Program, way: Way, worth: _Worth) -> list[int]:
    """Return the limits in the way in the order in which they are named."""
    return [reason.limit for reason in _reasons(program, way, worth)]


def _lacking(program: Program, values: Floats) -> dict[int, tuple[float, list[int]]]:
    """Return what each need not fully met lacks with the tiers that fill before it, and those.

    The tiers are needs too, the need itself among them.
    """
    needs, columns = program.problem.needs, program.columns
    met = values[columns.met.first:columns.met.first + len(needs.amount)]
    unmet = needs.amount - met
    before: dict[int, float] = defaultdict(float)
    tiers: dict[int, list[int]] = defaultdict(list)
    lacking = {}
    for row in in_falling_weight(needs.weight):
        requirement = int(needs.requirement[row])
        before[requirement] += float(unmet[row])
        tiers[requirement].append(row)
        if unmet[row] > float(program.problem.rounding):
            lacking[row] = before[requirement], tiers[requirement].copy()
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
            requirements = distinct(self.program.columns.requirement[paid]).tolist()
            needs = np.sort(np.array([self.last[number] for number in requirements], np.int64))
            order = np.argsort(weight[needs], kind="stable")
            self.under[row] = weight[needs[order]], needs[order]
        return self.under[row]

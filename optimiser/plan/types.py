"""The result: a plan in whole rounding units, with what was proved about it. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from optimiser.frozen import frozen
from optimiser.model.columns import Columns
from optimiser.model.rows import Limits
from optimiser.plan.reasons import AtNothing, EveryWish, GrantedWish, HeldBack, Wish
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import ObjectiveName

DEPLOYMENT_UNIT = Fraction(1, 100)
"""Deployments are planned in hundredths of an expert-month."""


class Status(StrEnum):
    """How a limit stands, in the words of Excel's Solver.

    Binding where the plan before rounding left no room; Over by rounding where no plan in whole
    units keeps it together with the others; the rest by the exact figures.
    """

    BINDING = "Binding"
    NOT_BINDING = "Not binding"
    BROKEN = "Broken"
    OVER_BY_ROUNDING = "Over by rounding"

    @property
    def said(self) -> str:
        """The same in plain words."""
        return {Status.BINDING: "full", Status.NOT_BINDING: "room left",
                Status.BROKEN: "not kept"}.get(self, self.value.casefold())


class Proved(StrEnum):
    """How far the value of an objective is proved to be the best."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within the gap"
    BEST_FOUND = "best found"


@frozen
class Stage:
    """One objective as solved: its value before rounding, the proved bound and the gap.

    `value` is in base currency in the objective's natural sense; for `raise lowest
    coverage` it is the lowest coverage and `levels` holds the coverages of all recipients
    with a need, rising. `bound` is the best that any plan can reach, by the solver's duals.
    `status` says how near to that it was proved to be.
    """

    objective: ObjectiveName
    value: float
    bound: float
    status: Proved
    seconds: float
    tolerance: float
    levels: tuple[float, ...] = ()

    @property
    def gap(self) -> float:
        """How far the value may be from the best, in the objective's unit."""
        return abs(self.bound - self.value)


@frozen
class LimitResults:
    """How the rounded plan stands under one family's limits, each of shape (limits,).

    `value` is the left side, `limit` the right side (bound plus right terms), `slack` the
    room left (negative where broken), `over` what it is over by rounding, 0 as a rule, and `near`
    the room that rounding left under a binding limit: with no more than that it counts as full
    (below 0 where it never does). `price`
    is the change of the weighted need met for one more unit of the limit, NaN where the limit
    has none; `price_of_less` the same per unit that it falls, infinite where no plan is left
    then. `increase` and `decrease` say how far the limit may rise at the one and fall at the
    other, NaN where it was not asked.
    """

    value: Floats
    limit: Floats
    slack: Floats
    over: Floats
    near: Floats
    status: tuple[Status, ...]
    price: Floats
    price_of_less: Floats
    increase: Floats
    decrease: Floats


@frozen
class Multipliers:
    """Duals of `meet needs` in the reader's sign, for the audit to prove a bound with.

    `requirement` shape (requirements,): what one more unit of met need is worth there.
    `limit` holds the price of each limit that has one, per unit of base currency, expert-month
    or grant. `allowed` is the penalty that `soft rules` could not avoid, in base currency.
    """

    requirement: Floats
    limit: Mapping[LimitKey, float]
    allowed: float


class Leeway(NamedTuple):
    """How far each amount could move without loss, before one of the best plans was chosen.

    `least` and `most` shape (cells,), in base currency, not rounded.
    """

    least: Floats
    most: Floats

    def movable(self, unit: float) -> int:
        """Return how many amounts could move by a rounding unit or more: none, a unique plan."""
        return int((self.most - self.least >= unit).sum())


@frozen
class Proof:
    """What the audit proved: the plan's weighted met need, and a bound that no plan passes.

    Both exact, in base currency (weighted as `meet needs` is); the bound is None where the
    inputs do not ask for met need. `limits_checked` counts the limits recomputed.
    `of_these_grants` says that the bound is that of plans that make the same grants,
    `of_these_wishes` that it is that of plans that miss wishes by no more.
    """

    value: Fraction
    bound: Fraction | None
    limits_checked: int
    of_these_grants: bool = False
    of_these_wishes: bool = False


class OverByRounding(NamedTuple):
    """A limit that must hold and that no plan in whole units keeps together with the others.

    `limit` is its number among all limits, `amount` by how much it is over or missed, in its own
    unit. `rounding` is the largest part of Rounding that would keep it, None where none does.
    """

    limit: int
    amount: Fraction
    rounding: Fraction | None


class LeftOut(StrEnum):
    """What explains a plan and was left out for want of time or of a proof; the plan is proved."""

    PRICES = "the ranges of prices, which are those of one optimum"
    LEEWAY = "how far each amount could move"
    WISHES = "what some of the wishes would cost"
    COSTS = "what each rule costs"


@frozen
class Solution:
    """What is to be given: amounts in rounding units and expert-months in hundredths.

    `amounts` shape (cells,), `deployed` shape (deployments,), both int64 and in the
    order of `columns`. `families` and `standings` run side by side, a family an entry;
    `held_back` has an entry a need, None where the need is fully met; `wishes` are the limits of
    strength should that are broken, `wishes_at_a_cost` those kept for which points were given up;
    `every_wish` is what keeping all wishes would cost, None where none is broken;
    `over_by_rounding` the musts that whole units cannot keep; `at_nothing` who limits of shares
    leave at nothing;
    `leeway` is None where it was not asked for; `left_out` is what there was no time for.
    `proportional_payments` is how many payments the proportional split would have had, None where
    the plan is that split or any. Limits are
    numbered through all families.
    """

    problem: Problem
    columns: Columns
    amounts: Ints
    deployed: Ints
    stages: tuple[Stage, ...]
    families: tuple[Limits, ...]
    standings: tuple[LimitResults, ...]
    held_back: tuple[HeldBack | None, ...]
    proof: Proof | None
    solver: str
    leeway: Leeway | None = None
    wishes: tuple[Wish, ...] = ()
    wishes_at_a_cost: tuple[GrantedWish, ...] = ()
    proportional_payments: int | None = None
    over_by_rounding: tuple[OverByRounding, ...] = ()
    money_left: tuple[HeldBack | None, ...] = ()
    every_wish: EveryWish | None = None
    at_nothing: tuple[AtNothing, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def limit(self, number: int) -> tuple[Limits, int]:
        """Return the block of a limit and its number there, by that among all limits."""
        for block in self.families:
            if number < len(block):
                return block, number
            number -= len(block)
        raise IndexError(f"the solution has no limit {number}")

    def status(self, number: int) -> Status:
        """Return how a limit stands, by its number among all limits."""
        for result in self.standings:
            if number < len(result.status):
                return result.status[number]
            number -= len(result.status)
        raise IndexError(f"the solution has no limit {number}")

    def slack(self, number: int) -> float:
        """Return the room under a limit in its own unit, by its number among all limits."""
        for result in self.standings:
            if number < len(result.slack):
                return float(result.slack[number])
            number -= len(result.slack)
        raise IndexError(f"the solution has no limit {number}")

    @property
    def unit(self) -> Fraction:
        """The rounding unit in base currency."""
        return Fraction(self.problem.rounding)


def uniqueness(plan: Solution) -> str:
    """Say whether the plan was the only best one, "" where that was not asked."""
    if plan.leeway is None:
        return ""
    movable = plan.leeway.movable(float(plan.unit))
    if not movable:
        return "No other plan is as good in every objective."
    return (f"{movable:,} of {len(plan.amounts):,} amounts could be others in a plan as good in "
            "every objective; this one is the nearest to proportional.")


def left_out_words(plan: Solution) -> str:
    """Say what explains the plan and was left out, "" where nothing was."""
    if not plan.left_out:
        return ""
    return ("Left out for want of time or of a proof, the plan itself being proved: "
            f"{'; '.join(plan.left_out)}.")

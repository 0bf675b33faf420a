"""The validated problem: frozen, indexed, in base currency; no files, no solver.

Elements are numbered in the order of the inputs, and may be in several classes or in none; -1
stands for "all together" in a period or an activity of a limit. Money is kept twice: `amount` as
float64 in base currency for the solver, `exact` as fractions for the rounding and the
audit. `source` says which cell a figure came from (`Budgets!D5`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.problem.arrays import Bools, Floats, Ints
from optimiser.problem.stated import (
    BurdenShare,
    Conditions,
    Earlier,
    Pins,
    RecipientKey,
    Rule,
)
from optimiser.vocabulary import ObjectiveName, Split
from optimiser.words import money

ALL = -1


@frozen
class Donors:
    """Donors: the groups of each, and the figures that keys may name."""

    names: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    figures: Mapping[str, Floats]
    iso_code: tuple[str, ...]
    coordinator: tuple[str, ...]
    email: tuple[str, ...]


@frozen
class Funds:
    """Funds: donor, currency and its price, and totals over the fund's budget rows.

    `budget` is the fund's total in base currency; `rate` the units of its currency for one
    unit of base; `least` the exact minimum use and `smallest_grant` the least that a grant may
    be, in base currency (0 where none is set), which each of its cells states.
    """

    names: tuple[str, ...]
    donor: Ints
    currency: tuple[str, ...]
    rate: tuple[Fraction, ...]
    budget: tuple[Fraction, ...]
    carries_over: Bools
    least: tuple[Fraction, ...]
    least_source: tuple[str, ...]
    smallest_grant: tuple[Fraction, ...]
    smallest_grant_cells: tuple[tuple[str, ...], ...]


@frozen
class Recipients:
    """Recipients: classes, weight, floors (`None` where not set), figures that rules may name."""

    names: tuple[str, ...]
    regions: tuple[tuple[int, ...], ...]
    severity: Floats
    minimum_coverage: tuple[Fraction | None, ...]
    minimum_coverage_source: tuple[str, ...]
    co_financing: tuple[Fraction | None, ...]
    co_financing_source: tuple[str, ...]
    figures: Mapping[str, Floats]
    iso_code: tuple[str, ...]
    coordinator: tuple[str, ...]
    email: tuple[str, ...]


@frozen
class Activities:
    """Activities: classes, weight, expertise (-1 none), what the money buys, markers.

    `whole_units` tells where a need is met in whole units of the output, or in full.
    """

    names: tuple[str, ...]
    pillars: tuple[tuple[int, ...], ...]
    priority: Floats
    expertise: Ints
    figures: Mapping[str, Floats]
    dac_code: tuple[str, ...]
    output: tuple[str, ...]
    unit_cost: Floats
    whole_units: Bools
    whole_units_source: tuple[str, ...]


@frozen
class Needs:
    """Needs by (recipient, activity, period, tier), shape (needs,).

    `requirement` is the index of the (recipient, activity, period) that the need is part
    of; `weight` is severity x priority x weight x tier weight.
    """

    recipient: Ints
    activity: Ints
    period: Ints
    tier: Ints
    requirement: Ints
    amount: Floats
    exact: tuple[Fraction, ...]
    expert_months: Floats
    weight: Floats
    uncertainty: Floats
    source: tuple[str, ...]


@frozen
class Requirements:
    """Needs of all tiers together, by (recipient, activity, period), shape (requirements,).

    `committed` is what commitments give to it, `met` the part of that which meets need
    (never above the need); `experts` the expert-months that one unit of money uses; `least` what
    new money to it is at least where there is any, 0 where nothing is stated.
    """

    recipient: Ints
    activity: Ints
    period: Ints
    need: tuple[Fraction, ...]
    committed: tuple[Fraction, ...]
    met: tuple[Fraction, ...]
    experts: tuple[Fraction, ...]
    least: tuple[Fraction, ...]
    least_source: tuple[str, ...]


class LongerPeriod(NamedTuple):
    """A period that holds some of the problem's, such as a year of quarters."""

    name: str
    covered: tuple[int, ...]


@frozen
class Budgets:
    """Budget rows, shape (rows,); period -1 where the budget is for all periods together.

    A period may be a longer one (see Problem), here, in Capacities and in Offers.

    `recipients` and `activities` are the earmarks, None for all; `minimum_use` the share of the
    row that has to be used, 0 where none has. Of a fund that carries over, `most_carried` is the
    share of the row that may be left for later at most, None for all of it, and `lapses_after` the
    last of the problem's periods in which what is left may be spent, ALL where it never lapses.
    """

    fund: Ints
    period: Ints
    exact: tuple[Fraction, ...]
    most_carried: tuple[Fraction | None, ...]
    lapses_after: Ints
    minimum_use: tuple[Fraction, ...]
    recipients: tuple[frozenset[int] | None, ...]
    activities: tuple[frozenset[int] | None, ...]
    source: tuple[str, ...]


@frozen
class Capacities:
    """Capacity rows, shape (rows,); -1 for all activities or all periods together."""

    recipient: Ints
    activity: Ints
    period: Ints
    exact: tuple[Fraction, ...]
    source: tuple[str, ...]


@frozen
class Offers:
    """Expert-months that donors offer, shape (rows,); period -1 for all together."""

    donor: Ints
    expertise: Ints
    period: Ints
    exact: tuple[Fraction, ...]
    source: tuple[str, ...]


@frozen
class Commitments:
    """Obligations that exist already, shape (rows,)."""

    fund: Ints
    recipient: Ints
    activity: Ints
    period: Ints
    exact: tuple[Fraction, ...]
    source: tuple[str, ...]


@frozen
class Tiers:
    """Urgency classes in the listed order."""

    names: tuple[str, ...]
    weight: Floats


@frozen
class Objective:
    """One objective and the share of its value that later ones may give up."""

    name: ObjectiveName
    tolerance: float


@frozen(eq=False)
class Problem:
    """Everything that the model needs to know, and what the report has to name.

    Equal to itself alone: its arrays have no single truth to compare by.
    `gap` is the share of an objective's value that a search in whole numbers may leave unproved.
    `earlier` is what an earlier plan gave, None where no such plan is given. `longer` are the
    periods that rows of budgets, capacities and offers name beside the problem's own, numbered
    after these.
    """

    title: str
    currency: str
    unit: int
    rounding: Decimal
    split: Split
    gap: float
    decide_now_until: str
    groups: tuple[str, ...]
    regions: tuple[str, ...]
    pillars: tuple[str, ...]
    expertises: tuple[str, ...]
    periods: tuple[str, ...]
    donors: Donors
    funds: Funds
    recipients: Recipients
    activities: Activities
    tiers: Tiers
    needs: Needs
    requirements: Requirements
    budgets: Budgets
    capacities: Capacities
    offers: Offers
    commitments: Commitments
    burden_shares: tuple[BurdenShare, ...]
    conditions: Conditions
    rules: tuple[Rule, ...]
    pins: Pins
    objectives: tuple[Objective, ...]
    recipient_keys: tuple[RecipientKey, ...] = ()
    earlier: Earlier | None = None
    longer: tuple[LongerPeriod, ...] = ()

    @property
    def period_names(self) -> tuple[str, ...]:
        """Return the names of all periods that a row may be about, the longer ones last."""
        return (*self.periods, *(period.name for period in self.longer))

    def covered(self, period: int) -> tuple[int, ...]:
        """Return the problem's periods that a row's period stands for; ALL stays ALL.

        Numbers from `len(periods)` on are those of the longer periods.
        """
        count = len(self.periods)
        return (period,) if period < count else self.longer[period - count].covered

    def each_period(self, period: Ints) -> tuple[Ints, Ints]:
        """Return an entry for each row and period that the row stands for: row, period."""
        spans = [self.covered(one) for one in period.tolist()]
        rows = np.repeat(np.arange(len(spans)), [len(span) for span in spans])
        return rows, np.array([one for span in spans for one in span], dtype=np.int64)

    def money(self, amount: Fraction | float, currency: str | None = None) -> str:
        """Say an amount, of the base currency or another: with cents where Rounding has them."""
        return money(amount, currency or self.currency, of=self.rounding)

    def written(self, amount: Fraction) -> str:
        """Say what somebody asks for or lets through, with the cents that were written.

        Half a unit may be all that a rule and a need differ by.
        """
        return money(amount, self.currency) if 100 % amount.denominator == 0 else self.money(amount)

    def optimises(self, name: ObjectiveName) -> bool:
        """Tell whether an objective is among those of the problem."""
        return any(objective.name is name for objective in self.objectives)

    def names_of(self, dimension: str) -> tuple[str, ...]:
        """Return the names of a dimension's elements, by their index."""
        return _NAMES_OF[dimension](self)


_NAMES_OF: Mapping[str, Callable[[Problem], tuple[str, ...]]] = {
    "donor": lambda problem: problem.donors.names,
    "group": lambda problem: problem.groups,
    "fund": lambda problem: problem.funds.names,
    "recipient": lambda problem: problem.recipients.names,
    "region": lambda problem: problem.regions,
    "activity": lambda problem: problem.activities.names,
    "pillar": lambda problem: problem.pillars,
    "period": lambda problem: problem.periods,
    "expertise": lambda problem: problem.expertises,
    "tier": lambda problem: problem.tiers.names,
}
"""Looked up rather than listed anew for each of 100,000 names of a sentence."""

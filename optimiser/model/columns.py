"""The columns of the program: allocations, met needs, deployments, and what takes part or not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.parts import Parts, lay_out
from optimiser.problem.arrays import Bools, Floats, Ints, distinct, sum_by
from optimiser.problem.classes import groupings
from optimiser.problem.lots import Lot, lots
from optimiser.problem.types import ALL, Problem


class Of(Enum):
    """What a column decides."""

    ALLOCATION = "allocation"
    MET = "met need"
    DEPLOYMENT = "deployment"
    GRANT = "grant"
    PART = "part"
    UNIT = "unit"


@frozen
class Grid:
    """Columns of one kind: for each dimension the element of each column, shape (columns,).

    `first` is the position of the grid's first column in the program.
    """

    of: Of
    first: int
    along: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(next(iter(self.along.values())))


@frozen
class Columns:
    """All columns of a problem, and the commitments laid out like allocations.

    `requirement` gives each allocation's (recipient, activity, period), shape (cells,);
    `grant_of` the grant that it is part of, -1 where nothing asks for the grant. `parts` says
    what each column of `part` is of, `lots` what those of `unit` are: for each first how many, then
    whether the rest is met, where there is one.
    """

    allocation: Grid
    met: Grid
    deployment: Grid
    grant: Grid
    part: Grid
    unit: Grid
    committed: Grid
    requirement: Ints
    grant_of: Ints
    parts: Parts
    lots: tuple[Lot, ...]
    rounding: Fraction

    def grid(self, of: Of) -> Grid:
        """Return the grid of one kind."""
        return {Of.ALLOCATION: self.allocation, Of.MET: self.met,
                Of.DEPLOYMENT: self.deployment, Of.GRANT: self.grant, Of.PART: self.part,
                Of.UNIT: self.unit}[of]

    @property
    def whole(self) -> Ints:
        """The positions of the columns that take whole numbers only; they come last."""
        return np.arange(self.grant.first, len(self))

    def in_whole(self, units: Ints) -> Floats:
        """Return the values that amounts give the whole columns, shape (whole,)."""
        return np.concatenate([grants_made(self, units), self.parts.taken(units),
                               self._units_bought(units)])

    @property
    def most_in_whole(self) -> Floats:
        """The most that each whole column can be, shape (whole,)."""
        counts = [most for lot in self.lots for most in lot.most_of_each]
        return np.concatenate([np.ones(len(self.grant) + len(self.part)),
                               np.array(counts, dtype=np.float64)])

    def _units_bought(self, units: Ints) -> Floats:
        """Return how many lots amounts buy, and whether they meet the rest, shape (unit,)."""
        if not self.lots:
            return np.zeros(0)
        bought = [lot.requirement for lot in self.lots]
        paid = sum_by(self.requirement, units.astype(np.float64),
                      1 + max([*bought, *self.requirement.tolist()]))
        given = [int(paid[requirement]) * self.rounding for requirement in bought]
        return np.array([count for lot, amount in zip(self.lots, given, strict=True)
                         for count in lot.bought(amount)], dtype=np.float64)

    def closed(self, whole: Floats) -> Bools:
        """Tell which cells can get nothing, as some grant or part of theirs gets none."""
        none = np.round(whole) == 0
        grants = len(self.grant)
        closed: Bools = (self.grant_of >= 0) & np.append(none[:grants], False)[self.grant_of]
        closed[self.parts.cell[none[grants:grants + len(self.part)][self.parts.part]]] = True
        closed[np.isin(self.requirement, self._not_bought(none[grants + len(self.part):]))] = True
        return closed

    def _not_bought(self, none: Bools) -> list[int]:
        """Return the requirements of which no lot is bought, and no rest met."""
        found, at = [], 0
        for lot in self.lots:
            count = len(lot.most_of_each)
            if none[at:at + count].all():
                found.append(lot.requirement)
            at += count
        return found

    def __len__(self) -> int:
        return sum(map(len, (
            self.allocation, self.met, self.deployment, self.grant, self.part, self.unit)))


def build_columns(problem: Problem) -> Columns:
    """Lay out the columns that earmarks, periods and positive needs allow."""
    fund, requirement = np.nonzero(_may_pay(problem))
    allocation = _allocation_grid(problem, fund, requirement)
    needs = problem.needs
    met = Grid(
        Of.MET,
        len(allocation),
        _with_owners(problem, {"recipient": needs.recipient, "activity": needs.activity,
                                "period": needs.period, "tier": needs.tier}),
    )
    deployment = _deployment_grid(problem, len(allocation) + len(met))
    grant, grant_of = _grants(problem, allocation, deployment.first + len(deployment))
    commitments = problem.commitments
    committed = Grid(
        Of.ALLOCATION,
        0,
        _with_owners(problem, {"fund": commitments.fund, "recipient": commitments.recipient,
                                "activity": commitments.activity,
                                "period": commitments.period}),
    )
    parts = lay_out(problem, allocation.along)
    part = Grid(Of.PART, grant.first + len(grant), {"part": np.arange(len(parts))})
    bought = lots(problem)
    return Columns(allocation, met, deployment, grant, part,
                   _units(problem, bought, part.first + len(part)), committed, requirement,
                   grant_of, parts, bought, Fraction(problem.rounding))


def _units(problem: Problem, bought: tuple[Lot, ...], first: int) -> Grid:
    """Lay out a column for the lots of each need that is met in them, and one for its rest."""
    rows = problem.requirements
    places = [(lot.requirement, rest) for lot in bought
              for rest in range(len(lot.most_of_each))]
    requirement = np.array([place for place, _ in places], dtype=np.int64)
    return Grid(Of.UNIT, first, {
        **{name: getattr(rows, name)[requirement] for name in NEED},
        "rest": np.array([rest for _, rest in places], dtype=np.int64)})


def _may_pay(problem: Problem) -> Bools:
    """Tell which fund may pay for which requirement, shape (funds, requirements)."""
    requirements, budgets = problem.requirements, problem.budgets
    allowed = np.zeros((len(problem.funds.names), len(requirements.need)), dtype=bool)
    needed = np.fromiter((n > 0 for n in requirements.need), dtype=bool,
                         count=len(requirements.need))
    for row, fund in enumerate(budgets.fund):
        period = budgets.period[row]
        here = needed & _is_member(requirements.recipient, budgets.recipients[row])
        here &= _is_member(requirements.activity, budgets.activities[row])
        if period != ALL:
            if problem.funds.carries_over[fund]:
                own = budgets.period[budgets.fund == fund]
                here &= requirements.period >= problem.each_period(own)[1].min()
            else:
                here &= np.isin(requirements.period, problem.covered(int(period)))
        allowed[fund] |= here
    return allowed


def _is_member(elements: Ints, members: frozenset[int] | None) -> Bools:
    if members is None:
        return np.ones(len(elements), dtype=bool)
    return np.isin(elements, np.fromiter(members, dtype=np.int64, count=len(members)))


def _allocation_grid(problem: Problem, fund: Ints, requirement: Ints) -> Grid:
    requirements = problem.requirements
    return Grid(
        Of.ALLOCATION,
        0,
        _with_owners(problem, {
            "fund": fund,
            "recipient": requirements.recipient[requirement],
            "activity": requirements.activity[requirement],
            "period": requirements.period[requirement],
        }),
    )


def _deployment_grid(problem: Problem, first: int) -> Grid:
    """Lay out deployments: a donor that offers an expertise, to users of it, in a period."""
    offers, requirements = problem.offers, problem.requirements
    uses = np.fromiter((e > 0 for e in requirements.experts), dtype=bool,
                       count=len(requirements.experts))
    expertise = problem.activities.expertise[requirements.activity]
    users = distinct(
        np.stack([expertise, requirements.recipient, requirements.period], axis=1)[uses])
    donors, rows = [np.zeros(0, np.int64)], [np.zeros((0, 3), np.int64)]
    for donor, kind in sorted({(int(d), int(e)) for d, e in
                               zip(offers.donor, offers.expertise, strict=True)}):
        periods = offers.period[(offers.donor == donor) & (offers.expertise == kind)]
        chosen = users[:, 0] == kind
        if not (periods == ALL).any():
            chosen &= np.isin(users[:, 2], problem.each_period(periods)[1])
        rows.append(users[chosen])
        donors.append(np.full(int(chosen.sum()), donor, dtype=np.int64))
    where = np.concatenate(rows)
    return Grid(
        Of.DEPLOYMENT,
        first,
        _with_owners(problem, {"donor": np.concatenate(donors), "expertise": where[:, 0],
                                "recipient": where[:, 1], "period": where[:, 2]}),
    )


def counts_grants(problem: Problem) -> bool:
    """Tell whether a rule or an objective counts the grants of all funds."""
    return any(objective.name.counts_grants for objective in problem.objectives) or any(
        rule.enabled and rule.measure.counts_grants for rule in problem.rules)


def _grants(problem: Problem, allocation: Grid, first: int) -> tuple[Grid, Ints]:
    """Lay out a column for each grant that a limit or an objective asks for.

    A grant is what a fund gives a recipient for an activity, over all periods.
    """
    asked = np.array([counts_grants(problem) or least > 0
                      for least in problem.funds.smallest_grant], dtype=bool)
    cells = np.flatnonzero(asked[allocation.along["fund"]])
    key = np.stack([allocation.along[name][cells] for name in GRANT], axis=1)
    grants, number = np.unique(key, axis=0, return_inverse=True)
    of = np.full(len(allocation), -1, dtype=np.int64)
    of[cells] = number.reshape(-1)
    return Grid(Of.GRANT, first, _with_owners(problem, {
        name: grants[:, at] for at, name in enumerate(GRANT)})), of


NEED = ("recipient", "activity", "period")
"""The dimensions that tell one need from another, its tiers together."""
GRANT = ("fund", "recipient", "activity")
"""The dimensions that tell one grant from another."""


def _with_owners(problem: Problem, along: dict[str, Ints]) -> dict[str, Ints]:
    """Add whose a fund is: its donor, and the groups that the donor is in."""
    if "fund" in along:
        along["donor"] = problem.funds.donor[along["fund"]]
    if "donor" in along:
        along["grouping"] = groupings(problem)[0][along["donor"]]
    return along


def grants_made(columns: Columns, units: Ints) -> Floats:
    """Return 1 for every grant that gets money and 0 for the others, shape (grants,)."""
    of = columns.grant_of
    paid = sum_by(of[of >= 0], units[of >= 0].astype(np.float64), len(columns.grant))
    return (paid > 0).astype(np.float64)

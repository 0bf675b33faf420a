"""A page for each coordinator: what a donor pays or a recipient gets, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimiser.frozen import frozen
from optimiser.plan.types import DEPLOYMENT_UNIT, Solution
from optimiser.problem.arrays import Ints

PLANNED, COMMITTED = "planned", "committed"


@frozen
class Contact:
    """Whom to speak to: the office and its address, "" where the inputs have none."""

    name: str
    coordinator: str
    email: str


@frozen
class Money:
    """One amount: who is on the other side, for what and when, in base and in fund currency."""

    other: Contact
    activity: str
    period: str
    fund: str
    status: str
    amount: Fraction
    in_currency: Fraction
    currency: str
    output: str
    units: float | None


@frozen
class Experts:
    """Experts seconded: by or to whom, of what kind, when, in expert-months."""

    other: Contact
    expertise: str
    period: str
    months: Fraction


@frozen
class CoordinatorPage:
    """What one coordinator needs to know of a plan; `near` is what its search left open, if any."""

    who: Contact
    is_donor: bool
    title: str
    currency: str
    money: tuple[Money, ...]
    experts: tuple[Experts, ...]
    near: str = ""

    @property
    def total(self) -> Fraction:
        """What is paid or received, commitments included, in base currency."""
        return sum((one.amount for one in self.money), Fraction(0))


def coordinator_pages(plan: Solution, near: str = "") -> list[CoordinatorPage]:
    """Return a page for every donor and recipient that the plan has something for."""
    book = _Book(plan)
    pages = [book.page(at, is_donor=True) for at in range(len(plan.problem.donors.names))]
    pages += [book.page(at, is_donor=False) for at in range(len(plan.problem.recipients.names))]
    return [replace(page, near=near) for page in pages if page.money or page.experts]


class _Book:
    """The plan's amounts, to be looked up from either side."""

    def __init__(self, plan: Solution) -> None:
        self.plan, self.problem = plan, plan.problem

    def page(self, number: int, *, is_donor: bool) -> CoordinatorPage:
        problem = self.problem
        return CoordinatorPage(
            self._contact(number, is_donor), is_donor, problem.title or "Funding plan",
            problem.currency, tuple(self._money(number, is_donor)),
            tuple(self._experts(number, is_donor)))

    def _contact(self, number: int, is_donor: bool) -> Contact:
        side = self.problem.donors if is_donor else self.problem.recipients
        return Contact(side.names[number], side.coordinator[number], side.email[number])

    def _money(self, number: int, is_donor: bool) -> Iterator[Money]:
        problem, along = self.problem, self.plan.columns.allocation.along
        mine = along["donor" if is_donor else "recipient"] == number
        for cell in np.flatnonzero(mine & (self.plan.amounts > 0)).tolist():
            yield self._amount(is_donor, int(along["fund"][cell]), int(along["recipient"][cell]),
                               int(along["activity"][cell]), int(along["period"][cell]),
                               int(self.plan.amounts[cell]) * self.plan.unit, PLANNED)
        given = problem.commitments
        for fund, recipient, activity, period, amount in zip(
                given.fund.tolist(), given.recipient.tolist(), given.activity.tolist(),
                given.period.tolist(), given.exact, strict=True):
            own = int(problem.funds.donor[fund]) if is_donor else recipient
            if own == number and amount:
                yield self._amount(is_donor, fund, recipient, activity, period, amount, COMMITTED)

    def _amount(self, is_donor: bool, fund: int, recipient: int, activity: int, period: int,
                amount: Fraction, status: str) -> Money:
        problem = self.problem
        other = recipient if is_donor else int(problem.funds.donor[fund])
        cost = float(problem.activities.unit_cost[activity])
        return Money(
            self._contact(other, not is_donor), problem.activities.names[activity],
            problem.periods[period], problem.funds.names[fund], status, amount,
            amount * problem.funds.rate[fund], problem.funds.currency[fund],
            problem.activities.output[activity],
            float(amount) / cost if cost > 0 else None)

    def _experts(self, number: int, is_donor: bool) -> Iterator[Experts]:
        problem = self.problem
        along: dict[str, Ints] = dict(self.plan.columns.deployment.along)
        mine = along["donor" if is_donor else "recipient"] == number
        for deployment in np.flatnonzero(mine & (self.plan.deployed > 0)).tolist():
            other = int(along["recipient" if is_donor else "donor"][deployment])
            yield Experts(self._contact(other, not is_donor),
                          problem.expertises[int(along["expertise"][deployment])],
                          problem.periods[int(along["period"][deployment])],
                          int(self.plan.deployed[deployment]) * DEPLOYMENT_UNIT)

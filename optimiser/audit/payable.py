"""Which cells may be paid and which experts sent, worked out from the problem alone.

The model lays out columns for the same; here it is read once more from the rows of Budgets,
Needs and Expertise, so that an earmark misread there cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.audit.ledger import Elements
from optimiser.problem.arrays import Bools, Ints
from optimiser.problem.types import ALL, Problem

CELL = ("fund", "donor", "recipient", "activity", "period")
"""The dimensions by which what is given is looked up."""
SENT = ("donor", "expertise", "recipient", "period")
"""Those of what is sent."""


def payable_cells(problem: Problem) -> tuple[Elements, Ints]:
    """Return the cells that some fund may pay, and the requirement of each, shape (cells,)."""
    rows, budgets, funds = problem.requirements, problem.budgets, problem.funds
    is_needed = np.array([need > 0 for need in rows.need], dtype=bool)
    payers, paid = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number in range(len(funds.names)):
        own = np.flatnonzero(budgets.fund == number)
        may = np.zeros(len(rows.need), dtype=bool)
        for row in own.tolist():
            may |= _in_time(problem, row, own) & _earmarked(
                rows.recipient, budgets.recipients[row]) & _earmarked(
                rows.activity, budgets.activities[row])
        payers.append(np.full(int((may & is_needed).sum()), number))
        paid.append(np.flatnonzero(may & is_needed))
    fund, requirement = np.concatenate(payers), np.concatenate(paid)
    donor = funds.donor[fund]
    return Elements({
        "fund": fund, "donor": donor, "recipient": rows.recipient[requirement],
        "activity": rows.activity[requirement], "period": rows.period[requirement]}), requirement


def _in_time(problem: Problem, row: int, own: Ints) -> Bools:
    """Tell in which requirements' periods a row of Budgets pays, shape (requirements,)."""
    when, budgets = problem.requirements.period, problem.budgets
    if budgets.period[row] == ALL:
        return np.ones(len(when), dtype=bool)
    if problem.funds.carries_over[budgets.fund[row]]:
        first = min(min(problem.covered(int(budgets.period[other]))) for other in own.tolist())
        return np.asarray(when >= first)
    return np.isin(when, problem.covered(int(budgets.period[row])))


def _earmarked(elements: Ints, members: frozenset[int] | None) -> Bools:
    """Tell which elements an earmark names; none means all."""
    if members is None:
        return np.ones(len(elements), dtype=bool)
    return np.isin(elements, sorted(members))


def sendable(problem: Problem) -> Elements:
    """Return who may send which experts to whom, and when."""
    return _elements(SENT, sorted(set(_sendable(problem))))


def _sendable(problem: Problem) -> Iterator[tuple[int, ...]]:
    offers, rows = problem.offers, problem.requirements
    users = {(int(problem.activities.expertise[a]), int(r), int(t)) for r, a, t, months in zip(
        rows.recipient, rows.activity, rows.period, rows.experts, strict=True) if months > 0}
    for donor, expertise, period in zip(offers.donor.tolist(), offers.expertise.tolist(),
                                        offers.period.tolist(), strict=True):
        for kind, recipient, when in users:
            if kind == expertise and (period == ALL or when in problem.covered(period)):
                yield donor, expertise, recipient, when


def _elements(names: tuple[str, ...], rows: list[tuple[int, ...]]) -> Elements:
    table = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return Elements({name: table[:, at] for at, name in enumerate(names)})

"""What more or less money would do: the best plan at shares of all budgets, or of one fund's.

Every point is the whole problem solved anew with the rows of Budgets changed and everything else,
keys and rules among it, as it is: before rounding, in the totals that the plan of its inputs has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from optimiser.errors import NoPlanError, UsageError
from optimiser.frozen import frozen
from optimiser.model.program import build_program
from optimiser.names import name_key
from optimiser.problem.build import build_problem
from optimiser.problem.types import Problem
from optimiser.solving.solve import Options, find_amounts
from optimiser.suggestions import nearest
from optimiser.tables.entries import Entry, with_entries
from optimiser.tables.table import Inputs

LEAST, MOST = 0.5, 1.5
_CLOSE = 1e-9


@frozen
class BudgetPoint:
    """The best plan at a share of the budgets, in base currency.

    `budget` is what all funds hold together, `met` the need met of each recipient, commitments
    included, by its number; None where no plan keeps all limits.
    """

    share: float
    budget: float
    allocated: float | None
    met: tuple[float, ...] | None

    @property
    def total(self) -> float | None:
        """The need met of all recipients together."""
        return None if self.met is None else sum(self.met)


@frozen
class BudgetFrontier:
    """Points from half the budgets to half as much again; `fund` is "" where all change."""

    currency: str
    fund: str
    recipients: tuple[str, ...]
    points: tuple[BudgetPoint, ...]

    @property
    def today(self) -> float:
        """What all funds hold together in the inputs: the middle of the ends."""
        return (self.points[0].budget + self.points[-1].budget) / 2

    @property
    def unchanged(self) -> float:
        """What the other funds hold where that of one changes; 0 where all do."""
        first, last = self.points[0], self.points[-1]
        own = (last.budget - first.budget) / (last.share - first.share)
        return self.today - own


def over_budget(inputs: Inputs, points: int, fund: str = "",
                tell: Callable[[int], None] = lambda _: None) -> BudgetFrontier:
    """Return the best plan at so many shares of the budgets, from 50% to 150%.

    `points` is at least 2; `fund` names the one whose budget changes; `tell` hears how many are
    done. Raises NotProvedError, and UsageError for a fund that there is not.
    """
    problem = build_problem(inputs)
    number = _fund(problem, fund) if fund else None
    table = inputs.table("Budgets")
    rows = [row for row, of in enumerate(problem.budgets.fund.tolist()) if number in (None, of)]
    amounts = table.number("Budget")

    def changed(share: float) -> Problem:
        return build_problem(with_entries(inputs, (
            Entry("Budgets", row, "Budget", float(amounts[row]) * share) for row in rows)))

    found = []
    for share in np.linspace(LEAST, MOST, points).tolist():
        found.append(_point(share, changed(share)))
        tell(len(found))
    return BudgetFrontier(problem.currency, "" if number is None else problem.funds.names[number],
                          problem.recipients.names, tuple(found))


def _fund(problem: Problem, fund: str) -> int:
    keys = [name_key(name) for name in problem.funds.names]
    if name_key(fund) in keys:
        return keys.index(name_key(fund))
    near = nearest(fund, problem.funds.names, 1)
    raise UsageError(f"There is no fund {fund}.",
                     f"Did you mean {near[0]}?" if near else "Name one of the sheet Budgets.")


def _point(share: float, problem: Problem) -> BudgetPoint:
    budget = float(sum(problem.funds.budget))
    program = build_program(problem)
    try:
        _, x = find_amounts(program, Options())
    except NoPlanError:
        return BudgetPoint(share, budget, None, None)
    columns = program.columns
    met = np.bincount(columns.met.along["recipient"],
                      x[columns.met.first:columns.met.first + len(columns.met)],
                      len(problem.recipients.names))
    return BudgetPoint(share, budget, float(x[:len(columns.allocation)].sum()),
                       tuple(met.tolist()))


@frozen
class BudgetStep:
    """What each unit of money more meets on average between two points, in all and by recipient.

    `start` and `end` are the budgets of the two; `met` is of each recipient, by its number.
    Within the step a unit may meet more or less than that.
    """

    start: float
    end: float
    met: tuple[float, ...]

    @property
    def total(self) -> float:
        """The need that a unit more meets in all."""
        return sum(self.met)

    def more(self, rate: float) -> float:
        """Return what the whole step meets at an average rate, in base currency."""
        return rate * (self.end - self.start)


def steps(found: BudgetFrontier) -> Iterator[BudgetStep | None]:
    """Yield the step to each point from the one before.

    None for the first, and where one of the two points has no plan.
    """
    before: BudgetPoint | None = None
    for point in found.points:
        if before is None or before.met is None or point.met is None or (
                point.budget <= before.budget):
            yield None
        else:
            more = point.budget - before.budget
            yield BudgetStep(before.budget, point.budget, tuple(
                (after - own) / more for own, after in zip(before.met, point.met, strict=True)))
        before = point


def next_step(found: BudgetFrontier) -> BudgetStep | None:
    """Return the step that begins at the budgets of the inputs, or in which they lie."""
    beyond = found.today * (1.0 + _CLOSE)
    return next((step for step in steps(found) if step and step.start < beyond < step.end), None)

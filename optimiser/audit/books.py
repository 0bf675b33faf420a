"""The plan as exact ledgers: what was given, committed and sent, and how many took part."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from optimiser.audit.ledger import Ledger, Selection
from optimiser.audit.payable import CELL, SENT
from optimiser.audit.statement import Part, Statement, Sums
from optimiser.plan.types import DEPLOYMENT_UNIT, Solution
from optimiser.problem.types import Problem


class Books:
    """Sums of a plan's amounts, of the commitments and of both, by their elements."""

    def __init__(self, plan: Solution) -> None:
        cells, sent = plan.columns.allocation.along, plan.columns.deployment.along
        self.cells = list(zip(*(cells[name].tolist() for name in CELL), strict=True))
        self.units = plan.amounts.tolist()
        self.posts = list(zip(*(sent[name].tolist() for name in SENT), strict=True))
        self.sent = plan.deployed.tolist()
        unit = plan.unit
        self.allocated = Ledger(CELL, ((key, units * unit) for key, units in
                                       zip(self.cells, self.units, strict=True) if units))
        self.committed = Ledger(CELL, _committed(plan.problem))
        self._deployed = Ledger(SENT, ((key, parts * DEPLOYMENT_UNIT) for key, parts in
                                       zip(self.posts, self.sent, strict=True) if parts))
        self.grants = {key[:-1] for key, units in zip(self.cells, self.units, strict=True)
                       if units}
        self._grants = Ledger(CELL[:-1], ((key, Fraction(1)) for key in self.grants))
        self._given: dict[tuple[tuple[str, frozenset[int]], ...], Fraction] = {}
        self._problem = plan.problem
        self._pillars = plan.problem.activities.pillars

    def value(self, part: Part) -> Fraction:
        """Return what a part sums, times its coefficient."""
        chosen = part.chosen
        match part.of:
            case Sums.ALLOCATED:
                total = self.allocated.total(chosen)
            case Sums.GIVEN:
                total = self._total_given(chosen)
            case Sums.DEPLOYED:
                total = self._deployed.total(chosen)
            case Sums.GRANTS:
                total = self._grants.total(chosen)
            case Sums.BOUGHT:
                total = _bought(self._problem, chosen, self.allocated.total(chosen))
            case Sums.IS_PAID:
                total = Fraction(self.allocated.total(chosen) > 0)
            case Sums.DONORS | Sums.FUNDS | Sums.RECIPIENTS | Sums.ACTIVITIES | Sums.PILLARS:
                total = Fraction(len(self.taking_part(part)))
        # Most coefficients are 1: a product of fractions takes five times as long as a look.
        return total if part.coefficient == 1 else part.coefficient * total

    def _total_given(self, chosen: Selection) -> Fraction:
        """Return new money and commitments of a selection, worked out once."""
        key = tuple(chosen.items())
        if key not in self._given:
            self._given[key] = self.allocated.total(chosen) + self.committed.total(chosen)
        return self._given[key]

    def taking_part(self, part: Part) -> frozenset[int]:
        """Return the elements that a part counts and that give or get new money."""
        counted = part.of.counted or ""
        if part.of is not Sums.PILLARS:
            return self.allocated.elements(part.chosen, counted)
        paid = self.allocated.elements(part.chosen, "activity")
        return frozenset(pillar for activity in paid for pillar in self._pillars[activity])

    def over(self, statement: Statement) -> Fraction:
        """Return by how much the left side is above the bound, negative where it is below."""
        return sum((self.value(part) for part in statement.parts),
                   statement.constant) - statement.bound


def _bought(problem: Problem, chosen: Selection, given: Fraction) -> Fraction:
    """Return the most of an amount that buys whole units for a need, or meets it in full."""
    rows, unit = problem.requirements, Fraction(problem.rounding)
    [row] = [row for row in range(len(rows.need)) if all(
        getattr(rows, name)[row] in elements for name, elements in chosen.items())]
    in_full = (rows.need[row] - rows.met[row]) // unit * unit
    cost = Fraction(Decimal(repr(float(problem.activities.unit_cost[rows.activity[row]]))))
    # As few units of the output as come to a whole number of units of Rounding.
    lot = cost * (cost / unit).denominator
    return in_full if given >= in_full else given // lot * lot


def _committed(problem: Problem) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    rows = problem.commitments
    for row, amount in enumerate(rows.exact):
        fund = int(rows.fund[row])
        donor = int(problem.funds.donor[fund])
        yield (fund, donor, int(rows.recipient[row]), int(rows.activity[row]),
               int(rows.period[row])), amount

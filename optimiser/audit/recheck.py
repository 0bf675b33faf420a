"""The audit: every limit of the rounded plan recomputed exactly, and the bound proved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimiser.audit.bound import proved_bound
from optimiser.audit.ledger import Ledger
from optimiser.audit.statements import DEPLOYED, GIVEN, GRANTS, Part, Statement, statements
from optimiser.errors import AuditError
from optimiser.plan.types import DEPLOYMENT_UNIT, Multipliers, Proof, Solution
from optimiser.problem.types import ALL, Problem

_CELL = ("fund", "donor", "group", "recipient", "activity", "period")
_SENT = ("donor", "expertise", "recipient", "period")


class Books:
    """The plan as exact ledgers: allocations, commitments, deployments, and cells to count."""

    def __init__(self, plan: Solution) -> None:
        cells, sent = plan.columns.allocation.along, plan.columns.deployment.along
        keys = list(zip(*(cells[name].tolist() for name in _CELL), strict=True))
        sites = list(zip(*(sent[name].tolist() for name in _SENT), strict=True))
        self.allocated = Ledger(_CELL, zip(
            keys, (units * plan.unit for units in plan.amounts.tolist()), strict=True))
        self.committed = Ledger(_CELL, _committed(plan.problem))
        self.deployed = Ledger(_SENT, zip(
            sites, (parts * DEPLOYMENT_UNIT for parts in plan.deployed.tolist()),
            strict=True))
        self._grants = Ledger(_CELL[:-1], ((key, Fraction(1)) for key in {
            key[:-1] for key, units in zip(keys, plan.amounts.tolist(), strict=True) if units}))
        self._cells = Ledger(_CELL, ((key, Fraction(1)) for key in keys))
        self._sites = Ledger(_SENT, ((key, Fraction(1)) for key in sites))
        self._unit = plan.unit

    def value(self, part: Part) -> Fraction:
        """Return what a part sums, times its coefficient."""
        ledger = {DEPLOYED: self.deployed, GRANTS: self._grants}.get(part.of, self.allocated)
        total = ledger.total(part.chosen)
        if part.of == GIVEN:
            total += self.committed.total(part.chosen)
        return part.coefficient * total

    def leeway(self, statement: Statement) -> Fraction:
        """Return what rounding may break a limit by: one unit for each cell it sums."""
        if statement.exact:
            return Fraction(0)
        return sum((
            abs(part.coefficient) * (
                self._sites.total(part.chosen) * DEPLOYMENT_UNIT if part.of == DEPLOYED
                else self._cells.total(part.chosen) * self._unit)
            for part in statement.parts if part.of != GRANTS), Fraction(0))


def _committed(problem: Problem) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    rows = problem.commitments
    for row, amount in enumerate(rows.exact):
        fund = int(rows.fund[row])
        donor = int(problem.funds.donor[fund])
        yield (fund, donor, int(problem.donors.group[donor]), int(rows.recipient[row]),
               int(rows.activity[row]), int(rows.period[row])), amount


def audit(plan: Solution, multipliers: Multipliers) -> Proof:
    """Recheck a plan; raise AuditError with everything that does not hold.

    `multipliers` are the solver's duals: whatever they are, the bound they prove is true,
    and good duals prove a good one.
    """
    books = Books(plan)
    stated = list(statements(plan.problem))
    faults = [*_needs(plan, books), *_cells(plan), *_broken(books, stated)]
    if faults:
        raise AuditError(f"The audit found {len(faults)} faults: " + "; ".join(faults[:20]),
                         "This is a fault of the program; please report it with the inputs.")
    value, bound = proved_bound(plan, books, multipliers)
    aimed = any(objective.name == "meet needs" for objective in plan.problem.objectives)
    return Proof(value, bound if aimed else None, len(stated) + len(plan.problem.requirements.need))


def _needs(plan: Solution, books: Books) -> Iterator[str]:
    """Find needs that get more than they ask for."""
    rows = plan.problem.requirements
    for row, need in enumerate(rows.need):
        key = {"recipient": frozenset({int(rows.recipient[row])}),
               "activity": frozenset({int(rows.activity[row])}),
               "period": frozenset({int(rows.period[row])})}
        given = books.allocated.total(key)
        if given + min(need, books.committed.total(key)) > need and given > 0:
            yield f"{plan.problem.recipients.names[rows.recipient[row]]} gets more than it needs"


def _cells(plan: Solution) -> Iterator[str]:
    """Find amounts that are negative, or that no row of Budgets allows."""
    along, budgets = plan.columns.allocation.along, plan.problem.budgets
    rows_of: dict[int, list[int]] = {}
    for row, fund in enumerate(budgets.fund.tolist()):
        rows_of.setdefault(fund, []).append(row)
    for cell, units in enumerate(plan.amounts.tolist()):
        if units == 0:
            continue
        fund, recipient, activity, period = (
            int(along[name][cell]) for name in ("fund", "recipient", "activity", "period"))
        if units < 0 or not any(
                _allows(plan.problem, row, rows_of[fund], (recipient, activity, period))
                for row in rows_of[fund]):
            yield f"{plan.problem.funds.names[fund]} may not pay cell {cell}"


def _allows(problem: Problem, row: int, rows: list[int], site: tuple[int, int, int]) -> bool:
    budgets, (recipient, activity, period) = problem.budgets, site
    own = int(budgets.period[row])
    first = min(min(problem.covered(int(budgets.period[other]))) for other in rows)
    carried = problem.funds.carries_over[budgets.fund[row]]
    in_time = own == ALL or period in problem.covered(own) or (bool(carried) and period >= first)
    to, what = budgets.recipients[row], budgets.activities[row]
    return in_time and (to is None or recipient in to) and (what is None or activity in what)


def _broken(books: Books, stated: list[Statement]) -> Iterator[str]:
    for statement in stated:
        if statement.penalty is not None:
            continue
        over = sum((books.value(part) for part in statement.parts), Fraction(0)) - statement.bound
        leeway = books.leeway(statement)
        if statement.relation != "at least" and over > leeway:
            yield f"{statement.kind} {statement.words} is exceeded by {float(over):,.2f}"
        if statement.relation != "at most" and -over > leeway:
            yield f"{statement.kind} {statement.words} is missed by {float(-over):,.2f}"


"""The audit: every limit of the rounded plan recomputed exactly, and the bound proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from optimiser.audit.books import Books
from optimiser.audit.bound import proved_bound
from optimiser.audit.pairing import require_pairs
from optimiser.audit.payable import CELL, SENT, payable_cells, sendable
from optimiser.audit.statement import Statement
from optimiser.audit.statements import statements
from optimiser.errors import AuditError
from optimiser.plan.types import Multipliers, Proof, Solution
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import ObjectiveName, Relation
from optimiser.words import counted

_NOTHING = Fraction(0)
_REPORT = "This is a fault of the program; please report it with the inputs."


def audit(plan: Solution, multipliers: Multipliers) -> Proof:
    """Recheck a plan; raise AuditError with everything that does not hold.

    `multipliers` are the solver's duals: whatever they are, the bound they prove is true,
    and good duals prove a good one. Raises ProgramError where model and audit do not state the
    same limits.
    """
    books, stated = Books(plan), statements(plan.problem)
    require_pairs(plan, stated)
    faults = [*_overfilled(plan.problem, books), *_misplaced(plan.problem, books),
              *_broken(books, stated.values(), _said_to_be_over(plan))]
    if faults:
        raise AuditError(f"The audit found {counted(len(faults), 'fault')}: "
                         f"{'; '.join(faults[:20])}.", _REPORT)
    # A requirement that gets no more than it needs keeps the limit of each of its tiers.
    checked = len(stated) + len(plan.problem.needs.amount)
    proof = proved_bound(plan.problem, books, stated, multipliers)
    if proof.bound is not None and proof.value > proof.bound:
        raise AuditError(f"The plan scores {float(proof.value):,.2f} points, above the "
                         f"{float(proof.bound):,.2f} that no plan should pass.", _REPORT)
    aimed = plan.problem.optimises(ObjectiveName.MEET_NEEDS)
    return Proof(proof.value, proof.bound if aimed else None, checked, proof.of_these_grants,
                 proof.of_these_wishes)


def _overfilled(problem: Problem, books: Books) -> Iterator[str]:
    """Find needs that get more than they ask for."""
    rows, names = problem.requirements, ("recipient", "activity", "period")
    allocated, committed = books.allocated.by(*names), books.committed.by(*names)
    for key, need in zip(zip(rows.recipient.tolist(), rows.activity.tolist(),
                             rows.period.tolist(), strict=True), rows.need, strict=True):
        given = allocated.get(key, Fraction(0))
        if given > 0 and given + min(need, committed.get(key, Fraction(0))) > need:
            yield f"{problem.recipients.names[key[0]]} gets more than it needs"


def _misplaced(problem: Problem, books: Books) -> Iterator[str]:
    """Find amounts that are negative or that nobody may pay, and experts nobody may send."""
    cells, _ = payable_cells(problem)
    payable = set(zip(*(cells.along[name].tolist() for name in CELL), strict=True))
    for key, units in zip(books.cells, books.units, strict=True):
        if units < 0 or (units and key not in payable):
            fund, _, recipient, activity, _ = key
            yield (f"{problem.funds.names[fund]} may not pay {problem.recipients.names[recipient]} "
                   f"for {problem.activities.names[activity]}")
    posts = sendable(problem)
    allowed = set(zip(*(posts.along[name].tolist() for name in SENT), strict=True))
    for key, parts in zip(books.posts, books.sent, strict=True):
        if parts < 0 or (parts and key not in allowed):
            yield (f"{problem.donors.names[key[0]]} may not send {problem.expertises[key[1]]} to "
                   f"{problem.recipients.names[key[2]]}")


def _said_to_be_over(plan: Solution) -> dict[LimitKey, Fraction]:
    """Return the limits that the plan says it is over by rounding, each with by how much."""
    found = {}
    for over in plan.over_by_rounding:
        block, at = plan.limit(over.limit)
        found[block.key(at)] = over.amount
    return found


def _broken(books: Books, stated: Iterable[Statement],
            said: Mapping[LimitKey, Fraction]) -> Iterator[str]:
    """Find limits that must hold and are broken, or are over by rounding by another amount."""
    for statement in stated:
        if statement.penalty is not None:
            continue
        over, words = books.over(statement), "exceeded"
        if statement.key.relation is Relation.AT_LEAST or (
                over < 0 and statement.key.relation is Relation.EXACTLY):
            over, words = -over, "missed"
        over = max(over, _NOTHING)
        if statement.within and over < statement.within:
            continue
        if over != said.get(statement.key, _NOTHING):
            yield f"{_named(statement)} is {words} by {_size(over)}"


def _named(statement: Statement) -> str:
    return f"{statement.key.kind.value} {statement.words}"


def _size(amount: Fraction) -> str:
    return f"{float(amount):,.2f}"

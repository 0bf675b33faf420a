"""What is never exceeded has no allowance for rounding: one unit too much is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from audit.audited import Book, audited, solved, under
from optimiser.errors import AuditError
from optimiser.problem.types import Problem

BOOK: Book = {
    "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 100}],
    "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 50}],
    "Capacity": [{"Recipient": "Serbia", "Capacity": 50}],
    "Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At least": 50,
              "At most": 50}]}
LESS, MORE = (Fraction(49),), (Fraction(51),)


def changed(problem: Problem, name: str) -> Problem:
    """Return the problem with one figure a unit off what the plan keeps."""
    match name:
        case "Budget":
            return replace(problem, budgets=replace(problem.budgets, exact=LESS))
        case "Capacity":
            return replace(problem, capacities=replace(problem.capacities, exact=LESS))
        case "at least":
            return replace(problem, pins=replace(problem.pins, least=MORE))
        case _:
            return replace(problem, pins=replace(problem.pins, most=LESS))


@pytest.mark.parametrize(("name", "said"), [
    ("Budget", "Budget F is exceeded by 1.00"), ("Capacity", "Capacity Serbia is exceeded by 1.00"),
    ("at least", "is missed by 1.00"), ("at most", "is exceeded by 1.00")])
def test_one_unit_beyond_is_refused(name: str, said: str) -> None:
    plan = solved(BOOK)
    audited(plan)
    with pytest.raises(AuditError, match=said):
        audited(under(plan, changed(plan.problem, name)))

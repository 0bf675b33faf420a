"""Own money counts as co-financing of a recipient only where it is paid to that recipient."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from audit.audited import Book, audited, solved, under
from optimiser.errors import AuditError

BOOK: Book = {
    "Needs": [{"Recipient": name, "Activity": "u", "Need": 100} for name in ("Serbia", "Albania")],
    "Budgets": [{"Fund": "own", "Donor": "Serbia", "Budget": 40},
                {"Fund": "F", "Donor": "EU", "Budget": 60}],
    "Pins": [{"Fund": "own", "Recipient": "Albania", "Activity": "u", "At least": 40},
             {"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At least": 60}]}


def test_own_money_paid_to_others_is_refused_as_co_financing() -> None:
    # Serbia gets 60, all of it from the EU; half should be its own, and its 40 go to Albania.
    plan = solved(BOOK)
    audited(plan)
    halves = replace(plan.problem.recipients, co_financing=(Fraction(1, 2), None),
                     co_financing_source=("Recipients!C2", ""))
    with pytest.raises(AuditError, match="Co-financing"):
        audited(under(plan, replace(plan.problem, recipients=halves)))

"""`amount`: the money of a selection."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimiser.model.columns import Columns
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.selection import counted_money
from optimiser.model.measures.words import going
from optimiser.model.rows import Term
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName


def terms(problem: Problem, columns: Columns, cases: Sequence[Rule]) -> tuple[Term, ...]:
    """Return X, the money of the selection, commitments included."""
    return (counted_money(problem, cases),)


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value


def _body(problem: Problem, case: Rule, said: Said) -> str:
    amount = problem.written(case.value)
    return f"{said.relation} {amount} {said.verb} {going(problem, case)}"


AMOUNT = Measure(MeasureName.AMOUNT, one_by_one(_bound), terms, _body)

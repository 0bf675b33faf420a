"""`grants`: how many grants of a selection are made."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimiser.model.columns import Columns, Of
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.selection import summed_over
from optimiser.model.measures.words import where
from optimiser.model.rows import Term, ones
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import counted, number


def _terms(problem: Problem, columns: Columns, cases: Sequence[Rule]) -> tuple[Term, ...]:
    return (summed_over(problem, cases, ones(len(cases)), Of.GRANT),)


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value


def _body(problem: Problem, case: Rule, said: Said) -> str:
    grants = (counted(int(case.value), "grant") if case.value.denominator == 1
              else f"{number(case.value)} grants")
    return f"{said.relation} {grants} {said.verb} be made{where(problem, case)}"


GRANTS = Measure(MeasureName.GRANTS, one_by_one(_bound), _terms, _body)

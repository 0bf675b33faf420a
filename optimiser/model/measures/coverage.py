"""`coverage`: the money of a selection over its needs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said
from optimiser.model.measures.selection import selected_rows
from optimiser.model.measures.words import payers, receivers
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def _bounds(problem: Problem, cases: Sequence[Rule]) -> list[Fraction]:
    need, whole = problem.requirements.need, [Fraction(0)] * len(cases)
    case, row = selected_rows(problem, cases)
    for number, own in zip(case.tolist(), row.tolist(), strict=True):
        whole[number] = whole[number] + need[own] if whole[number] else need[own]
    return [one.value * total for one, total in zip(cases, whole, strict=True)]


def _body(problem: Problem, case: Rule, said: Said) -> str:
    needs = receivers(problem, case).replace(" to ", " of ", 1) or " of all recipients"
    by = payers(problem, case)
    return (f"{said.relation} {share(case.value)} of the needs{needs} {said.verb} be covered"
            f"{f' by money from {by}' if by else ''}")


COVERAGE = Measure(MeasureName.COVERAGE, _bounds, terms, _body, is_of_needs=True)

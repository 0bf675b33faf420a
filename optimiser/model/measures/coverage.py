"""`coverage`: the money of a selection over its needs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.cases import selected_requirements
from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said
from optimiser.model.measures.words import payers, receivers
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def _bound(problem: Problem, case: Rule) -> Fraction:
    need = problem.requirements.need
    selected = np.flatnonzero(selected_requirements(problem, case)).tolist()
    return case.value * sum((need[row] for row in selected), Fraction(0))


def _body(problem: Problem, case: Rule, said: Said) -> str:
    needs = receivers(problem, case).replace(" to ", " of ", 1) or " of all recipients"
    by = payers(problem, case)
    return (f"{said.relation} {share(case.value)} of the needs{needs} {said.verb} be covered"
            f"{f' by money from {by}' if by else ''}")


COVERAGE = Measure(MeasureName.COVERAGE, _bound, terms, _body, is_of_needs=True)

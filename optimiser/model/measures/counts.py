"""`donors`, `funds`, `recipients`, `activities`, `pillars`: how many take part with new money."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.words import where
from optimiser.model.parts import counted_parts
from optimiser.model.rows import Term, ones
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import counted, number


def _terms(problem: Problem, columns: Columns, cases: Sequence[Rule]) -> tuple[Term, ...]:
    """Count the parts of each case that are taken, each of them one donor, fund or the like."""
    limit, part = [], []
    for number_of, case in enumerate(cases):
        for one in counted_parts(problem, case):
            limit.append(number_of)
            part.append(columns.parts.number_of[one])
    return (Term(Of.PART, np.array(limit, np.int64), {"part": np.array(part, np.int64)},
                 ones(len(part))),)


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value


def _body(problem: Problem, case: Rule, said: Said) -> str:
    unit = case.measure.unit
    them = (counted(int(case.value), unit.singular, unit.value) if case.value.denominator == 1
            else f"{number(case.value)} {unit.value}")
    return f"{said.relation} {them} {said.verb} take part with new money{where(problem, case)}"


COUNTS = tuple(Measure(name, one_by_one(_bound), _terms, _body) for name in MeasureName
               if name.counts is not None)

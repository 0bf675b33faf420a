"""`experts`: the expert-months that the money of a selection uses, in step with it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from optimiser.model.cases import selected_funds, selected_requirements
from optimiser.model.columns import Columns, Of
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.words import where
from optimiser.model.rows import Term
from optimiser.problem.arrays import Ints
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import number


def _terms(problem: Problem, columns: Columns, cases: Sequence[Rule]) -> tuple[Term, ...]:
    """Sum expert-months: an entry for each requirement that uses some, and each fund named."""
    requirements = problem.requirements
    uses = np.fromiter((months > 0 for months in requirements.experts), dtype=bool,
                       count=len(requirements.experts))
    limit, row, fund = [], [], []
    for number_of, case in enumerate(cases):
        rows = np.flatnonzero(selected_requirements(problem, case) & uses)
        funds = _funds(problem, case)
        limit.append(np.full(len(rows) * len(funds), number_of))
        row.append(np.repeat(rows, len(funds)))
        fund.append(np.tile(funds, len(rows)))
    rows = np.concatenate(row)
    selection = {"recipient": requirements.recipient[rows],
                 "activity": requirements.activity[rows], "period": requirements.period[rows]}
    if any(case.funds is not None or case.donors is not None for case in cases):
        selection["fund"] = np.concatenate(fund)
    return (Term(Of.ALLOCATION, np.concatenate(limit), selection,
                 tuple(requirements.experts[at] for at in rows.tolist())),)


def _funds(problem: Problem, case: Rule) -> Ints:
    """Return the funds that a case names; one entry for all of them where it names none."""
    if case.funds is None and case.donors is None:
        return np.zeros(1, np.int64)
    return np.array(sorted(selected_funds(problem, case)), dtype=np.int64)


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value


def _body(problem: Problem, case: Rule, said: Said) -> str:
    months = f"{said.relation} {number(case.value)} expert-months"
    return f"{months} {said.verb} come with support{where(problem, case) or ' to all needs'}"


EXPERTS = Measure(MeasureName.EXPERTS, one_by_one(_bound), _terms, _body)

"""`share of budget`: the money of a selection over the budgets of its funds."""

from __future__ import annotations

from fractions import Fraction

from optimiser.model.cases import selected_funds
from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said
from optimiser.model.measures.words import going, payers
from optimiser.problem.types import Problem, Rule
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def _bound(problem: Problem, case: Rule) -> Fraction:
    budgets = (problem.funds.budget[fund] for fund in selected_funds(problem, case))
    return case.value * sum(budgets, Fraction(0))


def _body(problem: Problem, case: Rule, said: Said) -> str:
    of = payers(problem, case) or "all funds"
    rest = going(problem, case, frozenset({"donor", "fund"}))
    return f"of the budget of {of}, {said.relation} {share(case.value)} {said.verb} {rest}"


SHARE_OF_BUDGET = Measure(MeasureName.SHARE_OF_BUDGET, _bound, terms, _body)

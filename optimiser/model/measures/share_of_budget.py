"""`share of budget`: the money of a selection over the budgets of its funds and periods.

A budget of a year, or of all periods together, counts in full where any of its periods is
selected: how much of it each period has is not decided before the plan.
"""

from __future__ import annotations

from fractions import Fraction

from optimiser.model.cases import selected_funds
from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.words import going, named_in, payers
from optimiser.problem.stated import Rule
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def _bound(problem: Problem, case: Rule) -> Fraction:
    budgets, funds = problem.budgets, selected_funds(problem, case)
    counted = (amount for fund, period, amount in zip(
        budgets.fund.tolist(), budgets.period.tolist(), budgets.exact, strict=True)
        if fund in funds and (case.periods is None or period == ALL
                              or not case.periods.isdisjoint(problem.covered(period))))
    return case.value * sum(counted, Fraction(0))


def _body(problem: Problem, case: Rule, said: Said) -> str:
    of = payers(problem, case) or "all funds"
    when = named_in(problem, "period", case)
    of += f" for {when}" if when else ""
    rest = going(problem, case, frozenset({"donor", "fund"}))
    return f"of the budget of {of}, {said.relation} {share(case.value)} {said.verb} {rest}"


SHARE_OF_BUDGET = Measure(MeasureName.SHARE_OF_BUDGET, one_by_one(_bound), terms, _body)

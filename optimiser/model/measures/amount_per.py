"""`amount per COLUMN`: the money of a selection for each unit of a figure of its recipients."""

from __future__ import annotations

from fractions import Fraction

from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.words import going
from optimiser.names import name_key
from optimiser.problem.money import fraction_of
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import money, number


def _whole(problem: Problem, case: Rule) -> Fraction:
    """Return the sum of the figure over the selected recipients."""
    figures = problem.recipients.figures[name_key(case.per)].tolist()
    return sum((fraction_of(figure) for recipient, figure in enumerate(figures)
                if case.recipients is None or recipient in case.recipients), Fraction(0))


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value * _whole(problem, case)


def _body(problem: Problem, case: Rule, said: Said) -> str:
    # A rule that is off may name a figure that no recipient has.
    is_known = name_key(case.per) in problem.recipients.figures
    each = f"each of {number(_whole(problem, case))} ({case.per})" if is_known else (
        f"each unit of {case.per}")
    return (f"{said.relation} {money(case.value, problem.currency)} for {each} {said.verb} "
            f"{going(problem, case)}")


AMOUNT_PER = Measure(MeasureName.AMOUNT_PER, one_by_one(_bound), terms, _body)

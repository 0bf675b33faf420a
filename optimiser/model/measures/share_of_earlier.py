"""`share of earlier`: the money of a selection over what an earlier plan gave the same one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.cases import SELECTED
from optimiser.model.measures.amount import terms
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.words import money_of
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def given_earlier(problem: Problem, case: Rule) -> Fraction:
    """Return what the earlier plan gave the selection, its commitments included.

    What it gave to elements that are no longer there counts where the rule selects none of their
    kind.
    """
    earlier = problem.earlier
    if earlier is None:
        return Fraction(0)
    chosen = np.ones(len(earlier.exact), dtype=bool)
    for dimension, field in SELECTED.items():
        members: frozenset[int] | None = getattr(case, field)
        if members is not None:
            chosen &= np.isin(getattr(earlier, dimension), list(members))
    return sum((earlier.exact[row] for row in np.flatnonzero(chosen).tolist()), Fraction(0))


def _bound(problem: Problem, case: Rule) -> Fraction:
    return case.value * given_earlier(problem, case)


def _body(problem: Problem, case: Rule, said: Said) -> str:
    before = ("what" if problem.earlier is None else
              f"the {problem.money(given_earlier(problem, case))} that")
    return (f"{money_of(problem, case)} {said.verb} be {said.relation} {share(case.value)} of "
            f"{before} the earlier plan gave")


SHARE_OF_EARLIER = Measure(MeasureName.SHARE_OF_EARLIER, one_by_one(_bound), terms, _body)

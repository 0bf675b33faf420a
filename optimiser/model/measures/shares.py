"""`share of total`, `share of donor` and the like: the money of a selection over a wider sum.

Of the wider sum only one dimension keeps its selection, with its `For each` value; every other
is lifted, and for `share of total` all of them are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from optimiser.model.cases import SELECTED
from optimiser.model.columns import Columns
from optimiser.model.measures.measure import Measure, Said
from optimiser.model.measures.selection import summed_over
from optimiser.model.measures.words import going, support_of
from optimiser.model.rows import Side, Term, ones
from optimiser.problem.types import Problem, Rule
from optimiser.vocabulary import MeasureName
from optimiser.words import share


def _terms(kept: str, problem: Problem, columns: Columns,
           cases: Sequence[Rule]) -> tuple[Term, ...]:
    """Return X, and value x the sum in which only the dimension kept is restricted."""
    lifted = {field: None for name, field in SELECTED.items() if name != kept}
    wider = [replace(case, **lifted) for case in cases]  # type: ignore[arg-type]
    return (summed_over(problem, cases, ones(len(cases))),
            summed_over(problem, wider, [case.value for case in cases], side=Side.RIGHT))


def _bound(problem: Problem, case: Rule) -> Fraction:
    return Fraction(0)


def _body(kept: str, problem: Problem, case: Rule, said: Said) -> str:
    rest = going(problem, case, frozenset({kept}))
    return (f"of {support_of(problem, case, kept)}, {said.relation} {share(case.value)} "
            f"{said.verb} {rest}")


def _share_of(name: MeasureName, kept: str) -> Measure:
    return Measure(name, _bound, partial(_terms, kept), partial(_body, kept))


SHARES = (
    _share_of(MeasureName.SHARE_OF_TOTAL, ""),
    _share_of(MeasureName.SHARE_OF_DONOR, "donor"),
    _share_of(MeasureName.SHARE_OF_FUND, "fund"),
    _share_of(MeasureName.SHARE_OF_RECIPIENT, "recipient"),
    _share_of(MeasureName.SHARE_OF_ACTIVITY, "activity"),
    _share_of(MeasureName.SHARE_OF_PERIOD, "period"),
)

"""`share of total`, `share of donor` and the like: the money of a selection over another sum.

Of the wider sum only one dimension keeps its selection, with its `For each` value; every other
is lifted, and for `share of total` all of them are. `share of selection` takes its sum from the
columns `Of ...`, with the `For each` values of the dimensions that they do not name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from optimiser.model.cases import SELECTED
from optimiser.model.columns import Columns
from optimiser.model.measures.measure import Measure, Said, one_by_one
from optimiser.model.measures.selection import counted_money, summed_over
from optimiser.model.measures.words import going, money_of, support_of
from optimiser.model.rows import Side, Term
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName
from optimiser.words import multiple, share

_Wider = Callable[[Rule], Rule]


def _terms(wider: _Wider, problem: Problem, columns: Columns,
           cases: Sequence[Rule]) -> tuple[Term, ...]:
    """Return X, and value x the sum of which it is a share."""
    return (counted_money(problem, cases),
            summed_over(problem, list(map(wider, cases)), [case.value for case in cases],
                        side=Side.RIGHT))


def _keeping(kept: str, case: Rule) -> Rule:
    """Return the case with one dimension's selection alone."""
    lifted = {field: None for name, field in SELECTED.items() if name != kept}
    return replace(case, **lifted)  # type: ignore[arg-type]


def _compared(case: Rule) -> Rule:
    """Return the case with the selection that it is compared with."""
    return replace(case, **{field: getattr(case.of, field) for field in SELECTED.values()})


def _bound(problem: Problem, case: Rule) -> Fraction:
    return Fraction(0)


def _body(kept: str, problem: Problem, case: Rule, said: Said) -> str:
    rest = going(problem, case, frozenset({kept}))
    return (f"of {support_of(problem, case, kept)}, {said.relation} {share(case.value)} "
            f"{said.verb} {rest}")


def _body_of_selection(problem: Problem, case: Rule, said: Said) -> str:
    return (f"{money_of(problem, case)} {said.verb} be {said.relation} {multiple(case.value)} "
            f"{money_of(problem, _compared(case))}")


def _share_of(name: MeasureName, kept: str) -> Measure:
    return Measure(name, one_by_one(_bound), partial(_terms, partial(_keeping, kept)),
                   partial(_body, kept))


SHARES = (
    _share_of(MeasureName.SHARE_OF_TOTAL, ""),
    _share_of(MeasureName.SHARE_OF_DONOR, "donor"),
    _share_of(MeasureName.SHARE_OF_FUND, "fund"),
    _share_of(MeasureName.SHARE_OF_RECIPIENT, "recipient"),
    _share_of(MeasureName.SHARE_OF_ACTIVITY, "activity"),
    _share_of(MeasureName.SHARE_OF_PERIOD, "period"),
    Measure(MeasureName.SHARE_OF_SELECTION, one_by_one(_bound), partial(_terms, _compared),
            _body_of_selection),
)

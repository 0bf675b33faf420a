"""A measure of rules: one object that declares everything that depends on the measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from optimiser.model.columns import Columns
from optimiser.model.rows import Term
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName


class Said(NamedTuple):
    """The words that a rule's sentence is made of: relation and value, and the verb."""

    relation: str
    verb: str


def one_by_one(
        bound: Callable[[Problem, Rule], Fraction]
) -> Callable[[Problem, Sequence[Rule]], list[Fraction]]:
    """Return the bounds of cases each of which is worked out by itself."""
    return lambda problem, cases: [bound(problem, case) for case in cases]


class Measure(NamedTuple):
    """What a rule limits, with all its facets.

    `bounds` are the right sides' constants, a case of a rule an entry; `terms` the sums of all
    cases of a rule together, a limit a case, on both sides. `body` is the sentence without the
    rule's name. `is_of_needs` says whether the bound is a share of needs, and moves with them.
    """

    name: MeasureName
    bounds: Callable[[Problem, Sequence[Rule]], Sequence[Fraction]]
    terms: Callable[[Problem, Columns, Sequence[Rule]], tuple[Term, ...]]
    body: Callable[[Problem, Rule, Said], str]
    is_of_needs: bool = False

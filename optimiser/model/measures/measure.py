"""A measure of rules: one object that declares everything that depends on the measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimiser.model.columns import Columns
from optimiser.model.rows import Term
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.vocabulary import MeasureName


@dataclass(frozen=True, slots=True)
class Said:
    """The words that a rule's sentence is made of: relation and value, and the verb."""

    relation: str
    verb: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule limits, with all its facets.

    `bound` is the right side's constant for one case; `terms` the sums of all cases of a rule
    together, a limit a case, on both sides. `body` is the sentence without the rule's name.
    `is_of_needs` says whether the bound is a share of needs, and moves with them.
    """

    name: MeasureName
    bound: Callable[[Problem, Rule], Fraction]
    terms: Callable[[Problem, Columns, Sequence[Rule]], tuple[Term, ...]]
    body: Callable[[Problem, Rule, Said], str]
    is_of_needs: bool = False

"""Why no plan exists, in the reader's terms. Frozen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from optimiser.frozen import frozen
from optimiser.model.rows import Limits
from optimiser.plan.types import Solution
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, ValueIs
from optimiser.words import money, number


class Conflict(NamedTuple):
    """One limit of a set that cannot hold together: its name, words, cell and family.

    `is_share` says whether it is a share of what is given, so that giving nothing may keep it.
    """

    name: str
    sentence: str
    source: str
    kind: LimitKind
    is_share: bool = False


@frozen
class Step:
    """A figure of the inputs and what to change it to.

    It stands behind the limits of a family that one row or element, `stated_by`, states. `cells`
    are those that hold it where `source` names several.
    """

    kind: LimitKind
    stated_by: int
    name: str
    source: str
    value: Fraction
    changed: Fraction
    value_is: ValueIs
    cells: tuple[str, ...] = ()

    def words(self, currency: str) -> str:
        """Say the change: `lower R7 from EUR 12,000,000 to EUR 10,000,000 (Rules!J7)`."""
        verb = "raise" if self.changed > self.value else "lower"
        by = abs(self.changed - self.value)
        return (f"{verb} {self.name.removesuffix(',')} from {self.shown(self.value, currency)} to "
                f"{self.shown(self.changed, currency)}, by {self._size(by, currency)}"
                f"{f' ({self.source})' if self.source else ''}")

    def _size(self, by: Fraction, currency: str) -> str:
        """Return the size of a change: of a share it is in percentage points."""
        if self.value_is is ValueIs.SHARE:
            return f"{_percent(by)} percentage points"
        return self.shown(by, currency)

    def shown(self, value: Fraction, currency: str) -> str:
        """Return a value as its reader writes it: money, a percentage or a number."""
        match self.value_is:
            case ValueIs.MONEY | ValueIs.RATE:
                return money(value, currency)
            case ValueIs.SHARE:
                return f"{_percent(value)}%"
            case ValueIs.NUMBER | ValueIs.MULTIPLE:
                return number(value)


def _percent(value: Fraction) -> str:
    """Return a percentage with the digits that it has, four at most.

    >>> _percent(Fraction(6, 10)), _percent(Fraction(52312, 100000))
    ('60', '52.312')
    """
    return f"{float(value * 100):.4f}".rstrip("0").rstrip(".")


class Way(NamedTuple):
    """A way out: the figures to change together, and the problem that they make."""

    steps: tuple[Step, ...]
    problem: Problem

    @property
    def more(self) -> Fraction:
        """By how much its figures rise in all."""
        return sum((step.changed - step.value for step in self.steps), Fraction(0))

    def words(self, currency: str) -> str:
        """Say all of its changes, without a full stop."""
        return "; and ".join(step.words(currency) for step in self.steps)

    def mark(self, plan: Solution) -> Solution:
        """Return the plan of the problem, with what was changed said at its limits."""
        currency = plan.problem.currency
        was = {(step.kind, step.stated_by): step.shown(step.value, currency)
               for step in self.steps}

        def mark(block: Limits) -> Limits:
            figures = [(block.kind, stated_by) for stated_by in block.stated_by.tolist()]
            return replace(block, sentences=tuple(
                f"{words} Relaxed from {was[figure]}." if figure in was else words
                for words, figure in zip(block.sentences, figures, strict=True)))

        return replace(plan, families=tuple(map(mark, plan.families)))


@frozen
class Diagnosis:
    """A conflict that is irreducible, ways out of it, and whether it was proved exactly.

    Without any one limit of `conflict`, the others of it leave a plan. `ways` come with the
    cheapest first, by a price that prefers soft figures to capacities to budgets. `of_nothing`
    says that plans exist, but none that gives anything: then it is that which is explained.
    `in_money` is the way that takes the least more money in all and changes nothing else, None
    where no money alone leaves a plan.
    """

    conflict: tuple[Conflict, ...]
    ways: tuple[Way, ...]
    proved: bool
    currency: str
    of_nothing: bool = False
    in_money: Way | None = None
    is_cut_short: bool = False

    def money_words(self) -> str:
        """Say what a plan takes in money alone, in one or two sentences."""
        if self.in_money is None:
            helps = "lets anything be given" if self.of_nothing else "leaves a plan"
            return f"No more money alone {helps}."
        more = money(self.in_money.more, self.currency)
        return f"In money alone, {more} more: {self.in_money.words(self.currency)}."

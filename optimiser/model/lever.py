"""A figure of the inputs that can be changed: its value, which way loosens, how to set it.

A proposal is tried by setting the figure in the problem and solving again, whatever kind of
limit it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import Any

from optimiser.frozen import frozen
from optimiser.problem.types import Problem
from optimiser.vocabulary import ValueIs

Put = Callable[[Problem, Fraction], Problem]
"""Sets a figure in a problem."""


class Room(Enum):
    """On which side of a limit a lever makes room: its left side may then be larger, or smaller."""

    ABOVE = 1
    BELOW = -1


@frozen
class Lever:
    """A figure of the inputs, by the row `stated_by` of its family's table.

    It makes room on the sides `gives` when it rises (`rises`) or falls. `most` is how far it can
    go: 0 downwards, 1 for a share upwards, None where nothing ends it. A tolerance is a share
    around 1: the limit's own factor is 1 less or 1 more of it. `cells` are those that hold the
    figure where `source` names several.
    """

    stated_by: int
    name: str
    source: str
    value: Fraction
    rises: bool
    gives: frozenset[Room]
    value_is: ValueIs
    put: Put
    most: Fraction | None = None
    is_tolerance: bool = False
    cells: tuple[str, ...] = ()

    def moved(self, by: Fraction) -> Fraction:
        """Return the value after a change by so much in the direction that loosens."""
        return self.value + by if self.rises else self.value - by

    def ended(self, by: Fraction) -> Fraction:
        """Return the value after a change, no further than it can go."""
        value = self.moved(by)
        if self.most is None:
            return value
        return min(value, self.most) if self.rises else max(value, self.most)

    def factor(self, side: Room) -> Fraction:
        """Return the factor that the share puts on the right side of its limit."""
        return 1 + side.value * self.value if self.is_tolerance else self.value


def in_field(table: str, field: str, row: int) -> Put:
    """Return what sets one entry of a field of one of the problem's tables."""
    def put(problem: Problem, value: Fraction) -> Problem:
        rows = getattr(problem, table)
        changed = replace(rows, **{field: with_value(getattr(rows, field), row, value)})
        whole: Any = {table: changed}
        return replace(problem, **whole)

    return put


def in_listed(table: str, field: str, row: int) -> Put:
    """Return what sets a field of one row of a table that is a tuple of rows."""
    def put(problem: Problem, value: Fraction) -> Problem:
        rows = list(getattr(problem, table))
        rows[row] = replace(rows[row], **{field: value})
        whole: Any = {table: tuple(rows)}
        return replace(problem, **whole)

    return put


def with_value(values: tuple[Any, ...], at: int, value: Fraction) -> tuple[Any, ...]:
    """Return the values with another one at a number."""
    return (*values[:at], value, *values[at + 1:])

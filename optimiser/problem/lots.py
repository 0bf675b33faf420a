"""Lots: needs that are met in whole units of what the money buys, or in full."""

from __future__ import annotations

from fractions import Fraction
from math import floor, gcd, lcm
from typing import NamedTuple

from optimiser.problem.left import left_of_requirements
from optimiser.problem.money import fraction_of
from optimiser.problem.types import Problem


class Lot(NamedTuple):
    """What new money to a requirement may come to: some lots, or all of them and the rest.

    `size` is a lot in base currency, `most` how many the need leaves room for, and `rest` what is
    then left of it, to the last unit of Rounding.
    """

    requirement: int
    size: Fraction
    most: int
    rest: Fraction

    @property
    def in_full(self) -> Fraction:
        """What meets the need in full."""
        return self.size * self.most + self.rest

    @property
    def most_of_each(self) -> tuple[int, ...]:
        """The most of each of its columns: how many lots, and 1 for the rest where there is one."""
        return (self.most, 1) if self.rest else (self.most,)

    def bought(self, given: Fraction) -> tuple[int, ...]:
        """Return how many lots an amount buys, and whether it meets the rest, if there is one.

        >>> lot = Lot(0, Fraction(30), 3, Fraction(10))
        >>> lot.bought(Fraction(65)), lot.bought(Fraction(100))
        ((2, 0), (3, 1))
        """
        count = min(floor(given / self.size), self.most)
        return (count, int(given >= self.in_full)) if self.rest else (count,)


def common(one: Fraction, other: Fraction) -> Fraction:
    """Return the least amount that is a whole multiple of both.

    >>> common(Fraction(5, 2), Fraction(1))
    Fraction(5, 1)
    """
    return Fraction(lcm(one.numerator, other.numerator), gcd(one.denominator, other.denominator))


def lots(problem: Problem) -> tuple[Lot, ...]:
    """Return the lots of every requirement whose activity is bought in whole units.

    A lot is a unit of the output, or as many as come to a whole number of units of Rounding.
    """
    rows, activities = problem.requirements, problem.activities
    unit = Fraction(problem.rounding)
    found = []
    for row, left in enumerate(left_of_requirements(problem)):
        activity = int(rows.activity[row])
        if not activities.whole_units[activity] or rows.need[row] <= 0:
            continue
        size = common(fraction_of(float(activities.unit_cost[activity])), unit)
        in_full = floor(left / unit) * unit
        most = floor(in_full / size)
        found.append(Lot(row, size, most, in_full - most * size))
    return tuple(found)

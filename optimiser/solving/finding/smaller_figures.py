"""The same limit in smaller figures, for a solver that sees nine digits.

A share written as 0.3333333333333333 makes a row of coefficients of 16 digits, in which a third
and a hair less look alike to any tolerance. Whole units of a bounded number cannot come between
the share and the nearest fraction whose denominator they can reach: that fraction says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple


class Smaller(NamedTuple):
    """New coefficients by the old ones, and the bounds, of a row that keeps the same plans."""

    factor: Mapping[int, int]
    low: int | None
    high: int | None


def smaller(most: Mapping[int, int], low: int | None, high: int | None) -> Smaller | None:
    """Return the row A X - B Y (<=, >=, =) 0 in smaller figures, None for any other row.

    `most` says for each coefficient how many units the columns that have it can reach in all.
    """
    if len(most) != 2 or (low or 0) != 0 or (high or 0) != 0:
        return None
    minus, plus = sorted(most)
    if not minus < 0 < plus:
        return None
    share = Fraction(-minus, plus)
    if low == high == 0:
        if share.denominator > most[minus] or share.numerator > most[plus]:
            return Smaller({plus: 1, minus: 1}, 0, 0)
        return Smaller({plus: share.denominator, minus: -share.numerator}, 0, 0)
    if high == 0:  # X / Y <= share
        near = below(share, max(most[minus], 1))
        return Smaller({plus: near.denominator, minus: -near.numerator}, None, 0)
    near = below(1 / share, max(most[plus], 1))  # Y / X <= 1 / share
    return Smaller({plus: near.numerator, minus: -near.denominator}, 0, None)


def below(figure: Fraction, most: int) -> Fraction:
    """Return the largest fraction up to a figure whose denominator is at most so much.

    >>> below(Fraction("0.3333333333333333"), 10), below(Fraction(1, 3), 10)
    (Fraction(3, 10), Fraction(1, 3))
    """
    near = figure.limit_denominator(most)
    if near <= figure:
        return near
    # The neighbour p / q below it among such fractions: near is (p near.d + 1) / (q near.d).
    step = near.denominator
    q = pow(near.numerator, -1, step) if step > 1 else 0
    q += (most - q) // step * step
    return Fraction(near.numerator * q - 1, step * q)

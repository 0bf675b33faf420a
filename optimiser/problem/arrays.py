"""Arrays: their types, and from exact figures to floats."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def sum_by(group: Ints, values: Floats, groups: int) -> Floats:
    """Return the sum of values by group, shape (groups,)."""
    sums: Floats = np.bincount(group, values, groups).astype(np.float64)
    return sums


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the distinct values in order, or the distinct rows of an array of two dimensions.

    Asked for values alone, numpy's own function loads numpy.ma, which takes 10 ms; asked where
    they stand, too, it does not.
    """
    return np.unique(values, axis=0, return_index=True)[0]


def nearest_float(value: Fraction | int) -> float:
    """Return the float64 nearest an exact value, infinite where it is beyond them all.

    >>> nearest_float(Fraction(1, 2)), nearest_float(Fraction(-10) ** 400)
    (0.5, inf)
    """
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def floats(values: tuple[Fraction, ...]) -> Floats:
    """Return exact values as float64, shape (values,), endless where no float is as large.

    Many entries of a limit share one coefficient: each object is turned into a float once.
    """
    known: dict[int, float] = {}
    found = np.empty(len(values), np.float64)
    for at, value in enumerate(values):
        key = id(value)
        if key not in known:
            known[key] = nearest_float(value)
        found[at] = known[key]
    return found

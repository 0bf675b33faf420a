"""Arrays: their types, and from exact figures to floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def sum_by(group: Ints, values: Floats, groups: int) -> Floats:
    """Return the sum of values by group, shape (groups,)."""
    sums: Floats = np.bincount(group, values, groups).astype(np.float64)
    return sums


def floats(values: tuple[Fraction, ...]) -> Floats:
    """Return exact values as float64, shape (values,)."""
    return np.fromiter((float(v) for v in values), dtype=np.float64, count=len(values))

"""How what a requirement gets is shared out over its tiers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

from optimiser.problem.arrays import Floats, Ints

_Number = TypeVar("_Number", float, Fraction)


def fill_tiers(requirement: Ints, weight: Floats, amounts: Sequence[_Number],
               given: Sequence[_Number]) -> list[_Number]:
    """Return what is met of each need, shape (needs,), in the numbers that came in.

    `requirement`, `weight` and `amounts` (what is asked for) have an entry a need; `given` is
    what each requirement gets, commitments included. The tiers of a requirement are filled in
    falling order of weight, of equal ones the one listed first.
    """
    left = list(given)
    met: list[_Number] = list(amounts)
    of = requirement.tolist()
    for row in in_falling_weight(weight):
        met[row] = min(left[of[row]], amounts[row])
        left[of[row]] -= met[row]
    return met


def in_falling_weight(weight: Floats) -> list[int]:
    """Return the needs in the order in which money meets them within a requirement."""
    order: list[int] = np.argsort(-weight, kind="stable").tolist()
    return order

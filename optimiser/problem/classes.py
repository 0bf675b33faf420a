"""Classes of elements: a donor's group, a recipient's region, an activity's pillar."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimiser.problem.arrays import Ints
from optimiser.problem.types import Problem

CLASSES: Mapping[str, str] = {"group": "donor", "region": "recipient", "pillar": "activity"}
"""The dimension whose elements each class holds."""


def class_of(problem: Problem, kind: str) -> Ints:
    """Return the class of each element, shape (elements,), -1 for those in none."""
    return {"group": problem.donors.group, "region": problem.recipients.region,
            "pillar": problem.activities.pillar}[kind]


def members(problem: Problem, kind: str, number: int) -> frozenset[int]:
    """Return the elements that belong to a class."""
    return frozenset(np.flatnonzero(class_of(problem, kind) == number).tolist())

"""Classes of elements: a donor's groups, a recipient's regions, an activity's pillars."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimiser.problem.arrays import Ints
from optimiser.problem.types import Problem

CLASSES: Mapping[str, str] = {"group": "donor", "region": "recipient", "pillar": "activity"}
"""The dimension whose elements each class holds."""


def classes_of(problem: Problem, kind: str) -> tuple[tuple[int, ...], ...]:
    """Return the classes of each element, none for those that are in none."""
    return {"group": problem.donors.groups, "region": problem.recipients.regions,
            "pillar": problem.activities.pillars}[kind]


def members(problem: Problem, kind: str, number: int) -> frozenset[int]:
    """Return the elements that belong to a class."""
    return frozenset(element for element, own in enumerate(classes_of(problem, kind))
                     if number in own)


def named_classes(problem: Problem, kind: str) -> list[str]:
    """Return the classes of each element as a cell names them."""
    names = problem.names_of(kind)
    return ["; ".join(names[number] for number in own) for own in classes_of(problem, kind)]


def groupings(problem: Problem) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """Return a number for each donor, alike for those in the same groups, and these groups.

    What a group gives is what its few groupings give, however many donors it has.
    """
    number: dict[tuple[int, ...], int] = {}
    own = [number.setdefault(tuple(sorted(groups)), len(number))
           for groups in problem.donors.groups]
    return np.array(own, dtype=np.int64), tuple(number)

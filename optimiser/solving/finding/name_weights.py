"""Weights by names: what tells choices apart that are equally good, whatever the order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from optimiser.model.columns import GRANT, NEED, Columns
from optimiser.names import name_key
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem


def weights_of_whole(problem: Problem, columns: Columns) -> Floats:
    """Return the weights of all whole columns, shape (whole,)."""
    return np.concatenate([_weights_of_grants(problem, columns), weights_of_parts(problem, columns),
                           weights_of_units(problem, columns)])


def _weights_of_grants(problem: Problem, columns: Columns) -> Floats:
    """Return a weight between 1 and 2 for each grant, shape (grants,)."""
    along = columns.grant.along
    return np.array([_weight(_names(problem, GRANT, [int(along[name][at]) for name in GRANT]))
                     for at in range(len(columns.grant))], dtype=np.float64)


def weights_of_parts(problem: Problem, columns: Columns) -> Floats:
    """Return a weight between 1 and 2 for each part, shape (parts,), from its names alone.

    So two sets of parts weigh the same only by a chance of one in billions.
    """
    return np.array([_weight("|".join(
        f"{dimension}:{';'.join(sorted(name_key(problem.names_of(dimension)[one]) for one in own))}"
        for dimension, own in part.where)) for part in columns.parts.number_of], dtype=np.float64)


def weights_of_units(problem: Problem, columns: Columns) -> Floats:
    """Return a weight for each column of units, shape (units,): at most 2 for all of a need's."""
    along = columns.unit.along
    names = (f"{_names(problem, NEED, [int(along[name][at]) for name in NEED])}"
             f"|{along['rest'][at]}" for at in range(len(columns.unit)))
    most = np.maximum(columns.most_in_whole[len(columns.whole) - len(columns.unit):], 1.0)
    return np.array([_weight(one) for one in names], dtype=np.float64) / most


def _names(problem: Problem, dimensions: Sequence[str], elements: Sequence[int]) -> str:
    """Return the names of an element in each dimension, in one text."""
    return "|".join(name_key(problem.names_of(dimension)[element])
                    for dimension, element in zip(dimensions, elements, strict=True))


def _weight(name: str) -> float:
    """Return a number between 1 and 2 that a name alone gives."""
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return 1.0 + int.from_bytes(digest, "big") / 2.0**32

"""Exact sums over what was given: a ledger of entries by their elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm, prod

import numpy as np

from optimiser.problem.arrays import Ints

Selection = Mapping[str, frozenset[int]]
"""The elements chosen along each restricted dimension; a dimension not named is open."""


class Ledger:
    """Entries with elements along fixed dimensions and an exact value each.

    Values are held as whole numbers of their common part: sums of fractions are slow.
    """

    def __init__(self, dimensions: Sequence[str],
                 entries: Iterable[tuple[tuple[int, ...], Fraction]]) -> None:
        self._position = {name: at for at, name in enumerate(dimensions)}
        kept = [(key, value) for key, value in entries if value]
        self._parts = lcm(*(value.denominator for _, value in kept))
        self._entries = [(key, value.numerator * (self._parts // value.denominator))
                         for key, value in kept]
        self._sums: dict[tuple[str, ...], dict[tuple[int, ...], int]] = {}

    def total(self, chosen: Selection) -> Fraction:
        """Return the sum of the entries that the selection names."""
        names = tuple(sorted(chosen))
        sums = self._grouped(names)
        if len(sums) <= _combinations(chosen):
            total = sum(value for key, value in sums.items()
                        if all(e in chosen[n] for e, n in zip(key, names, strict=True)))
        else:
            total = sum(sums.get(key, 0) for key in product(*(chosen[name] for name in names)))
        return Fraction(total, self._parts)

    def by(self, *names: str) -> Mapping[tuple[int, ...], Fraction]:
        """Return the sum of the entries of each combination of elements that has any."""
        ordered = tuple(sorted(names))
        at = [ordered.index(name) for name in names]
        return {tuple(key[position] for position in at): Fraction(value, self._parts)
                for key, value in self._grouped(ordered).items()}

    def elements(self, chosen: Selection, dimension: str) -> frozenset[int]:
        """Return the elements along a dimension that have an entry in the selection."""
        names = tuple(sorted({*chosen, dimension}))
        at = names.index(dimension)
        return frozenset(key[at] for key, value in self._grouped(names).items() if value and all(
            name not in chosen or element in chosen[name]
            for name, element in zip(names, key, strict=True)))

    def _grouped(self, names: tuple[str, ...]) -> dict[tuple[int, ...], int]:
        """Return sums in parts by the elements along some dimensions, worked out once."""
        if names not in self._sums:
            at = [self._position[name] for name in names]
            sums: dict[tuple[int, ...], int] = defaultdict(int)
            for key, value in self._entries:
                sums[tuple(key[position] for position in at)] += value
            self._sums[names] = dict(sums)
        return self._sums[names]


class Elements:
    """Finds the rows of a table of elements that a selection names.

    `along` holds the element of each row by dimension, shape (rows,).
    """

    def __init__(self, along: Mapping[str, Ints]) -> None:
        self.along = along
        self._sorted: dict[tuple[str, ...], tuple[Ints, Ints, list[int]]] = {}

    def __len__(self) -> int:
        return len(next(iter(self.along.values())))

    def chosen(self, selection: Selection) -> Ints:
        """Return the rows that a selection names."""
        names = tuple(sorted(selection))
        if not names:
            return np.arange(len(self))
        if _combinations(selection) > len(self):
            return np.flatnonzero(np.logical_and.reduce(
                [np.isin(self.along[name], list(selection[name])) for name in names]))
        order, keys, sizes = self._by(names)
        wanted = [_key(elements, sizes) for elements in product(
            *(sorted(selection[name]) for name in names))]
        first = np.searchsorted(keys, wanted, side="left").tolist()
        last = np.searchsorted(keys, wanted, side="right").tolist()
        found = [order[start:end] for start, end in zip(first, last, strict=True)]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _by(self, names: tuple[str, ...]) -> tuple[Ints, Ints, list[int]]:
        """Return the rows in the order of their elements, and those as one number a row."""
        if names not in self._sorted:
            columns = [self.along[name] + 1 for name in names]
            sizes = [int(column.max(initial=0)) + 1 for column in columns]
            keys = np.zeros(len(self), np.int64)
            for column, size in zip(columns, sizes, strict=True):
                keys = keys * size + column
            order = np.argsort(keys, kind="stable")
            self._sorted[names] = order, keys[order], sizes
        return self._sorted[names]


def _key(elements: tuple[int, ...], sizes: list[int]) -> int:
    """Return the number of a combination, -1 where no row can have it."""
    key = 0
    for element, size in zip(elements, sizes, strict=True):
        if element + 1 >= size:
            return -1
        key = key * size + element + 1
    return key


def _combinations(chosen: Selection) -> int:
    return prod(len(elements) for elements in chosen.values())

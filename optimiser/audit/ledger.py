"""Exact sums over what was given: a ledger of entries by their elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm

Selection = Mapping[str, frozenset[int]]
"""The elements chosen along each restricted dimension; a dimension not named is open."""


class Ledger:
    """Entries with elements along fixed dimensions and an exact value each.

    Values are held as whole numbers of their common part: sums of fractions are slow.
    """

    def __init__(self, dimensions: Sequence[str],
                 entries: Iterable[tuple[tuple[int, ...], Fraction]]) -> None:
        self._position = {name: place for place, name in enumerate(dimensions)}
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

    def _grouped(self, names: tuple[str, ...]) -> dict[tuple[int, ...], int]:
        """Return sums in parts by the elements along some dimensions, worked out once."""
        if names not in self._sums:
            places = [self._position[name] for name in names]
            sums: dict[tuple[int, ...], int] = defaultdict(int)
            for key, value in self._entries:
                sums[tuple(key[place] for place in places)] += value
            self._sums[names] = dict(sums)
        return self._sums[names]


def _combinations(chosen: Selection) -> int:
    count = 1
    for elements in chosen.values():
        count *= len(elements)
    return count

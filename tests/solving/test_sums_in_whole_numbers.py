"""Sums of rows in whole numbers are exact, however large coefficients and units are."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rows_by_hand import rows_of


@pytest.mark.parametrize("bits", [(3, 3), (20, 40), (40, 50), (61, 30), (61, 61), (90, 20)])
def test_sums_are_those_of_pythons_own_numbers(bits: tuple[int, int]) -> None:
    chance, columns = random.Random(str(bits)), 50
    entries = [[(column, chance.choice((-1, 1)) * chance.getrandbits(bits[0]))
                for column in sorted(chance.sample(range(columns), size))]
               for size in (0, 1, 50, 7, 0, 33)]
    units = np.array([chance.choice((-1, 1)) * chance.getrandbits(bits[1])
                      for _ in range(columns)], dtype=np.int64)
    expected = [sum(value * int(units[column]) for column, value in row) for row in entries]
    assert rows_of(entries, columns).sums(units) == expected


def test_rows_of_nothing_add_up_to_nothing() -> None:
    assert rows_of([[], []], 3).sums(np.array([1, 2, 3])) == [0, 0]
    assert rows_of([[(0, 5)], []], 3).sums(np.zeros(3, np.int64)) == [0, 0]

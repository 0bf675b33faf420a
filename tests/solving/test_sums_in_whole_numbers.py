"""Sums of rows in whole numbers are exact, however large coefficients and units are."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rows_by_hand import rows_of

from optimiser.solving.finding import exact_sums as whole_sums
from optimiser.solving.finding import whole_rows


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


@pytest.mark.parametrize("lot", [1, 7, 60, 1000])
def test_sums_do_not_hang_on_how_many_entries_are_looked_at_together(
        lot: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_sums, "_LOT", lot)
    chance, columns = random.Random(lot), 30
    entries = [[(column, chance.randint(-10**6, 10**6))
                for column in sorted(chance.sample(range(columns), size))]
               for size in (0, 1, 30, 7, 0, 0, 13, 1, 1, 2, 0)]
    units = np.array([chance.randint(-10**6, 10**6) for _ in range(columns)], dtype=np.int64)
    expected = [sum(value * int(units[column]) for column, value in row) for row in entries]
    assert rows_of(entries, columns).sums(units) == expected


def test_entries_of_one_row_and_column_are_added_up_and_may_cancel() -> None:
    size, column, value = whole_rows._sum_entries(
        np.array([2, 0, 2, 0, 2]), np.array([1, 3, 0, 3, 1]), np.array([5, 4, 6, -4, 2]), 4)
    assert [size.tolist(), column.tolist(), value.tolist()] == [[0, 0, 2, 0], [0, 1], [6, 7]]
    size, column, value = whole_rows._sum_entries(
        np.array([0, 0, 3]), np.array([0, 2, 1]), np.array([1, 0, 2**70], dtype=object), 4)
    assert [size.tolist(), column.tolist(), value.tolist()] == [[1, 0, 0, 1], [0, 1], [1, 2**70]]


def test_rows_of_nothing_add_up_to_nothing() -> None:
    assert rows_of([[], []], 3).sums(np.array([1, 2, 3])) == [0, 0]
    assert rows_of([[(0, 5)], []], 3).sums(np.zeros(3, np.int64)) == [0, 0]

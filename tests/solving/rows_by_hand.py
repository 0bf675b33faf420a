"""Rows in whole numbers, written down by their entries."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.solving.finding.whole_rows import WholeRows


def rows_of(entries: list[list[tuple[int, int]]], columns: int) -> WholeRows:
    """Return rows without bounds from the columns and values of each."""
    count = len(entries)
    value = [value for row in entries for _, value in row]
    kind = np.int64 if all(abs(one) < 2**62 for one in value) else object
    return WholeRows(
        start=np.cumsum([0, *map(len, entries)]),
        column=np.array([column for row in entries for column, _ in row], dtype=np.int64),
        value=np.array(value, dtype=kind), low=[None] * count, high=[None] * count,
        ends=[(None, None)] * count, size=[Fraction(1)] * count, unit=[Fraction(1)] * count,
        limit=np.zeros(count, np.int64), may_give_way=np.zeros(count, dtype=bool),
        is_wish=np.zeros(count, dtype=bool), columns=columns)

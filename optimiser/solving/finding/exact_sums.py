"""Sums of rows in whole numbers, exactly, in 64 bits wherever these hold them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from optimiser.problem.arrays import Ints

_LOT = 1_000_000
"""Entries that are looked at together: rows of shares hold tens of millions."""
_LIMB = 8
"""Bits of a coefficient that are added up at a time, at least: else Python's own do."""


def exact_sums(start: Ints, column: Ints, value: Ints, units: Ints) -> list[int]:
    """Return the sum of value x units of each row, shape (rows,), in Python's own numbers.

    The entries of row i are `column` and `value` from `start[i]` to `start[i + 1]`; `units` has
    shape (columns,).
    """
    size = np.diff(start)
    found, filled = [0] * len(size), np.flatnonzero(size > 0)
    if not len(filled):
        return found
    bits = 62 - int(np.abs(units).max()).bit_length() - int(size.max()).bit_length()
    for first, last in _lots(start[filled], int(start[-1])):
        begin = start[filled[first:last]]
        entry = slice(int(begin[0]), int(start[filled[last - 1] + 1]))
        totals = _sums(value[entry], units[column[entry]], begin - begin[0], bits)
        for row, total in zip(filled[first:last].tolist(), totals, strict=True):
            found[row] = int(total)
    return found


def _lots(begin: Ints, entries: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last of rows whose entries are looked at together: so many at a time."""
    if entries <= _LOT:
        yield 0, len(begin)
        return
    ends = np.searchsorted(begin, np.arange(_LOT, entries, _LOT)).tolist()
    edges = sorted({0, *ends, len(begin)})
    yield from pairwise(edges)


def _sums(value: Ints, taken: Ints, begin: Ints, bits: int) -> list[int]:
    """Return the sums of value x taken from each beginning, exactly.

    Of `bits` of a value the sums fit 64 bits.
    """
    if value.dtype != object and bits >= _LIMB and (
            max(int(value.max()), -int(value.min())) >= 1 << bits):
        return _in_limbs(value, taken, begin, bits)
    is_own = value.dtype == object or bits < _LIMB
    sums: list[int] = np.add.reduceat(
        (value.astype(object) if is_own else value) * taken, begin).tolist()
    return sums


def _in_limbs(value: Ints, taken: Ints, begin: Ints, bits: int) -> list[int]:
    """Return the sums of value x taken from each beginning, exactly, so many bits at a time."""
    left, sign = np.abs(value), np.sign(value)
    totals, shift = [0] * len(begin), 0
    while left.any():
        part = (left & ((1 << bits) - 1)) * sign
        totals = [total + (more << shift) for total, more in zip(
            totals, np.add.reduceat(part * taken, begin).tolist(), strict=True)]
        left, shift = left >> bits, shift + bits
    return totals

"""The one form that every limit takes: grouped sums of columns against a bound.

A limit reads  Σ left terms  (at most | at least | exactly)  bound + Σ right terms.
A term's entry is *coefficient x the sum of the columns that match its selection*, and a
selection names at most one element a dimension, so that an entry is a row of the solver's
matrix, a SUMIFS of the output workbook and a phrase of the sentence, all from one statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from itertools import compress
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.columns import Columns, Grid, Of
from optimiser.model.family import Family, Role
from optimiser.problem.arrays import Bools, Floats, Ints, floats
from optimiser.problem.keys import LimitKey
from optimiser.vocabulary import LimitKind, ObjectiveName, Relation, Unit


class Side(Enum):
    """Which side of the relation a term stands on."""

    LEFT = 1
    RIGHT = -1


@frozen
class Term:
    """Entries that sum columns of one kind, shape (entries,).

    `limit` says which limit of its family an entry belongs to; `where` restricts the
    entry to one element in each dimension named. With `committed`, commitments of the
    same selection count too (for allocations only).
    """

    of: Of
    limit: Ints
    where: Mapping[str, Ints]
    coefficient: tuple[Fraction, ...]
    side: Side = Side.LEFT
    committed: bool = False


class OfNeeds(NamedTuple):
    """Bounds that are shares of needs: bound = sum of share x need, all shape (entries,).

    What a bound is made of matters where needs turn out otherwise than the inputs have them.
    """

    limit: Ints
    need: Ints
    share: Floats


@frozen
class Limits:
    """Limits of one family and one relation, shape (limits,).

    `of` says what tells each from the others (see LimitKey); `stated_by`, shape (limits,), the row
    or element of the inputs that states it: limits of one family stand or fall together by it.
    `stated_as` names what states them, where it can state several. `penalty` is None for limits
    that must hold, and is paid in the objective `paid_in`.
    `never_exceeded` limits are kept to the last unit by rounding. `of_needs` says of which needs
    the bounds are shares.
    """

    family: Family
    relation: Relation
    bounds: tuple[Fraction, ...]
    terms: tuple[Term, ...]
    of: tuple[tuple[int, ...], ...]
    stated_by: Ints
    names: tuple[str, ...]
    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    stated_as: tuple[str, ...] = ()
    unit: Unit = Unit.MONEY
    never_exceeded: bool = False
    of_needs: OfNeeds | None = None
    penalty: tuple[float | None, ...] = ()
    paid_in: ObjectiveName = ObjectiveName.SOFT_RULES

    def __len__(self) -> int:
        return len(self.bounds)

    @property
    def kind(self) -> LimitKind:
        """The family, as readers know it."""
        return self.family.kind

    @property
    def is_shown(self) -> bool:
        """Whether readers see these limits."""
        return self.family.role is not Role.DEFINITION

    def key(self, at: int) -> LimitKey:
        """Return what tells one of these limits from all others of the problem."""
        return LimitKey(self.kind, self.relation, self.of[at])

    def penalties(self) -> Floats:
        """Return the penalties, shape (limits,), NaN for limits that must hold."""
        if not self.penalty:
            return np.full(len(self), np.nan)
        return np.array([np.nan if p is None else p for p in self.penalty])


@frozen
class Entries:
    """Where an entry of a term meets a column: both shapes (matches,)."""

    entry: Ints
    column: Ints


def ones(count: int) -> tuple[Fraction, ...]:
    """Return coefficients of 1."""
    return (Fraction(1),) * count


def match(where: Mapping[str, Ints], entries: int, grid: Grid) -> Entries:
    """Find the columns of a grid that each selection names, by a join on the dimensions."""
    if not where:
        columns = len(grid)
        return Entries(np.repeat(np.arange(entries), columns),
                       np.tile(np.arange(columns), entries))
    wanted, held = _keys(where, grid)
    order = np.argsort(wanted, kind="stable")
    wanted = wanted[order]
    start = np.searchsorted(wanted, held, side="left")
    count = np.searchsorted(wanted, held, side="right") - start
    column = np.repeat(np.arange(len(grid)), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Entries(order[np.repeat(start, count) + offset], column)


def _keys(where: Mapping[str, Ints], grid: Grid) -> tuple[Ints, Ints]:
    """Return a number for each combination of elements, alike for selections and columns."""
    first = next(iter(where.values()))
    wanted, held = np.zeros(len(first), np.int64), np.zeros(len(grid), np.int64)
    for dimension, element in where.items():
        along = grid.along[dimension]
        size = 2 + max(int(element.max(initial=0)), int(along.max(initial=0)))
        wanted = wanted * size + element + 1
        held = held * size + along + 1
    return wanted, held


@frozen
class Matrix:
    """Sparse entries (row, column, value) of a family's limits and its right sides.

    Shapes: (entries,) for the triplets, (limits,) for `bound`.
    """

    row: Ints
    column: Ints
    value: Floats
    bound: Floats


def compile_limits(limits: Limits, columns: Columns, committed: Sequence[Fraction],
                   left_out: Bools | None = None) -> Matrix:
    """Turn a family's limits into matrix rows; commitments move to the right side.

    The rows of limits that are `left_out`, shape (limits,), have no entries.
    """
    rows, cols, values = [], [], []
    bound = floats(limits.bounds)
    given = floats(tuple(committed))
    for stated in limits.terms:
        term = stated if left_out is None else without_limits(stated, left_out)
        grid = columns.grid(term.of)
        coefficient = floats(term.coefficient) * term.side.value
        found = match(term.where, len(term.limit), grid)
        rows.append(term.limit[found.entry])
        cols.append(grid.first + found.column)
        values.append(coefficient[found.entry])
        if term.committed and len(given):
            paid = match(term.where, len(term.limit), columns.committed)
            np.subtract.at(bound, term.limit[paid.entry],
                           coefficient[paid.entry] * given[paid.column])
    return Matrix(np.concatenate(rows), np.concatenate(cols), np.concatenate(values), bound)


def without_limits(term: Term, limits: Bools) -> Term:
    """Return a term without the entries of some limits."""
    kept = ~limits[term.limit]
    if kept.all():
        return term
    return replace(term, limit=term.limit[kept],
                   where={name: elements[kept] for name, elements in term.where.items()},
                   coefficient=tuple(compress(term.coefficient, kept.tolist())))

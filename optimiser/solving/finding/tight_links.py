"""Links of money to grants, as tight as the plans that are left allow.

The most that a grant can be is a bound of the search: what need, fund and capacity leave is far
more than what any plan gives that is as good as the best in the objectives before. Each grant's
most over those plans is a linear program that takes a few steps from the one before; on the example
the bound that the search begins with rises from 42 grants to 50.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser import clock
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats, Ints, distinct
from optimiser.solving.engines import highs
from optimiser.vocabulary import Relation

_ROOM = 1e-6
"""What a most is raised by, for the last digits that a solver leaves open."""
_MANY = 2_000
"""So many grants are asked for at most: with more the search has no end in reach anyway."""


def with_tight_links(program: Program, face: LinearProgram) -> LinearProgram:
    """Return the face with the most of each grant as low as its plans allow.

    `face` holds the program's columns and rows first, with the links of money to grants in place.
    Raises NoProofError or TimeUpError.
    """
    grants, rows = program.columns.grant, _links(program)
    if not len(rows) or len(grants) > _MANY:
        return face
    # In a thread of its own: one for each of so many short solves takes longer than they do.
    with clock.Threads(1) as beside:
        most = beside.result(beside.submit(_most_of_each, program, face))
    entry = _entries(face, rows, grants.first + np.arange(len(grants)))
    value, upper = face.value.copy(), face.upper.copy()
    # A grant of which nothing is left has no entry: the matrix holds no zeros.
    known = most[face.index[entry] - grants.first]
    value[entry] = np.maximum(value[entry], -(known * (1 + _ROOM) + _ROOM))
    idle = grants.first + np.flatnonzero(most <= _ROOM)
    upper[idle] = face.lower[idle]
    return replace(face, value=value, upper=upper)


def _links(program: Program) -> Ints:
    """Return the row that keeps each grant at its most, shape (grants,)."""
    found = [first + np.arange(len(block)) for first, block in program.blocks(GRANT_MADE)
             if block.relation is Relation.AT_MOST]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _entries(face: LinearProgram, rows: Ints, columns: Ints) -> Ints:
    """Return where the matrix holds row and column of pairs, shape (pairs that it holds,)."""
    row = face.row_of_entry()
    wanted = np.full(face.rows, -1, np.int64)
    wanted[rows] = columns
    found = np.flatnonzero(wanted[row] == face.index)
    return found[np.argsort(face.index[found], kind="stable")]


def _most_of_each(program: Program, face: LinearProgram) -> Floats:
    """Return the most that each grant can be in any of the face's plans, shape (grants,)."""
    of, count = program.columns.grant_of, len(program.columns.grant)
    money, place = _money_alone(program, face)
    paid = np.flatnonzero((of >= 0) & (place[:len(of)] >= 0))
    session = highs.Session(money)
    session.least()
    session.follow()
    most = np.zeros(count)
    for grant in distinct(of[paid]).tolist():
        cells = place[paid[of[paid] == grant]].tolist()
        for cell in cells:
            session.cost(cell, -1.0)
        most[grant] = -session.least()
        for cell in cells:
            session.cost(cell, 0.0)
    return most


def _money_alone(program: Program, face: LinearProgram) -> tuple[LinearProgram, Ints]:
    """Return the face without what is fixed, links and grants: a third of its size.

    And the place of each column in it, shape (columns,), -1 where it has none. What a link says is
    no more than need, fund and capacity do.
    """
    is_link = np.zeros(face.rows, dtype=bool)
    is_link[:len(program.implied)] = program.rows(lambda block: block.family is GRANT_MADE)
    is_free = face.lower < face.upper
    is_free[program.linear.whole] = False
    row = face.row_of_entry()
    fixed = face.activity(np.where(is_free, 0.0, face.lower))
    entry = is_free[face.index] & ~is_link[row]
    holds = np.zeros(face.rows, dtype=bool)
    holds[row[entry]] = True
    place = np.where(is_free, np.cumsum(is_free) - 1, -1)
    return LinearProgram(
        cost=np.zeros(int(is_free.sum())), lower=face.lower[is_free], upper=face.upper[is_free],
        row_lower=(face.row_lower - fixed)[holds], row_upper=(face.row_upper - fixed)[holds],
        start=np.searchsorted((np.cumsum(holds) - 1)[row[entry]], np.arange(holds.sum() + 1)),
        index=place[face.index[entry]], value=face.value[entry]), place

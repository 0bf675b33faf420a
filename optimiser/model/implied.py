"""Limits that two others of the same sums imply: the program of the solver can do without them.

Three hundred rules that each hold every donor, recipient, activity and period say three hundred
times over of the same money that it is at most so much, or at most such a share of the same sum.
A limit that two tighter ones of other rules imply can stop nothing: no plan, no price and no
loosening of one limit or of one rule depends on it, for one of the two is still there.
All limits are judged, audited and shown whether the program holds them or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optimiser.model.rows import Limits, Side, Term
from optimiser.problem.arrays import Bools, Floats, Ints, floats
from optimiser.vocabulary import LimitKind, Relation

MANY = 10_000
"""Below so many rows of rules a program holds them all: a solver leaves them out itself."""
MANY_TO_EXPLAIN = 100_000
"""Likewise of a program that is to say what is in the way, and what would have to change."""
_TELLS = 1e-9
"""Figures so near to each other, relative to their size, count as equal: neither is tighter."""
_Shape = tuple[object, ...]


def implied_limits(limits: tuple[Limits, ...], *, explains: bool = False) -> Bools:
    """Tell which limits two others imply, shape (all limits,); none where there are few.

    What is loosened to find a way out loosens all that is in the way: a program that `explains`
    why there is no plan does without them only where it would be too large otherwise.
    """
    first = np.cumsum([0, *(len(block) for block in limits)])
    found = np.zeros(int(first[-1]), dtype=bool)
    rules = [at for at, block in enumerate(limits) if block.kind is LimitKind.RULE]
    if sum(len(limits[at]) for at in rules) < (
            MANY_TO_EXPLAIN if explains else MANY):
        return found
    alike: dict[_Shape, list[_Stated]] = defaultdict(list)
    for at in rules:
        for shape, stated in _stated(limits[at], int(first[at]), at):
            alike[shape].append(stated)
    for group in alike.values():
        found[_implied(group)] = True
    return found


class _Stated(NamedTuple):
    """The limits of one block: their numbers, what they sum, and how much is let through.

    `sums` shape (sums, limits) holds the elements of the sums on both sides; `room` rises with
    what a limit allows, shape (limits,).
    """

    number: Ints
    sums: Ints
    room: Floats
    block: int


def _stated(block: Limits, first: int, at: int) -> Iterator[tuple[_Shape, _Stated]]:
    """Yield a block's limits where each compares one sum with a bound, or with a share of one."""
    must = not any(penalty is not None for penalty in block.penalty)
    if not must or block.relation is Relation.EXACTLY or block.unit.is_count:
        return
    entries, own = len(block), np.arange(len(block))
    if not all(len(term.limit) == entries and (term.limit == own).all() for term in block.terms):
        return
    sides = [term.side for term in block.terms]
    left = block.terms[0]
    if any(coefficient != 1 for coefficient in set(left.coefficient)):
        return
    if sides == [Side.LEFT]:
        value = floats(block.bounds)
    elif sides == [Side.LEFT, Side.RIGHT] and not any(set(block.bounds)):
        value = floats(block.terms[1].coefficient)
    else:
        return
    rows = [elements for term in block.terms for elements in term.where.values()]
    if rows:
        room = value if block.relation is Relation.AT_MOST else -value
        yield ((block.relation, block.unit, *map(_shape, block.terms)),
               _Stated(first + own, np.stack(rows), room, at))


def _shape(term: Term) -> _Shape:
    return term.of, term.committed, term.side, tuple(term.where)


def _implied(group: list[_Stated]) -> Ints:
    """Return the limits that leave more room than two of other blocks, of the same sums."""
    number = np.concatenate([one.number for one in group])
    room = np.concatenate([one.room for one in group])
    sums = np.concatenate([one.sums for one in group], axis=1)
    block = np.repeat([one.block for one in group], [len(one.number) for one in group])
    order = np.lexsort((number, room, *sums))
    number, room, sums, block = number[order], room[order], sums[:, order], block[order]
    begins = np.append(True, (sums[:, 1:] != sums[:, :-1]).any(axis=0))
    start = np.flatnonzero(begins)[np.cumsum(begins) - 1]
    second = np.minimum(start + 1, len(number) - 1)
    is_later = np.arange(len(number)) > start + 1
    is_looser = room - room[second] > _TELLS * np.maximum(np.abs(room), np.abs(room[second]))
    found: Ints = number[is_later & is_looser & (block[start] != block[second])]
    return found

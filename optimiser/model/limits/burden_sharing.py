"""Burden sharing: the donors of a group give in proportion to a key."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Side, Term, ones
from optimiser.problem.types import BurdenShare, Problem
from optimiser.words import share

_Entry = tuple[BurdenShare, int, Fraction]


def burden_sharing(problem: Problem) -> tuple[Limits, ...]:
    """Keep each donor's contribution near its key share of what its group gives.

    Enforces: (1 - tolerance) k_d T <= sum (x + G) of d <= (1 + tolerance) k_d T, where T is
    what the whole group gives, commitments included.
    Applies to: every donor of every group in `Burden sharing`; with strength `should` each
    side may be broken at its penalty.
    Units: base currency.
    Source: Declaration, "responsibility and burden sharing"; the key's own Source.
    """
    entries = [(row, donor, part) for row in problem.burden_shares
               for donor, part in zip(row.donors, row.shares, strict=True)]
    if not entries:
        return ()
    return (
        _side(problem, entries, Relation.AT_LEAST, lambda row: max(Fraction(0), 1 - row.tolerance),
              "Burden sharing, least"),
        _side(problem, entries, Relation.AT_MOST, lambda row: 1 + row.tolerance,
              "Burden sharing, most"),
    )


def _side(problem: Problem, entries: list[_Entry], relation: Relation,
          factor: Callable[[BurdenShare], Fraction], label: str) -> Limits:
    count = len(entries)
    own = Term(Of.ALLOCATION, np.arange(count),
               {"donor": np.array([donor for _, donor, _ in entries])}, ones(count),
               committed=True)
    group = Term(Of.ALLOCATION, np.arange(count),
                 {"group": np.array([row.group for row, _, _ in entries])},
                 tuple(factor(row) * part for row, _, part in entries), Side.RIGHT,
                 committed=True)
    return Limits(
        "Burden sharing", relation, (Fraction(0),) * count, (own, group),
        tuple(f"{label} {problem.donors.names[donor]}" for _, donor, _ in entries),
        tuple(_sentence(problem, entry, relation, factor(entry[0])) for entry in entries),
        tuple(row.source for row, _, _ in entries),
        penalty=tuple(row.penalty for row, _, _ in entries))


def _sentence(problem: Problem, entry: _Entry, relation: Relation, factor: Fraction) -> str:
    row, donor, part = entry
    verb = "gives" if row.penalty is None else "should give"
    return (f"{problem.donors.names[donor]} {verb} {relation.value} {share(factor * part)} of "
            f"what {problem.groups[row.group]} gives (key {row.key}: {share(part)}, "
            f"tolerance {share(row.tolerance)}).")

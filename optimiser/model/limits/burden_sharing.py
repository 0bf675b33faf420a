"""Burden sharing: the donors of a group give in proportion to a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_listed
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.classes import groupings
from optimiser.problem.keys import LimitKey
from optimiser.problem.stated import BurdenShare
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import share

_Entry = tuple[int, BurdenShare, int, Fraction]
"""The row of Burden sharing, by its number and itself; a donor, and its share of the key."""


def burden_sharing(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Keep each donor's contribution near its key share of what its group gives.

    Enforces: (1 - tolerance) k_d T <= C_d <= (1 + tolerance) k_d T, where C_d = sum (x + G) of d
    + value of an expert-month x expert-months that d sends, and T is that of the whole group.
    Applies to: every donor of every group in `Burden sharing`; with strength `should` each
    side may be broken at its penalty.
    Units: base currency.
    Source: Declaration, "responsibility and burden sharing"; the key's own Source.
    """
    entries = key_entries(problem)
    if not entries:
        return ()
    return (
        _side(problem, entries, Relation.AT_LEAST, lambda row: max(Fraction(0), 1 - row.tolerance),
              "Burden sharing, least"),
        _side(problem, entries, Relation.AT_MOST, lambda row: 1 + row.tolerance,
              "Burden sharing, most"),
    )


def key_entries(problem: Problem) -> list[_Entry]:
    """Return every donor of every row of Burden sharing, with its share of the key."""
    return [(number, row, donor, part) for number, row in enumerate(problem.burden_shares)
            for donor, part in zip(row.donors, row.shares, strict=True)]


def contributions(problem: Problem, entries: list[_Entry],
                  of_all: list[Fraction]) -> tuple[Term, ...]:
    """Return the terms of a donor's contribution against a share of all that its group gives.

    Money with commitments; and the experts that it sends, where the row says what a month of
    them is worth.
    """
    every = np.arange(len(entries))
    donor = np.array([donor for _, _, donor, _ in entries], dtype=np.int64)
    months = [row.month for _, row, _, _ in entries]
    valued = np.array([at for at, month in enumerate(months) if month], dtype=np.int64)
    within = _groupings_of(problem)
    of_group = [(at, number) for at, (_, row, _, _) in enumerate(entries)
                for number in within[row.group]]
    money = (Term(Of.ALLOCATION, every, {"donor": donor}, ones(len(entries)), committed=True),
             _given_by_groups(Of.ALLOCATION, of_group, of_all, committed=True))
    if not len(valued):
        return money
    worth = [part * month for part, month in zip(of_all, months, strict=True)]
    return (*money,
            Term(Of.DEPLOYMENT, valued, {"donor": donor[valued]},
                 tuple(months[at] for at in valued.tolist())),
            _given_by_groups(Of.DEPLOYMENT, [one for one in of_group if months[one[0]]], worth))


def _groupings_of(problem: Problem) -> dict[int, list[int]]:
    """Return the groupings of donors that make up each group."""
    within: dict[int, list[int]] = defaultdict(list)
    for number, groups in enumerate(groupings(problem)[1]):
        for group in groups:
            within[group].append(number)
    return within


def _given_by_groups(of: Of, entries: list[tuple[int, int]], coefficients: list[Fraction], *,
                     committed: bool = False) -> Term:
    limit, grouping = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    return Term(of, limit, {"grouping": grouping},
                tuple(coefficients[at] for at in limit.tolist()), Side.RIGHT, committed)


def _side(problem: Problem, entries: list[_Entry], relation: Relation,
          factor: Callable[[BurdenShare], Fraction], label: str) -> Limits:
    count = len(entries)
    terms = contributions(problem, entries, [factor(row) * part for _, row, _, part in entries])
    return Limits(
        BURDEN_SHARING, relation, (Fraction(0),) * count, terms,
        tuple((number, donor) for number, _, donor, _ in entries),
        np.array([number for number, *_ in entries]),
        tuple(f"{label} {problem.donors.names[donor]}" for _, _, donor, _ in entries),
        tuple(_sentence(problem, entry, relation, factor(entry[1])) for entry in entries),
        tuple(row.source for _, row, _, _ in entries),
        tuple(f"Burden sharing {problem.groups[row.group]}" for _, row, _, _ in entries),
        penalty=tuple(row.penalty for _, row, _, _ in entries))


def _sentence(problem: Problem, entry: _Entry, relation: Relation, factor: Fraction) -> str:
    _, row, donor, part = entry
    verb = "gives" if row.penalty is None else "should give"
    return (f"{problem.donors.names[donor]} {verb} {relation.value} {share(factor * part)} of "
            f"what {problem.groups[row.group]} gives (key {row.key}: {share(part)}, "
            f"tolerance {share(row.tolerance)}).")


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the tolerances of keys that must hold, each of which may rise."""
    for number, row in enumerate(problem.burden_shares):
        if row.penalty is None:
            yield Lever(number, f"the tolerance of {problem.groups[row.group]}",
                        row.tolerance_source, row.tolerance, True,
                        frozenset({Room.ABOVE, Room.BELOW}), ValueIs.SHARE,
                        in_listed("burden_shares", "tolerance", number), Fraction(1),
                        is_tolerance=True)


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    number, donor = key.of
    group = problem.groups[problem.burden_shares[number].group]
    end = "highest" if key.relation is Relation.AT_MOST else "lowest"
    return f"{problem.donors.names[donor]} is at its {end} share of what {group} gives"


BURDEN_SHARING = Family(
    LimitKind.BURDEN_SHARING, Role.LIMIT, burden_sharing, bounds_in=None,
    in_future=InFuture.CEILINGS, is_choice=True, is_restated=True, may_be_missed=False,
    loosening=Loosening(1.0, levers), when_full=when_full)

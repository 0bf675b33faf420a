"""Recipient keys: the recipients of a region receive in proportion to a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_listed
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.stated import RecipientKey
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import share

_Entry = tuple[int, RecipientKey, int, Fraction]
"""The row of Recipient keys, by its number and itself; a recipient, and its share of the key."""


def recipient_keys(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Keep what each recipient receives near its key share of what its region receives.

    Enforces: (1 - tolerance) k_r T <= sum (x + G) to r <= (1 + tolerance) k_r T, where T is
    what the whole region receives, commitments included, and k_r is the share of the key, held
    between the lowest and the highest share.
    Applies to: every recipient of every region in `Recipient keys`; with strength `should` each
    side may be broken at its penalty.
    Units: base currency.
    Source: the key's own Source.
    """
    entries = [(number, row, recipient, part) for number, row in enumerate(problem.recipient_keys)
               for recipient, part in zip(row.recipients, row.shares, strict=True)]
    if not entries:
        return ()
    return (
        _side(problem, entries, Relation.AT_LEAST, lambda row: max(Fraction(0), 1 - row.tolerance),
              "Recipient key, least"),
        _side(problem, entries, Relation.AT_MOST, lambda row: 1 + row.tolerance,
              "Recipient key, most"),
    )


def _side(problem: Problem, entries: list[_Entry], relation: Relation,
          factor: Callable[[RecipientKey], Fraction], label: str) -> Limits:
    count = len(entries)
    own = Term(Of.ALLOCATION, np.arange(count),
               {"recipient": np.array([recipient for _, _, recipient, _ in entries])},
               ones(count), committed=True)
    spread = [(at, recipient) for at, (_, row, _, _) in enumerate(entries)
              for recipient in row.recipients]
    factors = [factor(row) * part for _, row, _, part in entries]
    region = Term(Of.ALLOCATION, np.array([at for at, _ in spread]),
                  {"recipient": np.array([recipient for _, recipient in spread])},
                  tuple(factors[at] for at, _ in spread), Side.RIGHT, committed=True)
    return Limits(
        RECIPIENT_KEY, relation, (Fraction(0),) * count, (own, region),
        tuple((number, recipient) for number, _, recipient, _ in entries),
        np.array([number for number, *_ in entries]),
        tuple(f"{label} {problem.recipients.names[recipient]}" for _, _, recipient, _ in entries),
        tuple(_sentence(problem, entry, relation, factor(entry[1])) for entry in entries),
        tuple(row.source for _, row, _, _ in entries),
        tuple(f"Recipient key {_named(problem, row)}" for _, row, _, _ in entries),
        penalty=tuple(row.penalty for _, row, _, _ in entries))


def _named(problem: Problem, row: RecipientKey) -> str:
    return "all recipients" if row.region == ALL else problem.regions[row.region]


def _sentence(problem: Problem, entry: _Entry, relation: Relation, factor: Fraction) -> str:
    _, row, recipient, part = entry
    verb = "receives" if row.penalty is None else "should receive"
    takes = "receive" if row.region == ALL else "receives"
    return (f"{problem.recipients.names[recipient]} {verb} {relation.value} "
            f"{share(factor * part)} of what {_named(problem, row)} {takes} (key {row.key}: "
            f"{share(part)}, tolerance {share(row.tolerance)}).")


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the tolerances of keys that must hold, each of which may rise."""
    for number, row in enumerate(problem.recipient_keys):
        if row.penalty is None:
            yield Lever(number, f"the tolerance of {_named(problem, row)}", row.tolerance_source,
                        row.tolerance, True, frozenset({Room.ABOVE, Room.BELOW}), ValueIs.SHARE,
                        in_listed("recipient_keys", "tolerance", number), Fraction(1),
                        is_tolerance=True)


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    number, recipient = key.of
    row = problem.recipient_keys[number]
    end = "highest" if key.relation is Relation.AT_MOST else "lowest"
    takes = "receive" if row.region == ALL else "receives"
    return (f"{problem.recipients.names[recipient]} is at its {end} share of what "
            f"{_named(problem, row)} {takes}")


RECIPIENT_KEY = Family(
    LimitKind.RECIPIENT_KEY, Role.LIMIT, recipient_keys, bounds_in=None,
    in_future=InFuture.CEILINGS, is_choice=True, is_restated=True, may_be_missed=False,
    loosening=Loosening(1.0, levers), when_full=when_full)

"""Minimum coverage: a floor under what is met of a recipient's needs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, OfNeeds, Term, ones
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import share


def minimum_coverage(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Meet at least a share of all needs of a recipient.

    Enforces: sum m of the recipient >= share x sum N of the recipient.
    Applies to: recipients with a `Minimum coverage` and a need.
    Units: base currency.
    Source: Declaration, protection of those in need and of vulnerable groups.
    """
    recipients = problem.recipients
    total = [Fraction(0)] * len(recipients.names)
    for recipient, need in zip(problem.requirements.recipient, problem.requirements.need,
                               strict=True):
        total[recipient] += need
    chosen = [(r, floor) for r, floor in enumerate(recipients.minimum_coverage)
              if floor is not None and floor > 0 and total[r] > 0]
    if not chosen:
        return ()
    which = [r for r, _ in chosen]
    term = Term(Of.MET, np.arange(len(chosen)), {"recipient": np.array(which)},
                ones(len(chosen)))
    return (Limits(
        MINIMUM_COVERAGE, Relation.AT_LEAST,
        tuple(floor * total[r] for r, floor in chosen), (term,),
        tuple((r,) for r in which), np.array(which),
        tuple(f"Minimum coverage {recipients.names[r]}" for r in which),
        tuple(f"At least {share(floor)} of the needs of {recipients.names[r]} "
              f"({problem.money(floor * total[r])}) is met." for r, floor in chosen),
        tuple(recipients.minimum_coverage_source[r] for r in which),
        of_needs=_of_needs(problem, chosen)),)


def _of_needs(problem: Problem, chosen: list[tuple[int, Fraction]]) -> OfNeeds:
    own = [np.flatnonzero(problem.needs.recipient == recipient) for recipient, _ in chosen]
    counts = [len(needs) for needs in own]
    return OfNeeds(np.repeat(np.arange(len(chosen)), counts), np.concatenate(own),
                   np.repeat([float(floor) for _, floor in chosen], counts))


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the floors under recipients' coverage, each of which may fall."""
    recipients = problem.recipients
    for recipient, floor in enumerate(recipients.minimum_coverage):
        if floor:
            yield Lever(recipient, f"the minimum coverage of {recipients.names[recipient]}",
                        recipients.minimum_coverage_source[recipient], floor, False,
                        frozenset({Room.BELOW}), ValueIs.SHARE,
                        in_field("recipients", "minimum_coverage", recipient), Fraction(0))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    return f"the minimum coverage of {problem.recipients.names[key.of[0]]} needs the money"


MINIMUM_COVERAGE = Family(
    LimitKind.MINIMUM_COVERAGE, Role.LIMIT, minimum_coverage, bounds_in=None,
    in_future=InFuture.CEILINGS, is_choice=True, is_restated=True, may_be_missed=True,
    loosening=Loosening(1.0, levers), when_full=when_full)

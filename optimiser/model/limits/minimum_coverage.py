"""Minimum coverage: a floor under what is met of a recipient's needs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, OfNeeds, Relation, Term, ones
from optimiser.problem.types import Problem
from optimiser.words import money, share


def minimum_coverage(problem: Problem) -> tuple[Limits, ...]:
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
        "Minimum coverage", Relation.AT_LEAST,
        tuple(floor * total[r] for r, floor in chosen), (term,),
        tuple(f"Minimum coverage {recipients.names[r]}" for r in which),
        tuple(f"At least {share(floor)} of the needs of {recipients.names[r]} "
              f"({money(floor * total[r], problem.currency)}) is met." for r, floor in chosen),
        tuple(recipients.minimum_coverage_source[r] for r in which),
        of_needs=_of_needs(problem, chosen)),)


def _of_needs(problem: Problem, chosen: list[tuple[int, Fraction]]) -> OfNeeds:
    own = [np.flatnonzero(problem.needs.recipient == recipient) for recipient, _ in chosen]
    counts = [len(needs) for needs in own]
    return OfNeeds(np.repeat(np.arange(len(chosen)), counts), np.concatenate(own),
                   np.repeat([float(floor) for _, floor in chosen], counts))

"""Co-financing: recipients take part in paying."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Side, Term, ones
from optimiser.names import name_key
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import share


def co_financing(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Have a recipient pay at least a share of the new support to it from its own funds.

    Enforces: sum x from its own funds to it >= share x sum x to it.
    Applies to: recipients with a `Co-financing` share; their own funds are those whose
    donor bears the recipient's name.
    Units: base currency.
    Source: Declaration, partners "take part in responsibility and burden sharing".
    """
    recipients = problem.recipients
    chosen = [(r, part) for r, part in enumerate(recipients.co_financing)
              if part is not None and part > 0]
    if not chosen:
        return ()
    which = np.array([r for r, _ in chosen])
    donor_of = {name_key(name): donor for donor, name in enumerate(problem.donors.names)}
    own = np.array([donor_of.get(name_key(recipients.names[r]), -1) for r in which])
    pays = np.flatnonzero(own >= 0)
    terms = (
        Term(Of.ALLOCATION, pays, {"donor": own[pays], "recipient": which[pays]},
             ones(len(pays))),
        Term(Of.ALLOCATION, np.arange(len(which)), {"recipient": which},
             tuple(part for _, part in chosen), Side.RIGHT),
    )
    return (Limits(
        CO_FINANCING, Relation.AT_LEAST, (Fraction(0),) * len(which), terms,
        tuple((r,) for r in which.tolist()), which,
        tuple(f"Co-financing {recipients.names[r]}" for r in which),
        tuple(f"{recipients.names[r]} pays at least {share(part)} of what is newly allocated "
              "to it from its own funds." for r, part in chosen),
        tuple(recipients.co_financing_source[r] for r in which)),)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield the shares that recipients pay themselves, each of which may fall."""
    recipients = problem.recipients
    for recipient, part in enumerate(recipients.co_financing):
        if part:
            yield Lever(recipient, f"the co-financing of {recipients.names[recipient]}",
                        recipients.co_financing_source[recipient], part, False,
                        frozenset({Room.BELOW}), ValueIs.SHARE,
                        in_field("recipients", "co_financing", recipient), Fraction(0))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    return f"{problem.recipients.names[key.of[0]]} can pay no more of its own part"


CO_FINANCING = Family(
    LimitKind.CO_FINANCING, Role.LIMIT, co_financing, bounds_in=None, in_future=InFuture.CEILINGS,
    is_choice=True, is_restated=True, may_be_missed=False, loosening=Loosening(1.0, levers),
    when_full=when_full)

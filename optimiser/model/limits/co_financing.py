"""Co-financing: recipients take part in paying."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.columns import Of
from optimiser.model.rows import Limits, Relation, Side, Term, ones
from optimiser.names import name_key
from optimiser.problem.types import Problem
from optimiser.words import share


def co_financing(problem: Problem) -> tuple[Limits, ...]:
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
        "Co-financing", Relation.AT_LEAST, (Fraction(0),) * len(which),
        terms,
        tuple(f"Co-financing {recipients.names[r]}" for r in which),
        tuple(f"{recipients.names[r]} pays at least {share(part)} of what is newly allocated "
              "to it from its own funds." for r, part in chosen),
        tuple(recipients.co_financing_source[r] for r in which)),)

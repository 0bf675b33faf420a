"""Pins: what a reviewer fixed stays fixed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.model.columns import Columns, Of
from optimiser.model.family import Family, InFuture, Loosening, Role
from optimiser.model.lever import Lever, Room, in_field
from optimiser.model.rows import Limits, Term, ones
from optimiser.problem.arrays import Ints
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, ValueIs
from optimiser.words import in_period


def pins(problem: Problem, columns: Columns) -> tuple[Limits, ...]:
    """Hold an allocation at or above, or at or below, what a reviewer wrote.

    Enforces: at least <= x <= at most on one cell, or on the sum over periods where the
    pin names none; commitments do not count.
    Applies to: every row of Pins, for each of its two bounds that is filled in.
    Units: base currency.
    Source: the reviewer's decision, in the row's Reason.
    """
    sides = ((Relation.AT_LEAST, problem.pins.least), (Relation.AT_MOST, problem.pins.most))
    return tuple(limits for relation, bounds in sides
                 for limits in _side(problem, relation, bounds))


def _side(problem: Problem, relation: Relation,
          bounds: tuple[Fraction | None, ...]) -> tuple[Limits, ...]:
    chosen = [(row, bound) for row, bound in enumerate(bounds) if bound is not None]
    if not chosen:
        return ()
    rows = np.array([row for row, _ in chosen])
    what = [_what(problem, row) for row in rows]
    return (Limits(
        PIN, relation, tuple(bound for _, bound in chosen), _terms(problem, rows),
        tuple((row,) for row in rows.tolist()), rows,
        tuple(f"Pin {name}, {relation.value}" for name in what),
        tuple(f"{name} gets {relation.value} {problem.written(bound)}: a fixed amount "
              "(pin)."
              for name, (_, bound) in zip(what, chosen, strict=True)),
        tuple(problem.pins.source[row] for row in rows), tuple(f"Pin {name}" for name in what),
        never_exceeded=True),)


def _what(problem: Problem, row: int) -> str:
    pin = problem.pins
    return (f"{problem.funds.names[pin.fund[row]]} to "
            f"{problem.recipients.names[pin.recipient[row]]} for "
            f"{problem.activities.names[pin.activity[row]]}"
            f"{in_period(int(pin.period[row]), problem.periods)}")


def _terms(problem: Problem, rows: Ints) -> tuple[Term, ...]:
    pin, terms = problem.pins, []
    for one_period in (False, True):
        chosen = np.flatnonzero((pin.period[rows] != ALL) == one_period)
        if len(chosen) == 0:
            continue
        where = {"fund": pin.fund[rows[chosen]], "recipient": pin.recipient[rows[chosen]],
                 "activity": pin.activity[rows[chosen]]}
        if one_period:
            where["period"] = pin.period[rows[chosen]]
        terms.append(Term(Of.ALLOCATION, chosen, where, ones(len(chosen))))
    return tuple(terms)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield what each pin asks for: at least so much may fall, at most so much may rise."""
    pin = problem.pins
    for row in range(len(pin.source)):
        name = (f"the pin of {problem.funds.names[pin.fund[row]]} to "
                f"{problem.recipients.names[pin.recipient[row]]}")
        least, most = pin.least[row], pin.most[row]
        if least is not None:
            yield Lever(row, f"{name}, at least,", pin.source[row], least, False,
                        frozenset({Room.BELOW}), ValueIs.MONEY, in_field("pins", "least", row),
                        Fraction(0))
        if most is not None:
            yield Lever(row, f"{name}, at most,", pin.source[row], most, True,
                        frozenset({Room.ABOVE}), ValueIs.MONEY, in_field("pins", "most", row))


def when_full(problem: Problem, key: LimitKey) -> str:
    """Say that no more money gets through."""
    return f"the fixed amount (pin) for {_what(problem, key.of[0])} leaves no room"


PIN = Family(
    LimitKind.PIN, Role.LIMIT, pins, bounds_in=None, in_future=InFuture.CEILINGS, is_choice=True,
    is_restated=True, may_be_missed=False, loosening=Loosening(2.0, levers), when_full=when_full)

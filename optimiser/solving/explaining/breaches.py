"""Limits of strength `should` that the plan breaks: by how much, and what keeping them costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.errors import NotProvedError
from optimiser.model.objectives import cost_of
from optimiser.model.program import Program
from optimiser.model.rows import Limits
from optimiser.plan.types import LimitResults, Status
from optimiser.solving.engines.in_turn import InTurn
from optimiser.words import money, number

_MOST = 20
"""So many broken limits are priced, those broken the most first: each is a solve of its own."""


def families_said(program: Program, results: tuple[LimitResults, ...],
                  start: object) -> tuple[Limits, ...]:
    """Return the families with what was broken, and at what price, added to their sentences.

    `start` is where the shadow prices were found.
    """
    broken = _broken(program, results)
    if not broken:
        return program.limits
    whole = InTurn(program.linear, [cost_of(program, name) for name in
                                    ("soft rules", "meet needs")], start)
    best = _need_met(whole)
    families = list(program.limits)
    for at, place in broken[:_MOST]:
        row = int(program.first_row[at]) + place
        block = families[at]
        words = f"{block.sentences[place]} {_by(program, block, results[at], place)}; " \
                f"{_cost(program, row, best, whole)}."
        families[at] = replace(block, sentences=(
            *block.sentences[:place], words, *block.sentences[place + 1:]))
    return tuple(families)


def _broken(program: Program, results: tuple[LimitResults, ...]) -> list[tuple[int, int]]:
    found = [(float(result.slack[place]), at, place)
             for at, (block, result) in enumerate(zip(program.limits, results, strict=True))
             if block.penalty and block.paid_in == "soft rules"
             for place in range(len(block))
             if block.penalty[place] is not None and result.status[place] is Status.BROKEN]
    return [(at, place) for _, at, place in sorted(found)]


def _by(program: Program, block: Limits, result: LimitResults, place: int) -> str:
    amount = round(-float(result.slack[place]), 2)
    shown = (money(amount, program.problem.currency) if block.unit == "money"
             else f"{number(amount)} {block.unit}")
    return f"Broken by {shown}"


def _cost(program: Program, row: int, best: float, whole: InTurn) -> str:
    """Say what the plan would lose if one limit of strength `should` were a must."""
    allowed = program.breach.column[program.breach.row == row].tolist()
    for column in allowed:
        whole.session.bound_column(column, 0.0, 0.0)
    try:
        lost = best - _need_met(whole)
    except NotProvedError:
        return "what keeping it would cost could not be proved"
    finally:
        for column in allowed:
            whole.session.bound_column(column, 0.0, np.inf)
    if not np.isfinite(lost):
        return "no plan can keep it together with the limits that must hold"
    shown = round(max(lost, 0.0) * program.scale)
    return (f"keeping it would cost {money(shown, program.problem.currency)} of weighted need met"
            if shown else "keeping it would cost no weighted need met, but break others more")


def _need_met(whole: InTurn) -> float:
    """Return the most weighted need met where as little as may be is broken."""
    return -float(whole.least()[-1])

"""What keeping every wish at once would cost, or which limits let no plan keep them all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.errors import NoPlanError, NotProvedError
from optimiser.model.family import Role
from optimiser.model.program import LinearProgram, Program
from optimiser.plan.reasons import EveryWish, Keeping, Wish
from optimiser.problem.arrays import Bools
from optimiser.problem.types import Objective
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.stages import Solved, run_stages
from optimiser.vocabulary import ObjectiveName

_NOTHING = 1e-7
_CLOSE = 1e-7
"""What a solver's tolerance cannot tell from nothing, of the points."""
_MOST_WORK = 2_000_000
"""Limits in question x entries of the matrix that a run may look for a conflict in: about 1 s."""


def keeping_every_wish(program: Program, solved: Solved, broken: tuple[Wish, ...],
                       run: Runner) -> EveryWish:
    """Return what the most need met loses where every wish is a must.

    `broken` are those that the plan does not grant.
    Grants are those of the plan: that no other choice of them keeps every wish is not proved.
    """
    if all(wish.keeping is Keeping.ROUNDED for wish in broken):
        return EveryWish(Keeping.ROUNDED)
    breaches, linear = _breaches(program), program.linear
    try:
        least = run(linear.with_cost(breaches.astype(np.float64)))
        if least.objective > _NOTHING:
            if len(program.columns.whole):
                return EveryWish(Keeping.UNPROVED)
            return EveryWish(Keeping.IMPOSSIBLE, conflict=_conflict(program, breaches, least))
        granted = replace(program, linear=_granted(linear, breaches))
        reached, kept = _most_met(program, solved, run), _most_met(granted, None, run)
    except (NoPlanError, NotProvedError):
        return EveryWish(Keeping.UNPROVED)
    lost, noise = reached - kept, _CLOSE * max(reached, 1.0)
    return EveryWish(Keeping.COSTS, lost if abs(lost) > noise else 0.0, reached)


def _most_met(program: Program, solved: Solved | None, run: Runner) -> float:
    """Return the most points of `meet needs`, at its place among the objectives or as the last."""
    for stage in solved.stages if solved else ():
        if stage.objective is ObjectiveName.MEET_NEEDS:
            return stage.value
    objectives = (*program.problem.objectives, Objective(ObjectiveName.MEET_NEEDS, 0.0))
    until = [objective.name for objective in objectives].index(ObjectiveName.MEET_NEEDS)
    problem = replace(program.problem, objectives=objectives[:until + 1])
    return run_stages(replace(program, problem=problem), run).stages[-1].value


def _breaches(program: Program) -> Bools:
    """Tell which columns let wishes be broken, shape (columns,)."""
    found = np.zeros(program.linear.columns, dtype=bool)
    found[program.breach.column] = [name is ObjectiveName.SOFT_RULES
                                    for name in program.breach.paid_in]
    return found


def _granted(linear: LinearProgram, breaches: Bools) -> LinearProgram:
    return replace(linear, upper=np.where(breaches, 0.0, linear.upper))


def _conflict(program: Program, breaches: Bools, least: Outcome) -> tuple[int, ...]:
    """Return limits that cannot hold together, wishes among them, none of them without need.

    `least` is the solve in which wishes are broken by as little as may be: what its duals price
    cannot hold together. One limit after the other is left out, for good where the rest still
    cannot; musts are tried first, so that wishes are named where there is a choice.
    """
    linear, rows = _granted(program.linear, breaches), program.linear.rows
    is_limit = program.rows(lambda block: block.family.role in (Role.LIMIT, Role.DEMAND))
    is_wish = np.zeros(rows, dtype=bool)
    is_wish[program.breach.row] = breaches[program.breach.column]
    priced = np.flatnonzero(is_limit & (np.abs(least.dual[:rows]) > _NOTHING))
    if len(priced) * len(linear.index) > _MOST_WORK:
        return ()
    in_question = np.isin(np.arange(rows), priced)
    free = replace(linear.with_cost(np.zeros(linear.columns)),
                   row_lower=np.where(is_limit & ~in_question, -np.inf, linear.row_lower),
                   row_upper=np.where(is_limit & ~in_question, np.inf, linear.row_upper))
    session = highs.Session(free, least.start)
    if np.isfinite(session.least()):
        return ()
    kept = []
    for row in sorted(priced.tolist(), key=lambda row: (is_wish[row], row)):
        session.bound(row, -np.inf, np.inf)
        if np.isfinite(session.least()):
            session.bound(row, linear.row_lower[row], linear.row_upper[row])
            kept.append(row)
    return tuple(sorted(kept, key=lambda row: (not is_wish[row], row)))

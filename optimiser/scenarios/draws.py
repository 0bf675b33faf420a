"""Needs drawn at random around the inputs, and the plans that they lead to.

A draw moves every need by a share between minus and plus its `Uncertainty`, each as likely as
any other and independent of the rest. The model is built once: a draw changes the bounds of
its limits and is solved from where the inputs' own plan ended. Money uses as many expert-months
as in the inputs: where a need turns out higher, so do its expert-months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimiser.errors import NoProofError, UsageError
from optimiser.frozen import frozen
from optimiser.model.limits.met_need import MET_NEED
from optimiser.model.objectives import cost_of
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.plan.standings import plan_values
from optimiser.plan.types import Solution
from optimiser.problem.arrays import Bools, Floats, Ints, distinct, sum_by
from optimiser.problem.tiers import fill_tiers
from optimiser.problem.types import Problem
from optimiser.solving.engines.in_turn import InTurn
from optimiser.solving.solve import Options, solve_stages
from optimiser.vocabulary import ObjectiveName

_SHORT = 1e3
"""What a unit short of a minimum coverage costs, in units of a penalty of soft rules."""


@frozen
class Draws:
    """What any worker needs to solve draws: data only, so that it can be sent to one.

    The program's columns come first those of the model, then one a minimum coverage: what it
    falls short by. The bound of row `moving` moves by `share` for each unit that `moved_by`
    moves, a need (an entry each; a row may have several). `committed`
    is what commitments meet at most, by requirement, and `balance` the row that says so.
    `planned` is the money that the plan gives to each requirement, commitments included.
    """

    seed: int
    linear: LinearProgram
    costs: tuple[Floats, ...]
    met_first: int
    need: Floats
    uncertainty: Floats
    weight: Floats
    requirement: Ints
    recipient: Ints
    recipients: int
    moving: Ints
    moved_by: Ints
    share: Floats
    balance: Ints
    committed: Floats
    planned: Floats
    scale: float

    def drawn(self, number: int) -> Floats:
        """Return the needs of one draw, shape (needs,), whoever draws them."""
        chance = np.random.default_rng([self.seed, number]).uniform(-1.0, 1.0, len(self.need))
        return self.need * (1.0 + self.uncertainty * chance)


@frozen
class Sample:
    """One draw: coverage by recipient as planned and where solved again, NaN without a need.

    `need`, `met` and `met_anew` are sums in base currency, weighted ones likewise. Where solved
    again no limit but a minimum coverage may be missed: `is_kept` is False where others cannot
    be kept, and then nothing is known of the plan made anew.
    """

    number: int
    need: float
    met: float
    weighted: float
    met_anew: float
    weighted_anew: float
    is_kept: bool
    coverage: tuple[float, ...]
    coverage_anew: tuple[float, ...]


def prepare(problem: Problem, plan: Solution, seed: int) -> Draws:
    """Build the model of all draws; raise UsageError where no need is uncertain."""
    needs = problem.needs
    uncertainty = np.nan_to_num(needs.uncertainty)
    if not uncertainty.any():
        raise UsageError("No need has an Uncertainty.",
                         "Fill in the column Uncertainty of the sheet Needs, such as 20%.")
    program, _ = solve_stages(build_program(problem), Options(), None)
    linear, short = _with_shortfalls(program)
    shortage = np.zeros(linear.columns)
    shortage[short] = _SHORT
    first = np.append(cost_of(program, ObjectiveName.SOFT_RULES), np.zeros(len(short))) + shortage
    meet = np.append(cost_of(program, ObjectiveName.MEET_NEEDS), np.zeros(len(short)))
    balance, _ = next(program.blocks(MET_NEED))
    committed = np.array([float(one) for one in problem.requirements.committed])
    values = plan_values(program, plan.amounts, plan.deployed)[:len(program.columns.allocation)]
    given = sum_by(program.columns.requirement, values, len(committed))
    return Draws(
        seed, linear, (first, meet), program.columns.met.first, needs.amount,
        uncertainty, needs.weight, needs.requirement, needs.recipient,
        len(problem.recipients.names), *_moving(program),
        balance + np.arange(len(committed)), committed,
        committed + given, program.scale)


def _with_shortfalls(program: Program) -> tuple[LinearProgram, Ints]:
    """Let every minimum coverage be missed, by a column of its own."""
    rows = np.concatenate([np.zeros(0, np.int64), *(
        first + np.arange(len(block)) for block, first in zip(
            program.limits, program.first_row.tolist(), strict=False)
        if block.family.may_be_missed)])
    linear = program.linear
    entry = np.append(linear.row_of_entry(), rows)
    order = np.argsort(entry, kind="stable")
    count = linear.columns
    return replace(
        linear,
        cost=np.append(linear.cost, np.zeros(len(rows))),
        lower=np.append(linear.lower, np.zeros(len(rows))),
        upper=np.append(linear.upper, np.full(len(rows), np.inf)),
        start=np.searchsorted(entry[order], np.arange(linear.rows + 1)),
        index=np.append(linear.index, count + np.arange(len(rows)))[order],
        value=np.append(linear.value, np.ones(len(rows)))[order],
    ), count + np.arange(len(rows))


def _moving(program: Program) -> tuple[Ints, Ints, Floats]:
    """Return, for all limits whose bounds are shares of needs: the row, the need, the share."""
    rows, needs, shares = [], [], []
    for block, first in zip(program.limits, program.first_row.tolist(), strict=False):
        if block.of_needs is not None:
            rows.append(first + block.of_needs.limit)
            needs.append(block.of_needs.need)
            shares.append(block.of_needs.share)
    return np.concatenate(rows), np.concatenate(needs), np.concatenate(shares)


def solve_draws(draws: Draws, numbers: Sequence[int]) -> list[Sample]:
    """Solve draws one after the other; each result is the same whatever is solved before it."""
    whole = InTurn(draws.linear, draws.costs)
    whole.least()
    whole.session.keep()
    return [_solve(draws, whole, number) for number in numbers]


def _solve(draws: Draws, whole: InTurn, number: int) -> Sample:
    need = draws.drawn(number)
    has = np.array(fill_tiers(draws.requirement, draws.weight, need.tolist(),
                              draws.planned.tolist()))
    move_bounds(draws, whole, need)
    whole.session.forget()
    try:
        is_kept = bool(np.isfinite(whole.least()[-1]))
        x = whole.session.x
    except NoProofError:
        is_kept, x = False, np.zeros(draws.linear.columns)
    met = x[draws.met_first:draws.met_first + len(need)] * draws.scale
    met = np.clip(met, 0.0, need) if is_kept else np.full(len(need), np.nan)
    return Sample(
        number, float(need.sum()), float(has.sum()), float(draws.weight @ has),
        float(met.sum()), float(draws.weight @ met), is_kept,
        _coverage(draws, has, need), _coverage(draws, met, need))


def move_bounds(draws: Draws, whole: InTurn, need: Floats) -> None:
    """Give a loaded program the bounds that needs have in a draw."""
    linear = draws.linear
    change = sum_by(draws.moving, draws.share * (need - draws.need)[draws.moved_by],
                    linear.rows) / draws.scale
    rows = distinct(draws.moving)
    for row, low, high in zip(rows.tolist(), (linear.row_lower + change)[rows].tolist(),
                              (linear.row_upper + change)[rows].tolist(), strict=True):
        whole.session.bound(row, low, high)
    of_all = sum_by(draws.requirement, need, len(draws.committed))
    met = np.minimum(draws.committed, of_all) / draws.scale
    for row, value in zip(draws.balance.tolist(), met.tolist(), strict=True):
        whole.session.bound(row, value, value)


def _coverage(draws: Draws, met: Floats, need: Floats) -> tuple[float, ...]:
    has = sum_by(draws.recipient, met, draws.recipients)
    wants = sum_by(draws.recipient, need, draws.recipients)
    known: Bools = wants > 0
    return tuple(np.divide(has, wants, out=np.full(len(has), np.nan), where=known).tolist())

"""What each rule, pin, floor and share of the burden costs, by solving without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser import clock
from optimiser.frozen import frozen
from optimiser.model.objectives import OBJECTIVES
from optimiser.model.objectives.objective import Prices
from optimiser.model.program import Program, build_program
from optimiser.model.rows import Limits
from optimiser.plan.costs import RuleCost
from optimiser.plan.types import LimitResults, Solution, Status
from optimiser.problem.arrays import Floats, Ints, sum_by
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import Options, find_amounts
from optimiser.vocabulary import LimitKind, ObjectiveName
from optimiser.words import counted

_CLOSE = 1e-6


@frozen
class _Written:
    """Limits that stand or fall together: all that one row or element of the inputs states."""

    blocks: tuple[tuple[Limits, int], ...]
    rows: Ints
    binds: bool

    @property
    def kind(self) -> LimitKind:
        """The family."""
        return self.blocks[0][0].kind

    @property
    def name(self) -> str:
        """The limit's name; that of what states them where they are several."""
        block, at = self.blocks[0]
        return block.names[at] if len(self.blocks) == 1 else block.stated_as[at]

    @property
    def words(self) -> str:
        """What it says."""
        block, at = self.blocks[0]
        more = len(self.blocks) - 1
        first = block.sentences[at]
        return f"{first.removesuffix('.')}; and {counted(more, 'limit')} more." if more else first

    @property
    def source(self) -> str:
        """The cell that states it."""
        block, at = self.blocks[0]
        return block.sources[at]


def rule_costs(plan: Solution) -> tuple[RuleCost, ...]:
    """Return what each rule, pin, floor and share of the burden costs, the dearest first.

    Each that may cost something is left out and the plan solved again from where it ended, as
    many at a time as the machine has processors. One that does not bind costs nothing, unless
    an objective's tolerance let the plan leave it; where grants are made or not made that is no
    proof, and all are solved without. Raises NotProvedError.
    """
    program, options = build_program(plan.problem), Options()
    solved, values = find_amounts(program, options)
    best, start = _Outcome(program, solved, values), solved.start
    is_convex = len(program.linear.whole) == 0

    def cost(one: _Written) -> RuleCost:
        if is_convex and not one.binds:
            return RuleCost(one.kind, one.name, one.words, one.source, 0.0, 0.0,
                            best.weighted)
        lower, upper = program.linear.row_lower.copy(), program.linear.row_upper.copy()
        lower[one.rows], upper[one.rows] = -np.inf, np.inf
        without = replace(program, linear=replace(program.linear, row_lower=lower,
                                                  row_upper=upper))
        return _compare(one, best, _Outcome(without, *find_amounts(without, options, start)))

    with clock.Threads() as threads:
        costs = threads.map(cost, list(_find_written(program, plan)))
    return tuple(sorted(costs, key=lambda one: (-one.weighted, not one.is_needed)))


def _find_written(program: Program, plan: Solution) -> Iterator[_Written]:
    """Yield what can be switched off, each with all limits that it states."""
    # Where a tolerance was spent, the plan may have left a limit that the best value rests on.
    is_left, is_left_anyhow = (any(one.tolerance > 0 for one in plan.problem.objectives if (
        OBJECTIVES[one.name].prices is Prices.MAIN) is priced) for priced in (True, False))
    together: dict[tuple[LimitKind, int], list[tuple[Limits, int, int, bool]]] = {}
    for block, result, first in zip(program.limits, plan.standings, program.first_row.tolist(),
                                    strict=False):
        if not block.family.is_choice:
            continue
        for at, stated_by in enumerate(block.stated_by.tolist()):
            binds = result.status[at] is not Status.NOT_BINDING or (
                is_left_anyhow or (is_left and not _is_without_price(result, at)))
            together.setdefault((block.kind, stated_by), []).append(
                (block, at, first + at, binds))
    for limits in together.values():
        yield _Written(tuple((block, at) for block, at, _, _ in limits),
                       np.array([row for _, _, row, _ in limits]),
                       any(binds for *_, binds in limits))


def _is_without_price(result: LimitResults, at: int) -> bool:
    """Tell whether it is known that moving a limit changes no points, either way."""
    return bool(result.price[at] == 0 and result.price_of_less[at] == 0)


class _Outcome:
    """What a plan reaches and who pays and gets how much, in base currency."""

    def __init__(self, program: Program, solved: Solved, values: Floats) -> None:
        columns, problem = program.columns, program.problem
        met = values[columns.met.first:columns.met.first + len(columns.met)]
        reached = {stage.objective: stage.value for stage in solved.stages}
        # Before its tolerance is spent: that is not what the limit costs.
        self.weighted = reached.get(ObjectiveName.MEET_NEEDS, float(problem.needs.weight @ met))
        self.met = float(met.sum())
        amounts, along = values[:len(columns.allocation)], columns.allocation.along
        self.unit = float(problem.rounding)
        self.donors = _Money(problem.donors.names, sum_by(
            along["donor"], amounts, len(problem.donors.names)))
        self.recipients = _Money(problem.recipients.names, sum_by(
            along["recipient"], amounts, len(problem.recipients.names)))


@frozen
class _Money:
    """What each of several has, shape (names,)."""

    names: tuple[str, ...]
    amounts: Floats

    def more_than(self, other: _Money, least: float) -> tuple[tuple[str, float], ...]:
        """Return who has more, or less, than in another plan, by at least so much."""
        change = self.amounts - other.amounts
        return tuple((name, float(by)) for name, by in zip(self.names, change, strict=True)
                     if abs(by) >= least)


def _compare(one: _Written, best: _Outcome, other: _Outcome) -> RuleCost:
    noise = max(_CLOSE * abs(best.weighted), best.unit)
    weighted, met = other.weighted - best.weighted, other.met - best.met
    return RuleCost(
        one.kind, one.name, one.words, one.source,
        weighted if abs(weighted) > noise else 0.0, met if abs(met) > noise else 0.0,
        best.weighted, best.donors.more_than(other.donors, noise),
        best.recipients.more_than(other.recipients, noise))

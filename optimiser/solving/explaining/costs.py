"""What each rule, pin, floor and share of the burden costs, by solving without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimiser.model.program import Program, build_program
from optimiser.model.rows import Limits
from optimiser.plan.costs import RuleCost
from optimiser.plan.types import Solution, Status
from optimiser.problem.arrays import Floats, Ints, sum_by
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import Options, find_amounts, place_to_start
from optimiser.words import counted

KINDS = ("Rule", "Pin", "Minimum coverage", "Minimum use", "Co-financing", "Burden sharing")
"""Limits that somebody chose, and could choose otherwise; budgets and capacities are facts."""
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class _Written:
    """Limits that stand or fall together: the rows of the program that one cell states."""

    block: Limits
    places: tuple[int, ...]
    rows: Ints
    binds: bool

    @property
    def name(self) -> str:
        """The limit's name; what several limits of a rule have in common."""
        first = self.block.names[self.places[0]]
        return first if len(self.places) == 1 else first.rpartition(" (")[0] or first

    @property
    def words(self) -> str:
        """What it says."""
        first = self.block.sentences[self.places[0]]
        more = len(self.places) - 1
        return f"{first} (and {counted(more, 'limit')} more)" if more else first

    @property
    def source(self) -> str:
        """The cell that states it."""
        return self.block.sources[self.places[0]]


def rule_costs(plan: Solution) -> tuple[RuleCost, ...]:
    """Return what each rule, pin, floor and share of the burden costs, the dearest first.

    Each that binds is left out and the plan solved again from where it ended, as many at a time
    as the machine has processors. One that does not bind costs nothing; where grants are made
    or not made that is no proof, and all are solved without. Raises NotProvedError.
    """
    program, options = build_program(plan.problem), Options()
    solved, values = find_amounts(program, options)
    best, start = _Outcome(program, solved, values), place_to_start(solved)
    is_convex = len(program.columns.grant) == 0

    def cost(one: _Written) -> RuleCost:
        if is_convex and not one.binds:
            return RuleCost(one.block.kind, one.name, one.words, one.source, 0.0, 0.0,
                            best.weighted)
        lower, upper = program.linear.row_lower.copy(), program.linear.row_upper.copy()
        lower[one.rows], upper[one.rows] = -np.inf, np.inf
        without = replace(program, linear=replace(program.linear, row_lower=lower,
                                                  row_upper=upper))
        return _compared(one, best, _Outcome(without, *find_amounts(without, options, start)))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        costs = list(pool.map(cost, _written(program, plan)))
    return tuple(sorted(costs, key=lambda one: (-one.weighted, not one.is_needed)))


def _written(program: Program, plan: Solution) -> Iterator[_Written]:
    for block, result, first in zip(program.limits, plan.standings, program.first_row.tolist(),
                                    strict=False):
        if block.kind not in KINDS:
            continue
        together: dict[object, list[int]] = {}
        for place, source in enumerate(block.sources):
            key = source if block.kind == "Rule" and source else place
            together.setdefault(key, []).append(place)
        for places in together.values():
            binds = any(result.status[place] is not Status.NOT_BINDING for place in places)
            yield _Written(block, tuple(places), first + np.array(places), binds)


class _Outcome:
    """What a plan reaches and who pays and gets how much, in base currency."""

    def __init__(self, program: Program, solved: Solved, values: Floats) -> None:
        columns, problem = program.columns, program.problem
        met = values[columns.met.first:columns.met.first + len(columns.met)]
        reached = {stage.objective: stage.value for stage in solved.stages}
        # Before its tolerance is spent: that is not what the limit costs.
        self.weighted = reached.get("meet needs", float(problem.needs.weight @ met))
        self.met = float(met.sum())
        amounts, along = values[:len(columns.allocation)], columns.allocation.along
        self.unit = float(problem.rounding)
        self.donors = _Money(problem.donors.names, sum_by(
            along["donor"], amounts, len(problem.donors.names)))
        self.recipients = _Money(problem.recipients.names, sum_by(
            along["recipient"], amounts, len(problem.recipients.names)))


@dataclass(frozen=True, slots=True)
class _Money:
    """What each of several has, shape (names,)."""

    names: tuple[str, ...]
    amounts: Floats

    def more_than(self, other: _Money, least: float) -> tuple[tuple[str, float], ...]:
        """Return who has more, or less, than in another plan, by at least so much."""
        change = self.amounts - other.amounts
        return tuple((name, float(by)) for name, by in zip(self.names, change, strict=True)
                     if abs(by) >= least)


def _compared(one: _Written, best: _Outcome, other: _Outcome) -> RuleCost:
    noise = max(_CLOSE * abs(best.weighted), best.unit)
    weighted, met = other.weighted - best.weighted, other.met - best.met
    return RuleCost(
        one.block.kind, one.name, one.words, one.source,
        weighted if abs(weighted) > noise else 0.0, met if abs(met) > noise else 0.0,
        best.weighted, best.donors.more_than(other.donors, noise),
        best.recipients.more_than(other.recipients, noise))

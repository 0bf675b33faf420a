"""What each rule, pin, floor and share of the burden costs, by solving without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimiser.errors import AllocateError
from optimiser.model.objectives import cost_of
from optimiser.model.program import Program, build_program
from optimiser.model.rows import Limits
from optimiser.plan.costs import RuleCost
from optimiser.plan.types import Plan, Status
from optimiser.problem.types import Floats, Ints, Problem, sum_by
from optimiser.solving.results import plan_values
from optimiser.solving.solve import Options, find_amounts

KINDS = ("Rule", "Pin", "Minimum coverage", "Minimum use", "Co-financing", "Burden sharing")
"""Limits that somebody chose, and could choose otherwise; budgets and capacities are facts."""
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class _Written:
    """Limits that stand or fall together: the rows that one cell of the inputs states."""

    block: Limits
    place: int
    rows: Ints
    binds: bool


def rule_costs(plan: Plan, options: Options) -> tuple[RuleCost, ...]:
    """Return what each rule, pin, floor and share of the burden costs, the dearest first.

    Each that binds is left out and the plan solved again from where it ended, as many at a time
    as the machine has processors. One that does not bind costs nothing; where grants are made
    or not made that is no proof, and all are solved without. Raises NotProvedError.
    """
    program = build_program(plan.problem)
    values = plan_values(program, plan.amounts, plan.deployed)
    base = _Outcome(program, values)
    solved = find_amounts(program, options)
    best = _Outcome(program, solved.values)
    all_count = len(program.columns.grant) > 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        costs = list(pool.map(
            lambda one: _cost(program, one, best, base, options, solved.start)
            if one.binds or all_count else _free(one, best), _written(program, plan)))
    return tuple(sorted(costs, key=lambda cost: (-cost.weighted, not cost.is_needed)))


def _written(program: Program, plan: Plan) -> Iterator[_Written]:
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
            yield _Written(block, places[0], first + np.array(places), binds)


class _Outcome:
    """What a plan reaches and who pays and gets how much, in base currency."""

    def __init__(self, program: Program, values: Floats) -> None:
        columns, problem = program.columns, program.problem
        met = values[columns.met.first:columns.met.first + len(columns.met)]
        self.weighted = float(problem.needs.weight @ met)
        self.met = float(met.sum())
        amounts, along = values[:len(columns.allocation)], columns.allocation.along
        self.donors = sum_by(along["donor"], amounts, len(problem.donors.names))
        self.recipients = sum_by(along["recipient"], amounts, len(problem.recipients.names))


def _cost(program: Program, one: _Written, best: _Outcome, base: _Outcome, options: Options,
          start: object) -> RuleCost:
    lower, upper = program.linear.row_lower.copy(), program.linear.row_upper.copy()
    lower[one.rows], upper[one.rows] = -np.inf, np.inf
    without = replace(program, linear=replace(program.linear, row_lower=lower, row_upper=upper))
    other = _Outcome(without, find_amounts(without, options, start).values)
    noise = _CLOSE * max(1.0, abs(best.weighted))
    return RuleCost(
        one.block.kind, _name(one), _words(one), one.block.sources[one.place],
        _beyond(other.weighted - best.weighted, noise), _beyond(other.met - best.met, noise),
        best.weighted, _changes(program.problem.donors.names, best.donors - other.donors, program),
        _changes(program.problem.recipients.names, best.recipients - other.recipients, program))

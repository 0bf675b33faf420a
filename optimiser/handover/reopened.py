"""The plan of an output workbook as it stands, edited or not, without solving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimiser.errors import UsageError
from optimiser.model.program import build_program
from optimiser.names import name_key
from optimiser.plan.limits_as_written import read_limits, with_cells_of_source
from optimiser.plan.reopen import Output, place_amounts
from optimiser.plan.standings import limit_results, plan_values
from optimiser.plan.types import DEPLOYMENT_UNIT, Solution
from optimiser.problem.arrays import Ints
from optimiser.problem.build import build_problem
from optimiser.problem.money import fraction_of
from optimiser.problem.types import Problem

_FINEST = 9
_MOST = 2**62


def reopened_plan(output: Output) -> Solution:
    """Return the plan; it has no stages, prices or proof.

    Amounts that an edit took off the rounding unit are kept by a finer unit. Raises
    UsageError where a row names a cell that the inputs do not have.
    """
    written = read_limits(output.path)
    problem = build_problem(with_cells_of_source(output.inputs, written.cells))
    program = build_program(problem)
    placed = place_amounts(problem, program.columns, output.allocation)
    if placed.strays:
        row = int(output.allocation.rows[placed.strays[0]])
        raise UsageError(
            f"Row {row} of the sheet Allocation in {output.path} fits no need and fund of "
            "its inputs.", "Correct its names, or delete the row.")
    unit = _unit(problem, placed.amounts)
    problem = replace(problem, rounding=unit)
    fine = replace(program, problem=problem)
    units = np.array([_countable(amount / Fraction(unit), output)
                      for amount in placed.amounts], dtype=np.int64)
    deployed = _deployed(problem, program.columns.deployment.along, output)
    over = written.over_by_rounding(program)
    standings = limit_results(program, plan_values(fine, units, deployed), over=over,
                              full_within=written.rooms(program))
    limits = tuple(map(written.with_sources, program.limits))
    return Solution(problem, program.columns, units, deployed, (), limits, standings,
                    (None,) * len(problem.needs.amount), None, "", over_by_rounding=over)


def _countable(count: Fraction, output: Output) -> int:
    """Return a count as a whole number; raise UsageError where no array can hold it."""
    if abs(count) > _MOST:
        raise UsageError(f"A figure in {output.path} is larger than any plan can hold.",
                         "Correct the amounts in the sheets Allocation and Deployments.")
    return int(count)


def _unit(problem: Problem, amounts: tuple[Fraction, ...]) -> Decimal:
    """Return the rounding unit, or the decimal place that takes every amount exactly."""
    for unit in (problem.rounding, *(Decimal(1).scaleb(-n) for n in range(_FINEST))):
        if all((amount / Fraction(unit)).denominator == 1 for amount in amounts):
            return unit
    return Decimal(1).scaleb(-_FINEST)


def _deployed(problem: Problem, along: Mapping[str, Ints], output: Output) -> Ints:
    dimensions = ("donor", "expertise", "recipient", "period")
    names = [[name_key((*problem.names_of(d), "")[at]) for at in along[d].tolist()]
             for d in dimensions]
    number = {key: at for at, key in enumerate(zip(*names, strict=True))}
    found = np.zeros(len(number), dtype=np.int64)
    table = output.deployments
    texts = [[name_key(text) for text in table.text(heading)]
             for heading in ("Donor", "Expertise", "Recipient", "Period")]
    for key, months in zip(zip(*texts, strict=True), table.number("Expert-months").tolist(),
                           strict=True):
        if key not in number:
            raise UsageError(f"The sheet Deployments in {output.path} has a row that fits no "
                             "offer of its inputs.", "Correct its names, or delete the row.")
        found[number[key]] += _countable(
            Fraction(round(fraction_of(months) / DEPLOYMENT_UNIT)), output)
    return found

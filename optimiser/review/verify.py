"""Does an output workbook, edited or not, keep every limit? Recomputed without solving."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from optimiser.errors import InputError
from optimiser.frozen import frozen
from optimiser.handover.reopened import reopened_plan
from optimiser.model.columns import build_columns
from optimiser.plan.reopen import Output, place_amounts, read_explained, read_output
from optimiser.plan.types import Solution, Status
from optimiser.problem.build import build_problem
from optimiser.problem.tiers import fill_tiers
from optimiser.problem.types import Problem
from optimiser.report.digest import ITEM, digest, digest_tables
from optimiser.report.guard import is_edited
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Severity
from optimiser.tables.results import PREFIX
from optimiser.vocabulary import LimitKind, Unit

VALUE = "Points of the rounded plan"
"""What the log calls the objective of the plan as solved."""


@frozen
class Broken:
    """A limit that does not hold: by how much, in its unit; a wish is no must."""

    name: str
    kind: LimitKind
    sentence: str
    source: str
    by: float
    unit: Unit
    must: bool


@frozen
class Verdict:
    """What is kept and what is not.

    `strays` names rows that no fund may pay or no need asks for; `value` is the weighted need
    met by the amounts as they stand, `solved` by the plan as solved (None where the log does
    not say). `kept` counts the limits that hold. `resaved` is an edited file in which every
    name, amount and input is what was written: some program has only saved it again.
    `made_by` says which other version made it, "" for this one: whether it was edited since can be
    told only where it was not. `near` says what the search for the plan left open, "" for nothing.
    """

    file: str
    currency: str
    edited: bool
    resaved: bool
    kept: int
    broken: tuple[Broken, ...]
    strays: tuple[str, ...]
    value: float | None
    solved: float | None
    made_by: str = ""
    near: str = ""

    @property
    def holds(self) -> bool:
        """Whether every limit that must hold is kept, and every row has its place."""
        return not self.strays and not any(one.must for one in self.broken)


def verify(path: Path) -> Verdict:
    """Recompute every limit of an output workbook as it stands.

    Raises InputError where the file is no output, or its copy of the inputs was made faulty.
    """
    output = read_output(path)
    faults = tuple(f for f in check_inputs(output.inputs) if f.severity is Severity.ERROR)
    if faults:
        raise InputError(faults)
    problem = build_problem(output.inputs)
    strays = tuple(_strays(problem, output))
    logged = output.logged(VALUE).replace(",", "")
    solved = float(logged) if logged else None
    edited = is_edited(path)
    resaved = edited and _is_as_logged(path, output)
    if strays:
        return Verdict(path.name, problem.currency, edited, resaved, 0, (), strays, None, solved,
                       output.made_by, output.near)
    plan = reopened_plan(output)
    broken = (*_overfilled(plan), *_broken(plan))
    shown = sum(len(block) for block in plan.families if block.is_shown)
    return Verdict(path.name, problem.currency, edited, resaved, shown - len(broken), broken, (),
                   _value(plan), solved, output.made_by, output.near)


def _is_as_logged(path: Path, output: Output) -> bool:
    """Tell whether names, amounts and inputs are those that the log has the digest of."""
    tables = output.inputs.tables
    sheets = [*(f"{PREFIX}{name}" for name in tables), "Allocation",
              *(["Deployments"] if len(output.deployments) else [])]
    wanted = digest_tables(tables, sheets)
    found = read_explained(path, wanted)
    return output.logged(ITEM) == digest({
        name: [[row.get(heading) for heading in wanted[name]] for row in rows]
        for name, rows in found.items()})


def _strays(problem: Problem, output: Output) -> Iterator[str]:
    table = output.allocation
    for row in place_amounts(problem, build_columns(problem), table).strays:
        named = " / ".join(str(table.text(heading)[row])
                           for heading in ("Fund", "Recipient", "Activity", "Period")
                           if table.text(heading)[row])
        yield (f"{table.address(row, 'Amount')}: {named}: no need and no fund that may pay it "
               "are in the inputs.")


def _broken(plan: Solution) -> Iterator[Broken]:
    for block, result in zip(plan.families, plan.standings, strict=True):
        if not block.is_shown:
            continue
        must = np.isnan(block.penalties()).tolist()
        for number, status in enumerate(result.status):
            if status is Status.BROKEN:
                yield Broken(block.names[number], block.kind, block.sentences[number],
                             block.sources[number], -float(result.slack[number]), block.unit,
                             must[number])


def _overfilled(plan: Solution) -> Iterator[Broken]:
    """Find needs that get more than they ask for: by the tiers alone they would just be full."""
    problem, requirements = plan.problem, plan.problem.requirements
    given = [Fraction(0)] * len(requirements.need)
    for requirement, units in zip(plan.columns.requirement.tolist(), plan.amounts.tolist(),
                                  strict=True):
        given[requirement] += units * plan.unit
    for row, (need, met, more) in enumerate(zip(requirements.need, requirements.met, given,
                                                strict=True)):
        if more > need - met:
            named = (f"{problem.recipients.names[requirements.recipient[row]]} / "
                     f"{problem.activities.names[requirements.activity[row]]}")
            period = problem.periods[requirements.period[row]]
            where = f"{named}{f' in {period}' if period else ''}"
            source = next(problem.needs.source[at] for at, of in
                          enumerate(problem.needs.requirement.tolist()) if of == row)
            yield Broken(f"Need {where}", LimitKind.NEED, f"{where} gets no more than it needs.",
                         source, float(more - (need - met)), Unit.MONEY, must=True)


def _value(plan: Solution) -> float:
    """Return the points: met need times its weight, tiers filled in falling order of weight."""
    needs, requirements = plan.problem.needs, plan.problem.requirements
    given = [float(met) for met in requirements.met]
    for requirement, units in zip(plan.columns.requirement.tolist(), plan.amounts.tolist(),
                                  strict=True):
        given[requirement] += float(units * plan.unit)
    met = fill_tiers(needs.requirement, needs.weight, needs.amount.tolist(), given)
    return float(needs.weight @ np.array(met))

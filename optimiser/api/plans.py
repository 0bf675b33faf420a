"""The library: the same as the command, in a few typed functions."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from optimiser.errors import InputError, NoPlanError, NotProvedError
from optimiser.plan.types import Proof, Solution, Stage
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.reading import read_inputs
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    import pandas as pd

    from optimiser.handover.deliver import Exported
    from optimiser.plan.costs import RuleCost
    from optimiser.plan.diagnosis import Way
    from optimiser.problem.types import Problem
    from optimiser.report.layout import Page


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that was solved, rounded and audited; its tables are pandas DataFrames.

    `seconds` holds the wall-clock time of each phase, `pages` more sheets for its output.
    """

    solution: Solution
    inputs: Inputs
    warnings: tuple[Finding, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The objectives as solved, in their order."""
        return self.solution.stages

    @property
    def proof(self) -> Proof | None:
        """What the audit proved."""
        return self.solution.proof

    def table(self, sheet: str) -> pd.DataFrame:
        """Return a sheet of the output as a DataFrame; raise KeyError for an unknown one."""
        from optimiser.report.frames import frame

        return frame(self.solution, self.inputs, sheet)

    @property
    def allocation(self) -> pd.DataFrame:
        """One row an amount: fund, donor, recipient, activity, period, amount."""
        return self.table("Allocation")

    @property
    def deployments(self) -> pd.DataFrame:
        """One row a deployment: donor, expertise, recipient, period, expert-months."""
        return self.table("Deployments")

    @property
    def needs(self) -> pd.DataFrame:
        """One row a need: need, committed, allocated, unmet, coverage, held back by."""
        return self.table("Needs")

    @property
    def recipients(self) -> pd.DataFrame:
        """One row a recipient."""
        return self.table("Recipients")

    @property
    def activities(self) -> pd.DataFrame:
        """One row an activity."""
        return self.table("Activities")

    @property
    def donors(self) -> pd.DataFrame:
        """One row a donor."""
        return self.table("Donors")

    @property
    def funds(self) -> pd.DataFrame:
        """One row a fund."""
        return self.table("Funds")

    @property
    def burden_sharing(self) -> pd.DataFrame:
        """One row a donor of a group with a key."""
        return self.table("Burden sharing")

    @property
    def limits(self) -> pd.DataFrame:
        """One row a limit: limit, value, slack, status, shadow price."""
        return self.table("Limits")


Files = Sequence[str | os.PathLike[str]]


def load(source: Source, rules: Files = ()) -> Inputs:
    """Read a workbook, a folder of .csv files, or tables in memory.

    `rules` are files of rules (.csv, .xlsx, .ods, .toml): later ones replace earlier rules of
    the same name. Never raises for faults of the inputs: they are findings.
    """
    inputs = read_inputs(source)
    if not rules:
        return inputs
    from optimiser.tables.rule_files import add_rule_files

    return add_rule_files(inputs, rules)


def check(inputs: Inputs) -> tuple[Finding, ...]:
    """Return every finding about the inputs: those of reading and those across tables."""
    return check_inputs(inputs)


def optimise(inputs: Inputs | Source, *, rules: Files = (), solver: str = "highs",
             split: str | None = None, time_limit: float | None = None,
             earlier: str | os.PathLike[str] | None = None, relax: bool = False,
             scenario: str | None = None, lowest_coverage: float | None = None,
             ranges: bool = False) -> Plan:
    """Return the best plan, audited.

    `rules` are files of rules, for a source that is not yet loaded. `earlier` is the output
    workbook of an earlier plan, from which the new one is to move as little money as may be.
    With `relax`, inputs that leave no plan are solved with the least change that leaves one.
    `scenario` names a future of the sheet Scenarios to plan for; `lowest_coverage` is a floor
    under the coverage of every recipient, a point of the frontier. With `ranges`, every price
    gets its range, and every amount how far it could move without loss.
    `split` overrides the workbook's Split (`proportional` or `any`); `time_limit` is in
    seconds. Raises InputError, NoPlanError (with a diagnosis), NotProvedError, AuditError or
    UsageError.
    """
    from optimiser.audit import audit
    from optimiser.problem.build import build_problem
    from optimiser.solving.solve import Options, find_plan

    clock = _Clock()
    read, findings = sound(inputs if isinstance(inputs, Inputs) else load(inputs, rules), scenario)
    clock.lap("reading and checking")
    options = {} if scenario is None else {"scenario": scenario}
    problem, notes = _asked(build_problem(read), options, split, lowest_coverage, earlier)
    try:
        found = find_plan(problem, Options(solver, time_limit, ranges), audit)
    except NoPlanError as fault:
        way, currency = _diagnosed(problem, fault, relax, time_limit), problem.currency
        options["relaxed"] = "; ".join(step.words(currency) for step in way.steps)
        found = way.marked(find_plan(way.problem, Options(solver, time_limit, ranges), audit))
    clock.lap("solving and the audit")
    warnings = (*(f for f in findings if f.severity is Severity.WARNING), *notes)
    return Plan(found, read, warnings, clock.laps, options)


def sound(read: Inputs, scenario: str | None) -> tuple[Inputs, tuple[Finding, ...]]:
    """Return inputs without errors, in a scenario if one is named, and their findings."""
    findings = check(read)
    if scenario is not None and not _has_errors(findings):
        from optimiser.scenarios.apply import in_scenario

        read = in_scenario(read, scenario)
        findings = check(read)
    if _has_errors(findings):
        raise InputError(findings)
    return read, findings


def _has_errors(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _asked(problem: Problem, options: dict[str, str], split: str | None,
           lowest_coverage: float | None, earlier: str | os.PathLike[str] | None) -> tuple[
               Problem, tuple[Finding, ...]]:
    """Return the problem as the options of a run make it, and warnings; note the options."""
    from optimiser.plan.earlier import require_earlier, with_earlier

    if split:
        problem = replace(problem, split=split)
    if lowest_coverage is not None:
        from optimiser.scenarios.frontier import with_floor

        problem = with_floor(problem, lowest_coverage)
        options["lowest coverage"] = f"{lowest_coverage:g}"
    if earlier is None:
        require_earlier(problem)
        return problem, ()
    problem, notes, output = with_earlier(problem, Path(earlier))
    options["earlier"] = f"{output.path.name}, SHA-256 {output.sha256}"
    return problem, notes


def _diagnosed(problem: Problem, fault: NoPlanError, relax: bool,
               time_limit: float | None) -> Way:
    """Return the cheapest way out if one is wanted; raise the fault, explained, otherwise."""
    from optimiser.solving.impossible.diagnosis import diagnose

    diagnosis = diagnose(problem, time_limit)
    if diagnosis is None:
        raise fault
    if not diagnosis.proved:
        raise NotProvedError("No plan was found, and that none exists could not be proved.",
                             "Try another solver with --solver.") from fault
    fault.diagnosis = diagnosis
    if not relax or not diagnosis.ways:
        raise fault
    return diagnosis.ways[0]


def costs(plan: Plan) -> tuple[RuleCost, ...]:
    """Return what each rule, pin, floor and share of the burden costs, by solving without it.

    Raises NotProvedError.
    """
    from optimiser.solving.explaining.costs import rule_costs

    return rule_costs(plan.solution)


def with_costs(plan: Plan, found: Sequence[RuleCost] | None = None) -> Plan:
    """Return the plan with the sheet Costs in its output; they are found where not given."""
    from optimiser.report.sheets.costs import costs as page

    currency = plan.solution.problem.currency
    return replace(plan, pages=(*plan.pages, page(
        costs(plan) if found is None else found, currency)))


def write(plan: Plan, path: str | os.PathLike[str], *, force: bool = False) -> Path | None:
    """Write the output workbook; return the backup kept of an edited one, if any.

    Raises OutputError; then nothing was changed.
    """
    from optimiser.report.log import RunLog
    from optimiser.report.workbook import write_workbook

    log = RunLog(plan.warnings, plan.options, plan.seconds)
    return write_workbook(plan.solution, plan.inputs, Path(path), log, plan.pages, force=force)


def write_html(plan: Plan, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write the report as one HTML file without scripts; raise OutputError if it cannot be."""
    from optimiser.report.html.page import write_html as written

    written(plan.solution, plan.inputs, Path(path), force=force)


def new(path: str | os.PathLike[str], *, example: bool = False,
        force: bool = False) -> Path | None:
    """Write an input workbook with every sheet, blank or with the Western Balkans example.

    Returns the backup kept of a workbook that stood there. Raises OutputError.
    """
    from optimiser.example.contents import filled_in
    from optimiser.report.guard import write_whole
    from optimiser.template.blank import blank
    from optimiser.template.workbook import ABOUT, write_inputs

    content = filled_in() if example else blank()
    sheets = (ABOUT, *(sheet.name for sheet in content.sheets()))
    return write_whole(Path(path), lambda target: write_inputs(target, content), sheets, force)


def export(source: Plan | str | os.PathLike[str], form: str, target: str | os.PathLike[str], *,
           force: bool = False) -> Exported:
    """Write a plan or an output workbook in a format: lp, mps, csv (a folder) or iati.

    An input workbook has no plan yet: only lp and mps take it.
    Raises InputError, NoPlanError, NotProvedError, UsageError or OutputError; then nothing
    was written.
    """
    from optimiser.handover.deliver import deliver

    if isinstance(source, Plan):
        return deliver(source.inputs, form, Path(target), plan=source.solution, force=force)
    return deliver(Path(source), form, Path(target), force=force)


class _Clock:
    """Notes how long each phase took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, phase: str) -> None:
        now = time.monotonic()
        self.laps[phase] = now - self._since
        self._since = now

"""The library: the same as the command, in a few typed functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from optimiser import clock
from optimiser.api.arguments import (
    EMBEDDED,
    Files,
    PathLike,
    flag_of,
    inputs_of,
    one_of,
    path_of,
    seconds_of,
    share_of,
    solver_of,
    text_of,
    wrong,
)
from optimiser.api.progress import Laps, Progress, Tell, tell_of
from optimiser.errors import InputError, NoPlanError, NotProvedError
from optimiser.frozen import frozen
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.schema import SPLITS
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs
from optimiser.vocabulary import Split

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from optimiser.handover.deliver import Exported
    from optimiser.plan.diagnosis import Way
    from optimiser.plan.settled import Settled
    from optimiser.plan.types import Proof, Solution, Stage
    from optimiser.problem.types import Problem
    from optimiser.report.layout import Page
    from optimiser.report.log import RunLog
    from optimiser.solving.engines.places import Ended, Places


@frozen(eq=False)
class Plan:
    """A plan that was solved, rounded and audited; its tables are pandas DataFrames.

    Equal to itself alone: what differs between two plans is what `compare` tells. `seconds`
    holds the wall-clock time of each phase, `pages` more sheets for its output, `ended` where its
    linear programs ended, for a `what_if` to begin there. What explains a plan of `what_if` is
    found when `solution` or a table is first asked for.
    """

    settled: Settled
    inputs: Inputs
    warnings: tuple[Finding, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    ended: Ended = field(default_factory=dict)

    @property
    def solution(self) -> Solution:
        """The plan with all that explains it."""
        return self.settled.explained()

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The objectives as solved, in their order."""
        return self.settled.plan.stages

    @property
    def is_best_found(self) -> bool:
        """Whether time was up before the plan was proved as near to the best as was asked."""
        from optimiser.plan.types import Proved

        return any(stage.status is Proved.BEST_FOUND for stage in self.stages)

    @property
    def proof(self) -> Proof | None:
        """What the audit proved."""
        return self.settled.plan.proof

    def table(self, sheet: str) -> pd.DataFrame:
        """Return a sheet of the output as a DataFrame; raise KeyError for an unknown one."""
        from optimiser.report.draft import Draft
        from optimiser.report.frames import frame

        return frame(Draft(self.solution, self.inputs, _log(self), self.pages), sheet)


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


def load(source: Inputs | Source, rules: Files = ()) -> Inputs:
    """Read a workbook, a folder of .csv files, or tables in memory.

    `rules` are files of rules (.csv, .xlsx, .ods, .toml): later ones replace earlier rules of
    the same name, those of inputs already loaded too. Never raises for faults of the inputs:
    they are findings. Raises UsageError for a source or rules of another type.
    """
    return inputs_of(source, rules)


def check(source: Inputs | Source, rules: Files = ()) -> tuple[Finding, ...]:
    """Return every finding about inputs: those of reading and those across tables.

    Takes what `load` takes, or what it returned. Raises UsageError for anything else.
    """
    return check_inputs(inputs_of(source, rules))


def optimise(inputs: Inputs | Source, *, rules: Files = (), solver: str = EMBEDDED,
             split: str | None = None, time_limit: float | None = None,
             earlier: PathLike | None = None, relax: bool = False,
             scenario: str | None = None, lowest_coverage: float | None = None,
             ranges: bool = False, gap: float | None = None, best_found: bool = False,
             progress: Tell | None = None) -> Plan:
    """Return the best plan, audited.

    `rules` are files of rules, laid over those of the inputs. `earlier` is the output
    workbook of an earlier plan, from which the new one is to move as little money as may be.
    With `relax`, inputs that leave no plan are solved with the least change that leaves one.
    `scenario` names a future of the sheet Scenarios to plan for; `lowest_coverage` is a floor
    under the coverage of every recipient, a point of the frontier. With `ranges`, every price
    gets its range, and every amount how far it could move without loss.
    `split` overrides the workbook's Split, `gap` its Gap: the share of an objective's value that
    a search in whole numbers may leave unproved. `time_limit` is in seconds, of all that is done:
    where they do not suffice to explain a plan that is proved, its `solution.left_out` says what
    is missing. With `best_found` a search in whole numbers gives the best plan found by then,
    marked so in `stages`. `progress` is told each phase as it begins; what it raises ends the run.
    Raises InputError, NoPlanError (with a diagnosis), NotProvedError, AuditError or UsageError;
    for a wrong argument before anything is read.
    """
    asked = _Asked(
        solver_of(solver), None if split is None else one_of("split", split, SPLITS),
        seconds_of("time_limit", time_limit),
        None if earlier is None else path_of("earlier", earlier), flag_of("relax", relax),
        text_of("scenario", scenario),
        None if lowest_coverage is None else share_of("lowest_coverage", lowest_coverage),
        flag_of("ranges", ranges),
        None if gap is None else share_of("gap", gap, below_one=True),
        flag_of("best_found", best_found))
    return _solve(lambda: inputs_of(inputs, rules), asked, tell_of(progress))


def solve_again(inputs: Inputs, before: Ended, tell: Tell, *, is_later: bool) -> Plan:
    """Return the best plan of inputs near to those of a solve that ended there.

    It is the plan that `optimise` returns, and raises the same; with `is_later` it is explained
    when somebody asks.
    """
    return _solve(lambda: inputs, _Asked(is_later=is_later), tell, before)


def _solve(read_inputs: Callable[[], Inputs], asked: _Asked, tell: Tell,
           before: Ended | None = None) -> Plan:
    """Read, check, solve and audit; phase by phase, as `tell` is told."""
    laps = Laps()
    with clock.at_most(asked.time_limit):
        tell(Progress("Reading and checking"))
        options = {} if asked.scenario is None else {"scenario": asked.scenario}
        given = read_inputs()
        if asked.earlier is not None:
            given = _with_earlier(given, asked.earlier, options)
        read, findings = sound(given, asked.scenario)
        laps.note("reading and checking")
        # Not before: inputs with errors come to nothing more.
        from optimiser.plan.earlier import notes_on_earlier
        from optimiser.problem.build import build_problem
        from optimiser.solving.engines.places import Places

        places = Places(before)
        tell(Progress("Building the model and solving"))
        problem = _as_asked(build_problem(read), options, asked)
        notes = notes_on_earlier(problem, read)
        found = _find(problem, asked, options, places, tell)
    laps.note("solving and the audit")
    warnings = (*(f for f in findings if f.severity is Severity.WARNING), *notes)
    return Plan(found, read, warnings, laps.seconds, options, ended=places.ended)


def _find(problem: Problem, asked: _Asked, options: dict[str, str], places: Places,
          tell: Tell) -> Settled:
    """Return the plan; where none exists and that was asked for, the one of the first way out."""
    from optimiser.audit import audit
    from optimiser.plan.settled import Settled
    from optimiser.solving.solve import Options, find_plan, settle_plan

    how = Options(asked.solver, asked.ranges, asked.best_found,
                  lambda words: tell(Progress(words)), places, asked.is_later)
    try:
        return settle_plan(problem, how, audit)
    except NoPlanError as fault:
        tell(Progress("Looking for what stands against every plan"))
        way = _diagnosed(problem, fault, asked)
        options["relaxed"] = "; ".join(step.words(problem.currency) for step in way.steps)
        return Settled(way.mark(find_plan(way.problem, how, audit)))


def sound(read: Inputs, scenario: str | None) -> tuple[Inputs, tuple[Finding, ...]]:
    """Return inputs without errors, in a scenario if one is named, and their findings.

    Raises InputError for errors, and UsageError where they need an earlier plan and have none.
    """
    findings = check(read)
    if scenario is not None and not _has_errors(findings):
        from optimiser.scenarios.apply import in_scenario

        read = in_scenario(read, scenario)
        findings = check(read)
    if _has_errors(findings):
        raise InputError(findings)
    from optimiser.plan.earlier import require_earlier

    require_earlier(read)
    return read, findings


def _has_errors(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


@frozen
class _Asked:
    """The options of `optimise`, each found to be one that can be followed."""

    solver: str = EMBEDDED
    split: str | None = None
    time_limit: float | None = None
    earlier: Path | None = None
    relax: bool = False
    scenario: str | None = None
    lowest_coverage: float | None = None
    ranges: bool = False
    gap: float | None = None
    best_found: bool = False
    is_later: bool = False


def _with_earlier(inputs: Inputs, path: Path, options: dict[str, str]) -> Inputs:
    from optimiser.plan.earlier import with_earlier

    changed, output = with_earlier(inputs, path)
    options["earlier"] = output.named
    return changed


def _as_asked(problem: Problem, options: dict[str, str], asked: _Asked) -> Problem:
    """Return the problem as the options of a run make it; note the options."""
    if asked.split is not None:
        problem = replace(problem, split=Split(asked.split))
    if asked.gap is not None:
        problem = replace(problem, gap=asked.gap)
    if asked.lowest_coverage is not None:
        from optimiser.scenarios.frontier import with_floor

        problem = with_floor(problem, asked.lowest_coverage)
        options["lowest coverage"] = f"{asked.lowest_coverage:g}"
    return problem


def _diagnosed(problem: Problem, fault: NoPlanError, asked: _Asked) -> Way:
    """Return the cheapest way out if one is wanted; raise the fault, explained, otherwise."""
    from optimiser.solving.impossible.diagnosis import diagnose

    diagnosis = diagnose(problem, of_nothing=fault.of_nothing)
    if diagnosis is None:
        raise fault
    if not diagnosis.proved:
        raise NotProvedError("No plan was found, and that none exists could not be proved.",
                             "Try another solver with --solver.") from fault
    fault.diagnosis = diagnosis
    if not asked.relax or not diagnosis.ways:
        raise fault
    return diagnosis.ways[0]


def _log(plan: Plan) -> RunLog:
    from optimiser.report.log import RunLog

    return RunLog(plan.warnings, plan.options, plan.seconds)


def _files_of(inputs: Inputs) -> list[Path]:
    """Return the files that inputs were read from."""
    from pathlib import Path

    return [Path(path) for path in (inputs.path, *(file.path for file in inputs.rule_files))
            if path]


def write(plan: Plan, path: PathLike, *, force: bool = False) -> Path | None:
    """Write the output workbook; return the backup kept of an edited one, if any.

    Raises OutputError or UsageError; then nothing was changed.
    """
    from optimiser.report.guard import keep_inputs
    from optimiser.report.workbook import write_workbook

    target, force = path_of("path", path), flag_of("force", force)
    keep_inputs(target, _files_of(plan_of(plan).inputs))
    return write_workbook(plan_of(plan).solution, plan.inputs, target, _log(plan), plan.pages,
                          force=force)


def write_html(plan: Plan, path: PathLike, *, force: bool = False) -> None:
    """Write the report as one HTML file without scripts; raise OutputError or UsageError."""
    from optimiser.report.guard import keep_inputs
    from optimiser.report.html.page import write_html as written

    target, force = path_of("path", path), flag_of("force", force)
    keep_inputs(target, _files_of(plan_of(plan).inputs))
    written(plan.solution, plan.inputs, target, force=force)


def export(source: Plan | PathLike, form: str, target: PathLike, *,
           force: bool = False) -> Exported:
    """Write a plan or an output workbook in a format: lp, mps, csv (a folder) or iati.

    An input workbook has no plan yet: only lp and mps take it.
    Raises InputError, NoPlanError, NotProvedError, UsageError or OutputError; then nothing
    was written.
    """
    from optimiser.handover.deliver import FORMATS, deliver

    form, where = one_of("form", form, FORMATS), path_of("target", target)
    force = flag_of("force", force)
    if isinstance(source, Plan):
        return deliver(source.inputs, form, where, plan=source.solution, force=force)
    return deliver(path_of("source", source), form, where, force=force)


def plan_of(given: object) -> Plan:
    """Return a plan; raise UsageError for what is none, such as a decision that holds one."""
    if isinstance(given, Plan):
        return given
    raise wrong("plan", given, "what optimise returned, or the plan of what decide returned")

"""`allocate INPUT`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from optimiser.commands.console import (
    GAP,
    INPUT,
    JSON,
    ON,
    QUIET,
    RATES,
    RULES,
    TIME_LIMIT,
    VERBOSE,
    Working,
    finish,
    priced,
)
from optimiser.commands.places import WORKBOOK, default_target, make_folder, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.errors import AllocateError, NoPlanError
from optimiser.report.guard import keep_inputs, previous_of
from optimiser.screen.findings import findings_text, result_json
from optimiser.tables.schema import SPLITS

if TYPE_CHECKING:
    from optimiser.api.plans import Plan

_LARGE = 5_000_000
"""Bytes of a workbook above which reading it back takes longer than an officer waits for."""


@click.command()
@INPUT
@click.option("-o", "--output", type=WORKBOOK,
              help="Where to write; default outputs/NAME-allocation.xlsx.")
@RULES
@RATES
@ON
@click.option("--solver", default="highs", show_default=True,
              help="highs, or a solver that PuLP finds, such as PULP_CBC_CMD.")
@click.option("--split", type=click.Choice(SPLITS),
              help="How ties are split; default as the workbook says.")
@TIME_LIMIT
@GAP
@click.option("--best-found", is_flag=True,
              help="At the time limit, write the best plan found so far, marked so (exit 5).")
@click.option("--force", is_flag=True,
              help="Overwrite an edited output; a backup of it is kept.")
@click.option("--earlier", type=click.Path(path_type=Path, dir_okay=False), metavar="OUTPUT",
              help="An earlier output: move as little of its money as may be (least change).")
@click.option("--scenario", metavar="NAME", help="Plan for a future of the sheet Scenarios.")
@click.option("--report", type=click.Choice(["html"]),
              help="Write the report as one HTML file beside the output, too.")
@click.option("--ranges", is_flag=True,
              help="Give each amount the least and the most that it could be without loss, and "
              "every price its range.")
@click.option("--costs", is_flag=True,
              help="Add a sheet of what each rule, fixed amount (pin), floor and share of the "
              "burden costs.")
@click.option("--relax", is_flag=True,
              help="Where no plan exists, solve with the least change of limits that leaves one.")
@JSON
@QUIET
@VERBOSE
def run(source: Path, *, output: Path | None, rules: tuple[Path, ...], solver: str,
        split: str | None, time_limit: float | None, gap: float | None, best_found: bool,
        force: bool, as_json: bool, quiet: bool,
        verbose: bool, earlier: Path | None, relax: bool,
        scenario: str | None, report: str | None, ranges: bool, costs: bool,
        rates: Path | None, day: str | None) -> None:
    """Read INPUT (.xlsx, .ods or a folder of .csv), solve, and write the plan.

    Exit codes: 0 optimal, audited and written; 1 a fault of the program; 2 wrong use; 3 the
    inputs have errors; 4 no plan can keep all limits; 5 stopped before a proof; 6 the output
    could not be written; 7 the audit failed; 130 interrupted.
    """
    def job() -> int:
        import optimiser

        target = output or default_target(source, "-allocation.xlsx")
        page = target.with_suffix(".html") if report else None
        settle([target, *filter(None, [page])], [source, *rules, earlier, rates], force=force)
        try:
            with Working("Solving") as working:
                plan = optimiser.optimise(priced(source, rates, day), rules=rules,
                                          solver=solver, split=split, earlier=earlier, relax=relax,
                                          scenario=scenario, ranges=ranges, gap=gap,
                                          best_found=best_found, progress=working.note)
                plan = optimiser.with_costs(plan) if costs else plan
        except optimiser.NoPlanError as fault:
            return _explain(fault, source, as_json, force)
        shown = _Shown(as_json=as_json, quiet=quiet, verbose=verbose)
        return _write(plan, target, page, shown, force=force)

    finish(job, as_json, time_limit)


class _Shown(NamedTuple):
    """How much of a plan is shown, and as what."""

    as_json: bool
    quiet: bool
    verbose: bool


def _write(plan: Plan, target: Path, page: Path | None, shown: _Shown, *, force: bool) -> int:
    """Write a plan, and its page if there is to be one; show it, and what moved."""
    import optimiser
    from optimiser.screen.plan import exit_code_of, plan_json, plan_text, rules_text

    make_folder(target)
    previous = previous_of(target)
    with Working("Writing"):
        backup = optimiser.write(plan, target, force=force)
    if page is not None:
        optimiser.write_html(plan, page, force=force)
        complain(f"The report is {page}.")
    if shown.as_json:
        say_json(plan_json(plan, target, backup))
        return exit_code_of(plan)
    complain(findings_text(plan.warnings))
    if not shown.quiet:
        if shown.verbose:
            say(rules_text(plan))
        say(plan_text(plan, target, backup))
        say("\n".join(_moved(previous, target)))
    return exit_code_of(plan)


def _moved(previous: Path | None, target: Path) -> list[str]:
    """Say in three sentences what moved against the plan that stood there."""
    import optimiser
    from optimiser.review.comparison import moved_lines
    from optimiser.screen.lines import wrapped

    if previous is None or not previous.exists():
        return []
    if previous.stat().st_size > _LARGE:
        return [f"The plan before is kept as {previous}: allocate compare says what moved."]
    try:
        with Working("Comparing with the plan before"):
            said = moved_lines(optimiser.compare(previous, target))
            lines = [part for line in said for part in wrapped(line)]
    except AllocateError:
        return [f"What stood there is kept as {previous}."]
    return [*lines, f"The plan before is kept as {previous}."]


def _explain(fault: NoPlanError, source: Path, as_json: bool, force: bool) -> int:
    """Say why no plan exists, and write it down beside the outputs."""
    from optimiser.report.diagnosis import write_diagnosis
    from optimiser.screen.diagnosis import diagnosis_json, diagnosis_text

    found = fault.diagnosis
    if found is None:
        raise fault
    target = default_target(source, "-diagnosis.xlsx")
    keep_inputs(target, [source])
    make_folder(target)
    write_diagnosis(found, target, f"Why {source.name} leaves no plan", force=force)
    if as_json:
        say_json(result_json(fault.status, fault.exit_code, ()) | {
            "message": fault.message, "diagnosis": diagnosis_json(found) | {
                "workbook": str(target)}})
    else:
        complain(diagnosis_text(found))
        complain(f"The same is in {target}.")
    return fault.exit_code

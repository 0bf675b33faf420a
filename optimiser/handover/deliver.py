"""From an input, an output or a plan to the files of a format."""

from __future__ import annotations

from pathlib import Path

from optimiser.errors import InputError, UsageError
from optimiser.frozen import frozen
from optimiser.handover.files import write_files
from optimiser.handover.iati import iati_text
from optimiser.handover.model import model_texts
from optimiser.handover.reopened import reopened_plan
from optimiser.handover.tables import table_files
from optimiser.plan.earlier import require_earlier
from optimiser.plan.reopen import read_output
from optimiser.plan.types import Solution
from optimiser.problem.build import build_problem
from optimiser.report.guard import is_edited, keep_inputs
from optimiser.report.summary import open_words
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Severity
from optimiser.tables.reading import read_inputs
from optimiser.tables.sources.files import read_file
from optimiser.tables.sources.package import open_package
from optimiser.tables.sources.raw import RefusedError
from optimiser.tables.table import Inputs

MODELS = ("lp", "mps")
FORMATS = (*MODELS, "csv", "iati")


@frozen
class Exported:
    """What was written, and whether the output workbook had been edited by hand."""

    files: tuple[Path, ...]
    edited: bool


def deliver(source: Inputs | Path, form: str, target: Path, *, plan: Solution | None = None,
            force: bool = False) -> Exported:
    """Write a plan, or the model of an input or output workbook, in a format.

    `form` is one of FORMATS: `lp` and `mps` write the file and its names table beside it;
    `iati` a file, `csv` a folder. A plan is given, or read from an output workbook as it
    stands. Raises InputError, NoPlanError, NotProvedError, UsageError or OutputError.
    """
    given = source if isinstance(source, Path) else None
    keep_inputs(target, [given])
    if isinstance(source, Inputs):
        inputs, near, edited = source, "" if plan is None else open_words(plan), False
    else:
        inputs, plan, near = _read(source, form)
        edited = is_output(source) and is_edited(source)
    _stop_at_errors(inputs)
    require_earlier(inputs)
    if form in MODELS:
        text, table = model_texts(build_problem(inputs), form)
        files = {target: text.encode("ascii"),
                 target.with_name(f"{target.name}-names.csv"): table.encode("utf-8-sig")}
    elif plan is None:
        raise UsageError(f"{source} is not an output workbook, and holds no plan.",
                         "Run allocate on it first, and export what that writes.")
    elif form == "iati":
        files = {target: iati_text(plan, inputs, near)}
    else:
        tables = table_files(plan, inputs, near)
        files = {target / name: content for name, content in tables.items()}
    for path in files:
        keep_inputs(path, [given])
    return Exported(write_files(files, force=force), edited)


def _read(source: Path, form: str) -> tuple[Inputs, Solution | None, str]:
    """Return the inputs of a file, its plan where that is asked for, and what that left open."""
    if not is_output(source):
        return read_inputs(source), None, ""
    output = read_output(source)
    _stop_at_errors(output.inputs)
    plan = None if form in MODELS else reopened_plan(output)
    return output.inputs, plan, output.near


def _stop_at_errors(inputs: Inputs) -> None:
    findings = check_inputs(inputs)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError(findings)


def is_output(path: Path) -> bool:
    """Tell whether a file is an output workbook: it carries its inputs."""
    try:
        package = open_package(read_file(path), path.name)
        return b'"Inputs Needs"' in package.read("xl/workbook.xml")
    except (OSError, KeyError, RefusedError):
        return False

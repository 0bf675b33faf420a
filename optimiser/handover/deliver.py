"""From an input, an output or a plan to the files of a format."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from optimiser.errors import InputError, UsageError
from optimiser.handover.files import write_files
from optimiser.handover.model import model_texts
from optimiser.plan.reopen import read_output
from optimiser.problem.build import build_problem
from optimiser.report.guard import is_edited
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Severity
from optimiser.tables.reading import read_inputs
from optimiser.tables.table import Inputs

FORMATS = ("lp", "mps")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and whether the output workbook had been edited by hand."""

    files: tuple[Path, ...]
    edited: bool


def deliver(source: Inputs | Path, form: str, target: Path, *, force: bool = False) -> Exported:
    """Write the model of an input or output workbook to `target`, its names table beside it.

    Raises InputError, NoPlanError, NotProvedError, UsageError or OutputError.
    """
    if form not in FORMATS:
        raise UsageError(f"There is no export format {form}.",
                         f"Choose one of: {', '.join(FORMATS)}.")
    if isinstance(source, Path) and target.exists() and source.exists() \
            and target.samefile(source):
        raise UsageError("The export would replace what it is made from.", "Choose another -o.")
    edited = False
    if isinstance(source, Path):
        inputs = read_output(source).inputs if is_output(source) else read_inputs(source)
        edited = is_output(source) and is_edited(source)
    else:
        inputs = source
    findings = check_inputs(inputs)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError(findings)
    text, table = model_texts(build_problem(inputs), form)
    files = {target: text.encode("ascii"),
             target.with_name(f"{target.name}-names.csv"): table.encode("utf-8-sig")}
    return Exported(write_files(files, force=force), edited)


def is_output(path: Path) -> bool:
    """Tell whether a file is an output workbook: it carries its inputs."""
    try:
        with zipfile.ZipFile(path) as package:
            return b'"Inputs Needs"' in package.read("xl/workbook.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False

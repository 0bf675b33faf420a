"""What all commands share: their options and how they end; exit codes live in this package only."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from optimiser import clock
from optimiser.api.progress import Progress
from optimiser.commands.printing import complain, say_json
from optimiser.commands.process import leave
from optimiser.errors import AllocateError, InputError, OutputError, UsageError
from optimiser.screen.findings import findings_text, result_json
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.numbers import Reading, read_number
from optimiser.words import counted

INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
RULES = click.option("--rules", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
                     help="Rules in .csv, .xlsx, .ods or .toml; later files replace earlier rules "
                     "of the same name. Repeatable.")
RATES = click.option("--rates", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                     help="Exchange rates from the European Central Bank's eurofxref-hist.csv, on "
                     "the day of --on.")
ON = click.option("--on", "day", metavar="DATE", help="The day of --rates, such as 2016-03-31.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Print every rule and limit kept.")


class Figure(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # younger clicks only
    """A number within bounds; not a number and endless are none."""

    name = "figure"

    def __init__(self, least: float, most: float = float("inf")) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None,
                ctx: click.Context | None) -> float:
        """Return the number; fail as wrong use where it is none."""
        try:
            figure = float(value)
        except ValueError:
            self.fail(f"{value!r} is no number.", param, ctx)
        if not (math.isfinite(figure) and self.least <= figure <= self.most):
            most = "" if math.isinf(self.most) else f" and at most {self.most:g}"
            self.fail(f"{value} is no number of at least {self.least:g}{most}.", param, ctx)
        return figure


class Share(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # younger clicks only
    """A share from 0 to below 1, as a number or with a percent sign."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None,
                ctx: click.Context | None) -> float:
        """Return the share; fail as wrong use where it is none."""
        read = read_number(str(value))
        if read.reading is not Reading.NUMBER or not 0 <= read.value < 1:
            self.fail(f"{value!r} is no share such as 0.5% or 0.005.", param, ctx)
        return read.value


TIME_LIMIT = click.option(
    "--time-limit", type=Figure(0), metavar="SECONDS",
    help="Stop solving after so long: without a proof that is exit 5; what only explains a proved "
    "plan is left out.")
GAP = click.option(
    "--gap", type=Share(), metavar="SHARE",
    help="Where grants or needs are chosen: stop once the value is proved to be within this share "
    "of the best, such as 0.5%; default as the workbook says.")


def priced(source: Path, rates: Path | None, day: str | None) -> Any:
    """Return the inputs with the rates that are asked for, or their path where none are."""
    if rates is None and day is None:
        return source
    if rates is None or day is None:
        raise UsageError("--rates and --on belong together.",
                         "Write --rates eurofxref-hist.csv --on 2016-03-31.")
    import optimiser

    return optimiser.with_rates(optimiser.load(source), rates, day)


def count_errors(findings: Sequence[Finding]) -> int:
    """Return how many findings stop the run."""
    return sum(finding.severity is Severity.ERROR for finding in findings)


def finish(job: Callable[[], int], as_json: bool, time_limit: float | None = None) -> None:
    """Do a job and leave with its exit code; a user's mistake never shows a traceback.

    `time_limit` is in seconds, for all that is solved.
    """
    try:
        try:
            with clock.at_most(time_limit):
                code = _done(job, as_json)
        except OutputError as fault:
            code = fault.exit_code
            complain(_explained(fault))
    except KeyboardInterrupt:
        complain("Interrupted; nothing was written.")
        # A solve cut short in another thread makes the interpreter abort while it shuts down.
        leave()
    sys.exit(code)


def _done(job: Callable[[], int], as_json: bool) -> int:
    """Do a job; say what stopped it, and return its exit code."""
    try:
        return job()
    except InputError as fault:
        if as_json:
            say_json(result_json(fault.status, fault.exit_code, fault.findings))
        else:
            complain(findings_text(fault.findings))
            errors = counted(count_errors(fault.findings), "error")
            complain(f"{errors} in the inputs; nothing was written.")
        return fault.exit_code
    except AllocateError as fault:
        if as_json:
            say_json(result_json(fault.status, fault.exit_code, ()) | {
                "message": fault.message, "remedy": fault.remedy})
        else:
            complain(_explained(fault))
        return fault.exit_code


def _explained(fault: AllocateError) -> str:
    """Return what to say of a fault: where no plan exists, why and what would help."""
    diagnosis = getattr(fault, "diagnosis", None)
    if diagnosis is None:
        return f"{fault.message}\n{fault.remedy}".strip()
    from optimiser.screen.diagnosis import diagnosis_text

    text: str = diagnosis_text(diagnosis)
    return text


class Working:
    """Says on stderr how long a step has taken by now, on a terminal only, and wipes it after."""

    def __init__(self, what: str, patience: float = 2.0) -> None:
        self.what, self.patience, self.done = what, patience, threading.Event()
        self.teller = threading.Thread(target=self._tell, daemon=True)

    def note(self, progress: Progress) -> None:
        """Say from now on what the step is doing."""
        self.what = progress.phase

    def __enter__(self) -> Working:
        """Begin to count, where somebody can see it."""
        if sys.stderr is not None and sys.stderr.isatty():
            # Where the system has no thread left, nothing is told.
            with contextlib.suppress(RuntimeError):
                self.teller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and leave the line blank."""
        self.done.set()
        if self.teller.is_alive():
            self.teller.join()

    def _tell(self) -> None:
        began, shown = time.monotonic(), ""
        with contextlib.suppress(OSError, ValueError):
            while not self.done.wait(self.patience):
                before, shown = shown, f"{self.what}: {time.monotonic() - began:.0f} s"
                sys.stderr.write(f"\r{shown:<{len(before)}}")
                sys.stderr.flush()
            if shown:
                sys.stderr.write(f"\r{' ' * len(shown)}\r")
                sys.stderr.flush()


def progress(total: int, what: str) -> Any:
    """Return a bar on stderr that a long step moves on; it shows on a terminal only."""
    return click.progressbar(length=total, label=what, file=sys.stderr, show_pos=True,
                             hidden=sys.stderr is None or not sys.stderr.isatty(), width=30)

"""What all commands share: their options, how they print, and how they end.

Results go to stdout, messages to stderr; `--json` prints exactly one object. Printing and exit
codes live in this package only.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from optimiser.errors import AllocateError, InputError, UsageError
from optimiser.screen import findings_text, result_json
from optimiser.tables.findings import Finding, Severity
from optimiser.words import counted

_INTERRUPTED = 130

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


def finish(job: Callable[[], int], as_json: bool) -> None:
    """Do a job and leave with its exit code; a user's mistake never shows a traceback."""
    try:
        code = job()
    except InputError as fault:
        code = fault.exit_code
        if as_json:
            say_json(result_json(fault.status, code, fault.findings))
        else:
            complain(findings_text(fault.findings))
            errors = counted(count_errors(fault.findings), "error")
            complain(f"{errors} in the inputs; nothing was written.")
    except AllocateError as fault:
        code = fault.exit_code
        if as_json:
            say_json(result_json(fault.status, code, ()) | {
                "message": fault.message, "remedy": fault.remedy})
        else:
            complain(_explained(fault))
    except KeyboardInterrupt:
        complain("Interrupted; nothing was written.")
        sys.stdout.flush()
        sys.stderr.flush()
        # A solve cut short in another thread makes the interpreter abort while it shuts down.
        os._exit(_INTERRUPTED)
    sys.exit(code)


def _explained(fault: AllocateError) -> str:
    """Return what to say of a fault: where no plan exists, why and what would help."""
    diagnosis = getattr(fault, "diagnosis", None)
    if diagnosis is None:
        return f"{fault.message}\n{fault.remedy}".strip()
    from optimiser.report.diagnosis import diagnosis_text

    text: str = diagnosis_text(diagnosis)
    return text


class Working:
    """Says on stderr how long a step has taken by now, on a terminal only, and wipes it after."""

    def __init__(self, what: str, patience: float = 2.0) -> None:
        self.what, self.patience, self.done = what, patience, threading.Event()
        self.teller = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> None:
        """Begin to count, where somebody can see it."""
        if sys.stderr.isatty():
            self.teller.start()

    def __exit__(self, *_: object) -> None:
        """Stop, and leave the line blank."""
        self.done.set()
        if self.teller.is_alive():
            self.teller.join()

    def _tell(self) -> None:
        began, shown = time.monotonic(), ""
        while not self.done.wait(self.patience):
            shown = f"{self.what}: {time.monotonic() - began:.0f} s"
            sys.stderr.write(f"\r{shown}")
            sys.stderr.flush()
        if shown:
            sys.stderr.write(f"\r{' ' * len(shown)}\r")
            sys.stderr.flush()


def progress(total: int, what: str) -> Any:
    """Return a bar on stderr that a long step moves on; it shows on a terminal only."""
    return click.progressbar(length=total, label=what, file=sys.stderr, show_pos=True,
                             hidden=not sys.stderr.isatty(), width=30)


def say(text: str) -> None:
    """Print a result."""
    click.echo(_safe(text, sys.stdout))


def complain(text: str) -> None:
    """Print a message, if there is one."""
    if text:
        click.echo(_safe(text, sys.stderr), err=True)


def say_json(content: dict[str, Any]) -> None:
    """Print the one JSON object of a run."""
    click.echo(json.dumps(content, ensure_ascii=True, indent=2))


def _safe(text: str, stream: Any) -> str:
    """Replace what a console's encoding cannot show, rather than fail."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)

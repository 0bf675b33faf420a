"""The `allocate` command: printing and exit codes live here only.

Results go to stdout, messages to stderr; `--json` prints exactly one object.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from optimiser.errors import AllocateError, InputError, UsageError
from optimiser.screen import (
    findings_text,
    plan_json,
    plan_text,
    result_json,
    rules_text,
)
from optimiser.tables.findings import Finding, Severity

_INTERRUPTED = 130
_PROGRAM_FAULT = 1


class _MainJobByDefault(click.Group):
    """`allocate inputs.xlsx` is `allocate run inputs.xlsx`: no subcommand need be named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((arg for arg in args if not arg.startswith("-")), None)
        group_options = {"--help", "--version"}
        if args and first not in self.commands and not group_options & set(args[:1]):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_MainJobByDefault, context_settings={"help_option_names": ["-h", "--help"],
                                                      "max_content_width": 100})
@click.version_option(package_name="funding-allocation-optimiser", prog_name="allocate")
def commands() -> None:
    """Allocate funds to needs: `allocate INPUT` reads a workbook and writes a plan."""


_INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
_VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Print every rule and limit kept.")


@commands.command()
@_INPUT
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
              help="Where to write; default outputs/NAME-allocation.xlsx.")
@click.option("--solver", default="highs", show_default=True,
              help="highs, or a solver that PuLP finds, such as PULP_CBC_CMD.")
@click.option("--split", type=click.Choice(["proportional", "any"]),
              help="How ties are split; default as the workbook says.")
@click.option("--time-limit", type=click.FloatRange(min=0), metavar="SECONDS",
              help="Stop the solver after so long; a stop is not an optimum (exit 5).")
@click.option("--force", is_flag=True,
              help="Overwrite an edited output; a backup of it is kept.")
@_JSON
@_QUIET
@_VERBOSE
def run(source: Path, output: Path | None, solver: str, split: str | None,
        time_limit: float | None, force: bool, as_json: bool, quiet: bool,
        verbose: bool) -> None:
    """Read INPUT (.xlsx, .ods or a folder of .csv), solve, and write the plan.

    Exit codes: 0 optimal, audited and written; 1 a fault of the program; 2 wrong use; 3 the
    inputs have errors; 4 no plan can keep all limits; 5 stopped before a proof; 6 the output
    could not be written; 7 the audit failed; 130 interrupted.
    """
    target = output or Path("outputs") / f"{_stem(source)}-allocation.xlsx"

    def job() -> int:
        import optimiser

        if target.exists() and source.exists() and target.samefile(source):
            raise UsageError("The output would replace the input.", "Choose another -o.")
        plan = optimiser.optimise(source, solver=solver, split=split, time_limit=time_limit)
        if output is None:
            target.parent.mkdir(exist_ok=True)
        backup = optimiser.write(plan, target, force=force)
        if as_json:
            _print_json(plan_json(plan, target, backup))
        elif not quiet:
            _print(plan_text(plan, target, backup))
            if verbose:
                _print(rules_text(plan))
        if not as_json:
            _complain(findings_text(plan.warnings))
        return 0

    _finish(job, as_json)


@commands.command()
@_INPUT
@_JSON
@_QUIET
def check(source: Path, as_json: bool, quiet: bool) -> None:
    """Read and check INPUT, and say what was read; nothing is solved or written."""

    def job() -> int:
        import optimiser
        from optimiser.tables.summary import summarise

        inputs = optimiser.load(source)
        findings = optimiser.check(inputs)
        code = 3 if _errors(findings) else 0
        summary = summarise(inputs)
        if as_json:
            status = "input errors" if code else "valid"
            _print_json(result_json(status, code, findings) | {"summary": list(summary)})
            return code
        if not quiet:
            _print("\n".join(summary))
        _complain(findings_text(findings))
        if not quiet:
            errors, warnings = _errors(findings), len(findings) - _errors(findings)
            _print(f"{errors} errors, {warnings} warnings.")
        return code

    _finish(job, as_json)


def _errors(findings: Sequence[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def _stem(source: Path) -> str:
    return source.name if source.is_dir() else source.stem


def _finish(job: Callable[[], int], as_json: bool) -> None:
    """Do a job and leave with its exit code; a user's mistake never shows a traceback."""
    try:
        code = job()
    except InputError as fault:
        code = fault.exit_code
        if as_json:
            _print_json(result_json(fault.status, code, fault.findings))
        else:
            _complain(findings_text(fault.findings))
            _complain(f"{_errors(fault.findings)} errors in the inputs; nothing was written.")
    except AllocateError as fault:
        code = fault.exit_code
        if as_json:
            _print_json(result_json(fault.status, code, ()) | {
                "message": fault.message, "remedy": fault.remedy})
        else:
            _complain(f"{fault.message}\n{fault.remedy}".strip())
    except KeyboardInterrupt:
        _complain("Interrupted; nothing was written.")
        sys.stdout.flush()
        sys.stderr.flush()
        # A solve cut short in another thread makes the interpreter abort while it shuts down.
        os._exit(_INTERRUPTED)
    sys.exit(code)


def _print(text: str) -> None:
    click.echo(_safe(text, sys.stdout))


def _complain(text: str) -> None:
    if text:
        click.echo(_safe(text, sys.stderr), err=True)


def _print_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=True, indent=2))


def _safe(text: str, stream: Any) -> str:
    """Replace what a console's encoding cannot show, rather than fail."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command as from a shell."""
    commands.main(args=None if args is None else list(args), prog_name="allocate")


if __name__ == "__main__":
    main()

"""`allocate new FILE`: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import QUIET, finish, say
from optimiser.errors import UsageError


@click.command(short_help="Write a workbook to fill in.")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Fill in the Western Balkans example.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists; a backup of it is kept.")
@QUIET
def new(target: Path, example: bool, force: bool, quiet: bool) -> None:
    """Write a workbook with every sheet, each heading explained, to fill in and run."""

    def job() -> int:
        import optimiser

        if target.suffix.casefold() != ".xlsx":
            raise UsageError(f"{target.name} is no name of an .xlsx workbook.",
                             "Choose one such as inputs.xlsx.")
        backup = optimiser.new(target, example=example, force=force)
        if not quiet:
            filled = "the Western Balkans example" if example else "every sheet, to fill in"
            say(f"Written to {target}: {filled}.")
            say(f"Next: allocate {'' if example else 'check '}{_quoted(target)}")
            if backup:
                say(f"The workbook that stood there was kept as {backup}.")
        return 0

    finish(job, as_json=False)


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)

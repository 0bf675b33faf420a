"""`allocate compare A B`: two plans side by side."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import JSON, QUIET, TIME_LIMIT, finish
from optimiser.commands.places import WORKBOOK, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.screen.findings import result_json


@click.command()
@click.argument("first", metavar="A", type=click.Path(path_type=Path))
@click.argument("second", metavar="B", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=WORKBOOK,
              help="Write the whole comparison as a workbook.")
@click.option("--force", is_flag=True, help="Overwrite an edited workbook; a backup is kept.")
@TIME_LIMIT
@JSON
@QUIET
def compare(first: Path, second: Path, *, output: Path | None, force: bool,
            time_limit: float | None, as_json: bool, quiet: bool) -> None:
    """Say what moved from the plan in A to the plan in B, and why.

    A and B are output workbooks; either may be an input workbook, which is then solved.
    """
    def job() -> int:
        import optimiser
        from optimiser.review.comparison import comparison_json, write_comparison
        from optimiser.screen.comparison import comparison_text

        if output is not None:
            settle([output], [first, second], force=force)
        found = optimiser.compare(first, second)
        backup = write_comparison(found, output, force=force) if output else None
        if as_json:
            say_json(result_json("compared", 0, ()) | comparison_json(found) | {
                "output": str(output) if output else None,
                "backup": str(backup) if backup else None})
            return 0
        if not quiet:
            say(comparison_text(found))
        if output:
            complain(f"Written to {output}.")
        return 0

    finish(job, as_json, time_limit)

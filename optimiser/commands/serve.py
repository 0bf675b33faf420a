"""`allocate serve [INPUT]`: the page in the user's own browser."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import Figure, finish
from optimiser.commands.printing import complain, say
from optimiser.commands.process import end_in_order
from optimiser.errors import UsageError

_HOUR = 3600.0


@click.command()
@click.argument("source", metavar="[INPUT]", required=False, type=click.Path(path_type=Path))
@click.option("--browser/--no-browser", "browse", default=True, show_default=True,
              help="Open the page in your browser.")
@click.option("--idle", type=Figure(1 / 3600, 24 * 366), default=8.0,
              show_default=True, metavar="HOURS",
              help="Stop when nothing was asked of it for so long.")
def serve(source: Path | None, *, browse: bool, idle: float) -> None:
    """Open a page in your browser: check, solve, what if, compare, without a terminal.

    Only this machine can see the page; nothing leaves it. The workbook is only read, and nothing
    is kept but what you download.
    """
    def job() -> int:
        try:
            from optimiser.page.server import serve as served
        except ModuleNotFoundError as fault:
            raise UsageError(
                f"The page needs packages that are not installed ({fault.name}).",
                "Install them with: pip install '.[serve]' in the project's folder.") from fault
        if source is not None and not source.exists():
            raise UsageError(f"There is no {source}.", "Name a workbook, or none.")
        end_in_order()
        served(source, say, browse=browse, idle=idle * _HOUR)
        complain("The page is closed.")
        return 0

    finish(job, as_json=False)

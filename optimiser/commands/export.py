"""`allocate export SOURCE`: the model or the plan in the formats of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import JSON, QUIET, TIME_LIMIT, finish
from optimiser.commands.places import default_target, make_folder
from optimiser.commands.printing import complain, say, say_json
from optimiser.screen.findings import result_json

_ENDINGS = {"csv": "-csv", "iati": "-iati.xml"}
_EDITED = "The workbook was edited since it was written; it was exported as " \
          "it stands."


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--format", "form", required=True, type=click.Choice(["lp", "mps", "csv", "iati"]),
              help="CPLEX LP, free MPS, a folder of .csv files, or IATI 2.03 activities.")
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="Where to write; default outputs/NAME.FORMAT.")
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
@TIME_LIMIT
@JSON
@QUIET
def export(source: Path, form: str, output: Path | None, force: bool,
           time_limit: float | None, as_json: bool, quiet: bool) -> None:
    """Write SOURCE for other programs.

    Its linear program (of an input or an output workbook), or the plan of an output workbook
    as it stands.
    """
    def job() -> int:
        import optimiser

        target = output or default_target(source, _ENDINGS.get(form, f".{form}"))
        make_folder(target)
        done = optimiser.export(source, form, target, force=force)
        if as_json:
            say_json(result_json("written", 0, ()) | {
                "files": [str(path) for path in done.files], "edited": done.edited})
            return 0
        if done.edited:
            complain(_EDITED)
        if not quiet:
            say("\n".join(f"Written: {path}" for path in done.files))
        return 0

    finish(job, as_json, time_limit)

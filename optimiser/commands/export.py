"""`allocate export SOURCE`: the model in the formats of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import JSON, QUIET, complain, finish, say, say_json
from optimiser.screen import result_json

_EDITED = "The workbook was edited since it was written; the model is that of its inputs as " \
          "they stand."


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--format", "form", required=True, type=click.Choice(["lp", "mps"]),
              help="CPLEX LP or free MPS.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
              help="Where to write; default outputs/NAME.FORMAT.")
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
@JSON
@QUIET
def export(source: Path, form: str, output: Path | None, force: bool, as_json: bool,
           quiet: bool) -> None:
    """Write the linear program of SOURCE, an input or an output workbook."""
    target = output or Path("outputs") / f"{source.stem}.{form}"

    def job() -> int:
        import optimiser

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

    finish(job, as_json)

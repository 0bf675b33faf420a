"""`allocate pages OUTPUT`: a workbook for each coordinator."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import JSON, QUIET, finish
from optimiser.commands.printing import say, say_json
from optimiser.screen.findings import result_json
from optimiser.words import counted


@click.command()
@click.argument("source", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", required=True, metavar="FOLDER",
              type=click.Path(path_type=Path, file_okay=False),
              help="Where to write the workbooks; the folder is made.")
@click.option("--force", is_flag=True, help="Overwrite edited pages; backups are kept.")
@JSON
@QUIET
def pages(source: Path, *, folder: Path, force: bool, as_json: bool, quiet: bool) -> None:
    """Write a page for each donor and recipient: its own money, experts and contacts.

    What an output workbook gives as it stands, edited or not.
    """
    def job() -> int:
        import optimiser
        from optimiser.handover.coordinator_books import summary

        written = optimiser.pages(source, folder, force=force)
        if as_json:
            say_json(result_json("written", 0, ()) | {"pages": [
                {"name": page.who.name, "role": "donor" if page.is_donor else "recipient",
                 "total": float(page.total), "file": str(path)} for page, path in written]})
        elif not quiet:
            say(f"{counted(len(written), 'page')} written to {folder}:")
            for page, path in written:
                say(f"  {path.name}: {summary(page)}")
        return 0

    finish(job, as_json)

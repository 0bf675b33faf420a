"""`allocate new FILE`: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import QUIET, finish
from optimiser.commands.printing import say
from optimiser.errors import UsageError


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Fill in the Western Balkans example.")
@click.argument("flows", metavar="[FLOWS.csv]", required=False,
                type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="OUTPUT",
              help="Fill in the inputs of a plan, to change them and run again.")
@click.option("--from-fts", "requirements", metavar="REQUIREMENTS.csv",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Fill in needs by cluster from a table of OCHA's Financial Tracking Service, "
              "and commitments from its table of flows, if FLOWS.csv is named too.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists; a backup of it is kept.")
@QUIET
def new(target: Path, flows: Path | None, *, example: bool, source: Path | None,
        requirements: Path | None, force: bool, quiet: bool) -> None:
    """Write a workbook with every sheet, each heading explained, to fill in and run."""

    def job() -> int:
        import optimiser

        if target.suffix.casefold() != ".xlsx":
            raise UsageError(f"{target.name} is no name of an .xlsx workbook.",
                             "Choose one such as inputs.xlsx.")
        if flows is not None and requirements is None:
            raise UsageError(f"{flows.name} stands alone.",
                             "Flows follow --from-fts REQUIREMENTS.csv.")
        fts = tuple(path for path in (requirements, flows) if path is not None)
        backup = optimiser.new(target, example=example, force=force, source=source, fts=fts)
        if not quiet:
            say(f"Written to {target}: {_filled(example, source, requirements)}.")
            for line in _left_out(fts):
                say(f"  {line}")
            say(f"Next: allocate {'' if example else 'check '}{_quoted(target)}")
            if backup:
                say(f"The workbook that stood there was kept as {backup}.")
        return 0

    finish(job, as_json=False)


def _filled(example: bool, source: Path | None, requirements: Path | None) -> str:
    if source is not None:
        return f"the inputs of {source.name}"
    if requirements is not None:
        return "needs and commitments; raise the budgets by what is to be allocated now"
    return "the Western Balkans example" if example else "every sheet, to fill in"


def _left_out(fts: tuple[Path, ...]) -> tuple[str, ...]:
    """Say what of the Service's tables has no place in a plan."""
    if not fts:
        return ()
    from optimiser.template.from_fts import from_fts

    return from_fts(*fts).left_out


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)

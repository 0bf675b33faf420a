"""`allocate verify OUTPUT`: whether it keeps every limit as it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.console import JSON, QUIET, TIME_LIMIT, finish
from optimiser.commands.places import WORKBOOK, default_target, make_folder, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.errors import UsageError
from optimiser.screen.findings import result_json
from optimiser.screen.lines import wrapped
from optimiser.screen.verdict import moves_text, verdict_text
from optimiser.words import counted

if TYPE_CHECKING:
    from optimiser.review.again import Move


@click.command()
@click.argument("source", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--replay", is_flag=True,
              help="Solve the inputs that it carries again, and compare the plans.")
@click.option("--repair", is_flag=True,
              help="Solve again with the edited amounts fixed (as pins), and write a new output.")
@click.option("-o", "--output", type=WORKBOOK,
              help="Where --repair writes; default outputs/NAME-repaired.xlsx.")
@click.option("--force", is_flag=True, help="Overwrite an edited workbook; a backup is kept.")
@TIME_LIMIT
@JSON
@QUIET
def verify(source: Path, *, replay: bool, repair: bool, output: Path | None, force: bool,
           time_limit: float | None, as_json: bool, quiet: bool) -> None:
    """Recompute every limit of an output workbook, edited or not, without solving.

    Exit code 0 where every limit that must hold is kept, 7 where not. With --replay: 0 where
    the same plan comes out, 7 where another does.
    """
    def job() -> int:
        if replay and repair:
            raise UsageError("--replay and --repair are two different things.", "Choose one.")
        if replay:
            return _replay(source, as_json, quiet)
        if repair:
            target = output or default_target(source, "-repaired.xlsx")
            settle([target], [source], force=force)
            return _repair(source, target, force, as_json, quiet)
        return _verify(source, as_json, quiet)

    finish(job, as_json, time_limit)


def _verify(source: Path, as_json: bool, quiet: bool) -> int:
    import optimiser

    found = optimiser.verify(source)
    code = 0 if found.holds else 7
    if as_json:
        say_json(result_json("kept" if found.holds else "broken", code, ()) | asdict(found))
    elif not quiet or code:
        say(verdict_text(found))
    return code


def _replay(source: Path, as_json: bool, quiet: bool) -> int:
    import optimiser
    from optimiser.review.again import differences, read_replayable

    output = read_replayable(source)
    plan = optimiser.optimise(output.inputs, split=output.logged("Split") or None)
    moves = differences(output, plan.solution)
    code = 7 if moves else 0
    if as_json:
        say_json(result_json("another plan" if moves else "same plan", code, ()) | {
            "moves": _plain(moves)})
    elif moves:
        if output.made_by:
            say("\n".join(wrapped(f"{source.name} was made by {output.made_by}, which may have "
                                  "chosen otherwise among plans or rounded otherwise.")))
        say(f"Another plan comes out; {counted(len(moves), 'amount differs', 'amounts differ')} "
            "(in the file, then as solved):")
        say(moves_text(moves, plan.solution.problem.currency))
    elif not quiet:
        say("The same plan comes out, amount for amount.")
    return code


def _repair(source: Path, target: Path, force: bool, as_json: bool, quiet: bool) -> int:
    import optimiser
    from optimiser.review.again import (
        differences,
        read_replayable,
        require_repairable,
        with_pins,
    )

    output = read_replayable(source)
    require_repairable(output)
    split = output.logged("Split") or None
    solved = optimiser.optimise(output.inputs, split=split)
    edits = differences(output, solved.solution)
    plan = optimiser.optimise(with_pins(output, edits), earlier=source, split=split)
    make_folder(target)
    backup = optimiser.write(plan, target, force=force)
    moves = differences(output, plan.solution)
    if as_json:
        say_json(result_json("repaired", 0, plan.warnings) | {
            "output": str(target), "backup": str(backup) if backup else None,
            "edits": len(edits), "moves": _plain(moves)})
        return 0
    currency = plan.solution.problem.currency
    if not quiet:
        say(f"{counted(len(edits), 'edited amount')} held; "
            f"{counted(len(moves), 'other')} had to move:")
        say(moves_text(moves, currency))
    complain(f"Written to {target}.")
    return 0


def _plain(moves: tuple[Move, ...]) -> list[dict[str, object]]:
    return [{**dict(zip(("fund", "recipient", "activity", "period"), move.cell, strict=True)),
             "before": float(move.before), "after": float(move.after)} for move in moves]

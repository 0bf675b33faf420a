"""`allocate frontier INPUT`: the trade-off between most need met and lowest coverage."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import (
    INPUT,
    JSON,
    QUIET,
    RULES,
    Figure,
    complain,
    finish,
    say,
    say_json,
)
from optimiser.commands.places import default_place, make_folder, settle
from optimiser.screen.findings import findings_text, result_json
from optimiser.screen.plan import plan_json, plan_text


@click.command(short_help="What a higher lowest coverage costs.")
@INPUT
@RULES
@click.option("--points", type=click.IntRange(2, 1001), default=11, show_default=True, metavar="N",
              help="How many points, ends included.")
@click.option("--at", type=Figure(0, 1), metavar="SHARE",
              help="Make the plan in which no recipient is covered less, such as 0.4.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
              help="Where to write; default outputs/NAME-frontier.xlsx, or with --at "
              "outputs/NAME-allocation.xlsx.")
@click.option("--force", is_flag=True, help="Overwrite an edited output; a backup of it is kept.")
@JSON
@QUIET
def frontier(source: Path, *, rules: tuple[Path, ...], points: int, at: float | None,
             output: Path | None, force: bool, as_json: bool, quiet: bool) -> None:
    """Show what a higher lowest coverage costs in need met; every point is proved optimal."""
    def job() -> int:
        import optimiser
        from optimiser.scenarios.frontier_report import frontier_json, write_frontier
        from optimiser.screen.futures import frontier_text

        target = output or default_place(
            source, "-frontier.xlsx" if at is None else "-allocation.xlsx")
        settle([target], [source, *rules], force=force)
        if at is not None:
            plan = optimiser.optimise(source, rules=rules, lowest_coverage=at)
            make_folder(target)
            backup = optimiser.write(plan, target, force=force)
            if as_json:
                say_json(plan_json(plan, target, backup))
            elif not quiet:
                say(plan_text(plan, target, backup))
            complain("" if as_json else findings_text(plan.warnings))
            return 0
        found = optimiser.frontier(source, rules=rules, points=points)
        make_folder(target)
        backup = write_frontier(found, target, force=force)
        if as_json:
            say_json(result_json("proved", 0, ()) | frontier_json(found) | {
                "output": str(target), "backup": str(backup) if backup else None})
        elif not quiet:
            say(frontier_text(found))
            say(f"Written to {target}.")
        return 0

    finish(job, as_json)

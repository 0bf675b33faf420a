"""`allocate frontier INPUT`: the trade-off between most need met and lowest coverage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from optimiser.commands.console import INPUT, JSON, QUIET, RULES, TIME_LIMIT, Figure, finish
from optimiser.commands.places import WORKBOOK, default_target, make_folder, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.screen.findings import findings_text, result_json
from optimiser.screen.plan import plan_json, plan_text


@click.command()
@INPUT
@RULES
@click.option("--points", type=click.IntRange(2, 1001), default=11, show_default=True, metavar="N",
              help="How many points, ends included.")
@click.option("--at", type=Figure(0, 1), metavar="SHARE",
              help="Make the plan in which no recipient is covered less, such as 0.4.")
@click.option("--over", type=click.Choice(["coverage", "budget"]), default="coverage",
              show_default=True, help="What the points run over: the lowest coverage, or 50% to "
              "150% of the budgets (what the next million buys).")
@click.option("--fund", metavar="NAME", help="With --over budget: change the budget of one fund.")
@click.option("-o", "--output", type=WORKBOOK,
              help="Where to write; default outputs/NAME-frontier.xlsx, with --over budget "
              "outputs/NAME-over-budget.xlsx, with --at outputs/NAME-allocation.xlsx.")
@click.option("--force", is_flag=True, help="Overwrite an edited output; a backup of it is kept.")
@TIME_LIMIT
@JSON
@QUIET
def frontier(source: Path, *, rules: tuple[Path, ...], points: int, at: float | None,
             over: str, fund: str | None, output: Path | None, force: bool,
             time_limit: float | None, as_json: bool, quiet: bool) -> None:
    """Show what a higher lowest coverage costs in need met; every point is proved optimal.

    With --over budget it shows what the best plan would meet with less money, and with more.
    """
    def job() -> int:
        import optimiser

        if (over == "budget" and at is not None) or (over != "budget" and fund is not None):
            raise UsageError("--fund goes with --over budget, and --at with the lowest coverage.",
                             "Leave one of them out.")
        target = output or default_target(
            source, "-allocation.xlsx" if at is not None else
            "-frontier.xlsx" if over == "coverage" else "-over-budget.xlsx")
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
        found = (_over_coverage(source, rules, points) if over == "coverage"
                 else _over_budget(source, rules, points, fund))
        make_folder(target)
        backup = found.write(target, force)
        if as_json:
            say_json(result_json("proved", 0, ()) | found.plain | {
                "output": str(target), "backup": str(backup) if backup else None})
        elif not quiet:
            say(found.text)
            say(f"Written to {target}.")
        return 0

    finish(job, as_json, time_limit)


@frozen
class _Found:
    """Points as text, as plain data, and what writes them to a place (by force or not)."""

    text: str
    plain: dict[str, Any]
    write: Callable[[Path, bool], Path | None]


def _over_coverage(source: Path, rules: tuple[Path, ...], points: int) -> _Found:
    import optimiser
    from optimiser.scenarios.frontier_report import frontier_json, write_frontier
    from optimiser.screen.futures import frontier_text

    found = optimiser.frontier(source, rules=rules, points=points)
    return _Found(frontier_text(found), frontier_json(found),
                  lambda target, force: write_frontier(found, target, force=force))


def _over_budget(source: Path, rules: tuple[Path, ...], points: int, fund: str | None) -> _Found:
    import optimiser
    from optimiser.scenarios.over_budget_report import over_budget_json, write_over_budget
    from optimiser.screen.futures import over_budget_text

    found = optimiser.over_budget(source, rules=rules, points=points, fund=fund)
    return _Found(over_budget_text(found), over_budget_json(found),
                  lambda target, force: write_over_budget(found, target, force=force))

"""`allocate scenarios INPUT`: one decision for several futures."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.console import GAP, INPUT, JSON, QUIET, RULES, TIME_LIMIT, Figure, finish
from optimiser.commands.places import WORKBOOK, default_target, make_folder, settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.errors import UsageError
from optimiser.screen.findings import findings_text, result_json


@click.command()
@INPUT
@RULES
@click.option("--for", "aim", type=click.Choice(["expected", "least-regret", "worst-case"]),
              default="expected", show_default=True,
              help="Decide on what is best on average, has the smallest regret (what the best plan "
              "for what then happens would meet more), or is best where it meets least.")
@click.option("--reserve", type=Figure(0, 0.999), default=0.0,
              metavar="SHARE", help="Keep back so much of every fund until a scenario is known, "
              "such as 0.1, and say what that costs and buys.")
@click.option("--samples", type=click.IntRange(1, 1_000_000), metavar="N",
              help="Take N samples of the needs by their Uncertainty instead, and show what that "
              "does.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S",
              help="With --samples: the number that makes the samples repeatable.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="K",
              help="With --samples: so many at a time; default one a processor.")
@click.option("--scheduler", metavar="ADDRESS",
              help="Solve on the Dask cluster at tcp://HOST:PORT.")
@click.option("--resume", is_flag=True,
              help="With --samples: go on with what the output holds of the same run.")
@click.option("-o", "--output", type=WORKBOOK,
              help="Where to write; default outputs/NAME-scenarios.xlsx, with --samples "
              "outputs/NAME-uncertainty.xlsx.")
@click.option("--force", is_flag=True, help="Overwrite an edited output; a backup of it is kept.")
@TIME_LIMIT
@GAP
@JSON
@QUIET
def scenarios(source: Path, *, rules: tuple[Path, ...], aim: str, reserve: float,
              samples: int | None, seed: int,
              workers: int | None, scheduler: str | None, resume: bool, output: Path | None,
              force: bool, time_limit: float | None, gap: float | None, as_json: bool,
              quiet: bool) -> None:
    """Compare plans over the futures of the sheet Scenarios, and decide on one for now.

    The output is that plan in full, with a sheet Scenarios of values and regrets. With --samples:
    how the plan for the inputs as they are fares where needs turn out otherwise.
    """
    def job() -> int:
        if samples is not None:
            from optimiser.commands.sampling import Asked, draw

            return draw(Asked(source, rules, samples, seed, workers, scheduler, resume, output,
                              force), as_json=as_json, quiet=quiet)
        if workers or resume:
            raise UsageError("--workers and --resume are about samples.",
                             "Add --samples N.")
        import optimiser
        from optimiser.scenarios.report import scenarios_json
        from optimiser.screen.futures import scenarios_text

        target = output or default_target(source, "-scenarios.xlsx")
        settle([target], [source, *rules], force=force)
        done = optimiser.decide(source, rules=rules, aim=aim, reserve=reserve,
                                scheduler=scheduler, gap=gap)
        make_folder(target)
        backup = optimiser.write(done.plan, target, force=force)
        if as_json:
            say_json(result_json("decided", 0, done.plan.warnings) | scenarios_json(
                done.analysis) | {"output": str(target),
                                  "backup": str(backup) if backup else None})
            return 0
        if not quiet:
            say(scenarios_text(done.analysis))
            say(f"Written to {target}; the sheet Scenarios has the figures.")
        complain(findings_text(done.plan.warnings))
        return 0

    finish(job, as_json, time_limit)

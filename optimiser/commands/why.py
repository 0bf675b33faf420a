"""`allocate why OUTPUT`: the reasons behind an output's figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.console import JSON, TIME_LIMIT, finish
from optimiser.commands.places import WORKBOOK, settle
from optimiser.commands.printing import say, say_json
from optimiser.errors import UsageError
from optimiser.screen.findings import result_json

if TYPE_CHECKING:
    from optimiser.api.plans import Plan


@click.command()
@click.argument("source", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--recipient", metavar="NAME", help="Why its needs are met as they are.")
@click.option("--activity", metavar="NAME", help="Only the needs for this activity.")
@click.option("--period", metavar="NAME", help="Only the needs of this period.")
@click.option("--fund", metavar="NAME", help="Where its money goes, and what more would do.")
@click.option("--donor", metavar="NAME", help="The same for all funds of a donor.")
@click.option("--rule", metavar="NAME", help="How a rule or any other limit stands.")
@click.option("--costs", is_flag=True,
              help="Solve again without each rule, fixed amount (pin), floor and share of the "
              "burden, and say what it costs.")
@click.option("--weights", is_flag=True,
              help="Solve again, and say how far each severity, priority and weight may move "
              "before the plan changes.")
@click.option("-o", "--output", type=WORKBOOK,
              help="With --costs: write the output again, with a sheet of the costs.")
@click.option("--force", is_flag=True, help="Overwrite an edited workbook; a backup is kept.")
@TIME_LIMIT
@JSON
def why(source: Path, *, recipient: str | None, activity: str | None, period: str | None,
        fund: str | None, donor: str | None, rule: str | None, costs: bool,
        weights: bool, output: Path | None, force: bool, time_limit: float | None,
        as_json: bool) -> None:
    """Explain an output: what holds needs back, what more money would do, what rules cost.

    Without a name: the largest needs not met and the limits that count. Everything is read from
    the workbook as it stands; --costs and --weights solve the inputs that it carries.
    """
    def job() -> int:
        named = {"recipient": recipient, "activity": activity, "period": period, "fund": fund,
                 "donor": donor, "rule": rule}
        about = {"needs": (recipient, activity, period), "money": (fund, donor), "rules": (rule,)}
        asked = sum(any(name is not None for name in names) for names in about.values())
        if asked + costs + weights > 1:
            raise UsageError("One question at a time.", "Name a recipient (with activity and "
                             "period), or a fund, or a donor, or a rule, or ask for --costs or "
                             "--weights.")
        if output is not None and not costs:
            raise UsageError("-o writes the costs of rules.", "Add --costs.")
        if weights:
            return _weights(source, as_json)
        return _costs(source, output, force, as_json) if costs else _why(source, named, as_json)

    finish(job, as_json, time_limit)


def _why(source: Path, named: dict[str, str | None], as_json: bool) -> int:
    import optimiser
    from optimiser.screen.why import why_json, why_text

    found = optimiser.why(source, **named)
    if as_json:
        say_json(result_json("explained", 0, ()) | why_json(found))
    else:
        say(why_text(found))
    return 0


def _costs(source: Path, output: Path | None, force: bool, as_json: bool) -> int:
    import optimiser
    from optimiser.plan.wish_words import every_wish_words
    from optimiser.screen.why import costs_json, costs_text

    if output is not None:
        settle([output], [source], force=force)
    plan = _solved_again(source)
    found = optimiser.costs(plan)
    if output is not None:
        optimiser.write(optimiser.with_costs(plan, found), output, force=force)
    currency, every = plan.solution.problem.currency, plan.solution.every_wish
    wishes = "" if every is None else every_wish_words(plan.solution, every)
    if as_json:
        say_json(result_json("explained", 0, ()) | {
            "currency": currency, "costs": costs_json(found), "every_wish": wishes or None,
            "output": str(output) if output else None})
    else:
        say(costs_text(found, currency, wishes))
        if output is not None:
            say(f"Written to {output}, sheet Costs.")
    return 0


def _weights(source: Path, as_json: bool) -> int:
    import optimiser
    from optimiser.screen.judgements import judgements_json, judgements_text

    plan = _solved_again(source)
    found, currency = optimiser.weights(plan), plan.solution.problem.currency
    if as_json:
        say_json(result_json("explained", 0, ()) | {"currency": currency}
                 | judgements_json(found, currency))
    else:
        say(judgements_text(found, currency))
    return 0


def _solved_again(source: Path) -> Plan:
    """Return the plan of the inputs that an output carries; raise InputError or UsageError."""
    import optimiser
    from optimiser.review.again import read_replayable

    carries = read_replayable(source)
    return optimiser.optimise(carries.inputs, split=carries.logged("Split") or None)

"""`allocate check INPUT`: what was read, and everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.console import (
    INPUT,
    JSON,
    ON,
    QUIET,
    RATES,
    RULES,
    count_errors,
    finish,
    priced,
)
from optimiser.commands.places import settle
from optimiser.commands.printing import complain, say, say_json
from optimiser.screen.findings import findings_text, result_json
from optimiser.words import counted

if TYPE_CHECKING:
    from optimiser.tables.table import Inputs


@click.command()
@INPUT
@RULES
@RATES
@ON
@click.option("--annotate", type=click.Path(path_type=Path, dir_okay=False), metavar="COPY.xlsx",
              help="Write a copy of INPUT with every finding marked in its cell and listed.")
@click.option("--force", is_flag=True, help="Overwrite an edited copy; a backup of it is kept.")
@JSON
@QUIET
def check(source: Path, *, rules: tuple[Path, ...], annotate: Path | None, force: bool,
          as_json: bool, quiet: bool, rates: Path | None, day: str | None) -> None:
    """Read and check INPUT, and say what was read; nothing is solved or written."""

    def job() -> int:
        import optimiser
        from optimiser.tables.summary import summarise

        if annotate is not None:
            settle([annotate], [source, *rules, rates], force=force)
        inputs = optimiser.load(priced(source, rates, day), rules)
        findings = optimiser.check(inputs)
        code = 3 if count_errors(findings) else 0
        summary = summarise(inputs)
        if annotate is not None:
            from optimiser.report.annotated import write_annotated

            write_annotated(source, findings, annotate, force=force)
        rules_said = [] if code else _rules_said(inputs)
        if as_json:
            status = "input errors" if code else "valid"
            say_json(result_json(status, code, findings) | {
                "summary": list(summary), "rules": rules_said[1:],
                "annotated": None if annotate is None else str(annotate)})
            return code
        if not quiet:
            say("\n".join([*summary, *filter(None, rules_said)]))
        complain(findings_text(findings))
        if not quiet:
            errors, warnings = count_errors(findings), len(findings) - count_errors(findings)
            say(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}.")
            if annotate is not None:
                from optimiser.report.copy_losses import copy_losses

                say(f"All are marked in {annotate}.")
                if losses := copy_losses(source):
                    say(f"Only the original keeps: {'; '.join(losses)}.")
        return code

    finish(job, as_json)


def _rules_said(inputs: Inputs) -> list[str]:
    """Return how many rules of which kinds there are, "" for none, and each in words."""
    from optimiser.model.limits.rules import rule_sentences
    from optimiser.problem.build import build_problem
    from optimiser.screen.plan import rule_count_text

    problem = build_problem(inputs)
    return [rule_count_text(problem), *rule_sentences(problem)]

"""What if: the plan of inputs with a few figures changed, and those inputs as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimiser.api.arguments import PathLike, flag_of, inputs_of, path_of, wrong
from optimiser.api.plans import Plan, solve_again
from optimiser.api.progress import Tell, tell_of
from optimiser.errors import UsageError
from optimiser.tables.entries import Entry, with_entries
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs
from optimiser.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from optimiser.scenarios.changes import Change
    from optimiser.solving.engines.places import Ended

_MOST_SAID = 12

def what_if(source: Plan | Inputs | Source, changes: Sequence[Change], *,
            progress: Tell | None = None) -> Plan:
    """Return the best plan of inputs with changes made: budgets, rules, floors and so on.

    The changes are those of `optimiser.changes`; a plan stands for the inputs that it was made
    from, and is quick: every step begins where the plan's ended. The audit is part of it; prices
    and reasons are found when they are asked for. Raises UsageError where a change names what the
    inputs do not have, and what `optimise` raises.
    """
    made, tell = _changes_of(changes), tell_of(progress)
    if isinstance(source, Plan):
        return what_if_from(source.inputs, made, source.ended, tell, is_later=True)
    return what_if_from(inputs_of(source), made, {}, tell, is_later=True)


def what_if_from(inputs: Inputs, made: Sequence[Change], before: Ended, tell: Tell, *,
                 is_later: bool = False) -> Plan:
    """Return the best plan of inputs with changes made, begun where another one of them ended.

    With `is_later` it is explained when somebody asks, otherwise beside the solve.
    """
    from optimiser.scenarios.changes import changed_cells

    entries = changed_cells(inputs, made)
    plan = solve_again(with_entries(inputs, entries), before, tell, is_later=is_later)
    if not entries:  # a plan as the command makes it, and its Log says no more
        return plan
    return replace(plan, options={**plan.options, "what if": _in_words(inputs, entries)})


def _in_words(inputs: Inputs, entries: Sequence[Entry]) -> str:
    """Say changes in a line; a scenario may change every need."""
    from optimiser.report.changed import said

    more = len(entries) - _MOST_SAID
    words = [said(inputs, entry) for entry in entries[:_MOST_SAID]]
    rest = [counted(more, "more cell")] if more > 0 else []
    return "; ".join([*words, *rest]) or "nothing"


def write_changed(source: PathLike, changes: Sequence[Change], target: PathLike, *,
                  force: bool = False) -> Path | None:
    """Write the user's own inputs with changes made: cells marked, and a sheet that lists them.

    Returns the backup kept of an edited target, if any. Raises UsageError or OutputError.
    """
    from optimiser.report.changed import write_changed as written
    from optimiser.scenarios.changes import changed_cells

    path, copy = path_of("source", source), path_of("target", target)
    made, force = _changes_of(changes), flag_of("force", force)
    inputs = inputs_of(path)
    return written(path, inputs, changed_cells(inputs, made), copy, force=force)


def _changes_of(given: object) -> tuple[Change, ...]:
    """Return changes; raise UsageError for what is no list of them."""
    from optimiser.scenarios.changes import Change

    if isinstance(given, Change):
        raise UsageError("changes takes a list, and was given one change.",
                         "Write changes=[...].")
    if not isinstance(given, Sequence) or not all(isinstance(one, Change) for one in given):
        raise wrong("changes", given, "a list of changes, such as optimiser.changes.Budget(...)")
    return tuple(given)

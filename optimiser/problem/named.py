"""What an element or a need is called in a sentence."""

from __future__ import annotations

from optimiser.problem.types import Problem


def named_need(problem: Problem, recipient: int, activity: int, period: int | None = None) -> str:
    """Return what a need is called: its recipient, its activity and, if it has one, its period."""
    when = "" if period is None else problem.periods[period]
    return (f"{problem.recipients.names[recipient]} / {problem.activities.names[activity]}"
            + (f" in {when}" if when else ""))

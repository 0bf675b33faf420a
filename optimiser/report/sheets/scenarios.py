"""`Scenarios`: what each plan meets in each future, written by `allocate scenarios`."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.report.layout import Heading, Look, numbered
from optimiser.report.sheet import Sheet, brought

NAME = "Scenarios"


def headings_for(names: Sequence[str]) -> tuple[Heading, ...]:
    """Return the headings of the sheet for scenarios of these names."""
    return (
        Heading("Plan", "A plan for the periods decided now.", Look.TEXT, 36),
        *(Heading(f"Points in {name}", "Points of the plan in this scenario, given as planned or "
                  "less.", Look.MONEY, 18, result=True)
          for name in names),
        Heading("On average", "The values weighed by the probabilities.", Look.MONEY, 18),
        *(Heading(f"Regret in {name}", "Points that the best plan for what then happens has "
                  "more.", Look.MONEY, 18) for name in names),
        Heading("Largest regret", "The largest of the regrets.", Look.MONEY, 18),
        Heading("In words", "What the figures say.", Look.WORDS, 70),
        numbered("Number of the row: 1 the probabilities, 2 the best values, then the plans."),
    )


_BUILD, _IS_THERE = brought(NAME)
SCENARIOS_SHEET = Sheet(
    name=NAME,
    holds="What each plan meets in each future: probabilities, the best of each scenario alone, "
    "then a row a plan. `S` stands for each scenario.",
    when="Written by `allocate scenarios`.",
    columns=headings_for(["S"]), build=_BUILD, is_there=_IS_THERE)

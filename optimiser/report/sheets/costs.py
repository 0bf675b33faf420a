"""`Costs`: what each rule, pin, floor and share of the burden costs, written with `--costs`."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.plan.costs import RuleCost
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.sheet import Sheet, brought

_NAME = "Costs"
COSTS = (
    Heading("Name", "The limit, as in Limits; a rule of several limits once.", Look.WORDS, 34),
    Heading("Kind", "Family of the limit.", width=18),
    Heading("In words", "What it says.", Look.WORDS, 50),
    Heading("Source", "Sheet and cell of the input workbook that it comes from.", width=16),
    Heading("Points", "Points that the plan would have more without it; negative where it has "
            "more with it. Found by solving again without it.", Look.MONEY, 18, result=True),
    Heading("Share", "The same over all points of the plan.", Look.SHARE, 10, result=True),
    Heading("Need met", "What the plan would meet more without it, in money.", Look.MONEY, 18,
            result=True, unit="{currency}"),
    Heading("What it does", "The same in words, and whose money it moves.", Look.WORDS, 80,
            result=True),
)


def costs(found: Sequence[RuleCost], currency: str) -> Page:
    """Return the sheet, the dearest first."""
    rows: list[list[Cell]] = [
        [one.name, one.kind, one.words, one.source, round(one.weighted, 2), one.share,
         round(one.met, 2), one.said(currency)] for one in found]
    return Page(_NAME, COSTS, rows)


_BUILD, _IS_THERE = brought(_NAME)
COSTS_SHEET = Sheet(
    name=_NAME, holds="What the plan would gain without each rule, fixed amount (pin), floor and "
    "share of the burden.", when="Written with `--costs`.", columns=COSTS, build=_BUILD,
    is_there=_IS_THERE)

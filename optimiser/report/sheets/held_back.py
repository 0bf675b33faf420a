"""`Held back`: one row for each limit in the way of a need, with what moving it would do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.plan.reasons import Reason
from optimiser.report.draft import Draft
from optimiser.report.layout import Cell, Heading, Look, Page, in_money
from optimiser.report.sheet import Sheet
from optimiser.vocabulary import Unit

HELD_BACK = (
    Heading("Recipient", "Whose need it is.", width=26),
    Heading("Activity", "What for.", width=30),
    Heading("Period", "When.", width=12),
    Heading("Tier", "Urgency class.", width=14),
    Heading("Limit", "Name of the limit in the way, as the sheet Limits has it; blank where no "
            "limit is. Last of a need, the limit that keeps money in a need of less weight.",
            Look.WORDS, 44, result=True),
    Heading("Full", "yes where the limit lets no more through; no where it lets some more "
            "through, but not all that the need lacks.", width=8, result=True),
    in_money("Room in money", "How much more the need may get, the tiers that fill before it "
             "included, with the limits in the rows above loosened, before this one stops it.",
             16),
    Heading("Room in expert-months", "What is left under a limit on experts, whoever uses it.",
            Look.MONTHS, 14, result=True),
    Heading("Price", "Points that one more unit of the limit would add; Price per says of what.",
            Look.PRICE, 12, result=True),
    Heading("Price per", "What the price is of: one of the currency, an expert-month, a grant.",
            width=14, result=True),
    Heading("Met instead in", "Recipient of the need that the same money meets instead: one of "
            "greater weight, or of less where the limit keeps it there.", width=24,
            result=True),
    Heading("Met instead for", "Activity and period of that need, and its tier.", Look.WORDS, 30,
            result=True),
    Heading("Weight there", "Points that a unit of money counts there.", Look.NUMBER, 12,
            result=True, screen_only=True),
)


def held_back(draft: Draft) -> Page:
    """Return one row a reason, in the order of the needs."""
    return Page("Held back", HELD_BACK, list(_rows(draft)))


def _count(draft: Draft) -> int:
    """Return the number of rows."""
    return sum(max(len(held.reasons), 1) + (held.kept_by is not None)
               for held in draft.plan.held_back if held is not None)


def _rows(draft: Draft) -> Iterator[list[Cell]]:
    needs, problem = draft.problem.needs, draft.problem
    for row, held in enumerate(draft.plan.held_back):
        if held is None:
            continue
        need = [problem.recipients.names[needs.recipient[row]],
                problem.activities.names[needs.activity[row]],
                problem.periods[needs.period[row]], problem.tiers.names[needs.tier[row]]]
        last = _instead(draft, held.outranked_by)
        for reason in held.reasons or (None,):
            yield [*need, *_reason(draft, reason), *last]
        if held.kept_by:
            yield [*need, *_reason(draft, held.kept_by), *_instead(draft, held.kept_in)]


def _reason(draft: Draft, reason: Reason | None) -> list[Cell]:
    if reason is None:
        return [None] * 6
    block, at = draft.plan.limit(reason.limit)
    is_money = block.unit is Unit.MONEY
    price: list[Cell] = [None, None] if not np.isfinite(reason.price) else [
        float(reason.price), f"{draft.currency} 1" if is_money else block.unit.singular]
    if reason.room is None:
        return [block.names[at], "yes", None, None, *price]
    months = draft.plan.slack(reason.limit) if block.unit is Unit.EXPERT_MONTHS else None
    return [block.names[at], "no", round(reason.room, 2), months and round(months, 2), *price]


def _instead(draft: Draft, other: int) -> list[Cell]:
    if other < 0:
        return [None, None, None]
    problem, needs = draft.problem, draft.problem.needs
    what = (problem.activities.names[needs.activity[other]], problem.periods[needs.period[other]],
            problem.tiers.names[needs.tier[other]])
    return [problem.recipients.names[needs.recipient[other]], ", ".join(filter(None, what)),
            float(needs.weight[other])]


HELD_BACK_SHEET = Sheet(
    name="Held back",
    holds="A row for each limit in the way of a need that is not fully met.",
    columns=HELD_BACK,
    build=held_back,
    rows=_count,
    is_there=lambda draft: _count(draft) > 0,
    when="Where a need is not fully met.",
)

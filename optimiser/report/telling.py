"""What a plan has to say beyond its tables: largest gaps, wishes, money left.

The first page of the workbook, the HTML report and the screen of the page all take it from here,
so that one thing has one figure and one sentence. Figures are those of the sheets Needs and Funds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optimiser.plan.held_words import held_words, left_words
from optimiser.plan.nothing import nothing_words
from optimiser.plan.over_words import over_words
from optimiser.plan.wish_words import every_wish_words, granted_words, stated_name, wish_words
from optimiser.report.draft import Draft
from optimiser.words import counted

_GAPS = 5


class Gap(NamedTuple):
    """A need that lacks much: its row in Needs, counted from 0, its amounts in base currency."""

    row: int
    name: str
    need: float
    unmet: float
    coverage: float | str
    why: str


class MoneyLeft(NamedTuple):
    """A fund with money left: its row in Funds, counted from 0, its amounts in base currency."""

    row: int
    name: str
    budget: float
    left: float
    used: float | str
    why: str


def largest_gaps(draft: Draft) -> list[Gap]:
    """Return the needs that lack most, five at most; those met to a rounding unit are no gaps."""
    unmet, names = draft.need_rows["Unmet"], _need_names(draft)
    order = [row for row in np.argsort(-unmet, kind="stable")[:_GAPS].tolist()
             if draft.plan.held_back[row] is not None]
    page = draft.built["Needs"]
    need, lacking, covered = (page.values(name) for name in ("Need", "Unmet", "Coverage"))
    return [Gap(row, names[row], _figure(need[row]), _figure(lacking[row]), _share(covered[row]),
                held_words(draft.plan, row)) for row in order]


def money_left(draft: Draft) -> list[MoneyLeft]:
    """Return every fund with money left of at least one unit of Rounding, the most first."""
    page = draft.built["Funds"]
    budget, left = ([_figure(value) for value in page.values(heading)]
                    for heading in ("Budget", "Left"))
    used, names = page.values("Used"), draft.problem.funds.names
    found = [MoneyLeft(row, names[row], budget[row], amount, _share(used[row]),
                       left_words(draft.plan, row))
             for row, amount in enumerate(left) if amount >= float(draft.plan.unit)]
    return sorted(found, key=lambda fund: -fund.left)


def wishes_missed(draft: Draft) -> Iterator[str]:
    """Yield each wish not granted with what granting it would cost, then what all would cost."""
    for wish in draft.plan.wishes:
        block, number = draft.plan.limit(wish.limit)
        yield f"{block.sentences[number]} {wish_words(draft.plan, wish)}"
    if every := draft.plan.every_wish:
        yield every_wish_words(draft.plan, every)


def wishes_at_a_cost(draft: Draft) -> Iterator[str]:
    """Yield what is said of each wish that was kept at a cost, once a rule."""
    for wish in draft.plan.wishes_at_a_cost:
        block, number = draft.plan.limit(wish.limits[0])
        what = (block.sentences[number] if len(wish.limits) == 1 else
                f"{stated_name(draft.plan, wish.limits[0])}, {counted(len(wish.limits), 'limit')}.")
        yield f"{what} {granted_words(draft.plan, wish)}"


def over_by_rounding(draft: Draft) -> Iterator[str]:
    """Yield what is said of each limit that must hold and that no plan in whole units keeps."""
    for over in draft.plan.over_by_rounding:
        yield over_words(draft.plan, over)


def at_nothing(draft: Draft) -> Iterator[str]:
    """Yield what is said of each recipient, activity and fund that shares leave at nothing."""
    for one in draft.plan.at_nothing:
        yield nothing_words(draft.plan, one)


def _need_names(draft: Draft) -> list[str]:
    needs, problem = draft.problem.needs, draft.problem
    columns = (problem.names_of("recipient"), problem.names_of("activity"), problem.periods,
               problem.names_of("tier"))
    rows = zip(needs.recipient.tolist(), needs.activity.tolist(), needs.period.tolist(),
               needs.tier.tolist(), strict=True)
    return [", ".join(filter(None, (names[element] for names, element in
                                    zip(columns, row, strict=True)))) for row in rows]


def _figure(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _share(value: object) -> float | str:
    """Return a share, "" where there is nothing that it would be a share of."""
    return float(value) if isinstance(value, (int, float)) else ""

"""How far judgements may move, as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimiser.frozen import frozen
from optimiser.plan.judgements import End, Judgement, Judgements, WeightRange
from optimiser.screen.lines import wrapped
from optimiser.words import counted

_MOST = 3
"""So many needs are shown, those whose weight is nearest to a change."""
TITLE = ("How far each judgement may move, all others as they are, before the plan is no longer "
          "a best one:")


def judgements_text(found: Judgements, currency: str) -> str:
    """Return a line for each judgement that may not be anything, the nearest to a change first."""
    if found.not_told:
        return "\n".join(wrapped(found.not_told, "", ""))
    blocks = [wrapped(TITLE, "", ""), *(wrapped(note, "", "") for note in found.notes),
              *_blocks(found, currency)]
    return "\n\n".join("\n".join(block) for block in blocks)


@frozen
class Group:
    """The ranges of one kind of judgement that may not be anything, the nearest to a change first.

    `free` of `count` may be anything.
    """

    judgement: Judgement
    told: tuple[WeightRange, ...]
    free: int
    count: int

    def said_of_free(self) -> str:
        """Say how many may be anything, "" where none may."""
        words = f"{self.free} of {self.count} may be anything."
        return "" if not self.free else f"Of the others, {words}" if self.told else words


def groups(found: Judgements) -> Iterator[Group]:
    """Yield the groups that have any."""
    for judgement in Judgement:
        ranges = [one for one in found.ranges if one.judgement is judgement]
        told = sorted((one for one in ranges if not one.is_free), key=lambda one: one.nearness)
        if ranges:
            yield Group(judgement, tuple(told), len(ranges) - len(told), len(ranges))


def _blocks(found: Judgements, currency: str) -> Iterator[list[str]]:
    for group in groups(found):
        shown = group.told[:_MOST] if group.judgement is Judgement.NEED else group.told
        lines = [f"{group.judgement}:"]
        for one in shown:
            lines += wrapped(one.said(currency), "  ", "    ")
        if len(group.told) > len(shown):
            lines.append(f"  And {counted(len(group.told) - len(shown), 'more weight')}, no nearer "
                         "to a change: --json has them.")
        if group.free:
            lines.append(f"  {group.said_of_free()}")
        yield lines


def judgements_json(found: Judgements, currency: str) -> dict[str, Any]:
    """Return the ranges as plain data; an end that nothing makes is null."""
    return {"not_told": found.not_told or None, "notes": list(found.notes),
            "weights": [_range(one, currency) for one in found.ranges]}


def _range(one: WeightRange, currency: str) -> dict[str, Any]:
    return {"judgement": one.judgement.value, "name": one.name, "value": one.value,
            "below": _end(one.below), "above": _end(one.above), "in_words": one.said(currency)}


def _end(end: End) -> dict[str, Any]:
    return {"at": None if end.at == float("inf") else end.at, "ended_by": end.ended_by.value,
            "amount": end.amount, "lose": list(end.lose), "gain": list(end.gain)}

"""What one rule, pin, floor or share of the burden costs: the plan with it against without it."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.frozen import frozen
from optimiser.words import listing, money, points, share

_TENTH, _HALF = 0.001, 0.5
_MOST = 3
"""So many donors, and so many recipients, are named on each side of a shift."""
_Sums = list[tuple[str, float]]


@frozen
class RuleCost:
    """One limit that somebody wrote, and what the plan would be without it.

    In base currency: `weighted` is the points that it costs, `met` the plain need
    met. `donors` and `recipients` are pairs of a name and what the limit adds to its money
    (negative where it takes some away), without those that it leaves alone. `total` is the
    points with it. `is_needed` is False where the plan would be the same.
    """

    kind: str
    name: str
    words: str
    source: str
    weighted: float
    met: float
    total: float
    donors: tuple[tuple[str, float], ...] = ()
    recipients: tuple[tuple[str, float], ...] = ()

    @property
    def share(self) -> float:
        """The points that it costs, over those of the plan with it."""
        return self.weighted / self.total if self.total else 0.0

    @property
    def is_needed(self) -> bool:
        """Whether the plan would be another one without it."""
        return bool(self.weighted or self.donors or self.recipients)

    def said(self, currency: str) -> str:
        """Say what it costs and what it moves, in one sentence."""
        parts = list(self._parts(currency))
        return f"{self.name} {'; '.join(parts) or 'costs nothing and moves nothing'}."

    def _parts(self, currency: str) -> Iterator[str]:
        if self.weighted:
            verb = "costs" if self.weighted > 0 else "adds"
            size = abs(self.share)
            less = "less than 0.1%" if size < _TENTH else share(size)
            yield f"{verb} {points(abs(self.weighted))} ({less} of all)"
        elif self.is_needed:
            yield "costs no points"
        yield from _given(self.recipients, currency)
        yield from _paid(self.donors, currency)


def _given(recipients: tuple[tuple[str, float], ...], currency: str) -> Iterator[str]:
    """Say what the limit gives to recipients and takes from them, it being the subject."""
    less, more = _sides(recipients)
    moved = min(_sum(less), _sum(more))
    if less and more:
        yield f"moves {_size(moved, currency)} from {_named(less)} to {_named(more)}"
    elif less:
        yield f"takes {_size(_sum(less), currency)} from {_named(less)}"
    elif more:
        yield f"gives {_size(_sum(more), currency)} to {_named(more)}"


def _paid(donors: tuple[tuple[str, float], ...], currency: str) -> Iterator[str]:
    """Say who pays less because of the limit, and who more."""
    for changes, word in zip(_sides(donors), ("less", "more"), strict=True):
        if changes:
            verb = "pays" if len(changes) == 1 else "pay"
            yield f"{_named(changes)} {verb} {_size(_sum(changes), currency)} {word}"


def _sides(changes: tuple[tuple[str, float], ...]) -> tuple[_Sums, _Sums]:
    """Return who has less and who has more, each with by how much."""
    return ([(name, -change) for name, change in changes if change < 0],
            [(name, change) for name, change in changes if change > 0])


def _sum(changes: _Sums) -> float:
    return sum(change for _, change in changes)


def _size(moved: float, currency: str) -> str:
    return money(round(moved), currency) if moved >= _HALF else f"less than {money(1, currency)}"


def _named(changes: _Sums) -> str:
    names = [name for name, _ in sorted(changes, key=lambda one: (-one[1], one[0]))]
    if len(names) > _MOST:
        names = [*names[:_MOST], f"{len(names) - _MOST} more"]
    return listing(names)

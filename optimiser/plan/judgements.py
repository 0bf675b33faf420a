"""How far each judgement may move before the plan is no longer a best one, and what moves then.

A judgement is a figure that only weighs needs against each other: a recipient's Severity, an
activity's Priority, a tier's Weight, a need's Weight. Money, limits and facts are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, StrEnum
from math import ceil, floor, inf, log10

from optimiser.frozen import frozen
from optimiser.words import listing, money, number

_DIGITS = 4
"""An end is said to so many digits, on the side on which the plan still holds."""
_NEAR = 1e-6
_NAMED = 3
"""So many of those that lose, or gain, are named."""


class Judgement(StrEnum):
    """The figures that weigh needs, by what a reader calls them."""

    SEVERITY = "Severity"
    PRIORITY = "Priority"
    TIER = "Weight of a tier"
    NEED = "Weight of a need"


class EndedBy(Enum):
    """What ends the range of a judgement on one side."""

    NOTHING = "nothing ends it"
    MONEY = "other money does more"
    FILLING = "the tiers of a need would be met in another order"
    TIERS = "a tier may weigh no more than the one before it"


@frozen
class End:
    """One end of a range: the figure there, what ends it, and what moves beyond it.

    At the end the plan is still a best one, and so is another in which those that `lose` have
    less and those that `gain` more, each side by `amount` at least, in base currency; beyond, that
    one is better. They are elements of what the judgement is of, or needs. Where nothing ends it,
    `at` is 0 below and infinite above.
    """

    at: float
    ended_by: EndedBy
    amount: float = 0.0
    lose: tuple[str, ...] = ()
    gain: tuple[str, ...] = ()
    are_needs: bool = False

    def moved(self, currency: str) -> str:
        """Say what moves beyond it, without subject: `EUR 40 moves from Serbia to Albania`."""
        match self.ended_by:
            case EndedBy.NOTHING | EndedBy.TIERS:
                return ""
            case EndedBy.FILLING:
                return "the tiers of a need are met in another order"
            case EndedBy.MONEY:
                size = (money(round(self.amount, 0 if self.amount >= _WHOLE else 2), currency)
                        if self.amount >= _CENT else f"less than {money(_CENT, currency)}")
                lose, gain = self._named(self.lose), self._named(self.gain)
                if lose and gain:
                    return f"{size} moves from {lose} to {gain}"
                return f"{size} {'more' if gain else 'less'} goes to {gain or lose}"

    def _named(self, names: tuple[str, ...]) -> str:
        most = 1 if self.are_needs else _NAMED
        return listing(names if len(names) <= most else
                       [*names[:most], f"{len(names) - most} more"])


_WHOLE, _CENT = 100, 0.01
"""From so much on, amounts are said without cents."""


@frozen
class WeightRange:
    """A judgement, and how far it may fall and rise, all others as they are.

    `name` is the element that it is of. Within the range the plan is a best plan of `meet needs`
    among those that the earlier objectives leave; the ends belong to it.
    """

    judgement: Judgement
    name: str
    value: float
    below: End
    above: End

    @property
    def is_free(self) -> bool:
        """Whether nothing that it may become changes the plan."""
        return self.below.ended_by is self.above.ended_by is EndedBy.NOTHING

    @property
    def nearness(self) -> float:
        """How near the nearer end is, as a share of the figure; infinite where none is."""
        near = [abs(end.at - self.value) / self.value for end in (self.below, self.above)
                if end.ended_by is not EndedBy.NOTHING]
        return min(near, default=inf)

    def said(self, currency: str) -> str:
        """Say the range, and what moves beyond it, in one or two sentences."""
        beyond = "; ".join(self._beyond(currency))
        said = f"{self._range()}{f', {self._tiers()}' if self._tiers() else ''}."
        return f"{said} {beyond[:1].upper()}{beyond[1:]}." if beyond else said

    def _range(self) -> str:
        low, high = _inwards(self.below.at, ceil), _inwards(self.above.at, floor)
        falls = f"fall to {_figure(low)}" if low < self.value else ""
        rises = ("rise without end" if high == inf else
                 f"rise to {_figure(high)}" if high > self.value else "")
        figure = f"{self.name} {_figure(self.value)}"
        if self.is_free:
            return f"{figure}: may be anything"
        if falls and rises:
            return f"{figure}: may {falls} {'and' if high == inf else 'or'} {rises}"
        if falls or rises:
            return f"{figure}: may {falls or rises} but not {'rise' if falls else 'fall'}"
        return f"{figure}: may neither fall nor rise"

    def _tiers(self) -> str:
        held = [word for end, word in ((self.below, "lower"), (self.above, "higher"))
                if end.ended_by is EndedBy.TIERS]
        return f"no {listing(held, 'or')} in the order of the tiers" if held else ""

    def _beyond(self, currency: str) -> Iterator[str]:
        for word, end, nearest in (("below", self.below, ceil), ("above", self.above, floor)):
            if moved := end.moved(currency):
                shown = _figure(_inwards(end.at, nearest))
                yield f"{word} {shown}, {moved}"


@frozen
class Judgements:
    """The ranges of all judgements; `not_told` says why there are none, "" where there are.

    `notes` say what they are ranges of, or which are left out, where that is not the plan and all.
    """

    ranges: tuple[WeightRange, ...]
    not_told: str = ""
    notes: tuple[str, ...] = ()


def _inwards(value: float, towards: Callable[[float], int]) -> float:
    """Return a figure to a few digits on the side on which the plan still holds.

    A figure that differs from a round one by a solver's noise only is that one.
    """
    if value in (0.0, inf):
        return value
    step = 10.0 ** (floor(log10(value)) + 1 - _DIGITS)
    near = round(value / step)
    if abs(value / step - near) <= _NEAR * 10 ** _DIGITS:
        return near * step
    return towards(value / step) * step


def _figure(value: float) -> str:
    """Return a figure with the digits that it has.

    >>> _figure(2.4), _figure(3.0), _figure(0.0125)
    ('2.4', '3', '0.0125')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < _LARGE else number(value)


_LARGE = 1e6

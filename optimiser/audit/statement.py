"""A limit as the audit states it: sums of what was given or sent against a bound."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from optimiser.audit.ledger import Selection
from optimiser.frozen import frozen
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import ALL


class Sums(Enum):
    """What a part sums."""

    ALLOCATED = "new money"
    GIVEN = "new money and commitments"
    DEPLOYED = "expert-months sent"
    GRANTS = "how many grants get money"
    DONORS = "how many donors give new money"
    FUNDS = "how many funds give new money"
    RECIPIENTS = "how many recipients get new money"
    ACTIVITIES = "how many activities get new money"
    PILLARS = "how many pillars get new money"
    BOUGHT = "what whole units, or the need in full, come to within the new money"
    IS_PAID = "1 where the selection gets new money, else 0"

    @property
    def counted(self) -> str | None:
        """The dimension or class whose elements it counts, None where it sums."""
        return _COUNTED.get(self)


_COUNTED = {Sums.DONORS: "donor", Sums.FUNDS: "fund", Sums.RECIPIENTS: "recipient",
            Sums.ACTIVITIES: "activity", Sums.PILLARS: "pillar"}


class Part(NamedTuple):
    """A coefficient times what a selection sums."""

    of: Sums
    coefficient: Fraction
    chosen: Selection


@frozen
class Statement:
    """constant + sum of parts (at most | at least | exactly) bound.

    The relation is that of the key, by which the model's limit is found. `within` is the difference
    below which two sides agree that cannot always be equal: experts are sent in whole parts.
    `penalty` is None for what must hold.
    """

    key: LimitKey
    words: str
    bound: Fraction
    parts: tuple[Part, ...]
    penalty: float | None = None
    constant: Fraction = Fraction(0)
    within: Fraction = Fraction(0)


def choice(**chosen: int) -> dict[str, frozenset[int]]:
    """Return the selection of one element along each dimension; ALL leaves it open."""
    return {name: frozenset({element}) for name, element in chosen.items() if element != ALL}

"""What rows of the inputs state of limits of their own: rules, keys, pins, conditions, the past.

Part of the problem (see types): frozen, by the numbers of elements, money in base currency.
"""

from __future__ import annotations

from fractions import Fraction

from optimiser.frozen import frozen
from optimiser.problem.arrays import Bools, Ints
from optimiser.vocabulary import MeasureName, Relation, Tie


@frozen(eq=False)
class Earlier:
    """What an earlier plan gave, shape (rows,); -1 where today's inputs have no such element.

    `committed` tells what was a commitment then: it counts, and least change leaves it.
    """

    fund: Ints
    donor: Ints
    recipient: Ints
    activity: Ints
    period: Ints
    exact: tuple[Fraction, ...]
    committed: Bools


@frozen
class BurdenShare:
    """A row of Burden sharing: the key share of every donor of the group, adding up to 1.

    `penalty` is None for strength must; `month` what an expert-month that a donor sends counts
    for in its contribution, in base currency, 0 for nothing; `source` the cell of the key, and
    `tolerance_source` that of the tolerance.
    """

    group: int
    key: str
    donors: tuple[int, ...]
    shares: tuple[Fraction, ...]
    tolerance: Fraction
    penalty: float | None
    source: str
    month: Fraction = Fraction(0)
    tolerance_source: str = ""


@frozen
class RecipientKey:
    """A row of Recipient keys: the key share of every recipient of a region, adding up to 1.

    `region` is -1 where the row is about all recipients; the shares are between the row's lowest
    and highest. `penalty` is None for strength must. `source` is the cell of the key, and
    `tolerance_source` that of the tolerance.
    """

    region: int
    key: str
    recipients: tuple[int, ...]
    shares: tuple[Fraction, ...]
    tolerance: Fraction
    penalty: float | None
    source: str
    tolerance_source: str = ""


@frozen
class Selection:
    """The elements that a sum runs over, dimension by dimension; None where all do."""

    funds: frozenset[int] | None = None
    donors: frozenset[int] | None = None
    recipients: frozenset[int] | None = None
    activities: frozenset[int] | None = None
    periods: frozenset[int] | None = None


@frozen
class Rule:
    """A row of Rules; a selection is None where it is not restricted.

    `of` is what the measure `share of selection` compares with; `per` the column of Recipients
    that `amount per` divides by, `counted_by` the column of Activities that weighs what counts,
    "" for none.
    """

    name: str
    enabled: bool
    funds: frozenset[int] | None
    donors: frozenset[int] | None
    recipients: frozenset[int] | None
    activities: frozenset[int] | None
    periods: frozenset[int] | None
    measure: MeasureName
    relation: Relation
    value: Fraction
    for_each: tuple[str, ...]
    penalty: float | None
    reason: str
    source: str
    of: Selection = Selection()
    per: str = ""
    counted_by: str = ""


@frozen
class Pins:
    """Fixed allocations, shape (rows,); period -1 over all periods; None where not set."""

    fund: Ints
    recipient: Ints
    activity: Ints
    period: Ints
    least: tuple[Fraction | None, ...]
    most: tuple[Fraction | None, ...]
    source: tuple[str, ...]


@frozen
class Conditions:
    """What new money to a need says of new money to another, over all periods; shape (rows,)."""

    recipient: Ints
    activity: Ints
    tie: tuple[Tie, ...]
    other_recipient: Ints
    other_activity: Ints
    source: tuple[str, ...]

"""What tells one limit of a problem from all others, for model and audit alike."""

from __future__ import annotations

from typing import NamedTuple

from optimiser.vocabulary import LimitKind, Relation


class LimitKey(NamedTuple):
    """A limit's family, its relation, and what it is of: elements or rows, by their numbers.

    `of` holds, for each kind:

    | kind | of |
    |---|---|
    | Budget | fund, period (-1 for all together; with carry over the period up to which, and the
      period from which where that is not the first) |
    | Minimum use | fund |
    | Capacity | recipient, activity, period (-1 for all together) |
    | Experts used | expertise, recipient, period |
    | Experts offered | donor, expertise, period |
    | Minimum coverage, Co-financing | recipient |
    | Burden sharing, Even burden | row of Burden sharing, donor |
    | Recipient key | row of Recipient keys, recipient |
    | Smallest grant, Grant made | fund, recipient, activity |
    | Least amount | recipient, activity, period |
    | Condition | row of Conditions |
    | Whole units, All units | recipient, activity, period |
    | Part taken | part, in the order in which the limits ask for them |
    | Pin | row of Pins |
    | Rule | row of Rules, and an element for each dimension of its `For each` |
    | Need | row of Needs |
    | Met need | requirement |
    | Earlier plan | cell |
    """

    kind: LimitKind
    relation: Relation
    of: tuple[int, ...]

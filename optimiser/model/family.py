"""A family of limits: one object that declares everything that depends on the family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from optimiser.frozen import frozen
from optimiser.model.lever import Lever
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind

if TYPE_CHECKING:
    from optimiser.model.columns import Columns
    from optimiser.model.rows import Limits


class Role(Enum):
    """What a family's rows are in the program and to a reader."""

    LIMIT = "somebody's limit: it can hold needs back, be loosened, and carry a price"
    DEMAND = "what is asked for: nobody can loosen it"
    TIE = "experts that follow from money: what blocks them blocks the money"
    DEFINITION = "columns tied together: no limit of anyone's, shown nowhere"


class InFuture(Enum):
    """What becomes of a family in a scenario, where the plan for now is given."""

    CEILINGS = "what may not be exceeded holds; what was promised at least binds the plan alone"
    ALWAYS = "it holds in every future as in the base"
    OWN = "the program of all futures states it itself, or has no use for it"


class Loosening(NamedTuple):
    """How the figures behind a family's limits may be changed where no plan exists.

    `cost` is what a unit of room costs in the search: soft figures are changed before
    capacities, and those before budgets. `levers` yields the figures.
    """

    cost: float
    levers: Callable[[Problem], Iterator[Lever]]


@frozen
class Family:
    """A family of limits with all its facets.

    `build` states its limits; `bounds_in` is the input table whose rows hold their bounds as
    money, None where none does. `is_choice` says whether somebody chose it and could choose
    otherwise, so that `costs` may switch it off; budgets and capacities are facts.
    `may_be_missed` says whether needs that turn out otherwise may leave it unmet. `loosening` is
    None for what nobody can change. `is_restated` says whether the audit states it a second
    time, by `LimitKey`. `when_full` says in a few words that a limit lets no more money through,
    as part of a sentence; None for what is never in the way by itself.
    """

    kind: LimitKind
    role: Role
    build: Callable[[Problem, Columns], tuple[Limits, ...]]
    bounds_in: str | None
    in_future: InFuture
    is_choice: bool
    is_restated: bool
    may_be_missed: bool
    loosening: Loosening | None
    when_full: Callable[[Problem, LimitKey], str] | None

    def __reduce__(self) -> tuple[Callable[[LimitKind], Family], tuple[LimitKind]]:
        """Return it as its name: a plan from a file or another process has these same families."""
        return family_of, (self.kind,)


def family_of(kind: LimitKind) -> Family:
    """Return the family of a kind, of which there is one."""
    from optimiser.model.limits import FAMILIES

    return next(family for family in FAMILIES if family.kind is kind)

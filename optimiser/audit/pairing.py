"""Every limit of the plan and every statement of the audit, paired by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimiser.audit.statement import Statement
from optimiser.errors import ProgramError
from optimiser.plan.types import Solution
from optimiser.problem.keys import LimitKey


def require_pairs(plan: Solution, stated: Mapping[LimitKey, Statement]) -> None:
    """Raise ProgramError where a limit has no statement or another bound, or the reverse.

    A limit that is not stated would go unaudited in silence; a statement without a limit says
    that the model left one out.
    """
    faults = list(_faults(plan, stated))
    if faults:
        raise ProgramError(
            f"The audit and the model do not state the same limits: {'; '.join(faults[:5])}.",
            "This is a fault of the program; please report it with the inputs.")


def _faults(plan: Solution, stated: Mapping[LimitKey, Statement]) -> Iterator[str]:
    seen: set[LimitKey] = set()
    for block in plan.families:
        if not block.family.is_restated:
            continue
        for at, (bound, name) in enumerate(zip(block.bounds, block.names, strict=True)):
            key = block.key(at)
            seen.add(key)
            if key not in stated:
                yield f"the audit does not state {name}"
            elif stated[key].bound != bound:
                yield (f"{name} is {float(bound):,.2f} to the model and "
                       f"{float(stated[key].bound):,.2f} to the audit")
    for key in stated.keys() - seen:
        yield f"the model has no limit {key.kind.value} {key.relation.value} {key.of}"

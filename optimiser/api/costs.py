"""What each rule, pin, floor and share of the burden costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimiser.api.arguments import wrong
from optimiser.api.plans import Plan, plan_of
from optimiser.errors import TimeUpError
from optimiser.plan.settled import Settled
from optimiser.plan.types import LeftOut

if TYPE_CHECKING:
    from optimiser.plan.costs import RuleCost


def costs(plan: Plan) -> tuple[RuleCost, ...]:
    """Return what each rule, pin, floor and share of the burden costs, by solving without it.

    Raises NotProvedError, UsageError for what is no plan.
    """
    from optimiser.solving.explaining.costs import rule_costs

    return rule_costs(plan_of(plan).solution)


def with_costs(plan: Plan, found: Sequence[RuleCost] | None = None) -> Plan:
    """Return the plan with the sheet Costs in its output; they are found where not given.

    Where the clock leaves no time to find them the plan says so. Raises NotProvedError or
    UsageError.
    """
    from optimiser.plan.costs import RuleCost
    from optimiser.report.sheets.costs import costs as page

    currency = plan_of(plan).solution.problem.currency
    if found is not None and not (isinstance(found, Sequence) and all(
            isinstance(one, RuleCost) for one in found)):
        raise wrong("found", found, "what costs returned")
    try:
        shown = costs(plan) if found is None else found
    except TimeUpError:
        solution = replace(plan.solution, left_out=(*plan.solution.left_out, LeftOut.COSTS))
        return replace(plan, settled=Settled(solution))
    return replace(plan, pages=(*plan.pages, page(shown, currency)))

"""Where the names of a plan lead: to the screen that says why."""

from __future__ import annotations

from urllib.parse import urlencode

from optimiser.plan.types import Solution
from optimiser.report.html.links import Link


def why_address(number: int) -> Link:
    """Return what gives the address of the reasons behind something in a version."""
    def link(**asked: str) -> str:
        return f"/plan/{number}/why?{urlencode(asked)}"

    return link


def why_link(number: int, plan: Solution) -> Link:
    """Return the same, with no address for what the plan has nothing to say of.

    That is a recipient without a need, a donor without a fund, a rule that applies to nothing, or
    a name of another plan.
    """
    known, address = _known(plan), why_address(number)

    def link(**asked: str) -> str:
        return address(**asked) if all(
            name in known[kind] for kind, name in asked.items()) else ""

    return link


def _known(plan: Solution) -> dict[str, frozenset[str]]:
    problem = plan.problem
    needs, funds = problem.needs, problem.funds
    return {
        "recipient": frozenset(problem.recipients.names[one] for one in set(needs.recipient)),
        "activity": frozenset(problem.activities.names[one] for one in set(needs.activity)),
        "fund": frozenset(funds.names),
        "donor": frozenset(problem.donors.names[one] for one in set(funds.donor)),
        "rule": frozenset(name for block in plan.families
                          for name in (*block.names, *block.stated_as))}

"""How a rule's selection is said: where money goes, where it comes from, what it is a share of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimiser.model.cases import SELECTED
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem
from optimiser.words import listing

_LEADS: Mapping[str, str] = {"recipient": "to ", "activity": "for ", "period": "in "}
NOTHING: frozenset[str] = frozenset()
"""No dimension is said already."""


def going(problem: Problem, rule: Rule, said: frozenset[str] = NOTHING) -> str:
    """Say where money goes and where it comes from, as the end of a sentence."""
    to, by = receivers(problem, rule, said), payers(problem, rule, said)
    if to.startswith(" to "):
        return f"go{to}{f' from {by}' if by else ''}"
    if to:
        return f"be given{to}{f' from {by}' if by else ''}"
    return f"come from {by}" if by else "be given"


def money_of(problem: Problem, rule: Rule) -> str:
    """Name the money of a selection: `the money from the EU to Serbia`, `all money`."""
    by, to = payers(problem, rule), receivers(problem, rule)
    return f"the money{f' from {by}' if by else ''}{to}" if by or to else "all money"


def where(problem: Problem, rule: Rule) -> str:
    """Name the recipients, activities, periods and payers that are selected."""
    by = payers(problem, rule)
    return receivers(problem, rule) + (f" from {by}" if by else "")


def receivers(problem: Problem, rule: Rule, said: frozenset[str] = NOTHING) -> str:
    """Name the recipients, activities and periods that are selected."""
    named = ((lead, named_in(problem, dimension, rule)) for dimension, lead in _LEADS.items()
             if dimension not in said)
    return "".join(f" {lead}{names}" for lead, names in named if names)


def payers(problem: Problem, rule: Rule, said: frozenset[str] = NOTHING) -> str:
    """Name the funds and donors that are selected, "" where all are."""
    funds, donors = ("" if dimension in said else named_in(problem, dimension, rule)
                     for dimension in ("fund", "donor"))
    return f"{funds} of {donors}" if funds and donors else funds or donors


def support_of(problem: Problem, rule: Rule, kept: str) -> str:
    """Name the support of which a share is taken: of one dimension's selection, or all."""
    named = named_in(problem, kept, rule) if kept else ""
    return f"all support {_LEADS.get(kept, 'from ')}{named}" if named else "all support"


def named_in(problem: Problem, dimension: str, rule: Rule) -> str:
    """Return the selected names of a dimension, "" where all are meant or there are none."""
    members: frozenset[int] | None = getattr(rule, SELECTED[dimension])
    names: Sequence[str] = problem.names_of(dimension)
    if members is None or not any(names):
        return ""
    return listing(names[m] for m in sorted(members))

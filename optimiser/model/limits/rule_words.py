"""Rules said back in one English sentence, from the compiled rule."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.problem.types import Problem, Rule
from optimiser.words import listing, money, number, share

_SIGNS = {"<=": "at most", ">=": "at least", "=": "exactly"}


def rule_name(problem: Problem, rule: Rule, case: Rule) -> str:
    """Return the rule's name with the combination that this limit is for."""
    fields = {"donor": case.donors, "fund": case.funds, "recipient": case.recipients,
              "activity": case.activities, "period": case.periods}
    names = [_names(problem.names_of(d), fields[d]) for d in rule.for_each]
    return f"{rule.name} ({', '.join(names)})" if names else rule.name


def rule_sentence(problem: Problem, rule: Rule) -> str:
    """Return the rule in words.

    Example: `R3: of all support, at most 45% may go to Serbia.`
    """
    relation = _SIGNS.get(rule.relation, rule.relation)
    verb = "should" if rule.penalty is not None else "must" if relation != "at most" else "may"
    body = _body(problem, rule, relation, verb)
    return f"{rule.name}: {body}."


def _body(problem: Problem, rule: Rule, relation: str, verb: str) -> str:
    selection = _selection(problem, rule)
    if rule.measure == "amount":
        return f"{relation} {money(rule.value, problem.currency)} {verb} go {selection}"
    if rule.measure == "experts":
        return (f"{relation} {number(rule.value)} expert-months {verb} be used by support "
                f"that goes {selection}")
    percentage = f"{relation} {share(rule.value)}"
    if rule.measure == "coverage":
        return (f"{percentage} of the needs {_needs(problem, rule)} {verb} be covered"
                f"{_payers(problem, rule)}")
    return f"of {_whole(problem, rule)}, {percentage} {verb} go {selection}"


def _selection(problem: Problem, rule: Rule) -> str:
    parts = [
        ("to ", rule.recipients, problem.recipients.names),
        ("for ", rule.activities, problem.activities.names),
        ("in ", rule.periods, problem.periods),
    ]
    words = [lead + _names(names, members) for lead, members, names in parts
             if members is not None and any(names)]
    return " ".join(words or ["to all needs"]) + _payers(problem, rule)


def _payers(problem: Problem, rule: Rule) -> str:
    words = []
    if rule.funds is not None:
        words.append(_names(problem.funds.names, rule.funds))
    if rule.donors is not None:
        words.append(("funds of " if rule.funds is not None else "")
                     + _names(problem.donors.names, rule.donors))
    return f" from {' that are '.join(words)}" if words else ""


def _needs(problem: Problem, rule: Rule) -> str:
    words = [lead + _names(names, members) for lead, members, names in (
        ("of ", rule.recipients, problem.recipients.names),
        ("for ", rule.activities, problem.activities.names),
        ("in ", rule.periods, problem.periods),
    ) if members is not None and any(names)]
    return " ".join(words or ["of all recipients"])


def _whole(problem: Problem, rule: Rule) -> str:
    """Name what a share is taken of."""
    of = rule.measure.removeprefix("share of ")
    if of == "budget":
        return f"the budget{_payers(problem, rule) or ' of all funds'}"
    members = {"donor": rule.donors, "fund": rule.funds, "recipient": rule.recipients,
               "activity": rule.activities, "period": rule.periods}.get(of)
    if members is None:
        return "all support"
    lead = {"donor": "from", "fund": "from", "recipient": "to", "activity": "for",
            "period": "in"}[of]
    return f"all support {lead} {_names(problem.names_of(of), members)}"


def _names(names: Sequence[str], members: frozenset[int] | None) -> str:
    if members is None:
        return "all"
    return listing(names[m] for m in sorted(members)) or "none"

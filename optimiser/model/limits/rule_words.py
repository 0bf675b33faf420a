"""Rules said back in one English sentence, from the compiled rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimiser.problem.types import Problem, Rule
from optimiser.words import counted, listing, money, number, share

_SIGNS = {"<=": "at most", ">=": "at least", "=": "exactly"}
_FIELDS: Mapping[str, str] = {
    "donor": "donors", "fund": "funds", "recipient": "recipients",
    "activity": "activities", "period": "periods",
}
_LEADS: Mapping[str, str] = {"recipient": "to ", "activity": "for ", "period": "in "}


def rule_name(problem: Problem, rule: Rule, case: Rule) -> str:
    """Return the rule's name with the combination that this limit is for."""
    names = [_named(problem, dimension, case) for dimension in rule.for_each]
    return f"{rule.name} ({', '.join(names)})" if names else rule.name


def rule_sentence(problem: Problem, rule: Rule) -> str:
    """Return the rule in words.

    Example: `R3: of all support, at most 45% may go to Serbia.`
    """
    relation = _SIGNS.get(rule.relation, rule.relation)
    verb = "should" if rule.penalty is not None else "must" if relation != "at most" else "may"
    return f"{rule.name}: {_body(problem, rule, relation, verb)}."


def _body(problem: Problem, rule: Rule, relation: str, verb: str) -> str:
    match rule.measure:
        case "amount":
            amount = f"{relation} {money(rule.value, problem.currency)}"
            return f"{amount} {verb} {_going(problem, rule)}"
        case "experts":
            months = f"{relation} {number(rule.value)} expert-months"
            return f"{months} {verb} come with support{_where(problem, rule) or ' to all needs'}"
        case "grants":
            grants = (counted(int(rule.value), "grant") if rule.value.denominator == 1
                      else f"{number(rule.value)} grants")
            return f"{relation} {grants} {verb} be made{_where(problem, rule)}"
        case "coverage":
            needs = _where(problem, rule, payers=False).replace(" to ", " of ", 1)
            payers = _payers(problem, rule)
            return (f"{relation} {share(rule.value)} of the needs"
                    f"{needs or ' of all recipients'} {verb} be covered"
                    f"{f' by money from {payers}' if payers else ''}")
    base = rule.measure.removeprefix("share of ")
    said = frozenset({"donor", "fund"} if base == "budget" else {base})
    whole, going = _whole(problem, rule, base), _going(problem, rule, said)
    return f"of {whole}, {relation} {share(rule.value)} {verb} {going}"


def _going(problem: Problem, rule: Rule, said: frozenset[str] = frozenset()) -> str:
    """Say where money goes and where it comes from, as the end of a sentence."""
    places = _where(problem, rule, said, payers=False)
    payers = _payers(problem, rule, said)
    if places.startswith(" to "):
        return f"go{places}{f' from {payers}' if payers else ''}"
    if places:
        return f"be given{places}{f' from {payers}' if payers else ''}"
    return f"come from {payers}" if payers else "be given"


def _where(problem: Problem, rule: Rule, said: frozenset[str] = frozenset(),
           payers: bool = True) -> str:
    """Name the recipients, activities and periods, and the payers, that are selected."""
    words = "".join(f" {lead}{_named(problem, dimension, rule)}"
                    for dimension, lead in _LEADS.items()
                    if dimension not in said and _named(problem, dimension, rule))
    by = _payers(problem, rule, said) if payers else ""
    return words + (f" from {by}" if by else "")


def _payers(problem: Problem, rule: Rule, said: frozenset[str] = frozenset()) -> str:
    funds, donors = ("" if dimension in said else _named(problem, dimension, rule)
                     for dimension in ("fund", "donor"))
    return f"{funds} of {donors}" if funds and donors else funds or donors


def _whole(problem: Problem, rule: Rule, base: str) -> str:
    """Name what a share is taken of."""
    if base == "budget":
        payers = _payers(problem, rule)
        return f"the budget of {payers}" if payers else "the budget of all funds"
    named = "" if base == "total" else _named(problem, base, rule)
    if not named:
        return "all support"
    return f"all support {_LEADS.get(base, 'from ')}{named}"


def _named(problem: Problem, dimension: str, rule: Rule) -> str:
    """Return the selected names of a dimension, "" where all are meant or there are none."""
    members: frozenset[int] | None = getattr(rule, _FIELDS[dimension])
    names: Sequence[str] = problem.names_of(dimension)
    if members is None or not any(names):
        return ""
    return listing(names[m] for m in sorted(members))

"""Every limit of a problem, stated a second time, apart from the model on purpose.

The model states limits as grouped sums for a solver. Here they are read once more from the
problem, one by one, as a careful clerk would: so a fault of the model cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from optimiser.audit.ledger import Selection
from optimiser.names import name_key
from optimiser.problem.types import ALL, BurdenShare, Problem, Rule

ALLOCATED, GIVEN, DEPLOYED = "allocated", "allocated and committed", "deployed"
GRANTS = "grants"


@dataclass(frozen=True, slots=True)
class Part:
    """A coefficient times what a selection sums.

    `of` is allocated, given, deployed, or grants: how many of them get money.
    """

    of: str
    coefficient: Fraction
    chosen: Selection


@dataclass(frozen=True, slots=True)
class Statement:
    """sum of parts (at most | at least | exactly) bound.

    `exact` limits may not be exceeded at all; others by one unit for each cell they sum.
    """

    kind: str
    words: str
    relation: str
    bound: Fraction
    parts: tuple[Part, ...]
    exact: bool = False
    penalty: float | None = None


def _one(**chosen: int) -> dict[str, frozenset[int]]:
    return {name: frozenset({element}) for name, element in chosen.items() if element != ALL}


def _when(problem: Problem, period: int) -> dict[str, frozenset[int]]:
    """Return the periods that a row is about: its own, or those that lie in a longer one."""
    return {} if period == ALL else {"period": frozenset(problem.covered(period))}


def statements(problem: Problem) -> Iterator[Statement]:
    """Yield every limit but the needs themselves, family by family."""
    yield from _budgets(problem)
    yield from _minimum_uses(problem)
    yield from _capacities(problem)
    yield from _experts(problem)
    yield from _minimum_coverages(problem)
    yield from _co_financing(problem)
    for row in problem.burden_shares:
        yield from _burden_share(problem, row)
    yield from _smallest_grants(problem)
    yield from _pins(problem)
    for rule in problem.rules:
        if rule.enabled:
            yield from _rule(problem, rule)


def _budgets(problem: Problem) -> Iterator[Statement]:
    budgets, funds = problem.budgets, problem.funds
    for row, amount in enumerate(budgets.exact):
        fund, period = int(budgets.fund[row]), int(budgets.period[row])
        if period == ALL or not funds.carries_over[fund]:
            yield Statement("Budget", funds.names[fund], "at most", amount, (
                Part(GIVEN, Fraction(1), _one(fund=fund) | _when(problem, period)),), exact=True)
    for fund, name in enumerate(funds.names):
        rows = [row for row in range(len(budgets.exact))
                if budgets.fund[row] == fund and budgets.period[row] != ALL]
        if not (rows and funds.carries_over[fund]):
            continue
        for period, until in enumerate(problem.periods):
            so_far = sum((budgets.exact[row] for row in rows
                          if min(problem.covered(int(budgets.period[row]))) <= period),
                         Fraction(0))
            chosen = {"fund": frozenset({fund}), "period": frozenset(range(period + 1))}
            yield Statement("Budget", f"{name} up to {until}", "at most", so_far,
                            (Part(GIVEN, Fraction(1), chosen),), exact=True)


def _minimum_uses(problem: Problem) -> Iterator[Statement]:
    for fund, least in enumerate(problem.funds.least):
        if least > 0:
            yield Statement("Minimum use", problem.funds.names[fund], "at least", least,
                            (Part(GIVEN, Fraction(1), _one(fund=fund)),))


def _capacities(problem: Problem) -> Iterator[Statement]:
    rows = problem.capacities
    for row, amount in enumerate(rows.exact):
        chosen = _one(recipient=int(rows.recipient[row]), activity=int(rows.activity[row])
                      ) | _when(problem, int(rows.period[row]))
        yield Statement("Capacity", problem.recipients.names[rows.recipient[row]], "at most",
                        amount, (Part(GIVEN, Fraction(1), chosen),), exact=True)


def _experts(problem: Problem) -> Iterator[Statement]:
    offers, requirements = problem.offers, problem.requirements
    for row, months in enumerate(offers.exact):
        chosen = _one(donor=int(offers.donor[row]), expertise=int(offers.expertise[row])
                      ) | _when(problem, int(offers.period[row]))
        yield Statement("Experts offered", problem.donors.names[offers.donor[row]], "at most",
                        months, (Part(DEPLOYED, Fraction(1), chosen),), exact=True)
    used: dict[tuple[int, int, int], list[Part]] = {}
    offered = set(offers.expertise.tolist())
    for row, ratio in enumerate(requirements.experts):
        recipient, activity = int(requirements.recipient[row]), int(requirements.activity[row])
        period, kind = int(requirements.period[row]), int(
            problem.activities.expertise[requirements.activity[row]])
        if ratio > 0 and kind in offered:
            used.setdefault((kind, recipient, period), []).append(Part(
                ALLOCATED, -ratio, _one(recipient=recipient, activity=activity, period=period)))
    for (kind, recipient, period), parts in sorted(used.items()):
        sent = Part(DEPLOYED, Fraction(1), _one(expertise=kind, recipient=recipient,
                                                period=period))
        yield Statement("Experts used", f"{problem.expertises[kind]} in "
                        f"{problem.recipients.names[recipient]}", "exactly", Fraction(0),
                        (sent, *parts))


def _minimum_coverages(problem: Problem) -> Iterator[Statement]:
    requirements = problem.requirements
    for recipient, floor in enumerate(problem.recipients.minimum_coverage):
        mine = [row for row, r in enumerate(requirements.recipient) if r == recipient]
        need = sum((requirements.need[row] for row in mine), Fraction(0))
        met = sum((requirements.met[row] for row in mine), Fraction(0))
        if floor and need:
            yield Statement("Minimum coverage", problem.recipients.names[recipient], "at least",
                            floor * need - met,
                            (Part(ALLOCATED, Fraction(1), _one(recipient=recipient)),))


def _co_financing(problem: Problem) -> Iterator[Statement]:
    donors = [name_key(name) for name in problem.donors.names]
    for recipient, part in enumerate(problem.recipients.co_financing):
        if not part:
            continue
        name = name_key(problem.recipients.names[recipient])
        to_it = frozenset({recipient})
        own = frozenset(donor for donor, spelt in enumerate(donors) if spelt == name)
        yield Statement("Co-financing", problem.recipients.names[recipient], "at least",
                        Fraction(0), (
                            Part(ALLOCATED, Fraction(1), {"donor": own, "recipient": to_it}),
                            Part(ALLOCATED, -part, {"recipient": to_it})))


def _burden_share(problem: Problem, row: BurdenShare) -> Iterator[Statement]:
    everyone = frozenset(row.donors)
    for relation, factor in (("at least", 1 - row.tolerance), ("at most", 1 + row.tolerance)):
        for donor, share in zip(row.donors, row.shares, strict=True):
            yield Statement("Burden sharing", problem.donors.names[donor], relation, Fraction(0), (
                Part(GIVEN, Fraction(1), _one(donor=donor)),
                Part(GIVEN, -max(factor, Fraction(0)) * share, {"donor": everyone}),
            ), penalty=row.penalty)


def _smallest_grants(problem: Problem) -> Iterator[Statement]:
    """State that a grant is nothing or at least so much: its money >= smallest x its count."""
    requirements, budgets = problem.requirements, problem.budgets
    sites = sorted({(int(r), int(a)) for r, a, need in zip(
        requirements.recipient, requirements.activity, requirements.need, strict=True) if need})
    for fund, least in enumerate(problem.funds.smallest_grant):
        rows = [row for row in range(len(budgets.fund)) if budgets.fund[row] == fund]
        for recipient, activity in sites if least else ():
            if _may_pay(problem, rows, recipient, activity):
                grant = _one(fund=fund, recipient=recipient, activity=activity)
                yield Statement("Smallest grant", problem.funds.names[fund], "at least",
                                Fraction(0), (Part(ALLOCATED, Fraction(1), grant),
                                              Part(GRANTS, -least, grant)), exact=True)


def _may_pay(problem: Problem, rows: list[int], recipient: int, activity: int) -> bool:
    """Tell whether a fund's rows let it pay for an activity of a recipient in some period."""
    budgets, needs = problem.budgets, problem.requirements
    times = [int(t) for r, a, t, need in zip(
        needs.recipient, needs.activity, needs.period, needs.need, strict=True)
        if need and (int(r), int(a)) == (recipient, activity)]
    first = min(min(problem.covered(int(budgets.period[row]))) for row in rows)
    for row in rows:
        to, what, when = budgets.recipients[row], budgets.activities[row], int(budgets.period[row])
        earmarked = (to is None or recipient in to) and (what is None or activity in what)
        carried = bool(problem.funds.carries_over[budgets.fund[row]])
        if earmarked and any(when == ALL or t in problem.covered(when)
                             or (carried and t >= first) for t in times):
            return True
    return False


def _pins(problem: Problem) -> Iterator[Statement]:
    pins = problem.pins
    for relation, bounds in (("at least", pins.least), ("at most", pins.most)):
        for row, bound in enumerate(bounds):
            if bound is not None:
                chosen = _one(fund=int(pins.fund[row]), recipient=int(pins.recipient[row]),
                              activity=int(pins.activity[row]), period=int(pins.period[row]))
                yield Statement("Pin", pins.source[row], relation, bound,
                                (Part(ALLOCATED, Fraction(1), chosen),), exact=True)


_SITE = ("recipient", "activity", "period")
_WORDS = {"<=": "at most", ">=": "at least", "=": "exactly"}


def _rule(problem: Problem, rule: Rule) -> Iterator[Statement]:
    relation = _WORDS.get(rule.relation, rule.relation)
    for chosen in _cases(problem, rule):
        bound, parts = _measured(problem, rule, chosen)
        yield Statement("Rule", rule.name, relation, bound, parts, penalty=rule.penalty)


def _cases(problem: Problem, rule: Rule) -> Iterator[dict[str, frozenset[int]]]:
    """Yield the selection for each combination of For each that has a need and a fund."""
    whole = {name: members for name, members in (
        ("fund", rule.funds), ("donor", rule.donors), ("recipient", rule.recipients),
        ("activity", rule.activities), ("period", rule.periods)) if members is not None}
    if not rule.for_each:
        yield whole
        return
    requirements, funds = problem.requirements, problem.funds
    needs = {(int(r), int(a), int(t)) for n, r, a, t in zip(
        requirements.need, requirements.recipient, requirements.activity, requirements.period,
        strict=True) if n > 0}
    payers = {(fund, int(donor)) for fund, donor in enumerate(funds.donor)}
    needs = {n for n in needs if _held(whole, zip(_SITE, n, strict=True))}
    payers = {p for p in payers if _held(whole, zip(("fund", "donor"), p, strict=True))}
    places = ("recipient", "activity", "period", "fund", "donor")
    met = {tuple((*need, *payer)[places.index(name)] for name in rule.for_each)
           for need, payer in product(needs, payers)}
    for combination in sorted(met):
        yield {**whole, **{name: frozenset({element}) for name, element in
                           zip(rule.for_each, combination, strict=True)}}


def _held(chosen: Selection, elements: Iterator[tuple[str, int]]) -> bool:
    return all(name not in chosen or element in chosen[name] for name, element in elements)


def _measured(problem: Problem, rule: Rule,
              chosen: dict[str, frozenset[int]]) -> tuple[Fraction, tuple[Part, ...]]:
    requirements, one = problem.requirements, Fraction(1)
    whole = Part(GIVEN, one, chosen)
    rows = [row for row, key in enumerate(zip(
        requirements.recipient.tolist(), requirements.activity.tolist(),
        requirements.period.tolist(), strict=True))
        if _held(chosen, zip(_SITE, key, strict=True))]
    if rule.measure == "amount":
        return rule.value, (whole,)
    if rule.measure == "grants":
        return rule.value, (Part(GRANTS, one, chosen),)
    if rule.measure == "coverage":
        return rule.value * sum((requirements.need[row] for row in rows), Fraction(0)), (whole,)
    if rule.measure == "share of budget":
        return rule.value * sum((
            budget for fund, budget in enumerate(problem.funds.budget)
            if _held(chosen, iter((("fund", fund), ("donor", int(problem.funds.donor[fund])))))
        ), Fraction(0)), (whole,)
    if rule.measure == "experts":
        return rule.value, tuple(
            Part(ALLOCATED, requirements.experts[row], {**chosen, **_one(
                recipient=int(requirements.recipient[row]),
                activity=int(requirements.activity[row]), period=int(requirements.period[row]))})
            for row in rows if requirements.experts[row] > 0)
    kept = rule.measure.removeprefix("share of ")
    base = {kept: chosen[kept]} if kept in chosen else {}
    return Fraction(0), (whole, Part(GIVEN, -rule.value, base))

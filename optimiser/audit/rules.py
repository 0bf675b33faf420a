"""Rules, stated a second time: their combinations, and what each measure sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from optimiser.audit.ledger import Elements
from optimiser.audit.statement import Part, Statement, Sums, choice
from optimiser.names import name_key
from optimiser.problem.keys import LimitKey
from optimiser.problem.money import fraction_of
from optimiser.problem.stated import Rule, Selection
from optimiser.problem.types import Problem
from optimiser.vocabulary import LimitKind, MeasureName

Chosen = dict[str, frozenset[int]]
_NEED = ("recipient", "activity", "period")
_PAYER = ("fund", "donor")
_Classes = tuple[tuple[int, ...], ...]
_CLASS: Mapping[str, tuple[str, Callable[[Problem], _Classes]]] = {
    "group": ("donor", lambda problem: problem.donors.groups),
    "region": ("recipient", lambda problem: problem.recipients.regions),
    "pillar": ("activity", lambda problem: problem.activities.pillars),
}


def rules(problem: Problem) -> Iterator[Statement]:
    """Yield every enabled rule, once for each combination of its `For each`."""
    facts = _Facts.of(problem)
    known: dict[object, list[_Combination]] = {}
    for number, rule in enumerate(problem.rules):
        if not rule.enabled:
            continue
        # Rules that select the same share their combinations.
        same = rule.for_each, *(tuple(_stated(one).items()) for one in (rule, rule.of))
        if same not in known:
            known[same] = list(_combinations(problem, rule))
        for elements, chosen, of in known[same]:
            bound, parts = MEASURED[rule.measure](facts, rule, chosen, of)
            yield Statement(LimitKey(LimitKind.RULE, rule.relation, (number, *elements)),
                            rule.name, bound, parts, penalty=rule.penalty)


_Combination = tuple[tuple[int, ...], Chosen, Chosen]


def _combinations(problem: Problem, rule: Rule) -> Iterator[_Combination]:
    """Yield the elements of each combination with a need and a fund, and two selections.

    The first is what the rule limits, the second what `share of selection` compares it with.
    """
    whole, base = _stated(rule), _stated(rule.of)
    if not rule.for_each:
        yield (), whole, base
        return
    needs = {need for need in _needs(problem) if _is_in(whole, dict(zip(_NEED, need, strict=True)))}
    payers = {payer for payer in enumerate(problem.funds.donor.tolist())
              if _is_in(whole, dict(zip(_PAYER, payer, strict=True)))}
    # Only the elements of `For each` tell combinations apart, so that few pairs are left.
    of_needs = {one for need in needs for one in _named(problem, rule, _NEED, need)}
    of_payers = {one for payer in payers for one in _named(problem, rule, _PAYER, payer)}
    found = set()
    for need, payer in product(of_needs, of_payers):
        elements = dict((*need, *payer))
        found.add(tuple(elements[name] for name in rule.for_each))
    for combination in sorted(found):
        chosen, of = dict(whole), dict(base)
        for name, element in zip(rule.for_each, combination, strict=True):
            dimension, own = _elements(problem, name, element)
            chosen[dimension] = own & chosen.get(dimension, own)
            if dimension not in base:
                of[dimension] = own & of.get(dimension, own)
        yield combination, chosen, of


def _stated(chosen: Rule | Selection) -> Chosen:
    """Return what a row of Rules selects, without the dimensions that it leaves open."""
    return {name: members for name, members in (
        ("fund", chosen.funds), ("donor", chosen.donors), ("recipient", chosen.recipients),
        ("activity", chosen.activities), ("period", chosen.periods)) if members is not None}


def _elements(problem: Problem, name: str, element: int) -> tuple[str, frozenset[int]]:
    """Return the dimension of an element or class of `For each`, and what it names there."""
    kind = _CLASS.get(name)
    if kind is None:
        return name, frozenset({element})
    dimension, class_of = kind
    return dimension, frozenset(at for at, own in enumerate(class_of(problem)) if element in own)


def _needs(problem: Problem) -> Iterator[tuple[int, int, int]]:
    rows = problem.requirements
    for recipient, activity, period, need in zip(
            rows.recipient.tolist(), rows.activity.tolist(), rows.period.tolist(), rows.need,
            strict=True):
        if need > 0:
            yield recipient, activity, period


def _named(problem: Problem, rule: Rule, names: tuple[str, ...],
           elements: tuple[int, ...]) -> Iterator[tuple[tuple[str, int], ...]]:
    """Yield what `For each` names of a need or a payer: once for each class that it is in."""
    of = dict(zip(names, elements, strict=True))
    along: list[list[tuple[str, int]]] = []
    for name in rule.for_each:
        dimension, class_of = _CLASS.get(name, (name, None))
        if dimension in of:
            own = (of[name],) if class_of is None else class_of(problem)[of[dimension]]
            along.append([(name, one) for one in own])
    yield from product(*along)


def _is_in(chosen: Mapping[str, frozenset[int]], elements: Mapping[str, int]) -> bool:
    return all(name not in chosen or element in chosen[name]
               for name, element in elements.items())


@dataclass(slots=True)
class _Facts:
    """The problem, its requirements by their elements, and selections met before.

    Hundreds of rules ask for the same sums: each is held once.
    """

    problem: Problem
    needs: Elements
    selections: dict[tuple[tuple[str, frozenset[int]], ...], Chosen] = field(default_factory=dict)
    parts: dict[tuple[tuple[str, frozenset[int]], ...], Part] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem) -> _Facts:
        """Return the facts of a problem."""
        rows = problem.requirements
        return cls(problem, Elements({name: getattr(rows, name) for name in _NEED}))

    def known(self, chosen: Chosen) -> Chosen:
        """Return a selection, the same one each time."""
        return self.selections.setdefault(tuple(chosen.items()), chosen)

    def money(self, chosen: Chosen) -> Part:
        """Return the money of a selection, the same part each time."""
        key = tuple(chosen.items())
        if key not in self.parts:
            self.parts[key] = Part(Sums.GIVEN, _ONE, self.known(chosen))
        return self.parts[key]


_NOTHING, _ONE = Fraction(0), Fraction(1)
_Measured = tuple[Fraction, tuple[Part, ...]]
_Measure = Callable[[_Facts, Rule, Chosen, Chosen], _Measured]


def _given(facts: _Facts, rule: Rule, chosen: Chosen) -> tuple[Part, ...]:
    """State the money of a selection, activity by activity where a marker says what counts."""
    if not rule.counted_by:
        return (facts.money(chosen),)
    marker = facts.problem.activities.figures[name_key(rule.counted_by)].tolist()
    activities = chosen.get("activity", frozenset(range(len(marker))))
    return tuple(Part(Sums.GIVEN, fraction_of(marker[activity]), {**chosen, **choice(
        activity=activity)}) for activity in sorted(activities))


def _amount(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    return rule.value, _given(facts, rule, chosen)


def _amount_per(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    figures = facts.problem.recipients.figures[name_key(rule.per)].tolist()
    recipients = chosen.get("recipient", frozenset(range(len(figures))))
    whole = sum((fraction_of(figures[recipient]) for recipient in recipients), Fraction(0))
    return rule.value * whole, _given(facts, rule, chosen)


def _grants(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    return rule.value, (Part(Sums.GRANTS, Fraction(1), chosen),)


def _counted(what: Sums) -> _Measure:
    """State how many different ones take part with new money."""
    def measured(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
        return rule.value, (Part(what, Fraction(1), chosen),)

    return measured


def _coverage(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    need = sum((facts.problem.requirements.need[row] for row in _rows(facts, chosen)), Fraction(0))
    return rule.value * need, _given(facts, rule, chosen)


def _share_of_budget(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    rows, whole = facts.problem.budgets, Fraction(0)
    for fund, period, amount in zip(rows.fund.tolist(), rows.period.tolist(), rows.exact,
                                    strict=True):
        times = facts.problem.covered(period) if period >= 0 else chosen.get("period", {0})
        donor = int(facts.problem.funds.donor[fund])
        if any(_is_in(chosen, {"fund": fund, "donor": donor, "period": time}) for time in times):
            whole += amount
    return rule.value * whole, _given(facts, rule, chosen)


def _experts(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    rows = facts.problem.requirements
    return rule.value, tuple(
        Part(Sums.ALLOCATED, rows.experts[row], {**chosen, **choice(
            recipient=int(rows.recipient[row]), activity=int(rows.activity[row]),
            period=int(rows.period[row]))})
        for row in _rows(facts, chosen) if rows.experts[row] > 0)


def _rows(facts: _Facts, chosen: Chosen) -> list[int]:
    """Return the requirements that a selection names, in their order."""
    along = {name: members for name, members in chosen.items() if name in _NEED}
    return sorted(facts.needs.chosen(along).tolist())


def _share_of_selection(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    return Fraction(0), (*_given(facts, rule, chosen), Part(Sums.GIVEN, -rule.value, of))


def _share_of_earlier(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
    before, whole = facts.problem.earlier, Fraction(0)
    names = (*_PAYER, *_NEED)
    for row, amount in enumerate(before.exact if before else ()):
        if _is_in(chosen, {name: int(getattr(before, name)[row]) for name in names}):
            whole += amount
    return rule.value * whole, _given(facts, rule, chosen)


def _share_of(kept: str | None) -> _Measure:
    """State a share of the sum in which only one dimension keeps its selection."""
    def measured(facts: _Facts, rule: Rule, chosen: Chosen, of: Chosen) -> _Measured:
        base = {kept: chosen[kept]} if kept is not None and kept in chosen else {}
        return _NOTHING, (*_given(facts, rule, chosen),
                          Part(Sums.GIVEN, -rule.value, facts.known(base)))

    return measured


MEASURED: Mapping[MeasureName, _Measure] = {
    MeasureName.AMOUNT: _amount,
    MeasureName.AMOUNT_PER: _amount_per,
    MeasureName.COVERAGE: _coverage,
    MeasureName.SHARE_OF_TOTAL: _share_of(None),
    MeasureName.SHARE_OF_DONOR: _share_of("donor"),
    MeasureName.SHARE_OF_FUND: _share_of("fund"),
    MeasureName.SHARE_OF_RECIPIENT: _share_of("recipient"),
    MeasureName.SHARE_OF_ACTIVITY: _share_of("activity"),
    MeasureName.SHARE_OF_PERIOD: _share_of("period"),
    MeasureName.SHARE_OF_BUDGET: _share_of_budget,
    MeasureName.SHARE_OF_SELECTION: _share_of_selection,
    MeasureName.SHARE_OF_EARLIER: _share_of_earlier,
    MeasureName.EXPERTS: _experts,
    MeasureName.GRANTS: _grants,
    MeasureName.DONORS: _counted(Sums.DONORS),
    MeasureName.FUNDS: _counted(Sums.FUNDS),
    MeasureName.RECIPIENTS: _counted(Sums.RECIPIENTS),
    MeasureName.ACTIVITIES: _counted(Sums.ACTIVITIES),
    MeasureName.PILLARS: _counted(Sums.PILLARS),
}
"""What each measure sums, and against what."""

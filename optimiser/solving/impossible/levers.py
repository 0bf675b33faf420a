"""What can be changed where no plan exists: one lever a cell of the inputs.

A lever knows its value, which way loosens it, and how to set it in the problem; so a proposal is
tried by setting it and solving again, whatever kind of limit it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from optimiser.model.limits.rules import expand
from optimiser.problem.types import BurdenShare, Problem, Rule
from optimiser.words import money, number

COST: Mapping[str, float] = {
    "Rule": 1.0, "Minimum coverage": 1.0, "Burden sharing": 1.0, "Co-financing": 1.0,
    "Minimum use": 1.0, "Pin": 2.0, "Smallest grant": 2.0, "Capacity": 10.0,
    "Experts offered": 10.0, "Budget": 100.0,
}
"""What a change of each kind of limit costs: soft figures before capacities before budgets."""
_SHARES = ("coverage", "share of")
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Lever:
    """A figure of the inputs that loosens limits when it rises (`rises`) or falls.

    `most` is how far it can go: 0 downwards, 1 for a share upwards, None where nothing ends it.
    """

    kind: str
    name: str
    source: str
    value: Fraction
    rises: bool
    unit: str
    put: Callable[[Problem, Fraction], Problem]
    most: Fraction | None = None

    def moved(self, by: Fraction) -> Fraction:
        """Return the value after a change by so much in the direction that loosens."""
        return self.value + by if self.rises else self.value - by

    def shown(self, value: Fraction, currency: str) -> str:
        """Return a value as its reader writes it: money, a percentage or a number."""
        if self.unit == "money":
            return money(value, currency)
        return f"{number(value * 100)}%" if self.unit == "share" else number(value)


def levers(problem: Problem) -> Iterator[Lever]:
    """Yield every figure that may be changed, in the order of the families of limits."""
    yield from _budgets(problem)
    for row, amount in enumerate(problem.capacities.exact):
        name = problem.recipients.names[problem.capacities.recipient[row]]
        yield Lever("Capacity", f"the capacity of {name}", problem.capacities.source[row], amount,
                    True, "money", _in_rows("capacities", row))
    for row, months in enumerate(problem.offers.exact):
        name = problem.donors.names[problem.offers.donor[row]]
        yield Lever("Experts offered", f"the expert-months of {name}", problem.offers.source[row],
                    months, True, "number", _in_rows("offers", row))
    yield from _recipients(problem)
    for place, burden in enumerate(problem.burden_shares):
        if burden.penalty is None:
            yield Lever("Burden sharing", f"the tolerance of {problem.groups[burden.group]}",
                        burden.source, burden.tolerance, True, "share", _burden(place))
    yield from _pins(problem)
    for place, rule in enumerate(problem.rules):
        if rule.enabled and rule.penalty is None:
            yield from _rule(problem, place, rule)


def _budgets(problem: Problem) -> Iterator[Lever]:
    for row, amount in enumerate(problem.budgets.exact):
        name = problem.funds.names[problem.budgets.fund[row]]
        yield Lever("Budget", f"the budget of {name}", problem.budgets.source[row], amount, True,
                    "money", _budget(row))
    for fund, name in enumerate(problem.funds.names):
        for kind, field in (("Minimum use", "least"), ("Smallest grant", "smallest_grant")):
            values: tuple[Fraction, ...] = getattr(problem.funds, field)
            if values[fund] > 0:
                sources: tuple[str, ...] = getattr(problem.funds, f"{field}_source")
                yield Lever(kind, f"the {kind.lower()} of {name}", sources[fund], values[fund],
                            False, "money", _of("funds", field, fund), Fraction(0))


def _recipients(problem: Problem) -> Iterator[Lever]:
    for recipient, name in enumerate(problem.recipients.names):
        for kind, field in (("Minimum coverage", "minimum_coverage"),
                            ("Co-financing", "co_financing")):
            value: Fraction | None = getattr(problem.recipients, field)[recipient]
            if value:
                source: str = getattr(problem.recipients, f"{field}_source")[recipient]
                yield Lever(kind, f"the {kind.lower()} of {name}", source, value, False, "share",
                            _of("recipients", field, recipient), Fraction(0))


def _pins(problem: Problem) -> Iterator[Lever]:
    for row in range(len(problem.pins.source)):
        name = (f"the pin of {problem.funds.names[problem.pins.fund[row]]} to "
                f"{problem.recipients.names[problem.pins.recipient[row]]}")
        for field, rises, word in (("least", False, "at least"), ("most", True, "at most")):
            value: Fraction | None = getattr(problem.pins, field)[row]
            if value is not None:
                yield Lever("Pin", f"{name}, {word},", problem.pins.source[row], value, rises,
                            "money", _of("pins", field, row), None if rises else Fraction(0))


def _rule(problem: Problem, place: int, rule: Rule) -> Iterator[Lever]:
    if not any(True for _ in expand(problem, rule)):
        return
    unit = ("share" if rule.measure.startswith(_SHARES) else
            "money" if rule.measure == "amount" else "number")
    ends = {"at most": (True,), "<=": (True,), "at least": (False,), ">=": (False,)}
    for rises in ends.get(rule.relation, (False, True)):
        end = Fraction(0) if not rises else _ALL if unit == "share" else None
        yield Lever("Rule", rule.name, rule.source, rule.value, rises, unit, _ruled(place), end)


def _in_rows(table: str, row: int) -> Callable[[Problem, Fraction], Problem]:
    def put(problem: Problem, value: Fraction) -> Problem:
        rows = getattr(problem, table)
        return replace(problem, **{table: replace(rows, exact=_set(rows.exact, row, value))})

    return put


def _budget(row: int) -> Callable[[Problem, Fraction], Problem]:
    """Set a budget and the fund's total, of which keys and rules take shares."""
    def put(problem: Problem, value: Fraction) -> Problem:
        fund, funds = int(problem.budgets.fund[row]), problem.funds
        total = funds.budget[fund] + value - problem.budgets.exact[row]
        changed = _in_rows("budgets", row)(problem, value)
        return replace(changed, funds=replace(funds, budget=_set(funds.budget, fund, total)))

    return put


def _of(table: str, field: str, place: int) -> Callable[[Problem, Fraction], Problem]:
    def put(problem: Problem, value: Fraction) -> Problem:
        rows = getattr(problem, table)
        changed = replace(rows, **{field: _set(getattr(rows, field), place, value)})
        return replace(problem, **{table: changed})

    return put


def _burden(place: int) -> Callable[[Problem, Fraction], Problem]:
    def put(problem: Problem, value: Fraction) -> Problem:
        rows: list[BurdenShare] = list(problem.burden_shares)
        rows[place] = replace(rows[place], tolerance=value)
        return replace(problem, burden_shares=tuple(rows))

    return put


def _ruled(place: int) -> Callable[[Problem, Fraction], Problem]:
    def put(problem: Problem, value: Fraction) -> Problem:
        rules = list(problem.rules)
        rules[place] = replace(rules[place], value=value)
        return replace(problem, rules=tuple(rules))

    return put


def _set(values: tuple[Any, ...], place: int, value: Fraction) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1:])

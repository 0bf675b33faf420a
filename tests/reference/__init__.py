"""The model stated a second time, from the contract alone, to compare the program with.

This module holds the words of that statement: a book is an input workbook as plain data,
figures are what it states, with names in normal form and all amounts exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

Row = dict[str, object]
Book = dict[str, list[Row]]
Slot = tuple[str, str, str]
"""Recipient, activity, period."""
Cell = tuple[str, str, str, str]
"""Fund, recipient, activity, period."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One row of Needs; worth is what one unit of met need counts in `meet needs`."""

    slot: Slot
    amount: Fraction
    worth: Fraction
    expert_months: Fraction


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row of Budgets; period "" stands for all periods together."""

    fund: str
    donor: str
    period: str
    amount: Fraction
    recipients: frozenset[str]
    activities: frozenset[str]
    carry_over: bool
    minimum_use: Fraction
    smallest_grant: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Burden:
    """One row of Burden sharing, or of Recipient keys, with the key share of each member.

    `month` is what an expert-month counts for in money.
    """

    key_shares: Mapping[str, Fraction]
    tolerance: Fraction
    should: bool
    penalty: Fraction
    month: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Pin:
    """One row of Pins; period "" stands for the sum over the periods."""

    cell: Cell
    at_least: Fraction | None
    at_most: Fraction | None


@dataclass(frozen=True, slots=True)
class Selection:
    """The elements that a sum runs over, dimension by dimension."""

    donor: frozenset[str]
    fund: frozenset[str]
    recipient: frozenset[str]
    activity: frozenset[str]
    period: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One enabled row of Rules.

    `of` holds the dimensions that its columns Of name, `per` the figure of each recipient that it
    divides by, and `counted` what of each activity's money counts.
    """

    name: str
    selection: Selection
    for_each: tuple[str, ...]
    measure: str
    relation: str
    value: Fraction
    should: bool
    penalty: Fraction
    of: Mapping[str, frozenset[str]]
    per: Mapping[str, Fraction]
    counted: Mapping[str, Fraction] | None

    def counts(self, activity: str) -> Fraction:
        """Return what of each unit of money for an activity counts."""
        return Fraction(1) if self.counted is None else self.counted[activity]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a need gets is something or nothing: least amounts, prices of whole units, conditions.

    `least` says money, or a share of the need (True beside it); a condition is two places of
    recipient and activity, with the words between them.
    """

    least: Mapping[Slot, tuple[Fraction, bool]] = field(default_factory=dict)
    lots: Mapping[str, Fraction] = field(default_factory=dict)
    conditions: tuple[tuple[tuple[str, str], str, tuple[str, str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a book states: names in normal form, money in base currency, all exact."""

    periods: tuple[str, ...]
    needs: tuple[NeedRow, ...]
    budgets: tuple[BudgetRow, ...]
    commitments: Mapping[Cell, Fraction]
    minimum_coverage: Mapping[str, Fraction]
    co_financing: Mapping[str, Fraction]
    expertise_of: Mapping[str, str]
    offers: tuple[tuple[str, str, str, Fraction], ...]
    capacities: tuple[tuple[str, str, str, Fraction], ...]
    burdens: tuple[Burden, ...]
    recipient_keys: tuple[Burden, ...]
    pins: tuple[Pin, ...]
    rules: tuple[Rule, ...]
    objectives: tuple[tuple[str, Fraction], ...]
    rounding: Fraction
    classes: Mapping[str, Mapping[str, frozenset[str]]]
    earlier: tuple[tuple[Cell, Fraction], ...]
    parts: Parts = field(default_factory=Parts)

    @property
    def slots(self) -> dict[Slot, Fraction]:
        """The need of each recipient, activity and period, its tiers together."""
        total: dict[Slot, Fraction] = {}
        for row in self.needs:
            total[row.slot] = total.get(row.slot, Fraction(0)) + row.amount
        return total

    @property
    def donor_of(self) -> dict[str, str]:
        """The donor of each fund."""
        return {row.fund: row.donor for row in self.budgets}

    def committed(self, slot: Slot) -> Fraction:
        """Return what all funds have committed to a recipient, activity and period."""
        return sum((g for cell, g in self.commitments.items() if cell[1:] == slot), Fraction(0))

    def budget(self, fund: str) -> Fraction:
        """Return a fund's budget over all periods."""
        return sum((row.amount for row in self.budgets if row.fund == fund), Fraction(0))

    def may_pay(self, fund: str, slot: Slot) -> bool:
        """Tell whether the fund's earmarks and periods allow it to pay there."""
        recipient, activity, period = slot
        for row in self.budgets:
            in_time = row.period in ("", period) or (row.carry_over and row.period <= period)
            earmarked = recipient in row.recipients and activity in row.activities
            if row.fund == fund and in_time and earmarked:
                return True
        return False

    def cells(self) -> list[Cell]:
        """Return the cells that earmarks, periods and a positive need allow."""
        slots = [slot for slot, need in self.slots.items() if need > 0]
        return [(f, *slot) for f in self.donor_of for slot in slots if self.may_pay(f, slot)]

    def smallest_grant(self, fund: str) -> Fraction:
        """Return the least that a grant of the fund may be, 0 where none is stated."""
        return max(row.smallest_grant for row in self.budgets if row.fund == fund)

    @property
    def counts_grants(self) -> bool:
        """Tell whether a rule or an objective counts the grants of all funds."""
        return any(rule.measure == "grants" for rule in self.rules) or any(
            name == "fewest grants" for name, _ in self.objectives
        )

    def expert_ratio(self, slot: Slot) -> Fraction:
        """Return the expert-months used by one unit of money allocated there."""
        months = sum((row.expert_months for row in self.needs if row.slot == slot), Fraction(0))
        return months / self.slots[slot] if months else Fraction(0)


def includes(selection: Selection, donor: str, cell: Cell) -> bool:
    """Tell whether a cell of the donor is within the selection."""
    fund, recipient, activity, period = cell
    return (
        donor in selection.donor
        and fund in selection.fund
        and recipient in selection.recipient
        and activity in selection.activity
        and period in selection.period
    )


def selected_funds(figures: Figures, part: Selection) -> list[str]:
    """Return the funds that are selected both themselves and by their donors."""
    return [f for f, donor in figures.donor_of.items() if f in part.fund and donor in part.donor]


CLASSES = {"group": "donor", "region": "recipient", "pillar": "activity"}


def rule_parts(figures: Figures, rule: Rule) -> list[Selection]:
    """Return the selections that a rule holds for: one for each combination it names.

    A rule for no combinations holds for what it matches, even where that is no need: it asks for
    money that nobody may give (decision 23), or is a wish that cannot be granted.
    """
    if not rule.for_each:
        return [rule.selection]
    whole, donor_of = rule.selection, figures.donor_of
    parts: dict[tuple[str, ...], Selection] = {}
    needed = [slot for slot, need in figures.slots.items() if need > 0]
    for fund, slot in product(selected_funds(figures, whole), needed):
        recipient, activity, period = slot
        if not includes(whole, donor_of[fund], (fund, *slot)):
            continue
        element = {
            "donor": donor_of[fund],
            "fund": fund,
            "recipient": recipient,
            "activity": activity,
            "period": period,
        }
        named = [
            figures.classes[CLASSES[name]].get(element[CLASSES[name]], frozenset())
            if name in CLASSES else {element[name]}
            for name in rule.for_each
        ]
        for combination in product(*map(sorted, named)):
            parts[combination] = narrowed(figures, rule, combination)
    return list(parts.values())


def narrowed(figures: Figures, rule: Rule, combination: tuple[str, ...]) -> Selection:
    """Return the rule's selection within one combination of elements and classes."""
    part = rule.selection
    for name, value in zip(rule.for_each, combination, strict=True):
        dimension = CLASSES.get(name, name)
        belongs = figures.classes[dimension].items() if name in CLASSES else ()
        members = {element for element, own in belongs if value in own} or {value}
        part = replace(part, **{dimension: getattr(part, dimension) & members})
    return part


def everything(figures: Figures) -> Selection:
    """Return the selection that leaves nothing out."""
    cells = [(f, *slot) for f in figures.donor_of for slot in figures.slots]
    columns = [frozenset(column) for column in zip(*cells, strict=True)]
    return Selection(frozenset(figures.donor_of.values()), *columns)


def given_amounts(figures: Figures, rule: Rule, part: Selection) -> list[Fraction] | None:
    """Return the amounts that a measure is divided by where they stand before the plan."""
    donor_of, funds = figures.donor_of, selected_funds(figures, part)
    match rule.measure:
        case "coverage":
            return [need for slot, need in figures.slots.items() if within(part, *slot)]
        case "amount per":
            return [rule.per[recipient] for recipient in part.recipient]
        case "share of budget":
            return [row.amount for row in figures.budgets
                    if row.fund in funds and row.period in ("", *part.period)]
        case "share of earlier":
            return [v for cell, v in figures.earlier if includes(part, donor_of[cell[0]], cell)]
        case _:
            return None


def denominator(figures: Figures, rule: Rule, part: Selection) -> Selection | Fraction:
    """Return what a measure is divided by: a sum of support, or a fixed amount of money."""
    fixed = given_amounts(figures, rule, part)
    if fixed is not None:
        return sum(fixed, Fraction(0))
    if rule.measure == "share of total":
        return everything(figures)
    if rule.measure == "share of selection":
        each = {name: getattr(part, name) for name in rule.for_each}
        return replace(everything(figures), **(each | dict(rule.of)))
    kept = rule.measure.removeprefix("share of ")
    return replace(everything(figures), **{kept: getattr(part, kept)})


def within(part: Selection, recipient: str, activity: str, period: str) -> bool:
    """Tell whether a recipient, activity and period are selected, whoever pays."""
    return recipient in part.recipient and activity in part.activity and period in part.period

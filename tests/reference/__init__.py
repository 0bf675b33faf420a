"""The model stated a second time, from the contract alone, to compare the program with.

This module holds the words of that statement: a book is an input workbook as plain data,
figures are what it states, with names in normal form and all amounts exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

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


@dataclass(frozen=True, slots=True)
class Burden:
    """One row of Burden sharing with the key share of each donor of the group."""

    key_shares: Mapping[str, Fraction]
    tolerance: Fraction
    should: bool
    penalty: Fraction


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
    """One enabled row of Rules."""

    name: str
    selection: Selection
    for_each: tuple[str, ...]
    measure: str
    relation: str
    value: Fraction
    should: bool
    penalty: Fraction


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
    pins: tuple[Pin, ...]
    rules: tuple[Rule, ...]
    objectives: tuple[tuple[str, Fraction], ...]
    rounding: Fraction

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
            in_time = (
                row.period in ("", period) or (row.carry_over and row.period <= period)
            )
            earmarked = recipient in row.recipients and activity in row.activities
            if row.fund == fund and in_time and earmarked:
                return True
        return False

    def cells(self) -> list[Cell]:
        """Return the cells that earmarks, periods and a positive need allow."""
        slots = [slot for slot, need in self.slots.items() if need > 0]
        return [(f, *slot) for f in self.donor_of for slot in slots if self.may_pay(f, slot)]

    def expert_ratio(self, slot: Slot) -> Fraction:
        """Return the expert-months used by one unit of money allocated there."""
        months = sum((row.expert_months for row in self.needs if row.slot == slot), Fraction(0))
        return months / self.slots[slot] if months else Fraction(0)

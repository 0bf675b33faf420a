"""Rows that state limits of their own: burden sharing, rules and pins."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from optimiser.errors import ProgramError
from optimiser.names import name_key
from optimiser.problem.key_shares import held_between, key_shares
from optimiser.problem.money import Exchange, fraction_of, optional
from optimiser.problem.stated import BurdenShare, Conditions, Pins, RecipientKey, Rule, Selection
from optimiser.problem.types import ALL, Donors, Funds, Needs, Problem, Recipients
from optimiser.tables.elements import Elements
from optimiser.tables.keys import parse_key
from optimiser.tables.selectors import select
from optimiser.tables.table import Inputs, Table
from optimiser.vocabulary import MeasureName, Relation, Tie, ValueIs


def _penalty(table: Table, row: int) -> float | None:
    """Return the penalty of a row of strength `should`, None for `must`."""
    if str(table.text("Strength")[row]).casefold() == "must":
        return None
    return float(table.number("Penalty")[row])


def read_burden_shares(inputs: Inputs, elements: Elements, exchange: Exchange, funds: Funds,
                       donors: Donors) -> tuple[BurdenShare, ...]:
    """Return the rows of Burden sharing with every donor's share of its group's key."""
    table = inputs.table("Burden sharing")
    month = np.nan_to_num(table.number("Value of an expert-month")).tolist()
    rows = []
    for row, name in enumerate(table.text("Group")):
        group = elements.groups.find(name)
        members = tuple(donor for donor, own in enumerate(donors.groups) if group in own)
        key = str(table.text("Key")[row])
        rows.append(BurdenShare(
            group=group,
            key=key,
            donors=members,
            shares=_burden_shares(key, members, funds, donors),
            tolerance=fraction_of(float(table.number("Tolerance")[row])),
            tolerance_source=table.address(row, "Tolerance"),
            penalty=_penalty(table, row),
            source=table.address(row, "Key"),
            month=exchange.base_money(month[row]),
        ))
    return tuple(rows)


def with_shares_of_budgets(problem: Problem) -> Problem:
    """Return the problem with the shares that the rows of Burden sharing have by its budgets."""
    return replace(problem, burden_shares=tuple(
        replace(row, shares=_burden_shares(row.key, row.donors, problem.funds, problem.donors))
        for row in problem.burden_shares))


def _burden_shares(key: str, members: tuple[int, ...], funds: Funds,
                   donors: Donors) -> tuple[Fraction, ...]:
    return key_shares(parse_key(key, donors.figures), partial(
        _key_figures, members=members, funds=funds, donors=donors))


def _key_figures(name: str, members: tuple[int, ...], funds: Funds,
                 donors: Donors) -> list[Fraction]:
    match name_key(name):
        case "equal":
            return [Fraction(1)] * len(members)
        case "budget":
            return [sum((budget for budget, donor in zip(funds.budget, funds.donor, strict=True)
                         if donor == member), Fraction(0)) for member in members]
        case column:
            return [fraction_of(float(donors.figures[column][member])) for member in members]


def read_recipient_keys(inputs: Inputs, elements: Elements, recipients: Recipients,
                        needs: Needs) -> tuple[RecipientKey, ...]:
    """Return the rows of Recipient keys with every recipient's share of its region's key."""
    table = inputs.table("Recipient keys")
    lowest, highest = table.number("Lowest share"), table.number("Highest share")
    rows = []
    for row, name in enumerate(table.text("Region").tolist()):
        region = elements.regions.find(name)
        members = tuple(recipient for recipient, own in enumerate(recipients.regions)
                        if region in (ALL, *own))
        key = str(table.text("Key")[row])
        shares = key_shares(parse_key(key, recipients.figures), partial(
            _figures_of_recipients, members=members, recipients=recipients, needs=needs))
        rows.append(RecipientKey(
            region=region,
            key=key,
            recipients=members,
            shares=held_between(shares, optional(float(lowest[row])) or Fraction(0),
                                optional(float(highest[row])) or Fraction(1)),
            tolerance=fraction_of(float(table.number("Tolerance")[row])),
            tolerance_source=table.address(row, "Tolerance"),
            penalty=_penalty(table, row),
            source=table.address(row, "Key"),
        ))
    return tuple(rows)


def _figures_of_recipients(name: str, members: tuple[int, ...], recipients: Recipients,
                           needs: Needs) -> list[Fraction]:
    match name_key(name):
        case "equal":
            return [Fraction(1)] * len(members)
        case "need":
            return [sum((amount for amount, recipient in zip(
                needs.exact, needs.recipient.tolist(), strict=True) if recipient == member),
                Fraction(0)) for member in members]
        case column:
            return [fraction_of(float(recipients.figures[column][member])) for member in members]


def read_rules(inputs: Inputs, elements: Elements, exchange: Exchange) -> tuple[Rule, ...]:
    """Return the rows of Rules with their selections as sets of elements."""
    table = inputs.table("Rules")
    return tuple(_rule(table, row, elements, exchange) for row in range(len(table)))


def _rule(table: Table, row: int, elements: Elements, exchange: Exchange) -> Rule:
    def chosen(heading: str, dimension: str) -> frozenset[int] | None:
        return select(str(table.text(heading)[row]), dimension, elements).members

    measure, per = _measure(str(table.text("Measure")[row]))
    value = float(table.number("Value")[row])
    each = str(table.text("For each")[row]).casefold().split(";")
    return Rule(
        name=str(table.text("Rule")[row]),
        enabled=bool(table.number("Enabled")[row]),
        funds=chosen("Funds", "fund"),
        donors=chosen("Donors", "donor"),
        recipients=chosen("Recipients", "recipient"),
        activities=chosen("Activities", "activity"),
        periods=chosen("Periods", "period"),
        measure=measure,
        relation=Relation.read(str(table.text("Relation")[row])),
        value=(exchange.base_money(value) if measure.value_is is ValueIs.MONEY
               else fraction_of(value)),
        for_each=tuple(dict.fromkeys(name.strip() for name in each if name.strip())),
        penalty=_penalty(table, row),
        reason=str(table.text("Reason")[row]),
        source=table.address(row, "Value"),
        of=Selection(
            funds=chosen("Of funds", "fund"),
            donors=chosen("Of donors", "donor"),
            recipients=chosen("Of recipients", "recipient"),
            activities=chosen("Of activities", "activity"),
            periods=chosen("Of periods", "period"),
        ),
        per=per,
        counted_by=str(table.text("Counted by")[row]),
    )


def _measure(text: str) -> tuple[MeasureName, str]:
    """Return a measure and the column that it is per; the checks have seen that there is one."""
    found = MeasureName.read(text)
    if found is None:
        raise ProgramError(f"no measure: {text}")
    return found


def read_conditions(inputs: Inputs, elements: Elements) -> Conditions:
    """Return the rows of Conditions."""
    table = inputs.table("Conditions")
    return Conditions(
        recipient=elements.recipients.find_all(table.text("Recipient")),
        activity=elements.activities.find_all(table.text("Activity")),
        tie=tuple(Tie(text.casefold()) for text in table.text("Condition").tolist()),
        other_recipient=elements.recipients.find_all(table.text("Other recipient")),
        other_activity=elements.activities.find_all(table.text("Other activity")),
        source=tuple(table.address(row, "Condition") for row in range(len(table))),
    )


def read_pins(inputs: Inputs, elements: Elements, exchange: Exchange) -> Pins:
    """Return the rows of Pins in base currency."""
    table = inputs.table("Pins")
    period = np.full(len(table), 0 if len(elements.periods) == 0 else ALL, dtype=np.int64)
    if len(elements.periods):
        found = elements.periods.find_all(table.text("Period"))
        period = np.where(table.is_blank("Period"), ALL, found)

    def bounds(heading: str) -> tuple[Fraction | None, ...]:
        return tuple(None if np.isnan(value) else exchange.base_money(value)
                     for value in table.number(heading).tolist())

    least, most = bounds("At least"), bounds("At most")
    sources = tuple(
        table.address(row, "At most" if least[row] is None else "At least")
        for row in range(len(table)))
    return Pins(
        fund=elements.funds.find_all(table.text("Fund")),
        recipient=elements.recipients.find_all(table.text("Recipient")),
        activity=elements.activities.find_all(table.text("Activity")),
        period=period,
        least=least,
        most=most,
        source=sources,
    )

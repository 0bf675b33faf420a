"""From checked tables to the problem: names become indices, money becomes base currency.

Everything here trusts the checks: inputs with error findings never come this far.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimiser.names import name_key
from optimiser.problem.arrays import Floats, Ints, floats
from optimiser.problem.carried import read_carried
from optimiser.problem.earlier import read_earlier
from optimiser.problem.limits_read import (
    read_burden_shares,
    read_conditions,
    read_pins,
    read_recipient_keys,
    read_rules,
)
from optimiser.problem.money import Exchange, fraction_of, optional
from optimiser.problem.requirements import read_requirements
from optimiser.problem.types import (
    ALL,
    Activities,
    Budgets,
    Capacities,
    Commitments,
    Donors,
    Funds,
    LongerPeriod,
    Needs,
    Objective,
    Offers,
    Problem,
    Recipients,
    Tiers,
)
from optimiser.tables.address import Address
from optimiser.tables.elements import Elements, base_currency, read_elements, setting
from optimiser.tables.indexes import NameIndex
from optimiser.tables.numbers import read_number
from optimiser.tables.periods import period_key
from optimiser.tables.selectors import select
from optimiser.tables.table import Inputs, Table
from optimiser.vocabulary import ObjectiveName, Split

_UNITS = {"units": 1, "thousands": 1_000, "millions": 1_000_000}


def build_problem(inputs: Inputs) -> Problem:
    """Return the problem that checked inputs state."""
    elements = read_elements(inputs)
    settings, longer = _settings(inputs), _longer(inputs, elements)
    exchange = Exchange(base_currency(inputs), unit_of(inputs), _rates(inputs))
    budgets = _budgets(inputs, elements, exchange, longer)
    donors, funds = _donors(inputs, elements), _funds(inputs, elements, budgets, exchange)
    recipients, activities, tiers = weighted = (
        _recipients(inputs, elements), _activities(inputs, elements), _tiers(inputs, elements))
    commitments = _commitments(inputs, elements, exchange)
    needs = _needs(inputs, elements, exchange, weighted)
    return Problem(
        title=settings.get("title", ""),
        currency=exchange.base,
        unit=exchange.unit,
        rounding=Decimal(settings.get("rounding", "1")),
        split=Split(settings.get("split", Split.FEW_PAYMENTS).casefold()),
        gap=read_number(settings.get("gap", "0")).value,
        decide_now_until=_last_decided(settings.get("decide now until", ""), elements),
        groups=elements.groups.names,
        regions=elements.regions.names,
        pillars=elements.pillars.names,
        expertises=elements.expertises.names,
        periods=elements.periods.names or ("",),
        donors=donors,
        funds=funds,
        recipients=recipients,
        activities=activities,
        tiers=tiers,
        needs=needs,
        requirements=read_requirements(inputs, needs, commitments, exchange),
        budgets=budgets,
        capacities=_capacities(inputs, elements, exchange, longer),
        offers=_offers(inputs, elements, longer),
        commitments=commitments,
        burden_shares=read_burden_shares(inputs, elements, exchange, funds, donors),
        conditions=read_conditions(inputs, elements),
        rules=read_rules(inputs, elements, exchange),
        pins=read_pins(inputs, elements, exchange),
        objectives=_objectives(inputs),
        recipient_keys=read_recipient_keys(inputs, elements, recipients, needs),
        earlier=read_earlier(inputs, elements, exchange),
        longer=longer,
    )


def unit_of(inputs: Inputs) -> int:
    """Return what one in a column of money stands for."""
    return _UNITS[setting(inputs, "Amounts in", "units").casefold()]


def _last_decided(until: str, elements: Elements) -> str:
    """Return the period up to which is decided now, as Needs spells it; "" where none is set."""
    covered = elements.periods.covered(until) if until else ()
    return elements.periods.names[covered[-1]] if covered else ""


def _settings(inputs: Inputs) -> dict[str, str]:
    table = inputs.table("Settings")
    return {name_key(name): value for name, value in
            zip(table.text("Setting"), table.text("Value"), strict=True) if value}


def _rates(inputs: Inputs) -> dict[str, Fraction]:
    table = inputs.table("Exchange rates")
    return {currency: fraction_of(rate) for currency, rate in
            zip(table.text("Currency"), table.number("Per unit of base").tolist(), strict=True)}


def _period(table: Table, elements: Elements, blank: int,
            longer: tuple[LongerPeriod, ...] = ()) -> Ints:
    """Return the period of each row; `blank` where the cell is."""
    if len(elements.periods) == 0:
        return np.full(len(table), min(blank, 0), dtype=np.int64)
    found = elements.periods.find_all(table.text("Period"))
    if longer:
        later = {period_key(one.name): len(elements.periods) + at
                 for at, one in enumerate(longer)}
        found = np.array([number if number >= 0 else later.get(period_key(text), ALL)
                          for number, text in zip(found.tolist(), table.text("Period"),
                                                  strict=True)], dtype=np.int64)
    return np.where(table.is_blank("Period"), blank, found)


def _longer(inputs: Inputs, elements: Elements) -> tuple[LongerPeriod, ...]:
    """Return the periods of limits that hold periods of Needs, in the order of their rows."""
    named = {period_key(text): str(text) for name in ("Budgets", "Capacity", "Expertise")
             for text in reversed(inputs.table(name).text("Period").tolist())
             if text and elements.periods.find(text) < 0}
    return tuple(LongerPeriod(name, elements.periods.covered(name))
                 for name in sorted(named.values(), key=lambda one: (
                     elements.periods.covered(one), period_key(one))))


def _sources(table: Table, heading: str) -> tuple[str, ...]:
    return tuple(table.address(row, heading) for row in range(len(table)))


def _texts(index: NameIndex, table: Table, key: str, heading: str) -> tuple[str, ...]:
    """Return a text column in the order of the elements, "" for those without a row."""
    values = dict(zip(index.find_all(table.text(key)).tolist(), table.text(heading), strict=True))
    return tuple(str(values.get(element, "")) for element in range(len(index)))


def _figures(index: NameIndex, table: Table, key: str, heading: str, absent: float) -> Floats:
    """Return a numeric column in the order of the elements."""
    values = np.full(len(index), absent)
    values[index.find_all(table.text(key))] = table.number(heading)
    return values


def _addresses(index: NameIndex, table: Table, key: str, heading: str) -> tuple[str, ...]:
    rows = {element: row for row, element in enumerate(index.find_all(table.text(key)).tolist())}
    return tuple(table.address(rows[e], heading) if e in rows else "" for e in range(len(index)))


def _open_figures(index: NameIndex, table: Table, key: str) -> dict[str, Floats]:
    """Return the further numeric columns in the order of the elements, NaN where blank."""
    order = index.find_all(table.text(key))
    figures = {}
    for heading, values in table.numbers.items():
        column = np.full(len(index), np.nan)
        column[order] = values
        figures[name_key(heading)] = column
    return figures


def _donors(inputs: Inputs, elements: Elements) -> Donors:
    table, index = inputs.table("Donors"), elements.donors
    return Donors(
        names=index.names,
        groups=elements.groups_of_donor,
        figures=_open_figures(index, table, "Donor"),
        iso_code=_texts(index, table, "Donor", "ISO code"),
        coordinator=_texts(index, table, "Donor", "Coordinator"),
        email=_texts(index, table, "Donor", "Email"),
    )


def _budgets(inputs: Inputs, elements: Elements, exchange: Exchange,
             longer: tuple[LongerPeriod, ...]) -> Budgets:
    table = inputs.table("Budgets")
    earmarks = {
        dimension: tuple(select(text, dimension, elements).members for text in table.text(heading))
        for dimension, heading in (("recipient", "For recipients"), ("activity", "For activities"))
    }
    fund = elements.funds.find_all(table.text("Fund"))
    most_carried, lapses_after = read_carried(table, fund, elements)
    return Budgets(
        fund=fund,
        period=_period(table, elements, ALL, longer),
        exact=exchange.money(table.number("Budget"), list(table.text("Currency"))),
        most_carried=most_carried,
        lapses_after=lapses_after,
        minimum_use=tuple(fraction_of(share) for share in
                          np.nan_to_num(table.number("Minimum use")).tolist()),
        recipients=earmarks["recipient"],
        activities=earmarks["activity"],
        source=_sources(table, "Budget"),
    )


def _funds(inputs: Inputs, elements: Elements, budgets: Budgets, exchange: Exchange) -> Funds:
    table, index = inputs.table("Budgets"), elements.funds
    total = [Fraction(0)] * len(index)
    least = [Fraction(0)] * len(index)
    addresses: dict[int, list[Address]] = defaultdict(list)
    for row, fund in enumerate(budgets.fund.tolist()):
        total[fund] += budgets.exact[row]
        if budgets.minimum_use[row] > 0:
            least[fund] += budgets.minimum_use[row] * budgets.exact[row]
            addresses[fund].append(table.address(row, "Minimum use"))
    grant, grant_cells = _smallest_grants(table, len(index), budgets, exchange)
    carries = np.zeros(len(index), dtype=bool)
    np.logical_or.at(carries, budgets.fund, [most != 0 for most in budgets.most_carried])
    currency = _texts(index, table, "Fund", "Currency")
    return Funds(
        names=index.names,
        donor=np.array(elements.donor_of_fund, dtype=np.int64),
        currency=tuple(c or exchange.base for c in currency),
        rate=tuple(exchange.rate(c) for c in currency),
        budget=tuple(total),
        carries_over=carries,
        least=tuple(least),
        least_source=tuple(Address.of_all(addresses[f]) for f in range(len(index))),
        smallest_grant=grant,
        smallest_grant_cells=grant_cells,
    )


def _smallest_grants(
        table: Table, funds: int, budgets: Budgets,
        exchange: Exchange) -> tuple[tuple[Fraction, ...], tuple[tuple[str, ...], ...]]:
    """Return each fund's smallest grant, 0 where it has none, and every cell that states it."""
    least = [Fraction(0)] * funds
    cells: list[tuple[str, ...]] = [()] * funds
    stated = np.nan_to_num(table.number("Smallest grant"))
    amounts = exchange.money(stated, list(table.text("Currency")))
    for row, fund in enumerate(budgets.fund.tolist()):
        if amounts[row] > 0:
            least[fund] = max(least[fund], amounts[row])
            cells[fund] += (table.address(row, "Smallest grant"),)
    return tuple(least), tuple(cells)


def _recipients(inputs: Inputs, elements: Elements) -> Recipients:
    table, index = inputs.table("Recipients"), elements.recipients
    floor, own = (_figures(index, table, "Recipient", heading, np.nan).tolist()
                  for heading in ("Minimum coverage", "Co-financing"))
    return Recipients(
        names=index.names,
        regions=elements.regions_of_recipient,
        severity=_figures(index, table, "Recipient", "Severity", 1.0),
        minimum_coverage=tuple(optional(value) for value in floor),
        minimum_coverage_source=_addresses(index, table, "Recipient", "Minimum coverage"),
        co_financing=tuple(optional(value) for value in own),
        co_financing_source=_addresses(index, table, "Recipient", "Co-financing"),
        figures=_open_figures(index, table, "Recipient"),
        iso_code=_texts(index, table, "Recipient", "ISO code"),
        coordinator=_texts(index, table, "Recipient", "Coordinator"),
        email=_texts(index, table, "Recipient", "Email"),
    )


def _activities(inputs: Inputs, elements: Elements) -> Activities:
    table, index = inputs.table("Activities"), elements.activities
    return Activities(
        names=index.names,
        pillars=elements.pillars_of_activity,
        priority=_figures(index, table, "Activity", "Priority", 1.0),
        expertise=np.array(elements.expertise_of_activity, dtype=np.int64),
        figures=_open_figures(index, table, "Activity"),
        dac_code=_texts(index, table, "Activity", "DAC code"),
        output=_texts(index, table, "Activity", "Output"),
        unit_cost=_figures(index, table, "Activity", "Unit cost", np.nan),
        whole_units=_figures(index, table, "Activity", "Whole units", 0.0) == 1,
        whole_units_source=_addresses(index, table, "Activity", "Whole units"),
    )


def _tiers(inputs: Inputs, elements: Elements) -> Tiers:
    table = inputs.table("Tiers")
    weight = _figures(elements.tiers, table, "Tier", "Weight", 1.0)
    return Tiers(elements.tiers.names, weight)


def _needs(inputs: Inputs, elements: Elements, exchange: Exchange,
           weighted: tuple[Recipients, Activities, Tiers]) -> Needs:
    table = inputs.table("Needs")
    recipients, activities, tiers = weighted
    recipient = elements.recipients.find_all(table.text("Recipient"))
    activity = elements.activities.find_all(table.text("Activity"))
    period, tier = _period(table, elements, 0), elements.tiers.find_all(table.text("Tier"))
    key = np.stack([recipient, activity, period], axis=1)
    _, requirement = np.unique(key, axis=0, return_inverse=True)
    amounts = exchange.money(table.number("Need"), list(table.text("Currency")))
    return Needs(
        recipient=recipient,
        activity=activity,
        period=period,
        tier=tier,
        requirement=requirement.reshape(-1).astype(np.int64),
        amount=floats(amounts),
        exact=amounts,
        expert_months=table.number("Expert-months"),
        weight=(recipients.severity[recipient] * activities.priority[activity]
                * table.number("Weight") * tiers.weight[tier]),
        uncertainty=table.number("Uncertainty"),
        source=_sources(table, "Need"),
    )


def _capacities(inputs: Inputs, elements: Elements, exchange: Exchange,
                longer: tuple[LongerPeriod, ...]) -> Capacities:
    table = inputs.table("Capacity")
    activity = elements.activities.find_all(table.text("Activity"))
    return Capacities(
        recipient=elements.recipients.find_all(table.text("Recipient")),
        activity=np.where(table.is_blank("Activity"), ALL, activity),
        period=_period(table, elements, ALL, longer),
        exact=tuple(exchange.base_money(v) for v in table.number("Capacity").tolist()),
        source=_sources(table, "Capacity"),
    )


def _offers(inputs: Inputs, elements: Elements, longer: tuple[LongerPeriod, ...]) -> Offers:
    table = inputs.table("Expertise")
    return Offers(
        donor=elements.donors.find_all(table.text("Donor")),
        expertise=elements.expertises.find_all(table.text("Expertise")),
        period=_period(table, elements, ALL, longer),
        exact=tuple(fraction_of(v) for v in table.number("Expert-months").tolist()),
        source=_sources(table, "Expert-months"),
    )


def _commitments(inputs: Inputs, elements: Elements, exchange: Exchange) -> Commitments:
    table = inputs.table("Commitments")
    return Commitments(
        fund=elements.funds.find_all(table.text("Fund")),
        recipient=elements.recipients.find_all(table.text("Recipient")),
        activity=elements.activities.find_all(table.text("Activity")),
        period=_period(table, elements, 0),
        exact=exchange.money(table.number("Amount"), list(table.text("Currency"))),
        source=_sources(table, "Amount"),
    )


def _objectives(inputs: Inputs) -> tuple[Objective, ...]:
    table = inputs.table("Objectives")
    if len(table) == 0:
        return (Objective(ObjectiveName.SOFT_RULES, 0.0),
                Objective(ObjectiveName.MEET_NEEDS, 0.0))
    listed = [
        Objective(ObjectiveName(name.casefold()), float(tolerance))
        for _, name, tolerance in sorted(zip(
            table.number("Order").tolist(), table.text("Objective"),
            table.number("Tolerance").tolist(), strict=True))
    ]
    if all(objective.name is not ObjectiveName.SOFT_RULES for objective in listed):
        listed.insert(0, Objective(ObjectiveName.SOFT_RULES, 0.0))
    return tuple(listed)

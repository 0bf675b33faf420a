"""Pins against themselves, against one another and against what they stand on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import CLOSE, Facts
from optimiser.tables.findings import Finding
from optimiser.words import money


def check_pins(facts: Facts) -> Iterator[Finding]:
    """Find pins that cross, clash, or ask for what another limit rules out."""
    table = facts.table("Pins")
    low, high = facts.money("Pins", "At least"), facts.money("Pins", "At most")
    for row in np.flatnonzero(low > high * (1 + CLOSE)).tolist():
        yield kinds.PIN_CROSSED.at(table.place(row, "At least"),
                                   f"{table.number('At least')[row]:,.10g}",
                                   low=_money(facts, low[row]), high=_money(facts, high[row]))
    yield from _clashes(facts)
    for row in np.flatnonzero(low > 0).tolist():
        yield from _against_limits(facts, row, float(low[row]))


def _money(facts: Facts, amount: float) -> str:
    return money(round(float(amount), 2), facts.currency)


def _clashes(facts: Facts) -> Iterator[Finding]:
    """Compare pins by period with the pin on the same cells over all periods."""
    table = facts.table("Pins")
    keys = list(zip(*(facts.numbers("Pins", h).tolist()
                      for h in ("Fund", "Recipient", "Activity")), strict=True))
    low, high = facts.money("Pins", "At least"), facts.money("Pins", "At most")
    blank = table.is_blank("Period")
    for row in np.flatnonzero(blank & ~np.isnan(high)).tolist():
        others = [other for other, key in enumerate(keys)
                  if key == keys[row] and not blank[other] and not np.isnan(low[other])]
        asked = float(low[others].sum()) if others else 0.0
        if asked > high[row] * (1 + CLOSE):
            yield kinds.PINS_CLASH.at(
                table.place(others[0], "At least"), f"{table.number('At least')[others[0]]:,.10g}",
                low=_money(facts, asked), high=_money(facts, high[row]),
                first=table.address(row, "At most"), short=_money(facts, asked - high[row]))


def _against_limits(facts: Facts, row: int, low: float) -> Iterator[Finding]:
    table, sites = facts.table("Pins"), facts.sites
    fund, recipient, activity, period = (
        int(facts.numbers("Pins", h)[row]) for h in ("Fund", "Recipient", "Activity", "Period"))
    if min(fund, recipient, activity) < 0:
        return
    place = table.place(row, "At least")
    shown = f"{table.number('At least')[row]:,.10g}"
    here = (sites.recipient == recipient) & (sites.activity == activity)
    if period >= 0:
        here &= sites.period == period
    payable = here & facts.may_pay[fund]
    name = facts.elements.funds.names[fund]
    if not payable.any():
        why = "there is no need" if not (here & (sites.need > 0)).any() else (
            "its earmark or its periods leave it out")
        yield kinds.PIN_IMPOSSIBLE.at(place, shown, fund=name, why=why)
        return
    budgets = facts.money("Budgets", "Budget")[facts.numbers("Budgets", "Fund") == fund]
    bounds = [
        ("the need left", float(np.maximum(sites.need - sites.committed, 0)[payable].sum())),
        (f"the budget of {name}", float(np.nansum(budgets))),
        *_capacities(facts, recipient, activity, period),
    ]
    for why, limit in bounds:
        if low > limit * (1 + CLOSE):
            yield kinds.PIN_TOO_HIGH.at(
                place, shown, low=_money(facts, low), high=_money(facts, limit), why=why,
                short=_money(facts, low - limit))


def _capacities(facts: Facts, recipient: int, activity: int,
                period: int) -> Iterator[tuple[str, float]]:
    """Yield the capacities that hold a pin's cell."""
    table = facts.table("Capacity")
    amounts = facts.money("Capacity", "Capacity")
    activities, periods = facts.numbers("Capacity", "Activity"), facts.numbers(
        "Capacity", "Period")
    for row in np.flatnonzero(facts.numbers("Capacity", "Recipient") == recipient).tolist():
        for_all = table.is_blank("Activity")[row] or activities[row] == activity
        in_time = table.is_blank("Period")[row] or (periods[row] == period and period >= 0)
        if for_all and in_time and not np.isnan(amounts[row]):
            yield f"capacity {table.address(row, 'Capacity')}", float(amounts[row])

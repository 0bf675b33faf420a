"""Pins against themselves, against one another and against what they stand on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.carried import carries
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import CLOSE, Bools, Facts, Ints, exceeds
from optimiser.tables.findings import Finding
from optimiser.words import money


def check_pins(facts: Facts) -> Iterator[Finding]:
    """Find pins that cross, clash, or ask for what another limit rules out."""
    table = facts.table("Pins")
    low, high = facts.money("Pins", "At least"), facts.money("Pins", "At most")
    for row in np.flatnonzero(low > high * (1 + CLOSE)).tolist():
        yield kinds.PIN_CROSSED.at(table.place(row, "At least"),
                                   shown(float(table.number("At least")[row])),
                                   low=_money(facts, low[row]), high=_money(facts, high[row]))
    yield from _clashes(facts)
    for row in np.flatnonzero(low > 0).tolist():
        yield from _against_limits(facts, row, float(low[row]))
    yield from _together(facts, ("Fund",))
    yield from _together(facts, ("Recipient", "Activity"))


def _together(facts: Facts, headings: tuple[str, ...]) -> Iterator[Finding]:
    """Compare what several pins ask of one fund, or for one need, with what it has."""
    table, low = facts.table("Pins"), np.nan_to_num(facts.money("Pins", "At least"))
    keys = list(zip(*(facts.numbers("Pins", h).tolist()
                      for h in ("Fund", "Recipient", "Activity")), strict=True))
    shared = list(zip(*(facts.numbers("Pins", h).tolist() for h in headings), strict=True))
    by_period = ~table.is_blank("Period")
    for one in dict.fromkeys(shared):
        rows = [row for row, key in enumerate(keys) if shared[row] == one
                and min(key) >= 0 and low[row] > 0]
        cells = dict.fromkeys(keys[row] for row in rows)
        # A pin over all periods holds those by period.
        asked = sum(max(sum(low[row] for row in rows if keys[row] == key and by_period[row] == by)
                        for by in (True, False)) for key in cells)
        why, have = _held_by(facts, headings, one)
        if len(cells) > 1 and exceeds(float(asked), have):
            where = ", ".join(table.address(row, "At least") for row in rows)
            yield kinds.PIN_TOO_HIGH.at(
                table.place(rows[-1], "At least"), shown(float(table.number("At least")[rows[-1]])),
                low=_money(facts, asked), high=_money(facts, have),
                why=f"{why} for {where} together,", short=_money(facts, asked - have))


def _held_by(facts: Facts, headings: tuple[str, ...], one: tuple[int, ...]) -> tuple[str, float]:
    """Return what a fund has left over all periods, or what is left of a need, and its name."""
    if headings == ("Fund",):
        held, given = (facts.numbers(name, "Fund") == one[0] for name in ("Budgets", "Commitments"))
        left = facts.money("Budgets", "Budget")[held].sum() - facts.money(
            "Commitments", "Amount")[given].sum()
        return (f"what is left of the budget of {facts.elements.funds.names[one[0]]}",
                max(float(left), 0.0))
    sites = facts.sites
    here = (sites.recipient == one[0]) & (sites.activity == one[1])
    return "the need left", float(sites.left[here].sum())


def _money(facts: Facts, amount: float) -> str:
    return money(round(float(amount), 2), facts.currency)


def _clashes(facts: Facts) -> Iterator[Finding]:
    """Compare pins by period with the pin on the same cells over all periods."""
    table = facts.table("Pins")
    keys = list(zip(*(facts.numbers("Pins", h).tolist()
                      for h in ("Fund", "Recipient", "Activity")), strict=True))
    low, high = facts.money("Pins", "At least"), facts.money("Pins", "At most")
    by_period = ~table.is_blank("Period")
    for row in np.flatnonzero(facts.blank("Pins", "Period") & ~np.isnan(high)).tolist():
        others = [other for other, key in enumerate(keys) if key == keys[row]
                  and min(key) >= 0 and by_period[other] and not np.isnan(low[other])]
        asked = float(low[others].sum())
        if exceeds(asked, float(high[row])):
            yield kinds.PINS_CLASH.at(
                table.place(others[0], "At least"),
                shown(float(table.number("At least")[others[0]])),
                low=_money(facts, asked), high=_money(facts, high[row]),
                first=table.address(row, "At most"), short=_money(facts, asked - high[row]))


def _against_limits(facts: Facts, row: int, low: float) -> Iterator[Finding]:
    table, sites = facts.table("Pins"), facts.sites
    fund, recipient, activity, period = (
        int(facts.numbers("Pins", h)[row]) for h in ("Fund", "Recipient", "Activity", "Period"))
    if min(fund, recipient, activity) < 0 or facts.unreadable("Pins", "Period")[row]:
        return
    place = table.place(row, "At least")
    value = shown(float(table.number("At least")[row]))
    here = (sites.recipient == recipient) & (sites.activity == activity)
    if period >= 0:
        here &= sites.period == period
    payable = here & facts.may_pay[fund]
    name = facts.elements.funds.names[fund]
    if not payable.any():
        why = "there is no need" if not (here & sites.needed).any() else (
            "its earmark or its periods leave it out")
        yield kinds.PIN_IMPOSSIBLE.at(place, value, fund=name, why=why)
        return
    bounds = [
        ("the need left", float(sites.left[payable].sum())),
        (f"what is left of the budget of {name}", _room(facts, fund, sites.period[payable])),
        *_capacities(facts, recipient, activity, period),
        *_pins_by_period(facts, row, payable),
    ]
    for why, limit in bounds:
        if exceeds(low, limit):
            yield kinds.PIN_TOO_HIGH.at(
                place, value, low=_money(facts, low), high=_money(facts, limit), why=why,
                short=_money(facts, low - limit))


def _room(facts: Facts, fund: int, periods: Ints) -> float:
    """Return what a fund can still pay in these periods after its commitments."""
    held, given = (facts.numbers(name, "Fund") == fund for name in ("Budgets", "Commitments"))
    spans = [span for span, mine in zip(facts.spans("Budgets"), held, strict=True) if mine]
    budget = facts.money("Budgets", "Budget")[held]
    paid = facts.numbers("Commitments", "Period")[given]
    amounts = facts.money("Commitments", "Amount")[given]
    if None in spans:
        return max(float(budget.sum() - amounts.sum()), 0.0)
    if carries(facts.table("Budgets"))[held].any():
        later = range(int(periods.max()), len(facts.elements.periods))
        first = np.array([min(span, default=-1) for span in spans if span is not None])
        return max(min(float(budget[first <= end].sum() - amounts[paid <= end].sum())
                       for end in later), 0.0)
    meant = frozenset(periods.tolist())
    return sum(max(float(budget[[one == span for one in spans]].sum()
                         - amounts[np.isin(paid, list(span))].sum()), 0.0)
               for span in dict.fromkeys(spans) if span is not None and span & meant)


def _pins_by_period(facts: Facts, row: int, payable: Bools) -> Iterator[tuple[str, float]]:
    """Yield what `At most` of pins by period leaves to a pin over all periods."""
    table, sites, most = facts.table("Pins"), facts.sites, facts.money("Pins", "At most")
    capped = ~table.is_blank("Period") & ~np.isnan(most)
    for heading in ("Fund", "Recipient", "Activity"):
        capped &= facts.numbers("Pins", heading) == facts.numbers("Pins", heading)[row]
    if not table.is_blank("Period")[row] or not capped.any():
        return
    left = sites.left.copy()
    for other in np.flatnonzero(capped).tolist():
        here = payable & (sites.period == facts.numbers("Pins", "Period")[other])
        left[here] = np.minimum(left[here], most[other])
    cells = ", ".join(table.address(other, "At most") for other in np.flatnonzero(capped).tolist())
    yield f"the pins by period ({cells})", float(left[payable].sum())


def _capacities(facts: Facts, recipient: int, activity: int,
                period: int) -> Iterator[tuple[str, float]]:
    """Yield what the capacities that hold a pin's cell leave after commitments."""
    table = facts.table("Capacity")
    amounts = facts.money("Capacity", "Capacity")
    activities, spans = facts.numbers("Capacity", "Activity"), facts.spans("Capacity")
    for row in np.flatnonzero(facts.numbers("Capacity", "Recipient") == recipient).tolist():
        together = facts.blank("Capacity", "Activity")[row]
        span = spans[row]
        if (together or activities[row] == activity) and (span is None or period in span):
            given = facts.numbers("Commitments", "Recipient") == recipient
            given &= together | (facts.numbers("Commitments", "Activity") == activity)
            if span is not None:
                given &= np.isin(facts.numbers("Commitments", "Period"), list(span))
            left = amounts[row] - facts.money("Commitments", "Amount")[given].sum()
            yield f"capacity {table.address(row, 'Capacity')}", max(float(left), 0.0)

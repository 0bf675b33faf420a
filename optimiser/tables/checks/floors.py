"""Floors against the money that there is, and who can give or get at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Bools, Facts, Floats, exceeds
from optimiser.tables.findings import Finding
from optimiser.tables.selectors import select
from optimiser.words import money


def check_floors(facts: Facts) -> Iterator[Finding]:
    """Find minimum coverages and minimum uses that no money or no need can bear."""
    yield from _coverage(facts)
    yield from _use(facts)
    yield from _own_funds(facts)


def _budget_of_funds(facts: Facts) -> Floats:
    """Return what each fund has left after commitments, shape (funds,); NaN where unknown."""
    count = len(facts.elements.funds)
    left = np.zeros(count)
    for table, heading, sign in (("Budgets", "Budget", 1.0), ("Commitments", "Amount", -1.0)):
        funds, amounts = facts.numbers(table, "Fund"), facts.money(table, heading)
        known = funds >= 0
        left += sign * np.bincount(funds[known], amounts[known], count)
    return np.maximum(left, 0.0)


def _coverage(facts: Facts) -> Iterator[Finding]:
    table, sites = facts.table("Recipients"), facts.sites
    floors = table.number("Minimum coverage")
    numbers = facts.numbers("Recipients", "Recipient")
    budgets = _budget_of_funds(facts)
    asked_in_all, rows_in_all = 0.0, []
    payers = np.zeros(len(budgets), dtype=bool)
    if facts.unreadable("Budgets", "Fund").any():
        return
    for row in np.flatnonzero((floors > 0) & (numbers >= 0)).tolist():
        mine = sites.recipient == numbers[row]
        met = float(np.minimum(sites.need, sites.committed)[mine].sum())
        need = float(sites.need[mine].sum())
        asked = float(floors[row]) * need - met
        if not asked > 0:
            continue
        own = facts.may_pay[:, mine].any(axis=1)
        money_there, reach = float(budgets[own].sum()), _reachable(facts, mine)
        yield from _capacity(facts, row, asked)
        if exceeds(asked, float(np.minimum(money_there, reach)), need):
            yield kinds.FLOOR_TOO_HIGH.at(
                table.place(row, "Minimum coverage"), shown(float(floors[row])),
                cells=table.address(row, "Minimum coverage"),
                **(_SHORT_OF_MONEY if money_there <= reach else _SHORT_OF_NEEDS),
                **_figures(facts, asked, min(money_there, reach)))
        else:
            asked_in_all += asked
            rows_in_all.append(row)
            payers |= own
    have = float(budgets[payers].sum())
    if len(rows_in_all) > 1 and exceeds(asked_in_all, have, float(sites.need.sum())):
        cells = ", ".join(table.address(row, "Minimum coverage") for row in rows_in_all)
        yield kinds.FLOOR_TOO_HIGH.at(
            table.place(rows_in_all[0], "Minimum coverage"),
            shown(float(floors[rows_in_all[0]])), cells=cells, **_SHORT_OF_MONEY,
            **_figures(facts, asked_in_all, have))


def _reachable(facts: Facts, mine: np.ndarray) -> float:
    """Return the need left of a recipient's sites that some fund may pay for."""
    return float(facts.sites.left[mine & facts.may_pay.any(axis=0)].sum())


_SHORT_OF_MONEY = {"which": "hold", "how": "raise a budget"}
_SHORT_OF_NEEDS = {"which": "may pay for", "how": "widen an earmark"}


def _figures(facts: Facts, need: float, have: float) -> dict[str, str]:
    return {name: money(round(value, 2), facts.currency) for name, value in (
        ("need", need), ("have", have), ("short", need - have))}


def _capacity(facts: Facts, row: int, asked: float) -> Iterator[Finding]:
    """Compare what a floor asks for beside all commitments with the recipient's capacity."""
    table, recipients = facts.table("Capacity"), facts.table("Recipients")
    number = facts.numbers("Recipients", "Recipient")[row]
    given = facts.numbers("Commitments", "Recipient") == number
    asked += float(facts.money("Commitments", "Amount")[given].sum())
    whole = (facts.numbers("Capacity", "Recipient") == number) & facts.blank(
        "Capacity", "Activity")
    spans = facts.spans("Capacity")
    stated = np.array([bool(span) for span in spans], dtype=bool)
    amounts = facts.money("Capacity", "Capacity")
    all_together = whole & facts.blank("Capacity", "Period")
    by_period = whole & stated
    used = {int(p) for p in facts.sites.period[facts.sites.recipient == number]}
    for rows in (all_together, by_period):
        if not rows.any() or (rows is by_period and used - _union(spans, rows)):
            continue
        have = float(amounts[rows].sum())
        if exceeds(asked, have):
            cells = ", ".join(table.address(r, "Capacity") for r in np.flatnonzero(rows).tolist())
            yield kinds.FLOOR_ABOVE_CAPACITY.at(
                recipients.place(row, "Minimum coverage"), cells=cells,
                **_figures(facts, asked, have))


def _union(spans: list[frozenset[int] | None], rows: Bools) -> set[int]:
    """Return all periods that some of the rows are about."""
    return {period for row in np.flatnonzero(rows).tolist() for period in spans[row] or ()}


def _use(facts: Facts) -> Iterator[Finding]:
    table = facts.table("Budgets")
    funds, shares = facts.numbers("Budgets", "Fund"), table.number("Minimum use")
    budgets, left = facts.money("Budgets", "Budget"), facts.sites.left
    given = facts.money("Commitments", "Amount")
    givers = facts.numbers("Commitments", "Fund")
    for fund in sorted(set(funds[shares > 0].tolist()) - {-1}):
        rows = np.flatnonzero((funds == fund) & (shares > 0))
        asked = float((shares[rows] * budgets[rows]).sum())
        have = float(left[facts.may_pay[fund]].sum()) + float(given[givers == fund].sum())
        if exceeds(asked, have):
            yield kinds.USE_TOO_HIGH.at(
                table.place(int(rows[0]), "Minimum use"), shown(float(shares[rows[0]])),
                **_figures(facts, asked, have))


def _own_funds(facts: Facts) -> Iterator[Finding]:
    """Find recipients that must co-finance without a fund of their own for themselves."""
    table, budgets = facts.table("Recipients"), facts.table("Budgets")
    shares, numbers = table.number("Co-financing"), facts.numbers("Recipients", "Recipient")
    for row in np.flatnonzero((shares > 0) & (numbers >= 0)).tolist():
        name = str(table.text("Recipient")[row])
        earmarks = [select(str(text), "recipient", facts.elements)
                    for text, donor in zip(budgets.text("For recipients"), budgets.text("Donor"),
                                           strict=True) if name_key(donor) == name_key(name)]
        if not any(chosen.faults or chosen.members is None or numbers[row] in chosen.members
                   for chosen in earmarks):
            yield kinds.NO_OWN_FUND.at(table.place(row, "Co-financing"), name)


def check_ways(facts: Facts) -> Iterator[Finding]:
    """Find recipients and donors with no way to get or give."""
    needs, budgets, donors = facts.table("Needs"), facts.table("Budgets"), facts.table("Donors")
    recipient = facts.numbers("Needs", "Recipient")
    needed = {int(r) for r in facts.sites.recipient[facts.sites.needed]}
    paid = {int(r) for r in facts.sites.recipient[facts.may_pay.any(axis=0)]}
    strangers = facts.unreadable("Budgets", "Fund").any()
    for number in sorted(needed - paid - {-1}) if not strangers else ():
        row = int(np.flatnonzero(recipient == number)[0])
        yield kinds.NO_PAYER.at(needs.place(row, "Recipient"),
                                facts.elements.recipients.names[number])
    funds = facts.numbers("Budgets", "Fund")
    for fund in np.flatnonzero(~facts.may_pay.any(axis=1)).tolist():
        row = int(np.flatnonzero(funds == fund)[0])
        yield kinds.NO_USE.at(budgets.place(row, "Fund"), facts.elements.funds.names[fund])
    active = set(facts.numbers("Budgets", "Donor").tolist()) | set(
        facts.numbers("Expertise", "Donor").tolist())
    for row, number in enumerate(facts.numbers("Donors", "Donor").tolist()):
        if number >= 0 and number not in active:
            yield kinds.IDLE_DONOR.at(donors.place(row, "Donor"),
                                      facts.elements.donors.names[number])

"""Commitments against budgets, earmarks and needs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import CLOSE, Facts, Ints
from optimiser.tables.findings import Finding
from optimiser.words import money


def check_commitments(facts: Facts) -> Iterator[Finding]:
    """Find commitments that budgets cannot hold, that no earmark allows, that meet no need."""
    yield from _over_budget(facts)
    yield from _against_needs(facts)


def _over_budget(facts: Facts) -> Iterator[Finding]:
    table, budgets = facts.table("Commitments"), facts.table("Budgets")
    if not len(table):
        return
    given = np.nan_to_num(facts.money("Commitments", "Amount"))
    fund_of, period_of = facts.numbers("Commitments", "Fund"), facts.numbers(
        "Commitments", "Period")
    funds, periods = facts.numbers("Budgets", "Fund"), facts.numbers("Budgets", "Period")
    amounts = facts.money("Budgets", "Budget")
    carries = budgets.number("Carry over") == 1
    for fund in sorted(set(fund_of.tolist()) - {-1}):
        mine = np.flatnonzero(funds == fund)
        for period in _spans(periods[mine], period_of[fund_of == fund],
                             bool(carries[mine].any())):
            covered, rows = _span(fund, period, fund_of, period_of, funds, periods,
                                  bool(carries[mine].any()))
            have, limit = float(given[covered].sum()), float(amounts[rows].sum())
            if have > limit * (1 + CLOSE):
                last = int(np.flatnonzero(covered)[-1])
                yield kinds.OVER_BUDGET.at(
                    table.place(last, "Amount"), f"{table.number('Amount')[last]:,.10g}",
                    fund=facts.elements.funds.names[fund],
                    when=f" in {facts.elements.periods.names[period]}" if period >= 0 else "",
                    have=money(round(have, 2), facts.currency),
                    need=money(round(limit, 2), facts.currency),
                    short=money(round(have - limit, 2), facts.currency),
                    budget=", ".join(budgets.address(row, "Budget")
                                     for row in np.flatnonzero(rows).tolist()) or "no row")
                break


def _spans(periods: Ints, committed: Ints, carries: bool) -> list[int]:
    """Return the periods over which a fund's budget is counted; -1 for all together."""
    if len(periods) == 0 or (periods < 0).any():
        return [-1]
    return sorted(set(committed.tolist()) - {-1}) if not carries else list(
        range(int(max(committed.max(initial=0), periods.max())) + 1))


def _span(fund: int, period: int, fund_of: Ints, period_of: Ints, funds: Ints, periods: Ints,
          carries: bool) -> tuple[np.ndarray, np.ndarray]:
    given, budget = fund_of == fund, funds == fund
    if period < 0:
        return given, budget
    if carries:
        return given & (period_of <= period), budget & (periods <= period)
    return given & (period_of == period), budget & (periods == period)


def _against_needs(facts: Facts) -> Iterator[Finding]:
    table, sites = facts.table("Commitments"), facts.sites
    keys = [facts.numbers("Commitments", h) for h in ("Recipient", "Activity", "Period")]
    funds = facts.numbers("Commitments", "Fund")
    number = {key: n for n, key in enumerate(zip(
        sites.recipient.tolist(), sites.activity.tolist(), sites.period.tolist(), strict=True))}
    over: set[int] = set()
    for row, key in enumerate(zip(*(k.tolist() for k in keys), strict=True)):
        if min(key[:2]) < 0 or funds[row] < 0:
            continue
        site = number.get(key)
        if site is None:
            named = " / ".join(str(table.text(h)[row]) for h in
                               ("Recipient", "Activity", "Period") if table.text(h)[row])
            yield kinds.NO_SUCH_NEED.at(table.place(row, "Amount"), named)
            continue
        if sites.need[site] > 0 and not facts.may_pay[funds[row], site]:
            yield kinds.OUTSIDE_EARMARK.at(table.place(row, "Fund"), table.text("Fund")[row])
        if sites.committed[site] > sites.need[site] * (1 + CLOSE) and site not in over:
            over.add(site)
            yield kinds.OVER_NEED.at(
                table.place(row, "Amount"),
                have=money(round(float(sites.committed[site]), 2), facts.currency),
                need=money(round(float(sites.need[site]), 2), facts.currency))

"""Commitments against budgets, earmarks and needs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimiser.names import name_key
from optimiser.tables.carried import carries
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Bools, Facts, Ints, exceeds
from optimiser.tables.findings import Finding
from optimiser.words import money


def check_commitments(facts: Facts) -> Iterator[Finding]:
    """Find commitments that budgets cannot hold, that no earmark allows, that meet no need."""
    yield from _over_budget(facts)
    yield from _against_needs(facts)
    yield from _without_currency(facts)


def _without_currency(facts: Facts) -> Iterator[Finding]:
    """Find amounts in the base currency by default where the fund's own is another one."""
    table, budgets = facts.table("Commitments"), facts.table("Budgets")
    currency_of = {fund: name for fund, name in zip(
        facts.numbers("Budgets", "Fund").tolist(), budgets.text("Currency").tolist(), strict=True)
        if name and name_key(name) != name_key(facts.currency)}
    if not currency_of:
        return
    amounts, blank = facts.money("Commitments", "Amount"), facts.blank("Commitments", "Currency")
    for row, fund in enumerate(facts.numbers("Commitments", "Fund").tolist()):
        if blank[row] and fund in currency_of and amounts[row] > 0:
            yield kinds.BASE_AMOUNT.at(
                table.place(row, "Amount"), shown(float(table.number("Amount")[row])),
                amount=money(round(float(amounts[row]), 2), facts.currency),
                fund=facts.elements.funds.names[fund], currency=currency_of[fund],
                base=facts.currency)


def _over_budget(facts: Facts) -> Iterator[Finding]:
    table, budgets = facts.table("Commitments"), facts.table("Budgets")
    if not len(table):
        return
    fund_of, period_of = facts.numbers("Commitments", "Fund"), facts.numbers(
        "Commitments", "Period")
    funds, spans = facts.numbers("Budgets", "Fund"), facts.spans("Budgets")
    carrying = carries(budgets)
    for fund in sorted(set(fund_of.tolist()) - {-1}):
        mine = np.flatnonzero(funds == fund)
        running = bool(carrying[mine].any())
        stretches = _stretches([spans[row] for row in mine.tolist()],
                               period_of[fund_of == fund], running)
        for period, counted, stretch in stretches:
            covered = (fund_of == fund) & _within(period_of, counted)
            rows = (funds == fund) & np.array([
                stretch is None or span is None or bool(span & stretch) for span in spans], bool)
            have = _exactly(facts, "Commitments", "Amount", covered)
            limit = _exactly(facts, "Budgets", "Budget", rows)
            if have is not None and limit is not None and have > limit:
                last = int(np.flatnonzero(covered)[-1])
                until = f" {'up to' if running else 'in'} "
                yield kinds.OVER_BUDGET.at(
                    table.place(last, "Amount"), shown(float(table.number("Amount")[last])),
                    fund=facts.elements.funds.names[fund],
                    when=until + facts.elements.periods.names[period] if period >= 0 else "",
                    have=money(have, facts.currency), need=money(limit, facts.currency),
                    short=money(have - limit, facts.currency),
                    budget=", ".join(budgets.address(row, "Budget")
                                     for row in np.flatnonzero(rows).tolist()) or "no row")
                if running:
                    break


def _exactly(facts: Facts, name: str, heading: str, rows: Bools) -> Fraction | None:
    """Return an exact sum in base currency, for a cent too much has no plan; None if unknown."""
    if np.isnan(facts.money(name, heading)[rows]).any():
        return None
    table, unit = facts.table(name), Fraction(facts.unit)
    return sum((Fraction(repr(amount)) * unit / Fraction(repr(facts.rates[name_key(currency)]))
                for amount, currency in zip(table.number(heading)[rows].tolist(),
                                            table.text("Currency")[rows], strict=True)),
               Fraction(0))


_Periods = frozenset[int] | None


def _stretches(spans: list[_Periods], committed: Ints,
               running: bool) -> Iterator[tuple[int, _Periods, _Periods]]:
    """Yield the stretches of time over which a fund's budget is counted.

    Each is the period to name (-1 for none), the periods whose commitments count and those
    whose budgets do; None for all together.
    """
    if not spans or None in spans:
        yield -1, None, None
        return
    known = [span for span in spans if span]
    paid = sorted(set(committed.tolist()) - {-1})
    if running:
        last = max([*paid, *(max(span) for span in known)], default=-1)
        for period in range(last + 1):
            so_far = frozenset(range(period + 1))
            yield period, so_far, so_far
        return
    for period in paid:
        span = next((span for span in known if period in span), frozenset({period}))
        if period == min(set(paid) & span):
            yield period, span, span


def _within(periods: Ints, counted: _Periods) -> Bools:
    """Tell which periods count, shape (rows,)."""
    return np.ones(len(periods), bool) if counted is None else np.isin(periods, list(counted))


def _against_needs(facts: Facts) -> Iterator[Finding]:
    table, sites = facts.table("Commitments"), facts.sites
    if not len(table):
        return
    keys = [facts.numbers("Commitments", h) for h in ("Recipient", "Activity", "Period")]
    funds = facts.numbers("Commitments", "Fund")
    number = {key: n for n, key in enumerate(zip(
        sites.recipient.tolist(), sites.activity.tolist(), sites.period.tolist(), strict=True))}
    over: set[int] = set()
    for row, key in enumerate(zip(*(k.tolist() for k in keys), strict=True)):
        if min(key[:2]) < 0 or funds[row] < 0 or (key[2] < 0 and len(facts.elements.periods)):
            continue
        value = shown(float(table.number("Amount")[row]))
        site = number.get(key)
        if site is None:
            named = " / ".join(str(table.text(h)[row]) for h in
                               ("Recipient", "Activity", "Period") if table.text(h)[row])
            yield kinds.NO_SUCH_NEED.at(table.place(row, "Amount"), value, named=named)
            continue
        if sites.needed[site] and not facts.may_pay[funds[row], site]:
            yield kinds.OUTSIDE_EARMARK.at(table.place(row, "Fund"), table.text("Fund")[row])
        if exceeds(sites.committed[site], sites.need[site]) and site not in over:
            over.add(site)
            yield kinds.OVER_NEED.at(
                table.place(row, "Amount"), value,
                have=money(round(float(sites.committed[site]), 2), facts.currency),
                need=money(round(float(sites.need[site]), 2), facts.currency))

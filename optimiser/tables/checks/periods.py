"""Periods, tiers and funds by period."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.catalogue import reading as reading_kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding
from optimiser.words import listing

_WITH_PERIODS = ("Needs", "Budgets", "Capacity", "Expertise", "Commitments", "Pins")
_LENGTHS = {4: "year", 7: "month"}


def check_periods(facts: Facts) -> Iterator[Finding]:
    """Find periods that are missing, unknown, or of another length than the others."""
    needs = facts.table("Needs")
    blank = facts.blank("Needs", "Period")
    if blank.any() and not needs.is_blank("Period").all():
        for row in np.flatnonzero(blank).tolist():
            yield kinds.PERIOD_MISSING.at(needs.place(row, "Period"))
    known = facts.elements.periods.names
    for name in _WITH_PERIODS[1:]:
        yield from _unknown_periods(facts, name, known)
    yield from _lengths(facts)


def _unknown_periods(facts: Facts, name: str, known: tuple[str, ...]) -> Iterator[Finding]:
    table, blank = facts.table(name), facts.blank(name, "Period")
    for row, text in enumerate(table.text("Period").tolist()):
        if text and not known:
            if facts.blank("Needs", "Period").all():
                yield kinds.PERIOD_UNUSED.at(table.place(row, "Period"), text)
        elif text and facts.elements.periods.find(text) < 0:
            yield kinds.PERIOD_UNKNOWN.at(table.place(row, "Period"), text,
                                          known=listing(known))
        elif blank[row] and known and name == "Commitments":
            yield kinds.PERIOD_NEEDED.at(table.place(row, "Period"), known=listing(known))


def _length(period: str) -> str:
    return "quarter" if "Q" in period else _LENGTHS[len(period)]


def _lengths(facts: Facts) -> Iterator[Finding]:
    first = ""
    for name in _WITH_PERIODS:
        table = facts.table(name)
        for row, text in enumerate(table.text("Period").tolist()):
            if not text:
                continue
            first = first or text
            if _length(text) != _length(first):
                yield reading_kinds.MIXED_PERIODS.at(
                    table.place(row, "Period"), text, length=_length(text), first=first,
                    other=_length(first))
                break


def check_tiers(facts: Facts) -> Iterator[Finding]:
    """Find tiers that are not listed, and weights that rise down the list."""
    tiers, needs = facts.table("Tiers"), facts.table("Needs")
    listed = {name_key(name) for name in tiers.text("Tier").tolist()}
    if len(tiers):
        for row, text in enumerate(needs.text("Tier").tolist()):
            if text and name_key(text) not in listed:
                near = tuple(n for n in facts.elements.tiers.near(text)
                             if name_key(n) in listed)
                yield kinds.TIER_UNLISTED.at(needs.place(row, "Tier"), text,
                                             near=did_you_mean(near))
    weights = tiers.number("Weight")
    for row in np.flatnonzero(weights[1:] > weights[:-1]).tolist():
        yield kinds.TIERS_RISE.at(tiers.place(row + 1, "Weight"), f"{weights[row + 1]:g}",
                                  above=f"{weights[row]:g}")


def check_funds(facts: Facts) -> Iterator[Finding]:
    """Find funds whose rows disagree: donor, currency, periods, carry over."""
    table = facts.table("Budgets")
    funds = facts.numbers("Budgets", "Fund")
    for fund in sorted(set(funds.tolist()) - {-1}):
        rows = np.flatnonzero(funds == fund).tolist()
        name = facts.elements.funds.names[fund]
        for heading, kind in (("Donor", kinds.TWO_DONORS), ("Currency", kinds.TWO_CURRENCIES)):
            known = [row for row in rows if not facts.unreadable("Budgets", heading)[row]]
            default = facts.currency if heading == "Currency" else ""
            texts = [str(table.text(heading)[row]) or default for row in known]
            for row, text in zip(known, texts, strict=True):
                if text and texts[0] and name_key(text) != name_key(texts[0]):
                    yield kind.at(table.place(row, heading), text, first=texts[0])
        blank = facts.blank("Budgets", "Period")[rows]
        if blank.any() and not table.is_blank("Period")[rows].all():
            at = rows[int(np.flatnonzero(blank)[0])]
            yield kinds.FUND_MIXED.at(table.place(at, "Period"), name)
        carry = [value for value in table.values.get("Carry over", np.full(len(table), np.nan))[
            rows] if not np.isnan(value)]
        if len(set(carry)) > 1:
            yield kinds.CARRY_MIXED.at(table.place(rows[0], "Carry over"), name)
        grants = [row for row in rows if table.number("Smallest grant")[row] > 0]
        for row in grants[1:]:
            value, other = (float(table.number("Smallest grant")[r]) for r in (row, grants[0]))
            if value != other:
                yield kinds.GRANTS_MIXED.at(table.place(row, "Smallest grant"), f"{value:,.10g}",
                                            fund=name, other=f"{other:,.10g}")

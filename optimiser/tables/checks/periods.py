"""Periods, tiers and funds by period."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.suggestions import nearest
from optimiser.tables.carried import carried
from optimiser.tables.carry import EVERYTHING, NOTHING
from optimiser.tables.catalogue import across as kinds
from optimiser.tables.catalogue import periods as period_kinds
from optimiser.tables.catalogue import reading as reading_kinds
from optimiser.tables.checks.facts import Facts, Ints
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding
from optimiser.tables.periods import PeriodIndex, period_key, read_span
from optimiser.tables.table import Table
from optimiser.words import listing

_SPANNING = ("Budgets", "Capacity", "Expertise")
"""Tables in which a period may stand for all that lie in it."""
_SINGLE = ("Commitments", "Pins")


def check_periods(facts: Facts) -> Iterator[Finding]:
    """Find periods that are missing, of no known form, unknown, or that overlap."""
    needs = facts.table("Needs")
    blank = facts.blank("Needs", "Period")
    if blank.any() and not needs.is_blank("Period").all():
        for row in np.flatnonzero(blank).tolist():
            yield kinds.PERIOD_MISSING.at(needs.place(row, "Period"))
    strange = set[str]()
    for name in ("Needs", *_SPANNING, *_SINGLE):
        yield from _labels(facts, name, strange)
    for name in (*_SPANNING, *_SINGLE):
        yield from _unknown_periods(facts, name, strange)
    yield from _overlapping_needs(facts)
    yield from _list_of_periods(facts)


def _labels(facts: Facts, name: str, strange: set[str]) -> Iterator[Finding]:
    """Find labels of no known form that have no row in Periods; take them in as strange."""
    table, listed = facts.table(name), _listed(facts)
    texts = table.text("Period").tolist()
    # By distinct labels: Needs may have 100,000 rows.
    odd = {text for text in set(texts) if text and period_key(text) not in listed and (
        read_span(text) is None or (bool(listed) and name == "Needs"))}
    strange |= odd
    for row, text in enumerate(texts) if odd else ():
        if text not in odd:
            continue
        if listed:
            yield period_kinds.PERIOD_NOT_LISTED.at(
                table.place(row, "Period"), text, near=did_you_mean(nearest(
                    text, facts.table("Periods").text("Period").tolist(), 1)))
        else:
            yield reading_kinds.NOT_A_PERIOD.at(table.place(row, "Period"), text,
                                                near=_spelt_better(text))


def _spelt_better(text: str) -> str:
    """Return how a label that nearly is a known form may be written."""
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    parts = re.findall(r"q\D{0,2}([1-4])(?!\d)|(?<!\d)([1-4])\D{0,2}q", text, re.IGNORECASE)
    if year and len(parts) == 1:
        return f"{year[0]}-Q{''.join(parts[0])}"
    return "it like 2016, 2016-Q1 or 2016-01"


def _listed(facts: Facts) -> set[str]:
    return {period_key(name) for name in facts.table("Periods").text("Period").tolist() if name}


def _unknown_periods(facts: Facts, name: str, strange: set[str]) -> Iterator[Finding]:
    table, blank = facts.table(name), facts.blank(name, "Period")
    periods = facts.elements.periods
    known = periods.names
    for row, text in enumerate(table.text("Period").tolist()):
        if text in strange or (text and strange & set(known)):
            continue
        if text and not known:
            if facts.blank("Needs", "Period").all():
                yield kinds.PERIOD_UNUSED.at(table.place(row, "Period"), text)
        elif text and (periods.find(text) if name in _SINGLE else
                       len(periods.covered(text)) - 1) < 0:
            yield kinds.PERIOD_UNKNOWN.at(table.place(row, "Period"), text, known=listing(known),
                                          why=_why_unknown(periods, text))
        elif blank[row] and known and name == "Commitments":
            yield kinds.PERIOD_NEEDED.at(table.place(row, "Period"), known=listing(known))


def _why_unknown(periods: PeriodIndex, text: str) -> str:
    inner = [periods.names[number] for number in periods.covered(text)]
    if inner:
        return f"{text} holds {listing(inner)}: one of them is meant here"
    outer = next((name for name in periods.names if periods.holds(name, text)), "")
    return f"{text} is a part of {outer}, and needs are stated for all of it" if outer else (
        f"No need is in {text}")


def _overlapping_needs(facts: Facts) -> Iterator[Finding]:
    """Find periods of Needs that hold one another."""
    periods, table = facts.elements.periods, facts.table("Needs")
    numbers = facts.numbers("Needs", "Period")
    for number, name in enumerate(periods.names):
        other = next((one for one in periods.names if one != name and periods.holds(name, one)), "")
        if other:
            row = int(np.flatnonzero(numbers == number)[0])
            yield reading_kinds.MIXED_PERIODS.at(table.place(row, "Period"), name, first=other)


def _list_of_periods(facts: Facts) -> Iterator[Finding]:
    """Find circles of Within, outer periods that are no period, and rows against the calendar."""
    table, periods = facts.table("Periods"), facts.elements.periods
    latest, listed = "", _listed(facts)
    for row, (name, within) in enumerate(zip(
            table.text("Period").tolist(), table.text("Within").tolist(), strict=True)):
        if within and period_key(within) not in listed and read_span(within) is None:
            yield period_kinds.PERIOD_NOT_LISTED.at(
                table.place(row, "Within"), within, near=did_you_mean(
                    nearest(within, table.text("Period").tolist(), 1)))
        if within and periods.within and period_key(name) in _above(periods, name):
            yield period_kinds.PERIOD_CIRCLE.at(table.place(row, "Within"), name)
        span, before = read_span(name), read_span(latest)
        if span is not None and before is not None and before.first > span.first:
            yield period_kinds.PERIODS_AGAINST_TIME.at(table.place(row, "Period"), name,
                                                       first=latest)
        latest = name if span is not None else latest


def _above(periods: PeriodIndex, name: str) -> set[str]:
    """Return the keys of all periods that Within leads to from one."""
    found: set[str] = set()
    at = periods.within.get(period_key(name))
    while at is not None and at not in found:
        found.add(at)
        at = periods.within.get(at)
    return found


def check_tiers(facts: Facts) -> Iterator[Finding]:
    """Find tiers that are not listed, and weights that rise down the list."""
    tiers, needs = facts.table("Tiers"), facts.table("Needs")
    listed = {name_key(name) for name in tiers.text("Tier").tolist()}
    if len(tiers):
        used = needs.text("Tier").tolist()
        # Few labels stand on many rows: each is looked up once.
        near = {text: tuple(n for n in facts.elements.tiers.near(text) if name_key(n) in listed)
                for text in set(used) if text and name_key(text) not in listed}
        for row, text in enumerate(used):
            if text in near:
                yield kinds.TIER_UNLISTED.at(needs.place(row, "Tier"), text,
                                             near=did_you_mean(near[text]))
    weights = tiers.number("Weight")
    for row in np.flatnonzero(weights[1:] > weights[:-1]).tolist():
        yield kinds.TIERS_RISE.at(tiers.place(row + 1, "Weight"), f"{weights[row + 1]:g}",
                                  above=f"{weights[row]:g}")
    if len(tiers):
        yield from _backwards(facts)


def _backwards(facts: Facts) -> Iterator[Finding]:
    """Find needs whose Weight makes a tier count more than a more urgent one of the same need."""
    needs, tiers = facts.table("Needs"), facts.table("Tiers")
    own = needs.number("Weight")
    above, below, order = _neighbours(facts)
    counted = own * tiers.number("Weight")[order]
    wrong = (own[below] > own[above]) & (counted[below] > counted[above])
    for upper, row in zip(above[wrong].tolist(), below[wrong].tolist(), strict=True):
        named = (str(needs.text(heading)[row]) for heading in ("Recipient", "Activity"))
        yield kinds.WEIGHT_RISES.at(
            needs.place(row, "Weight"), f"{counted[row]:g}", tier=needs.text("Tier")[row],
            named=" / ".join(named), above=needs.text("Tier")[upper],
            more=f"{counted[upper]:g}", cell=needs.place(upper, "Weight").cell)


def _neighbours(facts: Facts) -> tuple[Ints, Ints, Ints]:
    """Return the rows of Needs of one tier and of the next of the same need, and each row's tier.

    Shapes (pairs,), (pairs,), (needs,); a row's tier is its place in Tiers, -1 where not listed.
    """
    needs, tiers = facts.table("Needs"), facts.table("Tiers")
    place = {name_key(name): row for row, name in enumerate(tiers.text("Tier").tolist())}
    texts = needs.text("Tier").tolist()
    of_text = {text: place.get(name_key(text), -1) for text in set(texts)}
    order = np.array([of_text[text] for text in texts], dtype=np.int64)
    listed = np.flatnonzero(order >= 0)
    # 100,000 rows are put side by side at once: one by one they took a fifth of all checking.
    sites = np.array([facts.numbers("Needs", heading)[listed]
                      for heading in ("Recipient", "Activity", "Period")])
    along = np.lexsort((order[listed], *sites))
    rows, sites = listed[along], sites[:, along]
    same = (sites[:, 1:] == sites[:, :-1]).all(axis=0)
    return rows[:-1][same], rows[1:][same], order


def check_funds(facts: Facts) -> Iterator[Finding]:
    """Find funds whose rows disagree: donor, currency, periods, carry over."""
    table = facts.table("Budgets")
    stated = carried(table)
    for fund, rows in facts.rows_of_funds.items():
        # What one row says, no other gainsays: of 5,000 funds nearly all have one.
        if len(rows) == 1:
            continue
        name = facts.elements.funds.names[fund]
        yield from _differing_names(facts, rows)
        blank = facts.blank("Budgets", "Period")[rows]
        if blank.any() and not table.is_blank("Period")[rows].all():
            at = rows[int(np.flatnonzero(blank)[0])]
            yield kinds.FUND_MIXED.at(table.place(at, "Period"), name)
        yield from _overlapping_budgets(facts, rows, name)
        said = {stated[row] for row in rows}
        if {NOTHING, EVERYTHING} <= said:
            yield kinds.CARRY_MIXED.at(table.place(rows[0], "Carry over"), name)
        yield from _differing_grants(table, rows, name)


def _differing_names(facts: Facts, rows: list[int]) -> Iterator[Finding]:
    """Find rows of a fund that name another donor or currency than its first."""
    table = facts.table("Budgets")
    for heading, kind in (("Donor", kinds.TWO_DONORS), ("Currency", kinds.TWO_CURRENCIES)):
        unreadable, column = facts.unreadable("Budgets", heading), table.text(heading)
        known = [row for row in rows if not unreadable[row]]
        default = facts.currency if heading == "Currency" else ""
        texts = [str(column[row]) or default for row in known]
        for row, text in zip(known, texts, strict=True):
            if text and texts[0] and name_key(text) != name_key(texts[0]):
                yield kind.at(table.place(row, heading), text, first=texts[0])


def _differing_grants(table: Table, rows: list[int], fund: str) -> Iterator[Finding]:
    """Find rows of a fund that state another smallest grant than its first that states one."""
    least = table.number("Smallest grant")
    grants = [row for row in rows if least[row] > 0]
    for row in grants[1:]:
        value, other = float(least[row]), float(least[grants[0]])
        if value != other:
            yield kinds.GRANTS_MIXED.at(table.place(row, "Smallest grant"), f"{value:,.10g}",
                                        fund=fund, other=f"{other:,.10g}")


def _overlapping_budgets(facts: Facts, rows: list[int], fund: str) -> Iterator[Finding]:
    """Find rows of a fund of which one's period holds another's."""
    table, first = facts.table("Budgets"), dict[int, int]()
    column = table.text("Period")
    for row in rows:
        text = str(column[row])
        for number in facts.elements.periods.covered(text) if text else ():
            other = first.setdefault(number, row)
            before = str(column[other])
            if other != row and period_key(before) != period_key(text):
                yield period_kinds.FUND_OVERLAP.at(
                    table.place(row, "Period"), text, fund=fund, first=before,
                    cell=table.place(other, "Period").cell)
                break

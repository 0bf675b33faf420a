"""Rules that share one sum out: where shares cannot add up, only giving nothing keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.tables.catalogue import splits as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.reach import SHARED
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.findings import Finding
from optimiser.tables.limit_sheets import RELATIONS
from optimiser.tables.selectors import select
from optimiser.vocabulary import MeasureName, Relation
from optimiser.words import listing

_HEADINGS = {"donor": "Donors", "fund": "Funds", "recipient": "Recipients",
             "activity": "Activities", "period": "Periods"}
_CLASSES = {"region": "recipient", "pillar": "activity", "group": "donor"}
_EXACT = 1e-9
"""A third by formula is stored as 0.333333333333333."""

_Members = frozenset[int] | None


@frozen
class _Part:
    """A rule that asks for a share of a whole; `chosen` is None by dimension for all.

    `each` are the dimensions that it holds for one by one, `by_class` whether some are by class.
    """

    row: int
    relation: Relation
    value: float
    measure: MeasureName
    each: frozenset[str]
    by_class: bool
    chosen: dict[str, _Members]


def check_splits(facts: Facts) -> Iterator[Finding]:
    """Find rules that share out more than there is, or that keep some of it from everybody."""
    unread = facts.unreadable("Rules", "For each")
    parts = [part for row in range(len(facts.table("Rules")))
             if not unread[row] and (part := _part(facts, row)) is not None]
    for along in _HEADINGS:
        alike: dict[object, list[_Part]] = defaultdict(list)
        for part in parts:
            if along != SHARED[part.measure] and along not in part.each:
                others = tuple(sorted((name, members) for name, members in part.chosen.items()
                                      if name != along and members is not None))
                alike[part.measure, part.each, others].append(part)
        for group in alike.values():
            yield from _split(facts, group, along)
        for part in parts:
            if part.each - {SHARED[part.measure]} == {along} and not part.by_class:
                yield from _split_evenly(facts, part, along)


def _part(facts: Facts, row: int) -> _Part | None:
    """Return an enabled rule or wish that shares a sum out, None where it is none or at fault."""
    table = facts.table("Rules")
    measure, relation = measure_of(table, row), str(table.text("Relation")[row]).casefold()
    value = float(table.number("Value")[row])
    if (measure not in SHARED or relation not in RELATIONS or np.isnan(value)
            or table.number("Enabled")[row] != 1):
        return None
    chosen: dict[str, _Members] = {}
    for dimension, heading in _HEADINGS.items():
        selection = select(str(table.text(heading)[row]), dimension, facts.elements)
        if selection.faults:
            return None
        chosen[dimension] = selection.members
    each = [name.strip() for name in str(table.text("For each")[row]).casefold().split(";")]
    return _Part(row, Relation.read(relation), value, measure,
                 frozenset(_CLASSES.get(name, name) for name in each if name),
                 not _CLASSES.keys().isdisjoint(each), chosen)


def _split(facts: Facts, group: Sequence[_Part], along: str) -> Iterator[Finding]:
    """Compare the shares of parts that differ along one dimension with the whole."""
    least = [part for part in group if part.relation is not Relation.AT_MOST
             and part.chosen[along] is not None]
    members = [part.chosen[along] or frozenset() for part in least]
    apart = len(frozenset().union(*members)) == sum(map(len, members))
    total = sum(part.value for part in least)
    if len(least) > 1 and apart and total > 1 + _EXACT:
        yield _found(facts, least, total, "more than there is")
    most = [part for part in group if part.relation is not Relation.AT_LEAST
            and part.chosen[along] is not None]
    total = sum(part.value for part in most)
    if len(most) > 1 and total < 1 - _EXACT and _is_all(facts, most, along):
        yield _found(facts, most, total, "and the rest is for nobody")


def _split_evenly(facts: Facts, part: _Part, along: str) -> Iterator[Finding]:
    """Compare what a rule asks for each of some with the whole, all of them together."""
    taking = _taking(facts, along)
    members = part.chosen[along]
    count = len(taking if members is None else taking & members)
    total = count * part.value
    if count > 1 and part.relation is not Relation.AT_MOST and total > 1 + _EXACT:
        yield _found_evenly(facts, part, count, total, "more than there is")
    whole = replace(part, chosen=part.chosen | {along: taking if members is None else members})
    if count > 1 and part.relation is not Relation.AT_LEAST and total < 1 - _EXACT and (
            _is_all(facts, [whole], along)):
        yield _found_evenly(facts, part, count, total, "and the rest is for nobody")


def _found_evenly(facts: Facts, part: _Part, count: int, total: float, why: str) -> Finding:
    table = facts.table("Rules")
    # A share that may stand in the cell as it is written: 33.4% for at most a third each.
    tenths = 1000 / count
    share = {Relation.AT_MOST: np.ceil(tenths - _EXACT), Relation.AT_LEAST: np.floor(
        tenths + _EXACT)}.get(part.relation, tenths if tenths == round(tenths) else 0.0)
    return kinds.SHARES.at(
        table.place(part.row, "Value"), _percent(total), why=why,
        rules=f"{table.text('Rule')[part.row]} (for each of {count})",
        how=f", such as by {_percent(float(share) / 1000)} here" if share else "")


def _taking(facts: Facts, along: str) -> frozenset[int]:
    """Return the elements of a dimension that take part: those with a need, or with a fund."""
    sites, needed = facts.sites, facts.sites.needed
    donors = np.array(facts.elements.donor_of_fund, dtype=np.int64)
    taking = {"recipient": sites.recipient[needed], "activity": sites.activity[needed],
              "period": sites.period[needed], "fund": np.arange(len(donors)), "donor": donors}
    return frozenset(taking[along].tolist())


def _is_all(facts: Facts, parts: Sequence[_Part], along: str) -> bool:
    """Tell whether the parts together are the whole: nobody else can be given any of it."""
    base = SHARED[parts[0].measure]
    if any(members is not None for name, members in parts[0].chosen.items()
           if name not in (along, base)):
        return False
    named = frozenset().union(*(part.chosen[along] or () for part in parts))
    return _taking(facts, along) <= named


def _found(facts: Facts, parts: Sequence[_Part], total: float, why: str) -> Finding:
    """Return the finding at the last of the rules, whose share may make up for the rest."""
    table, last = facts.table("Rules"), parts[-1]
    mended = last.value + 1 - total
    return kinds.SHARES.at(
        table.place(last.row, "Value"), _percent(total), why=why,
        rules=listing([str(table.text("Rule")[part.row]) for part in parts]),
        how=f", such as by {_percent(mended)} here" if 0 < mended <= 1 else "")


def _percent(value: float) -> str:
    return f"{value * 100:.8g}%"

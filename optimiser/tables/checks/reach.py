"""Rules that reach nothing, or that ask for money where no fund may pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.catalogue import splits
from optimiser.tables.checks.facts import Bools, Facts, Ints
from optimiser.tables.checks.rules import measure_of
from optimiser.tables.findings import Finding
from optimiser.tables.limit_sheets import OF, RELATIONS
from optimiser.tables.selectors import select
from optimiser.tables.table import Table
from optimiser.vocabulary import MeasureName, Relation
from optimiser.words import listing, share

_SITES = ("recipient", "activity", "period")
_PAYERS = ("fund", "donor")
_SITES_OR_CLASSES = (*_SITES, "region", "pillar")
_PAYERS_OR_CLASSES = (*_PAYERS, "group")
_DIMENSION_OF = {"region": "recipient", "pillar": "activity", "group": "donor"}
_HEADINGS = {"recipient": "Recipients", "activity": "Activities", "period": "Periods",
             "fund": "Funds", "donor": "Donors"}


SHARED: dict[MeasureName, str] = {
    MeasureName.SHARE_OF_TOTAL: "", MeasureName.SHARE_OF_DONOR: "donor",
    MeasureName.SHARE_OF_FUND: "fund", MeasureName.SHARE_OF_RECIPIENT: "recipient",
    MeasureName.SHARE_OF_ACTIVITY: "activity", MeasureName.SHARE_OF_PERIOD: "period"}
"""The dimension by which a measure's whole is chosen: the others choose the part of it."""


class _Reach(NamedTuple):
    """What a rule's selection holds: sites with a need or a commitment, funds, where they may meet.

    `needed` are those of the sites with a need.
    """

    sites: Bools
    needed: Bools
    funds: Bools
    may_meet: Bools


def check_reach(facts: Facts) -> Iterator[Finding]:
    """Find enabled rules that apply to nothing, or of which a combination cannot be met."""
    table = facts.table("Rules")
    unread = facts.unreadable("Rules", "For each")
    for row in range(len(table)):
        if table.number("Enabled")[row] != 1 or unread[row]:
            continue
        reach = _reach(facts, table, row, _HEADINGS)
        # A selector that cannot be read is a finding already: what it would reach is not known.
        if reach is None:
            continue
        if measure_of(table, row) is MeasureName.SHARE_OF_SELECTION:
            yield from _compared_with_nothing(facts, table, row, reach)
        yield from _reaches_nothing(facts, table, row, reach)
        yield from _leaves_nobody(facts, table, row, reach)


def _reaches_nothing(facts: Facts, table: Table, row: int, reach: _Reach) -> Iterator[Finding]:
    """Find a rule that applies to nothing, or that asks for money where none may come from."""
    name, place = table.text("Rule")[row], table.place(row, "Rule")
    measure, must_get = measure_of(table, row), _must_get(table, row)
    # A share of what is given asks for nothing where nothing is given.
    asks_for_money = must_get and measure is not None and measure.has_given_base
    why = _why_idle(facts, table, row, reach)
    if why:
        # Who limits nothing is told so; who asks for money out of nothing has no plan. A share of
        # no need is nothing, and what holds for each of none asks for nothing.
        is_of_none = bool(_each(table, row)[0]) or (
            measure is MeasureName.COVERAGE and not reach.needed.any())
        kind = kinds.RULE_IMPOSSIBLE if asks_for_money and not is_of_none else kinds.RULE_IDLE
        yield kind.at(place, name, where="", why=why)
        return
    unreached = _unreachable(facts, table, row, reach) if must_get else []
    if not unreached:
        return
    # Without `For each` there is one combination, and it has no name.
    where = f" for {listing(unreached)}" if unreached != [""] else ""
    if asks_for_money:
        yield kinds.RULE_IMPOSSIBLE.at(place, name, where=where, why="no fund may pay there")
    else:
        yield splits.BARRED.at(place, name, where=where)


def _leaves_nobody(facts: Facts, table: Table, row: int, reach: _Reach) -> Iterator[Finding]:
    """Find a rule that allows a part of a sum to those beside whom nobody may give or get it."""
    measure = measure_of(table, row)
    base = None if measure is None else SHARED.get(measure)
    classes = {name for name, of in _DIMENSION_OF.items() if of == base}
    relation, value = str(table.text("Relation")[row]).casefold(), table.number("Value")[row]
    if (base is None or classes & set(_each(table, row)) or relation not in RELATIONS
            or Relation.read(relation) is Relation.AT_LEAST or not 0 < value < 1
            or str(table.text("Strength")[row]).casefold() != "must"):
        return
    unshared = _unshared(facts, table, row, reach, base)
    if unshared:
        yield splits.ALONE.at(
            table.place(row, "Value"), share(value), rule=table.text("Rule")[row],
            where=f" for {listing(unshared)}" if unshared != [""] else "")


def _why_idle(facts: Facts, table: Table, row: int, reach: _Reach) -> str:
    """Say why a rule applies to nothing, "" where it does not."""
    is_of_needs = measure_of(table, row) is MeasureName.COVERAGE
    if not (reach.needed if is_of_needs else reach.sites).any():
        return "it matches no need"
    if not reach.funds.any():
        return "it matches no fund"
    missing = _classes_of_nobody(facts, table, row, reach)
    return f"nothing that it matches belongs to a {listing(missing, 'or')}" if missing else ""


def _must_get(table: Table, row: int) -> bool:
    """Tell whether what a rule selects must be given something, if anything is given."""
    relation = str(table.text("Relation")[row]).casefold()
    if relation not in RELATIONS or Relation.read(relation) is Relation.AT_MOST:
        return False
    is_must = str(table.text("Strength")[row]).casefold() == "must"
    return bool(is_must and table.number("Value")[row] > 0)


def _compared_with_nothing(facts: Facts, table: Table, row: int,
                           reach: _Reach) -> Iterator[Finding]:
    """Find what a rule compares with that holds no need or no fund, whatever `For each`."""
    headings = {dimension: heading for heading, dimension in OF.items()}
    base = _reach(facts, table, row, headings)
    filled = [str(table.text(heading)[row]) for heading in OF if table.text(heading)[row]]
    if base is None or not filled:
        return
    sites, funds, along = base.sites, base.funds, _of_each(facts)
    for name in _each(table, row):
        # Narrowed as the rule is, where the columns Of leave that dimension open.
        if not name or table.text(headings[_DIMENSION_OF.get(name, name)])[row]:
            continue
        if name in _SITES_OR_CLASSES:
            sites = sites & _sharing(along[name], reach.sites)
        else:
            funds = funds & _sharing(along[name], reach.funds)
    if not (sites.any() and funds.any()):
        yield kinds.OF_NOTHING.at(
            table.place(row, next(h for h in OF if table.text(h)[row])), "; ".join(filled),
            rule=table.text("Rule")[row], why="no fund gives" if sites.any() else "nobody needs")


def _reach(facts: Facts, table: Table, row: int, headings: Mapping[str, str]) -> _Reach | None:
    """Return what the named columns of a rule select, None where a selector is at fault."""
    chosen: dict[str, frozenset[int] | None] = {}
    for dimension, heading in headings.items():
        selection = select(str(table.text(heading)[row]), dimension, facts.elements)
        if selection.faults or facts.unreadable("Rules", heading)[row]:
            return None
        chosen[dimension] = selection.members
    committed, along = _committed(facts), _along(facts)
    # What is committed counts for a rule, also where nothing is needed.
    sites = facts.sites.needed | committed.any(axis=0)
    for dimension in _SITES:
        members = chosen[dimension]
        if members is not None:
            sites = sites & (np.isin(along[dimension], list(members)) | (along[dimension] < 0))
    funds = np.ones(len(along["fund"]), dtype=bool)
    for dimension in _PAYERS:
        members = chosen[dimension]
        if members is not None:
            funds &= np.isin(along[dimension], list(members))
    return _Reach(sites, sites & facts.sites.needed, funds,
                  (facts.may_pay | committed) & sites & funds[:, None])


def _along(facts: Facts) -> Mapping[str, Ints]:
    """Return the elements of each site, shape (sites,), and of each fund, shape (funds,)."""
    elements, sites = facts.elements, facts.sites
    donor = np.array(elements.donor_of_fund, dtype=np.int64)
    return {
        "recipient": sites.recipient,
        "activity": sites.activity,
        "period": sites.period,
        "fund": np.arange(len(elements.funds)),
        "donor": donor,
    }


_Owned = list[tuple[int, ...]]
"""The elements or classes that each site or fund has along one dimension: one, several, none."""


def _of_each(facts: Facts) -> Mapping[str, _Owned]:
    """Return what `For each` can tell sites and funds apart by."""
    elements, along = facts.elements, _along(facts)
    owned: dict[str, _Owned] = {
        name: [(one,) for one in of.tolist()] for name, of in along.items()}
    for name, of, classes in (("region", along["recipient"], elements.regions_of_recipient),
                              ("pillar", along["activity"], elements.pillars_of_activity),
                              ("group", along["donor"], elements.groups_of_donor)):
        owned[name] = [classes[one] if one >= 0 else () for one in of.tolist()]
    return owned


def _sharing(owned: _Owned, chosen: Bools) -> Bools:
    """Tell which rows share an element or a class with a chosen row."""
    wanted = {one for at in np.flatnonzero(chosen).tolist() for one in owned[at]}
    return np.array([not wanted.isdisjoint(own) for own in owned], dtype=bool)


def _each(table: Table, row: int) -> list[str]:
    """Return what a rule holds for each of."""
    return [part.strip() for part in str(table.text("For each")[row]).casefold().split(";")]


def _classes_of_nobody(facts: Facts, table: Table, row: int, reach: _Reach) -> list[str]:
    """Return the classes of `For each` that nothing selected belongs to."""
    each, owned = _each(table, row), _of_each(facts)
    return [name for name, chosen in (("region", reach.sites), ("pillar", reach.sites),
                                      ("group", reach.funds))
            if name in each and not any(owned[name][at] for at in np.flatnonzero(chosen))]


def _committed(facts: Facts) -> Bools:
    """Tell which fund has committed money to which site, shape (funds, sites)."""
    sites = facts.sites
    number = {key: n for n, key in enumerate(zip(
        sites.recipient.tolist(), sites.activity.tolist(), sites.period.tolist(), strict=True))}
    given = np.zeros((len(facts.elements.funds), len(sites.need)), dtype=bool)
    keys = zip(*(facts.numbers("Commitments", heading).tolist()
                 for heading in ("Recipient", "Activity", "Period")), strict=True)
    for fund, key in zip(facts.numbers("Commitments", "Fund").tolist(), keys, strict=True):
        if fund >= 0 and key in number:
            given[fund, number[key]] = True
    return given


def _unreachable(facts: Facts, table: Table, row: int, reach: _Reach) -> list[str]:
    """Name the combinations of `For each` in which no selected fund may pay."""
    each, owned = _each(table, row), _of_each(facts)
    of_sites = [name for name in _SITES_OR_CLASSES if name in each]
    of_payers = [name for name in _PAYERS_OR_CLASSES if name in each]
    sites, site_keys = _combined([owned[name] for name in of_sites], reach.sites)
    funds, fund_keys = _combined([owned[name] for name in of_payers], reach.funds)
    is_met = np.zeros((len(funds), len(sites)), dtype=bool)
    fund, site = np.nonzero(reach.may_meet & reach.sites & reach.funds[:, None])
    for by, at in product(fund_keys, site_keys):
        both = (by[fund] >= 0) & (at[site] >= 0)
        is_met[by[fund][both], at[site][both]] = True
    return [_combination(facts, [*of_sites, *of_payers], (*sites[at], *funds[by]))
            for by, at in zip(*np.nonzero(~is_met), strict=True)]


def _unshared(facts: Facts, table: Table, row: int, reach: _Reach, base: str) -> list[str]:
    """Name the combinations besides which nobody may give or get any of a rule's base.

    `base` is the dimension by which the base is chosen, "" for everything.
    """
    each, owned = _each(table, row), _of_each(facts)
    of_sites = [name for name in _SITES_OR_CLASSES if name in each]
    of_payers = [name for name in _PAYERS_OR_CLASSES if name in each]
    sites, site_keys = _combined([owned[name] for name in of_sites], reach.sites)
    funds, fund_keys = _combined([owned[name] for name in of_payers], reach.funds)
    own = np.zeros((len(funds), len(sites)))
    fund, site = np.nonzero(reach.may_meet)
    for by, at in product(fund_keys, site_keys):
        both = (by[fund] >= 0) & (at[site] >= 0)
        np.add.at(own, (by[fund][both], at[site][both]), 1.0)
    named, keys = (of_sites, sites) if base in _SITES else (of_payers, funds)
    whole = np.array(_pairs_of_base(facts, table, row, base, named, keys))
    whole = whole[None, :] if base in _SITES else whole[:, None]
    return [_combination(facts, [*of_sites, *of_payers], (*sites[at], *funds[by]))
            for by, at in zip(*np.nonzero((own > 0) & (own == whole)), strict=True)]


def _pairs_of_base(facts: Facts, table: Table, row: int, base: str, named: list[str],
                   keys: list[tuple[int, ...]]) -> list[float]:
    """Return in how many places money may be given in the base of each combination of one side."""
    pairs = facts.may_pay | _committed(facts)
    if not base:
        return [float(pairs.sum())] * len(keys)
    count, along = pairs.sum(axis=0 if base in _SITES else 1), _along(facts)[base]
    members = select(str(table.text(_HEADINGS[base])[row]), base, facts.elements).members
    if members is not None:
        count = np.where(np.isin(along, list(members)), count, 0)
    return [float((count[along == key[named.index(base)]] if base in named else count).sum())
            for key in keys]


def _combination(facts: Facts, dimensions: list[str], elements: tuple[int, ...]) -> str:
    """Return the names of a combination; an element that is no one's has none."""
    return " / ".join(facts.elements.index(name).names[element]
                      for name, element in zip(dimensions, elements, strict=True) if element >= 0)


def _combined(columns: list[_Owned], chosen: Bools) -> tuple[list[tuple[int, ...]], Ints]:
    """Return the combinations among the chosen rows, and the numbers of those of each row.

    The numbers have the shape (most that a row has, rows), -1 where a row has fewer: what is in
    several classes is in several combinations, what is in none is in none.
    """
    number: dict[tuple[int, ...], int] = {}
    of_row = {at: [number.setdefault(one, len(number)) for one in product(
        *(column[at] for column in columns))] for at in np.flatnonzero(chosen).tolist()}
    own = np.full((max(map(len, of_row.values()), default=1), len(chosen)), -1, dtype=np.int64)
    for at, numbers in of_row.items():
        own[:len(numbers), at] = numbers
    return list(number), own

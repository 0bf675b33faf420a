"""Names against their own list, and against one another: slips, look-alikes, one country twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from optimiser.codes.countries import country_of, country_of_code
from optimiser.names import name_key
from optimiser.suggestions import nearest, slips
from optimiser.tables.alphabets import REPLACED, repaired, skeleton, strange_letter
from optimiser.tables.catalogue import names as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.checks.several import named_as_several, written_for_several
from optimiser.tables.columns import Kind
from optimiser.tables.elements import names_in
from optimiser.tables.findings import Finding, Place
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Table

LISTS = {"recipient": "Recipients", "activity": "Activities", "donor": "Donors"}
"""The table that lists the elements of a dimension, where it is there."""
_INTRODUCED = {"recipient": ("Needs",), "activity": ("Needs",), "donor": ("Budgets",),
               "fund": ("Budgets",), "group": ("Donors",), "region": ("Recipients",),
               "pillar": ("Activities",), "expertise": ("Activities", "Expertise"),
               "tier": ("Needs",)}
_FOR_ROWS = ("recipient", "activity", "donor", "fund")
"""What a row of Needs or Budgets is for."""
_COUNTRIES = ("recipient", "donor")
_BRACKETS = re.compile(r"\s*(\([^()]*\)|\[[^\[\]]*\]|[*†‡]+|(?<=[^\W\d])[¹²³⁰⁴-⁹]+)\s*$")
"""What stands behind a name: a note in brackets, or the mark of one."""


class _Spelling(NamedTuple):
    """A name as it stands first in a column, and where."""

    name: str
    place: Place

    @property
    def country(self) -> str:
        """The code of the country that it names, "" for none."""
        found = country_of(self.name)
        return found.code if found else ""

    @property
    def bare(self) -> str:
        """The name without a note in brackets, or the mark of one, behind it."""
        return _BRACKETS.sub("", self.name)


def check_names(facts: Facts) -> Iterator[Finding]:
    """Find names that their list lacks, and pairs of names that are probably one."""
    for dimension, table in LISTS.items():
        yield from _not_listed(facts, dimension, table)
    yield from _unused_expertise(facts)
    for dimension, tables in _INTRODUCED.items():
        listed = LISTS.get(dimension, "")
        spelt = _spellings([facts.table(name) for name in (
            (listed,) if listed and len(facts.table(listed)) else tables)], dimension.capitalize())
        twins = list(_in_other_letters(spelt))
        yield from (finding for finding, _ in twins)
        yield from _odd_letters(spelt, {at for _, at in twins})
        if dimension in _COUNTRIES:
            yield from _one_country(facts, dimension, spelt)
        if not (listed and len(facts.table(listed))) and not (
                dimension == "tier" and len(facts.table("Tiers"))):
            yield from _by_a_slip(spelt, listed)
            if dimension in _FOR_ROWS:
                yield from named_as_several(dimension, [(one.name, one.place) for one in spelt],
                                            facts.elements.index(dimension))


def _not_listed(facts: Facts, dimension: str, listed: str) -> Iterator[Finding]:
    """Find elements that their own table lacks; a recipient may be a donor of its own fund."""
    heading, index = dimension.capitalize(), facts.elements.index(dimension)
    if not len(facts.table(listed)) or facts.unreadable(listed, heading).any():
        return
    known = set(facts.numbers(listed, heading).tolist())
    names = [index.names[n] for n in sorted(known) if n >= 0]
    if dimension == "donor":
        known |= {index.find(name) for name in facts.elements.recipients.names}
    table = facts.table(_INTRODUCED[dimension][0])
    numbers = facts.numbers(table.name, heading)
    for number in sorted(set(numbers.tolist()) - known - {-1}):
        row = int(np.flatnonzero(numbers == number)[0])
        name = str(table.text(heading)[row])
        yield written_for_several(table, row, heading, index) or kinds.NOT_LISTED.at(
            table.place(row, heading), name, table=listed,
            near=did_you_mean(nearest(name, names)))


def _unused_expertise(facts: Facts) -> Iterator[Finding]:
    """Find experts offered of a kind that no activity names."""
    table = facts.table("Expertise")
    used = {name_key(name): name for name in facts.table("Activities").text("Expertise").tolist()}
    if not len(facts.table("Activities")) or facts.unreadable("Activities", "Expertise").any():
        return
    said: set[str] = set()
    for row, name in enumerate(table.text("Expertise").tolist()):
        if name and name_key(name) not in used and name_key(name) not in said:
            said.add(name_key(name))
            yield kinds.UNUSED_EXPERTISE.at(table.place(row, "Expertise"), name,
                                            near=did_you_mean(nearest(name, used.values())))


def _spellings(tables: Sequence[Table], heading: str) -> list[_Spelling]:
    """Return the names of a column that do not match one another, each as it stands first."""
    found: dict[str, _Spelling] = {}
    for table in tables:
        first: dict[str, int] = {}
        for row, text in enumerate(table.text(heading).tolist()):
            if text and text not in first:
                first[text] = row
        several = sheet_of(table.name).column(heading).kind is Kind.CLASSES
        for text, row in first.items():
            for name in names_in(text) if several else (text,):
                found.setdefault(name_key(name), _Spelling(name, table.place(row, heading)))
    return list(found.values())


def _address(one: _Spelling, seen_from: _Spelling) -> str:
    """Return where a name stands: its cell, with the sheet where that is another one."""
    if one.place.sheet == seen_from.place.sheet:
        return one.place.cell
    return f"{one.place.sheet}!{one.place.cell}"


def _in_other_letters(spelt: Sequence[_Spelling]) -> Iterator[tuple[Finding, int]]:
    """Find names that print like another one, with the place of the odd one among them."""
    first: dict[str, int] = {}
    for at, one in enumerate(spelt):
        other = first.setdefault(skeleton(one.name), at)
        if other == at:
            continue
        odd, plain = (other, at) if _oddness(spelt[other].name) > _oddness(one.name) else (
            at, other)
        yield kinds.OTHER_LETTERS.at(
            spelt[odd].place, spelt[odd].name, other=spelt[plain].name,
            first=_address(spelt[plain], spelt[odd]),
            why=_why(spelt[odd].name) or "it is written in another alphabet"), odd


def _oddness(name: str) -> tuple[bool, bool]:
    return bool(_why(name)), not name.isascii()


def _why(name: str) -> str:
    if repaired(name):
        return "it was saved in one encoding and read in another"
    if REPLACED in name:
        return f"a letter was lost ({REPLACED})"
    return strange_letter(name)


def _odd_letters(spelt: Sequence[_Spelling], known: set[int]) -> Iterator[Finding]:
    for at, one in enumerate(spelt):
        if at not in known and (why := _why(one.name)):
            meant = repaired(one.name)
            yield kinds.ODD_LETTERS.at(one.place, one.name, why=why,
                                       near=f' as "{meant}"' if meant else "")


def _one_country(facts: Facts, dimension: str, spelt: Sequence[_Spelling]) -> Iterator[Finding]:
    """Find two names of one country, or of one thing but for a note behind it."""
    plain: dict[str, _Spelling] = {}
    codes = _codes(facts.table(LISTS[dimension]), dimension.capitalize())
    said: set[str] = set()
    for one in spelt:
        keys = {one.country or name_key(one.name)} | codes.get(name_key(one.name), set())
        other = next((plain[key] for key in sorted(keys) if key in plain), None)
        if other is not None:
            said.add(one.name)
            yield _twice(one, other)
        for key in keys:
            plain.setdefault(key, one)
    for one in spelt:
        if one.bare != one.name and not one.country and one.name not in said:
            base = country_of(one.bare)
            other = plain.get(base.code if base else name_key(one.bare))
            if other is not None and other is not one:
                yield kinds.ONE_COUNTRY.at(
                    one.place, one.name, other=other.name, first=other.place.cell,
                    why="are one name but for a note behind it")


def _codes(table: Table, heading: str) -> dict[str, set[str]]:
    """Return the ISO codes that a list states, by the key of the name."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in zip(table.text(heading), table.text("ISO code"), strict=True):
        if country := country_of_code(code):
            found[name_key(name)].add(country.code)
    return found


def _twice(one: _Spelling, other: _Spelling) -> Finding:
    found = country_of(one.name)
    both = found is not None and found == country_of(other.name)
    why = f"are both {found.name} ({found.code})" if both and found else "share an ISO code"
    return kinds.ONE_COUNTRY.at(one.place, one.name, other=other.name,
                                first=other.place.cell, why=why)


def _by_a_slip(spelt: Sequence[_Spelling], listed: str) -> Iterator[Finding]:
    names = [one.name for one in spelt]
    for first, second in slips(names):
        known, one = sorted((spelt[first], spelt[second]), key=lambda name: not name.country)
        alike = skeleton(one.name) == skeleton(known.name)
        if not alike and not (one.country and one.country == known.country):
            yield kinds.NEAR_NAMES.at(
                one.place, one.name, other=known.name, first=_address(known, one),
                listing=f", or list both in {listed} if they are two" if listed else "")

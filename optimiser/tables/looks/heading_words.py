"""Headings that people write for known ones: with a unit, cut short, or in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from optimiser.names import name_key
from optimiser.tables.looks.currencies import meant_by
from optimiser.tables.looks.units import Said, read_said, scale_of

_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_PARTS = re.compile(r"[\s,;:/–—]+|\s-\s")
_UNIT_WORDS = frozenset({"%", "in", "percent", "per", "cent", "*", "pct", "of", "share", "figures"})
_ALSO: dict[str, tuple[str, ...]] = {
    "Recipient": ("country", "beneficiary", "recipient country", "partner country"),
    "Activity": ("sector", "cluster", "measure", "purpose", "programme area"),
    "Need": ("requirement", "requirements", "needs", "funding required", "required", "amount"),
    "Period": ("year", "quarter", "month", "when"),
    "Tier": ("urgency", "class", "priority class"),
    "Currency": ("curr", "cur", "ccy", "měna", "mena", "waluta", "pénznem", "devizanem", "valuta",
                 "валута", "monedha", "währung", "devise", "valută"),
    "Expert-months": ("person-months", "staff-months", "experts"),
    "Fund": ("instrument", "budget line"),
    "Donor": ("contributor", "funder", "donor country"),
    "Budget": ("envelope", "available", "funds available", "amount"),
    "For recipients": ("earmark", "earmarked for", "earmarking", "earmarked", "for countries",
                       "eligible countries", "eligible recipients", "restricted to"),
    "For activities": ("earmark", "for sectors", "eligible activities", "eligible sectors"),
    "Minimum use": ("minimum spend", "least use"),
    "Smallest grant": ("minimum grant", "minimum amount", "smallest amount"),
    "Minimum coverage": ("floor", "minimum share", "guaranteed share", "minimum"),
    "Co-financing": ("own contribution", "own share", "national contribution"),
    "Severity": ("severity score", "weight"),
    "Capacity": ("absorption capacity", "ceiling", "maximum"),
    "Amount": ("committed", "commitment"),
    "Per unit of base": ("rate", "exchange rate", "fx rate"),
    "Region": ("area", "subregion"),
    "Group": ("donor group",),
    "Pillar": ("theme", "sector group"),
}
"""Other words for headings, as name keys: asked about where the known heading is missing."""
_LEAST_LETTERS = 3


def without_unit(heading: str) -> str:
    """Return a heading without the unit that is written behind it.

    >>> without_unit("Need, EUR million"), without_unit("Minimum coverage (%)")
    ('Need', 'Minimum coverage')
    """
    words = [word for word in _PARTS.split(_BRACKETS.sub(" ", heading)) if word]
    while len(words) > 1 and _is_unit(words[-1]):
        words.pop()
    return " ".join(words)


def _is_unit(word: str) -> bool:
    key = name_key(word).strip("'’`.")
    return (key in _UNIT_WORDS or bool(scale_of(word)) or bool(meant_by(word))
            or bool(read_said(word, alone=True).currency) or key in ("000", "000s"))


def unit_in(heading: str) -> Said:
    """Return what the words behind a heading say of its unit."""
    return read_said(heading.removeprefix(without_unit(heading).split(" ")[0]), alone=True)


def meant_with_unit(heading: str, candidates: Iterable[str]) -> str:
    """Return the candidate that a heading is with a unit or a remark added, "" where none."""
    bare = name_key(without_unit(heading))
    if bare == name_key(heading):
        return ""
    return next((known for known in candidates if name_key(known) == bare), "")


def also_called(heading: str, candidates: Iterable[str]) -> str:
    """Return the candidate that a heading cuts short or says in other words, "" where none.

    >>> also_called("Co-fin. (%)", ["Co-financing"]), also_called("Earmark", ["For recipients"])
    ('Co-financing', 'For recipients')
    """
    bare = name_key(without_unit(heading))
    missing = list(candidates)
    short = next((known for known in missing if _is_short_for(bare, name_key(known))), "")
    return short or next((known for known in missing if bare in _ALSO.get(known, ())), "")


def _is_short_for(short: str, full: str) -> bool:
    """Tell whether each word is the beginning of its word, one of them cut off by a full stop."""
    parts, whole = re.findall(r"[^\s-]+", short), re.findall(r"[^\s-]+", full)
    return (len(parts) == len(whole) and any(part.endswith(".") for part in parts) and all(
        word.startswith(part.rstrip(".")) and (part == word or len(part) > _LEAST_LETTERS)
        for part, word in zip(parts, whole, strict=True)))


def what_to_do_with(said: Said, *, is_share: bool) -> str:
    """Return what becomes of a unit that leaves a heading, as the end of a sentence."""
    if said.unit:
        return (f", and say {unit_name(said.unit)} for Amounts in (Settings) if all amounts are; "
                "if not, write these in its unit")
    if is_share:
        return ", and its shares as 20% or 0.2"
    if said.currency:
        return f", and {said.currency} in the column Currency where it is not the base currency"
    return ""


def unit_name(unit: float) -> str:
    """Return what Amounts in calls a unit, or its figure."""
    return {1.0: "units", 1e3: "thousands", 1e6: "millions", 1e9: "thousand millions"}.get(
        unit, f"{unit:,.0f}")

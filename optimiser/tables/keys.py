"""Keys: `equal`, `GNI 2/3; Population 1/3`, `GDP 80%; inverse Unemployment 20% capped at 30%`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from optimiser.frozen import frozen
from optimiser.names import name_key, tidy

_NUMBER = r"\d+(?:[.,]\d+)?"
_PART = re.compile(
    rf"^(?P<name>.*?)(?:(?P<weight>\s*{_NUMBER}\s*%|\s+\d+\s*/\s*\d+|\s+{_NUMBER}))?"
    rf"(?:\s+capped\s+at\s+(?P<cap>{_NUMBER}\s*%|0[.,]\d+))?$", re.IGNORECASE)
_INVERSE = re.compile(r"^inverse\s+", re.IGNORECASE)
_CLOSE = Fraction(1, 10**9)


@frozen
class KeyTerm:
    """A term of a key: a column, or `equal` and the like, and its part of the whole.

    The weights of a key add up to 1. An inverse term shares in proportion to 1 / value. `cap` is
    the most that the term may give an element, as a share of what its uncapped terms give it.
    """

    name: str
    weight: Fraction
    is_inverse: bool = False
    cap: Fraction | None = None


@frozen
class _Read:
    """A part of a key as it stands; `is_plain` where its weight is a number without a sign."""

    text: str
    term: KeyTerm
    is_weighted: bool
    is_plain: bool


def parse_key(text: str, columns: Collection[str] = ()) -> tuple[KeyTerm, ...]:
    """Return the terms of a key; what is the name of a column as a whole has no weight.

    >>> [(term.name, str(term.weight)) for term in parse_key("GNI 60%; Population 40%")]
    [('GNI', '3/5'), ('Population', '2/5')]

    Raises ValueError with a sentence where the key cannot be read.
    """
    parts = [tidy(part) for part in text.split(";") if part.strip()]
    if not parts:
        raise ValueError("a key names at least one column")
    known = {name_key(column) for column in columns}
    found = [_read(part, known) for part in parts]
    if len(found) == 1 or not all(one.is_weighted for one in found):
        # A number at the end of a name weighs nothing where others have no weight.
        found = [_named(one) if one.is_plain else one for one in found]
    return _weighed(found)


def _read(part: str, known: Collection[str]) -> _Read:
    if name_key(part) in known:
        return _Read(part, KeyTerm(part, Fraction(0)), False, False)
    match = _PART.match(part)
    if match is None:
        raise ValueError(f"{part} is no name with a weight")
    weight, cap, name = match["weight"] or "", match["cap"], match["name"]
    is_inverse = name_key(name) not in known and bool(_INVERSE.match(name))
    term = KeyTerm(_INVERSE.sub("", name) if is_inverse else name, _figure(weight), is_inverse,
                   None if cap is None else _figure(cap))
    return _Read(part, term, bool(weight), bool(weight) and "%" not in weight
                 and "/" not in weight)


def _named(one: _Read) -> _Read:
    """Return a part whose number belongs to its name."""
    end = one.text.casefold().rfind(" capped at ") if one.term.cap is not None else len(one.text)
    name = one.text[:end]
    name = _INVERSE.sub("", name) if one.term.is_inverse else name
    return replace(one, term=replace(one.term, name=name), is_weighted=False, is_plain=False)


def _figure(text: str) -> Fraction:
    """Return a percentage, a fraction or a number; 0 for none."""
    over, _, under = text.replace(",", ".").replace("%", "").replace(" ", "").partition("/")
    value = Fraction(over or 0) / 100 if "%" in text else Fraction(over or 0)
    if under and not int(under):
        raise ValueError("a weight is divided by 0")
    return value / int(under) if under else value


def _weighed(found: Sequence[_Read]) -> tuple[KeyTerm, ...]:
    """Return the terms with weights that add up to 1."""
    weighted = [one for one in found if one.is_weighted]
    if weighted and len(weighted) < len(found):
        raise ValueError("either every part of a key has a weight, or none")
    plain = [one.is_plain for one in weighted]
    if any(plain) and not all(plain):
        raise ValueError("some weights are plain numbers and others are shares")
    if any(not one.term.name for one in found):
        raise ValueError("a weight stands without a name")
    total = sum((one.term.weight for one in weighted), Fraction(0))
    if weighted and not any(plain) and abs(total - 1) > _CLOSE:
        raise ValueError("the weights do not add up to 100%")
    if weighted and not total:
        raise ValueError("all weights are 0")
    terms = tuple(replace(one.term, weight=one.term.weight / total if weighted
                          else Fraction(1, len(found))) for one in found)
    if not any(term.weight for term in terms if term.cap is None):
        raise ValueError("every term is capped, so that nothing takes what the caps leave")
    return terms

"""Selectors: names of elements or of their classes, separated by `;`, with `not`."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from optimiser.frozen import frozen
from optimiser.names import name_key, tidy
from optimiser.tables.elements import Elements, names_in

_CLASS = {"donor": ("group", "groups_of_donor"), "recipient": ("region", "regions_of_recipient"),
          "activity": ("pillar", "pillars_of_activity")}


class FaultKind(Enum):
    """What can be wrong with a name in a selector."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    EMPTY = "empty"


@frozen
class SelectorFault:
    """A fault of one name; `near` holds what it may have meant.

    `excluded` tells that the name stands behind `not`.
    """

    kind: FaultKind
    name: str
    near: tuple[str, ...] = ()
    excluded: bool = False


@frozen
class Selection:
    """The elements that a selector names; `members` is None where it is blank: all."""

    members: frozenset[int] | None
    faults: tuple[SelectorFault, ...] = ()


def select(text: str, dimension: str, elements: Elements) -> Selection:
    """Return what a selector of a dimension (donor, fund, recipient, ...) names.

    `A; B` takes these, `not X` leaves X out; only exclusions start from all.
    """
    names = names_in(text)
    if not names:
        nothing = SelectorFault(FaultKind.EMPTY, tidy(text))
        return Selection(None, (nothing,) if text.strip() else ())
    taken: set[int] = set()
    left_out: set[int] = set()
    faults: list[SelectorFault] = []
    includes = False
    for name in names:
        excluded = name_key(name).startswith("not ") and elements.index(dimension).find(name) < 0
        found = _named(name[4:].strip() if excluded else name, dimension, elements)
        if isinstance(found, SelectorFault):
            faults.append(replace(found, excluded=excluded))
        elif excluded:
            left_out |= found
        else:
            taken |= found
        includes |= not excluded
    chosen = (taken if includes else set(range(len(elements.index(dimension))))) - left_out
    if not chosen and not faults:
        faults.append(SelectorFault(FaultKind.EMPTY, text))
    return Selection(frozenset(chosen), tuple(faults))


def _named(name: str, dimension: str, elements: Elements) -> set[int] | SelectorFault:
    element = elements.index(dimension).find(name)
    members = _members(name, dimension, elements)
    if members is None:
        if element >= 0:
            return {element}
        return SelectorFault(FaultKind.UNKNOWN, name, near_names(name, dimension, elements))
    if element >= 0 and members != {element}:
        return SelectorFault(FaultKind.AMBIGUOUS, name)
    return members


def _members(name: str, dimension: str, elements: Elements) -> set[int] | None:
    """Return the elements of the class of that name, None where there is no such class.

    A period that holds others is their class.
    """
    if dimension == "period":
        return set(elements.periods.covered(name)) or None
    if dimension not in _CLASS:
        return None
    classes, belongs = _CLASS[dimension]
    number = elements.index(classes).find(name)
    if number < 0:
        return None
    return {element for element, of in enumerate(getattr(elements, belongs)) if number in of}


def near_names(name: str, dimension: str, elements: Elements) -> tuple[str, ...]:
    """Return the elements and classes of a dimension that a misspelt name may have meant."""
    near = elements.index(dimension).near(name)
    if dimension in _CLASS:
        near += elements.index(_CLASS[dimension][0]).near(name)
    return near

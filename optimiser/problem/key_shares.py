"""What a key gives each of its elements: exact shares that add up to 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from optimiser.tables.keys import KeyTerm

_ZERO = Fraction(0)


def key_shares(terms: Sequence[KeyTerm],
               figures: Callable[[str], Sequence[Fraction]]) -> tuple[Fraction, ...]:
    """Return the share of each element, shape (elements,); `figures` gives a column's values.

    Each term shares out its weight in proportion to its figures, or to 1 over them. A capped term
    counts, before it is weighed, for at most its cap times the sum of what the uncapped terms
    count for; what the caps leave is shared out in proportion to the uncapped terms. Source: the
    key of COM(2015) 450, whose published shares tell the two readings of its cap apart.
    """
    parts = [(term, _parts(term, figures)) for term in terms]
    uncapped = [sum(own, _ZERO) for own in zip(*(
        part for term, part in parts if term.cap is None), strict=True)]
    free = [sum(own, _ZERO) for own in zip(*(
        [term.weight * one for one in part] for term, part in parts if term.cap is None),
        strict=True)]
    total = list(free)
    for term, part in parts:
        if term.cap is not None:
            total = [sum_ + term.weight * min(one, term.cap * most)
                     for sum_, one, most in zip(total, part, uncapped, strict=True)]
    whole, left = sum(free, _ZERO), 1 - sum(total, _ZERO)
    return tuple(own + left * one / whole for own, one in zip(total, free, strict=True))


def _parts(term: KeyTerm, figures: Callable[[str], Sequence[Fraction]]) -> list[Fraction]:
    """Return what each element is of a term's whole: parts that add up to 1."""
    values = [1 / value if term.is_inverse else value for value in figures(term.name)]
    whole = sum(values, _ZERO)
    return [value / whole for value in values]


def held_between(shares: Sequence[Fraction], lowest: Fraction,
                 highest: Fraction) -> tuple[Fraction, ...]:
    """Return the shares none of which is below the lowest or above the highest.

    What that takes or leaves is shared out over the others by the key again, until all are within.
    There has to be room: so many times the lowest is at most 1, and the highest at least 1.
    """
    held: dict[int, Fraction] = {}
    while True:
        others = [at for at in range(len(shares)) if at not in held]
        if not others:
            break
        left = 1 - sum(held.values(), _ZERO)
        whole = sum((shares[at] for at in others), _ZERO)
        wanted = {at: left * shares[at] / whole if whole else left / len(others) for at in others}
        above = {at for at in others if wanted[at] > highest}
        below = {at for at in others if wanted[at] < lowest}
        if not above and not below:
            held |= wanted
            break
        # The side that is off by more is held first: the other may come within by itself.
        over = sum((wanted[at] - highest for at in above), _ZERO)
        under = sum((lowest - wanted[at] for at in below), _ZERO)
        held |= (dict.fromkeys(above, highest) if over >= under else dict.fromkeys(below, lowest))
    return tuple(held[at] for at in range(len(shares)))

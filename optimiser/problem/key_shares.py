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
    gives an element at most its cap times what the uncapped terms give it; what the caps leave is
    shared out in proportion to the uncapped terms. Source: the key of COM(2015) 450.
    """
    open_terms = [_shared(term, figures) for term in terms if term.cap is None]
    uncapped = [sum(own, _ZERO) for own in zip(*open_terms, strict=True)]
    total = list(uncapped)
    for term in terms:
        if term.cap is not None:
            most = term.cap
            held = [min(own, most * free) for own, free in
                    zip(_shared(term, figures), uncapped, strict=True)]
            total = [sum_ + own for sum_, own in zip(total, held, strict=True)]
    whole, left = sum(uncapped, _ZERO), 1 - sum(total, _ZERO)
    return tuple(own + left * free / whole for own, free in zip(total, uncapped, strict=True))


def _shared(term: KeyTerm, figures: Callable[[str], Sequence[Fraction]]) -> list[Fraction]:
    values = [1 / value if term.is_inverse else value for value in figures(term.name)]
    whole = sum(values, _ZERO)
    return [term.weight * value / whole for value in values]


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

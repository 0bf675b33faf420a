"""Shares of keys: inverse and capped terms by hand, and what always holds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import optimiser
from optimiser.problem.key_shares import held_between, key_shares
from optimiser.tables.keys import parse_key

CAPPED = "Population 80%; inverse Unemployment 20% capped at 90%"
FIGURES = {"Population": [60, 40], "Unemployment": [5, 20]}


def shares(key: str, figures: dict[str, list[int]]) -> tuple[Fraction, ...]:
    return key_shares(parse_key(key), lambda name: [Fraction(value) for value in figures[name]])


def test_an_inverse_term_shares_in_proportion_to_one_over_the_figure() -> None:
    # 1/5 against 1/20 is 80% against 20%.
    assert shares("inverse Unemployment", FIGURES) == (Fraction(4, 5), Fraction(1, 5))


def test_a_capped_term_gives_no_more_than_its_cap_of_the_others_and_the_rest_is_shared_out() -> None:
    # Population is 60%, 40%; 1 over unemployment 80%, 20%, of which the first is capped at 90% of
    # 60% = 54%. Weighed: 0.48 + 0.108 and 0.32 + 0.04; the 0.052 left go 60 : 40.
    assert shares(CAPPED, FIGURES) == (Fraction("0.6192"), Fraction("0.3808"))


def test_a_burden_is_shared_by_a_capped_key() -> None:
    book = {
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10_000}],
        "Budgets": [{"Fund": d, "Donor": d, "Budget": 20_000} for d in ("D", "E")],
        "Donors": [{"Donor": d, "Group": "G", "Population": p, "Unemployment": u}
                   for d, p, u in (("D", 60, 5), ("E", 40, 20))],
        "Burden sharing": [{"Group": "G", "Key": CAPPED}]}
    given_by = optimiser.optimise(book).allocation.set_index("Donor")["Amount"].to_dict()
    assert given_by == {"D": 6192, "E": 3808}


@pytest.mark.parametrize(("key", "same"), [
    ("Population 2; Unemployment 1", "Population 2/3; Unemployment 1/3"),
    ("Population 25%; Unemployment 75%", "Population 1; Unemployment 3"),
    ("Population 1/2; Unemployment 1/2", "Population; Unemployment"),
])
def test_weights_are_percentages_fractions_or_plain_numbers(key: str, same: str) -> None:
    assert shares(key, FIGURES) == shares(same, FIGURES)


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 40)), min_size=1, max_size=8),
       st.integers(0, 300))
def test_shares_add_up_to_one_and_the_cap_holds_but_for_what_is_shared_out(
        rows: list[tuple[int, int]], cap: int) -> None:
    figures = {"Population": [one for one, _ in rows], "Unemployment": [one for _, one in rows]}
    found = shares(f"Population 80%; inverse Unemployment 20% capped at {cap}%", figures)
    assert sum(found) == 1
    whole = sum(figures["Population"])
    left = 1 - Fraction(4, 5)
    for share, people in zip(found, figures["Population"], strict=True):
        own = Fraction(4, 5) * people / whole
        assert own <= share <= own + left * people / whole * (1 + Fraction(cap, 100))


def held(shares: str, lowest: str, highest: str) -> list[Fraction]:
    parts = [Fraction(part) for part in shares.split()]
    return list(held_between(parts, Fraction(lowest), Fraction(highest)))


def test_shares_are_held_and_the_rest_is_shared_out_by_the_key_again() -> None:
    # 0.7 is held at 0.4; the other 0.6 go 2 : 1, so 0.4 and 0.2.
    assert held("0.7 0.2 0.1", "0", "0.4") == [Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)]
    # 0.1 is raised to 0.16; the other 0.84 go 7 : 2.
    assert held("0.7 0.2 0.1", "0.16", "1") == [
        Fraction(84, 100) * Fraction(7, 9), Fraction(84, 100) * Fraction(2, 9), Fraction(4, 25)]
    # Held at 0.5, 0.5 is left 2 : 1 and within: what was below the lowest no longer is.
    assert held("0.7 0.2 0.1", "0.15", "0.5") == [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    # A key of nothing for those who have to take the rest shares it alike.
    assert held("1 0 0", "0", "0.5") == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9).filter(any), st.integers(0, 100),
       st.integers(0, 100))
def test_held_shares_are_within_add_up_and_keep_the_key_of_the_others(
        figures: list[int], low: int, high: int) -> None:
    count, whole = len(figures), sum(figures)
    lowest = Fraction(low, 100 * count)
    highest = Fraction(1, count) + Fraction(high, 100) * (1 - Fraction(1, count))
    shares = [Fraction(figure, whole) for figure in figures]
    found = held_between(shares, lowest, highest)
    assert sum(found) == 1
    assert all(lowest <= share <= highest for share in found)
    free = {own / share for own, share in zip(found, shares, strict=True)
            if lowest < own < highest and share}
    assert len(free) <= 1

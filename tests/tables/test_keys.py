"""Keys of burden sharing: names and weights that add up to 1."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.tables.keys import KeyTerm, parse_key


@pytest.mark.parametrize(("text", "parts"), [
    ("equal", {"equal": 1.0}),
    ("  GNI ", {"GNI": 1.0}),
    ("GNI; Population", {"GNI": 0.5, "Population": 0.5}),
    ("GNI 60%; Population 40%", {"GNI": 0.6, "Population": 0.4}),
    ("GNI 12,5 %;Population 87.5%", {"GNI": 0.125, "Population": 0.875}),
    ("GNI per head 2015 30%; budget 70%", {"GNI per head 2015": 0.3, "budget": 0.7}),
    ("Share 2015", {"Share 2015": 1.0}),
    ("GNI;", {"GNI": 1.0}),
    ("GNI 2/3; Population 1/3", {"GNI": 2 / 3, "Population": 1 / 3}),
    ("GNI 2; Population 1", {"GNI": 2 / 3, "Population": 1 / 3}),
    ("GNI 1.5; Population 0,5", {"GNI": 0.75, "Population": 0.25}),
    ("GNI 2015; Population", {"GNI 2015": 0.5, "Population": 0.5}),
    ("GNI 50%; Population 1/2", {"GNI": 0.5, "Population": 0.5}),
])
def test_a_key_names_columns_and_their_weights(text: str, parts: dict[str, float]) -> None:
    terms = {term.name: term.weight for term in parse_key(text)}
    assert terms == pytest.approx(parts)
    assert sum(terms.values()) == 1


@pytest.mark.parametrize(("text", "why"), [
    ("", "at least one column"),
    (" ; ", "at least one column"),
    ("GNI 50%; Population", "every part of a key has a weight, or none"),
    ("50%; Population 50%", "without a name"),
    ("GNI 50%; Population 40%", "add up to 100%"),
    ("GNI 60%; Population 50%", "add up to 100%"),
    ("GNI 2/3; Population 2/3", "add up to 100%"),
    ("GNI 2; Population 50%", "plain numbers and others are shares"),
    ("GNI 1/0; Population 1/2", "divided by 0"),
    ("GNI 0; Population 0", "all weights are 0"),
    ("GNI 50% capped at 30%; Population 50% capped at 30%", "every term is capped"),
])
def test_a_key_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_key(text)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_weights_that_add_up_to_100_percent_are_read_back(parts: list[int]) -> None:
    """Tenths of a percent: the last part takes what is left of 1000."""
    parts = [*parts, 1000 - sum(parts)]
    text = "; ".join(f"Column {n} {part / 10}%" for n, part in enumerate(parts))
    assert [term.weight for term in parse_key(text)] == pytest.approx(
        [part / 1000 for part in parts])


@given(st.integers(1, 60))
def test_a_key_without_weights_weighs_all_its_columns_alike(count: int) -> None:
    weights = [term.weight for term in parse_key("; ".join(f"C{n}" for n in range(count)))]
    assert weights == pytest.approx([1 / count] * count)


def test_the_key_of_com_2015_450_is_read() -> None:
    key = ("Population 40%; GDP 40%; inverse Applications 10% capped at 30%; "
           "Inverse Unemployment rate 10% capped at 0.3")
    two_fifths, tenth, cap = Fraction(2, 5), Fraction(1, 10), Fraction(3, 10)
    assert parse_key(key) == (
        KeyTerm("Population", two_fifths), KeyTerm("GDP", two_fifths),
        KeyTerm("Applications", tenth, is_inverse=True, cap=cap),
        KeyTerm("Unemployment rate", tenth, is_inverse=True, cap=cap))


def test_what_is_a_column_as_a_whole_is_no_weight_and_no_inverse() -> None:
    columns = ("Share 2015", "Share 2016", "Inverse GDP")
    assert [term.name for term in parse_key("share 2015; Share 2016", columns)] == [
        "share 2015", "Share 2016"]
    assert parse_key("Inverse GDP", columns) == (KeyTerm("Inverse GDP", Fraction(1)),)
    assert parse_key("inverse GDP") == (KeyTerm("GDP", Fraction(1), is_inverse=True),)
    assert parse_key("GNI 2015 capped at 30%; GDP") == (
        KeyTerm("GNI 2015", Fraction(1, 2), cap=Fraction(3, 10)), KeyTerm("GDP", Fraction(1, 2)))

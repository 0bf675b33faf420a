"""Keys of burden sharing: names and weights that add up to 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.tables.keys import parse_key


@pytest.mark.parametrize(("text", "parts"), [
    ("equal", {"equal": 1.0}),
    ("  GNI ", {"GNI": 1.0}),
    ("GNI; Population", {"GNI": 0.5, "Population": 0.5}),
    ("GNI 60%; Population 40%", {"GNI": 0.6, "Population": 0.4}),
    ("GNI 12,5 %;Population 87.5%", {"GNI": 0.125, "Population": 0.875}),
    ("GNI per head 2015 30%; budget 70%", {"GNI per head 2015": 0.3, "budget": 0.7}),
    ("Share 2015", {"Share 2015": 1.0}),
    ("GNI;", {"GNI": 1.0}),
])
def test_a_key_names_columns_and_their_weights(text: str, parts: dict[str, float]) -> None:
    assert dict(parse_key(text)) == pytest.approx(parts)


@pytest.mark.parametrize(("text", "why"), [
    ("", "at least one column"),
    (" ; ", "at least one column"),
    ("GNI 50%; Population", "every part of a key has a weight, or none"),
    ("50%; Population 50%", "without a name"),
    ("GNI 50%; Population 40%", "add up to 100%"),
    ("GNI 60%; Population 50%", "add up to 100%"),
])
def test_a_key_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_key(text)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_weights_that_add_up_to_100_percent_are_read_back(parts: list[int]) -> None:
    """Tenths of a percent: the last part takes what is left of 1000."""
    parts = [*parts, 1000 - sum(parts)]
    text = "; ".join(f"Column {n} {part / 10}%" for n, part in enumerate(parts))
    assert [weight for _, weight in parse_key(text)] == pytest.approx(
        [part / 1000 for part in parts])


@given(st.integers(1, 60))
def test_a_key_without_weights_weighs_all_its_columns_alike(count: int) -> None:
    weights = [weight for _, weight in parse_key("; ".join(f"C{n}" for n in range(count)))]
    assert weights == pytest.approx([1 / count] * count)

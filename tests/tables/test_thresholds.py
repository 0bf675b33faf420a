"""Where checks begin to find something: at the figure itself, and not before it."""

from __future__ import annotations

import pytest
from small_books import codes, small_book

from optimiser.tables.checks.facts import exceeds

ODD = "W202"


def needs(*amounts: float) -> list[dict[str, object]]:
    """Return needs of one recipient, an activity each."""
    return [{"Recipient": "Serbia", "Activity": f"Activity {number}", "Need": amount}
            for number, amount in enumerate(amounts)]


@pytest.mark.parametrize(("amounts", "is_found"), [
    ((100, 110, 120, 120_000), True),
    ((100, 110, 120, 119_000), True),
    ((90_000, 100_000, 110_000, 110), True),
    ((100, 110, 120, 31_000), False),
    ((2_000, 5_000, 40_000, 700_000, 1_500_000), False),
    ((100, 110, 110_000), False),
], ids=["a thousand times the middle", "less, but among the others without three noughts",
        "among the others with three noughts", "less than that", "figures of every size",
        "three figures have no middle"])
def test_an_amount_is_odd_that_is_about_a_thousand_times_the_others(
        amounts: tuple[float, ...], is_found: bool) -> None:
    assert (ODD in codes(small_book(Needs=needs(*amounts)))) == is_found


@pytest.mark.parametrize(("asked", "have", "is_above"), [
    (1_000_000.01, 1_000_000.0, True),
    (0.1 + 0.2, 0.3, False),
    (float("nan"), 1.0, False),
], ids=["a cent in a million", "what adding up blurs", "what is not known"])
def test_a_sum_is_above_another_by_more_than_adding_up_may_blur(
        asked: float, have: float, is_above: bool) -> None:
    assert exceeds(asked, have) == is_above

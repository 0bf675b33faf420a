"""What rules compare with, and weights within a need: where a finding is due and where none is."""

from __future__ import annotations

from small_books import codes, only, rows, small_book

QUARTERS = rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "2016-Q1", 200),
                ("Albania", "Reception", "2016-Q2", 200))
TIERS = rows("Tier|Weight", ("vital", 3), ("useful", 2))


def compared(**cells: object) -> list[dict[str, object]]:
    return [{"Rule": "R1", "Measure": "share of selection", "Relation": "at most", "Value": 2,
             "Recipients": "Serbia", "Of recipients": "Albania", **cells}]


def test_what_nobody_needs_in_the_same_period_is_compared_with_nothing() -> None:
    """Serbia needs in the first quarter alone, and Albania in the second alone."""
    book = small_book(Needs=QUARTERS, Rules=compared(**{"For each": "period"}))
    assert only(book, "E325").place.cell == "F2"
    assert codes(small_book(Needs=QUARTERS, Rules=compared())) == []


def tiered(weight: float) -> list[dict[str, object]]:
    return rows("Recipient|Activity|Tier|Need|Weight", ("Serbia", "Reception", "vital", 60, 1),
                ("Serbia", "Reception", "useful", 40, weight),
                ("Albania", "Border control", "useful", 200, 1))


def test_a_weight_that_leaves_the_urgent_tier_first_is_no_finding() -> None:
    # 1.4 x 2 is less than 1 x 3, and 1.5 x 2 as much; 1.6 x 2 is more.
    assert codes(small_book(Needs=tiered(1.4), Tiers=TIERS)) == []
    assert codes(small_book(Needs=tiered(1.5), Tiers=TIERS)) == []
    assert codes(small_book(Needs=tiered(1.6), Tiers=TIERS)) == ["W316"]


def test_tiers_whose_own_weights_rise_are_found_once() -> None:
    rising = rows("Tier|Weight", ("vital", 2), ("useful", 3))
    assert codes(small_book(Needs=tiered(1), Tiers=rising)) == ["E211"]

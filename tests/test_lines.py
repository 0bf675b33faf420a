"""Lines of a screen: a list is cut between names and says so, a sentence is not cut."""

from __future__ import annotations

import pytest

from optimiser.screen.lines import WIDTH, listed


@pytest.mark.parametrize("count", [1, 2, 7, 40])
@pytest.mark.parametrize("length", [3, 30, 300])
def test_names_are_whole_and_those_left_out_are_counted(count: int, length: int) -> None:
    names = [f"{number:0{length}}" for number in range(count)]
    text = " ".join(line.strip() for line in listed("Full", names))
    shown = [name for name in names if name in text]
    assert shown == names[:len(shown)]
    assert len(shown) >= 1
    assert ("more" in text) == (len(shown) < count)
    if len(shown) < count:
        assert text.endswith(f"; and {count - len(shown)} more")


def test_as_many_names_are_shown_as_two_lines_hold() -> None:
    names = [f"name {number}" for number in range(100)]
    lines = listed("Full", names)
    assert len(lines) == 2
    assert all(len(line) <= WIDTH for line in lines)
    assert len(listed("Full", names[:10])) == 1


def test_a_hundred_thousand_names_are_shortened_as_soon_as_two_lines_are_full() -> None:
    names = [f"limit {number}" for number in range(100_000)]
    assert listed("Full", names)[-1].endswith(" more")

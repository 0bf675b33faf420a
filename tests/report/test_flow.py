"""The picture of who pays whom: whatever the number of names, each can be read and none is lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from optimiser.report.html.flow import flow_picture


def flows(donors: int) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return what so many donors give Serbia, the first 1, the second 2 and so on, and for what."""
    left = {(f"Donor {n:03}", "Serbia"): float(n) for n in range(1, donors + 1)}
    return left, {("Serbia", "Asylum"): sum(left.values())}


@pytest.mark.parametrize("donors", [1, 8, 40, 41, 60, 500])
def test_names_stand_apart_and_the_smallest_beyond_forty_are_one(donors: int) -> None:
    picture = flow_picture(*flows(donors), lambda **asked: f"/why/{next(iter(asked.values()))}")
    names = picture.split('<g class="from">')[1].split("</g>")[0]
    shown = re.findall(r">([^<]+)</text>", names)
    places = sorted(float(y) for y in re.findall(r' y="([\d.]+)"', names))
    assert len(shown) == min(donors, 40)
    assert all(after - before >= 12 for before, after in pairwise(places))
    rest = [name for name in shown if "more donors" in name]
    assert rest == ([f"{donors - 39} more donors"] if donors > 40 else [])
    # What is one together is nobody's own: it leads nowhere.
    assert names.count("<a ") == len(shown) - len(rest)
    # Nothing is lost, and nothing is drawn outside of the picture.
    told = [float(amount.replace(",", "")) for amount in re.findall(r"to Serbia: ([\d,]+)<", picture)]
    assert sum(told) == sum(flows(donors)[0].values())
    high = float(re.findall(r'viewBox="0 0 100 (\d+)"', picture)[0])
    bars = [(float(y), float(height)) for y, height in re.findall(
        r'class="bar" x="[\d.]+" y="([\d.]+)" width="3" height="([\d.-]+)"', picture)]
    assert all(height >= 1 and y + height <= high + 1 for y, height in bars)


def test_of_nothing_there_is_no_picture() -> None:
    assert flow_picture({}, {}) == ""
    assert flow_picture({("EU", "Serbia"): 0.0}, {("Serbia", "Asylum"): 0.0}) == ""

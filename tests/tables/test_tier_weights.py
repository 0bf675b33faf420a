"""A Weight that makes a tier count more than a more urgent one of the same need, and no other."""

from __future__ import annotations

import pytest

import optimiser


def codes(tiers: tuple[float, float], weights: tuple[float, float],
          names: tuple[str, str] = ("vital", "useful")) -> list[str]:
    inputs = optimiser.load({
        "Needs": [{"Recipient": "Serbia", "Activity": "aid", "Tier": name, "Need": 100,
                   "Weight": weight} for name, weight in zip(names, weights, strict=True)],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 150}],
        "Tiers": [{"Tier": name, "Weight": weight}
                  for name, weight in zip(("vital", "useful"), tiers, strict=True)]})
    return [finding.code for finding in optimiser.check(inputs)]


@pytest.mark.parametrize(("tiers", "weights", "found"), [
    ((3, 1), (1, 4), ["W316"]),     # 4 counts more than 3
    ((3, 1), (1, 3), []),           # both count 3
    ((3, 1), (1, 2), []),           # 2 counts less than 3, though the Weight rises
    ((3, 1), (2, 1), []),
    ((1, 3), (1, 1), ["E211"])])    # it is the tiers that rise, and that is said of them
def test_a_weight_is_named_where_it_turns_the_tiers_round(
        tiers: tuple[float, float], weights: tuple[float, float], found: list[str]) -> None:
    assert codes(tiers, weights) == found


def test_a_tier_that_is_not_listed_is_said_to_be_that_alone() -> None:
    assert codes((3, 1), (1, 9), ("vital", "other")) == ["E210"]
    assert codes((3, 1), (1, 9), ("other", "vital")) == ["E210"]

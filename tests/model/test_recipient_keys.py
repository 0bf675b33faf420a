"""Recipient keys: tolerances, wishes, what is committed, several regions, and ways out."""

from __future__ import annotations

from typing import Any

import pytest

import optimiser

Rows = list[dict[str, Any]]


def book(*keys: dict[str, Any], **tables: Rows) -> dict[str, Rows]:
    """Return needs of 100 of two recipients of a region and one of another, and a fund of 120."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Weight": w, "Need": 100}
                  for r, w in (("A", 3), ("B", 2), ("C", 1))],
        "Recipients": [{"Recipient": r, "Region": g, "Population": p}
                       for r, g, p in (("A", "North", 10), ("B", "North", 30), ("C", "South", 10))],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 120}],
        "Recipient keys": list(keys), **tables}


def received(inputs: dict[str, Rows]) -> dict[str, float]:
    table = optimiser.optimise(inputs).recipients.set_index("Recipient")
    return {str(name): float(got) for name, got in
            (table["Committed"] + table["Allocated"]).items()}


def test_without_a_key_the_heaviest_needs_come_first() -> None:
    assert received(book()) == {"A": 100, "B": 20, "C": 0}


def test_a_region_shares_by_its_key_and_others_are_free() -> None:
    # A : B = 1 : 3, so B's 100 allow A 33 or less: 90 and 30 of the 120.
    assert received(book({"Region": "North", "Key": "Population"})) == {"A": 30, "B": 90, "C": 0}


def test_a_tolerance_leaves_room_on_both_sides() -> None:
    # A may have 1.2 x 25% = 30% of the 120, B then 70%, within 75% less 20%.
    key = {"Region": "North", "Key": "Population", "Tolerance": "20%"}
    assert received(book(key)) == {"A": 36, "B": 84, "C": 0}


def test_all_recipients_share_and_the_lowest_share_is_given_to_the_smallest() -> None:
    # People 10 : 30 : 10; at least 25% each, so 25%, 50% and 25%.
    key = {"Region": "all", "Key": "Population", "Lowest share": 0.25}
    assert received(book(key)) == {"A": 30, "B": 60, "C": 30}


def test_what_is_committed_is_received() -> None:
    # A : B = 1 : 3 of 120, of which A has 15 and B 10 already.
    paid = [{"Fund": "F", "Recipient": r, "Activity": "x", "Amount": g} for r, g in (("A", 15),
                                                                                     ("B", 10))]
    key = {"Region": "North", "Key": "Population"}
    assert received(book(key, Commitments=paid)) == {"A": 30, "B": 90, "C": 0}


def test_a_wish_is_kept_as_far_as_its_penalty_reaches() -> None:
    key = {"Region": "North", "Key": "Population", "Strength": "should", "Penalty": 5}
    assert received(book(key)) == {"A": 30, "B": 90, "C": 0}
    last = [{"Order": 1, "Objective": "meet needs"}, {"Order": 2, "Objective": "soft rules"}]
    assert received(book(key, Objectives=last)) == {"A": 100, "B": 20, "C": 0}


def test_the_sentence_names_the_share_and_the_key() -> None:
    limits = optimiser.optimise(book({"Region": "North", "Key": "Population"})).limits
    words = limits[limits["Kind"] == "Recipient key"].set_index("Name")["In words"]
    assert words["Recipient key, most A"] == (
        "A receives at most 25% of what North receives (key Population: 25%, tolerance 0%).")


def test_a_tolerance_above_all_asks_for_nothing() -> None:
    wide = {"Region": "North", "Key": "Population", "Tolerance": "150%"}
    limits = optimiser.optimise(book(wide)).limits.set_index("Name")
    assert "A receives at least 0% of what North receives" in limits.loc[
        "Recipient key, least A", "In words"]


def test_a_way_out_raises_the_tolerance() -> None:
    """A has to have 60 of at most 120 in its region: half, twice its 25%."""
    floor = [{"Rule": "R", "Recipients": "A", "Measure": "amount", "Relation": "at least",
              "Value": 60}]
    key = {"Region": "North", "Key": "Population"}
    with pytest.raises(optimiser.NoPlanError) as error:
        optimiser.optimise(book(key, Rules=floor))
    diagnosis = error.value.diagnosis
    assert diagnosis is not None
    [step] = [way.steps[0] for way in diagnosis.ways
              if way.steps[0].source == "Recipient keys!2:2" and len(way.steps) == 1]
    assert step.name == "the tolerance of North"
    assert float(step.changed) == pytest.approx(1.0)


def test_a_need_that_a_key_holds_back_says_so() -> None:
    plan = optimiser.optimise(book({"Region": "North", "Key": "Population"}))
    held = plan.needs.set_index("Recipient")["Held back by"]
    assert "A is at its highest share of what North receives" in held["A"]

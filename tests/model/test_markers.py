"""Rules counted by a marker of the activities, and money per head, solved by hand.

Two activities: x counts in full for the climate, y 40%, z not at all. One fund of 100; the needs
of z weigh most, so that without a rule z gets all that it asks for.
"""

from __future__ import annotations

from typing import Any

import pytest

import optimiser

Rows = list[dict[str, Any]]
MONEY = ("amount", "coverage", "share of total", "share of donor", "share of fund",
         "share of recipient", "share of activity", "share of period", "share of budget")


def book(**rule: Any) -> dict[str, Rows]:
    """Return needs of two recipients and three activities, 60 each, and one rule."""
    return {
        "Needs": [{"Recipient": r, "Activity": a, "Need": 60, "Weight": w}
                  for r in ("A", "B") for a, w in (("x", 1), ("y", 2), ("z", 4))],
        "Activities": [{"Activity": a, "Climate": c} for a, c in (("x", 1), ("y", "40%"),
                                                                  ("z", 0))],
        "Recipients": [{"Recipient": "A", "Population": 10},
                       {"Recipient": "B", "Population": 40}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Rules": [{"Rule": "R", "Counted by": "Climate", **rule}]}


def by_activity(inputs: dict[str, Rows]) -> dict[str, float]:
    given = optimiser.optimise(inputs).allocation.groupby("Activity")["Amount"].sum()
    return {name: float(given.get(name, 0.0)) for name in ("x", "y", "z")}


@pytest.mark.parametrize(("rule", "amounts"), [
    # A unit of x takes 4 - 1 = 3 points and counts 1; one of y takes 2 and counts 0.4, so 5 a
    # unit that counts: x is cheaper. 30 of 100 count: x 30, z 70.
    ({"Measure": "share of total", "Relation": "at least", "Value": 0.3}, (30, 0, 70)),
    ({"Measure": "share of total", "Relation": "exactly", "Value": "30%"}, (30, 0, 70)),
    ({"Measure": "amount", "Relation": "at least", "Value": 30}, (30, 0, 70)),
    ({"Measure": "share of budget", "Relation": "at least", "Value": 0.3}, (30, 0, 70)),
    ({"Measure": "share of donor", "Relation": "at least", "Value": 0.3}, (30, 0, 70)),
    # Of needs of 360, a twelfth is 30.
    ({"Measure": "coverage", "Relation": "at least", "Value": 1 / 12}, (30, 0, 70)),
    # For each recipient 30% of what it gets counts: 30 in all, wherever it is.
    ({"Measure": "share of recipient", "Relation": "at least", "Value": 0.3,
      "For each": "recipient"}, (30, 0, 70)),
    ({"Measure": "amount", "Relation": "exactly", "Value": 15, "For each": "recipient"},
     (30, 0, 70)),
    # What counts is a quarter of what z gets: x 20 and z 80.
    ({"Measure": "share of selection", "Relation": "at least", "Value": 0.25,
      "Of activities": "z"}, (20, 0, 80)),
    # Per head: 10 + 40 people, 0.6 that counts for each of them: 30.
    ({"Measure": "amount per Population", "Relation": "at least", "Value": 0.6}, (30, 0, 70)),
    ({"Measure": "amount per Population", "Relation": "at least", "Value": 0.6,
      "For each": "recipient"}, (30, 0, 70)),
])
def test_a_marker_says_what_counts(rule: dict[str, Any], amounts: tuple[float, ...]) -> None:
    given = by_activity(book(**rule))
    assert tuple(given.values()) == pytest.approx(amounts, abs=1.0)


def test_a_ceiling_on_what_counts_leaves_room_for_what_counts_less() -> None:
    """z may get nothing; 26 may count: y 65 counts 26, and no x; without a marker y 26."""
    rule = {"Measure": "amount", "Relation": "at most", "Value": 26}
    closed = [{"Fund": "F", "Recipient": r, "Activity": "z", "At most": 0} for r in ("A", "B")]
    marked = book(**rule) | {"Pins": closed}
    assert by_activity(marked) == {"x": 0, "y": 65, "z": 0}
    plain = book(**rule | {"Counted by": None}) | {"Pins": closed}
    assert by_activity(plain) == {"x": 0, "y": 26, "z": 0}


@pytest.mark.parametrize("measure", MONEY)
@pytest.mark.parametrize("relation", ["at most", "at least"])
def test_a_marker_of_ones_changes_nothing(measure: str, relation: str) -> None:
    rule = {"Measure": measure, "Relation": relation, "Value": 0.4, "Activities": "x; y",
            "For each": "recipient", "Strength": "should"}
    marked = book(**rule)
    for row in marked["Activities"]:
        row["Climate"] = 1
    plans = [optimiser.optimise(one) for one in (marked, book(**rule | {"Counted by": None}))]
    assert plans[0].allocation.equals(plans[1].allocation)


def test_the_sentences_name_the_marker_and_the_heads() -> None:
    shown = optimiser.optimise(book(Measure="share of total", Relation="at least", Value=0.3))
    assert shown.limits.set_index("Name").loc["R", "In words"] == (
        "R: of all support, at least 30% must be given, counted by Climate.")
    heads = book(**{"Measure": "amount per Population", "Relation": "at least", "Value": 0.6,
                    "Counted by": None, "Recipients": "A"})
    assert optimiser.optimise(heads).limits.set_index("Name").loc["R", "In words"] == (
        "R: at least EUR 0.60 for each of 10 (Population) must go to A.")


def test_money_per_head_is_in_single_units_whatever_the_workbook_is_in() -> None:
    """0.6 thousand for 50 people is 12 a head; budgets and needs are in thousands."""
    heads = book(**{"Measure": "amount per Population", "Relation": "at most", "Value": 12,
                    "Counted by": None})
    heads["Settings"] = [{"Setting": "Amounts in", "Value": "thousands"}]
    assert sum(by_activity(heads).values()) == 600


def test_a_way_out_lowers_what_each_head_gets() -> None:
    """100 for 50 people are 2 a head: 3 cannot be."""
    heads = book(**{"Measure": "amount per Population", "Relation": "at least", "Value": 3,
                    "Counted by": None})
    with pytest.raises(optimiser.NoPlanError) as error:
        optimiser.optimise(heads)
    diagnosis = error.value.diagnosis
    assert diagnosis is not None
    [step] = [way.steps[0] for way in diagnosis.ways if way.steps[0].name == "R"]
    assert (step.value, step.changed) == (3, 2)
    assert step.words("EUR") == "lower R from EUR 3 to EUR 2, by EUR 1 (Rules!E2)"

"""A donor in several groups, a recipient in several regions, an activity in several pillars."""

from __future__ import annotations

import random

import pytest
from seeds import seeds

import optimiser
from optimiser.tables.checks import check_inputs
from optimiser.tables.reading import read_inputs

Book = dict[str, list[dict[str, object]]]


def book(**tables: list[dict[str, object]]) -> Book:
    """Two donors of 60 and 40, three recipients that need 50 of each of two activities."""
    return {
        "Needs": [{"Recipient": name, "Activity": activity, "Need": 50}
                  for name in "ABC" for activity in ("camps", "training")],
        "Budgets": [{"Fund": "F", "Donor": "Czechia", "Budget": 60},
                    {"Fund": "G", "Donor": "EU", "Budget": 40}],
        **tables,
    }


def given(plan: optimiser.Plan, column: str) -> dict[str, float]:
    rows = plan.allocation.groupby(column)["Amount"].sum()
    return {str(name): float(amount) for name, amount in rows.items()}


REGIONS: list[dict[str, object]] = [
    {"Recipient": "A", "Region": "Balkans; Candidates", "Severity": 3},
    {"Recipient": "B", "Region": "Balkans"}, {"Recipient": "C", "Region": "Candidates"}]


def test_a_class_selects_everyone_who_names_it_among_others() -> None:
    # A counts most and would get all 100: as a candidate it shares 40 with C.
    plan = optimiser.optimise(optimiser.load(book(
        Recipients=REGIONS, Rules=[{"Rule": "R", "Recipients": "Candidates", "Measure": "amount",
                                    "Relation": "at most", "Value": 40}])))
    assert given(plan, "Recipient") == {"A": 40, "B": 60}
    assert plan.recipients["Region"].tolist() == ["Balkans; Candidates", "Balkans", "Candidates"]
    assert set(plan.allocation["Region"]) == {"Balkans; Candidates", "Balkans"}


def test_for_each_class_holds_for_everyone_in_it() -> None:
    # Balkans (A, B) at most 50, Candidates (A, C) at most 50: A alone would take both; without A,
    # B and C take 50 each: 100 in all, which counts less than 3 x 50.
    rule = {"Rule": "R", "For each": "region", "Measure": "amount", "Relation": "at most",
            "Value": 50}
    plan = optimiser.optimise(optimiser.load(book(Recipients=REGIONS, Rules=[rule])))
    assert given(plan, "Recipient") == {"A": 50}
    names = plan.limits[plan.limits["Kind"] == "Rule"]["Name"].tolist()
    assert names == ["R (Balkans)", "R (Candidates)"]


def test_a_donor_counts_in_the_burden_of_each_of_its_groups() -> None:
    # V4 is Czechia and Poland, Neighbours are Czechia and the EU; equal shares in both tie all
    # three together, so that Poland's 20 is what each can give.
    tables = book(
        Budgets=[{"Fund": "F", "Donor": "Czechia", "Budget": 60},
                 {"Fund": "G", "Donor": "EU", "Budget": 40},
                 {"Fund": "H", "Donor": "Poland", "Budget": 20}],
        Donors=[{"Donor": "Czechia", "Group": "V4; Neighbours"}, {"Donor": "EU",
                "Group": "Neighbours"}, {"Donor": "Poland", "Group": "V4"}],
        **{"Burden sharing": [{"Group": "V4", "Key": "equal"},
                              {"Group": "Neighbours", "Key": "equal"}]})
    plan = optimiser.optimise(optimiser.load(tables))
    assert given(plan, "Donor") == {"Czechia": 20, "EU": 20, "Poland": 20}
    shares = plan.burden_sharing
    assert shares[["Group", "Donor"]].to_numpy().tolist() == [
        ["V4", "Czechia"], ["V4", "Poland"], ["Neighbours", "Czechia"], ["Neighbours", "EU"]]


def test_an_activity_of_two_pillars_takes_part_in_both() -> None:
    # Each recipient may have one pillar: camps are of two, so it is training alone.
    activities = [{"Activity": "camps", "Pillar": "reception; borders", "Priority": 5},
                  {"Activity": "training", "Pillar": "borders"}]
    rule = {"Rule": "R", "For each": "recipient", "Measure": "pillars", "Relation": "at most",
            "Value": 1}
    plan = optimiser.optimise(optimiser.load(book(Activities=activities, Rules=[rule])))
    assert given(plan, "Activity") == {"training": 100}
    values = plan.limits[plan.limits["Kind"] == "Rule"]["Value"]
    assert max(values) == 1


def drawn(seed: int) -> tuple[Book, Book]:
    """A book with rules for each class, and the same with a rule a class that lists its members."""
    chance = random.Random(seed)
    regions = {name: chance.sample(["North", "South", "East"], chance.randint(1, 3))
               for name in "ABCD"}
    tables = book(
        Needs=[{"Recipient": name, "Activity": activity, "Need": chance.randint(10, 90),
                "Weight": chance.randint(1, 4)}
               for name in "ABCD" for activity in ("camps", "training")],
        Recipients=[{"Recipient": name, "Region": "; ".join(own)}
                    for name, own in regions.items()])
    relation, measure = chance.choice([("at most", "amount"), ("at most", "share of total"),
                                       ("at least", "amount")])
    value = {"amount": 45.0 if relation == "at most" else 15.0, "share of total": 0.6}[measure]
    rule = {"Measure": measure, "Relation": relation, "Value": value}
    apart = [{"Rule": f"R {place}", **rule,
              "Recipients": "; ".join(n for n, own in regions.items() if place in own)}
             for place in sorted({one for own in regions.values() for one in own})]
    return tables | {"Rules": [{"Rule": "R", "For each": "region", **rule}]}, tables | {
        "Rules": apart}


@pytest.mark.parametrize("seed", seeds(10, 40))
def test_a_rule_for_each_class_is_one_rule_a_class(seed: int) -> None:
    together, apart = drawn(seed)
    try:
        best = optimiser.optimise(optimiser.load(apart)).stages[-1].value
    except optimiser.NoPlanError:
        with pytest.raises(optimiser.NoPlanError):
            optimiser.optimise(optimiser.load(together))
        return
    assert optimiser.optimise(optimiser.load(together)).stages[-1].value == pytest.approx(best)


def test_names_of_classes_are_compared_one_by_one() -> None:
    """A slip in one of the names of a cell is seen; a cell of several is no name of its own."""
    tables = book(Recipients=[{"Recipient": "A", "Region": "Western Balkans; Candidates"},
                              {"Recipient": "B", "Region": "Western Balkan"},
                              {"Recipient": "C", "Region": "Candidates"}])
    found = [(one.code, one.place.cell) for one in check_inputs(read_inputs(tables))]
    assert found == [("W231", "B3")]

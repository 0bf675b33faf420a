"""Books in which whoever is paid is chosen: the program says of each what the contract alone says.

`PYTHONPATH=tests python -m reference --books choices --seeds 2000` runs any number of them, and
`--books parts` of those in which needs get something or nothing.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from seeds import seeds

import optimiser
from optimiser.solving.finding import grants
from reference.book import Reader, shuffle
from reference.choices import choice_book, part_book
from reference.exact import allocated
from reference.oracle import disagreements, run
from reference.parts import part_faults

SEEDS = seeds(10, 200)
PARTS = seeds(6, 200)
KEPT_PARTS = (304,)
KEPT = (496, 499, 743, 1024, 3093)
"""Seeds on which the program was wrong once."""


@pytest.mark.parametrize("seed", [*SEEDS, *KEPT])
def test_the_program_says_of_a_choice_what_the_contract_says(seed: int) -> None:
    assert disagreements(choice_book(seed), seed) == []


def test_a_plan_that_a_search_only_gave_back_is_not_taken_for_the_best(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two grants that tie names decide; with half the room HiGHS called the other impossible."""
    monkeypatch.setattr(grants, "_CLEAR", 4e-9)
    plans = [allocated(optimiser.optimise(book))
             for book in (choice_book(499), shuffle(choice_book(499), 499))]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("seed", [*PARTS, *KEPT_PARTS])
def test_the_program_says_of_needs_that_get_something_or_nothing_what_the_contract_says(
        seed: int) -> None:
    assert disagreements(part_book(seed), seed) == []


def test_a_plan_of_a_part_of_a_need_is_noticed() -> None:
    """What the oracle says of amounts that no least amount, price of units or condition lets."""
    figures = Reader({
        "Needs": [{"Recipient": "A", "Activity": activity, "Need": 100, "Least amount": least}
                  for activity, least in (("x", "60%"), ("y", None), ("z", 50))],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 300}],
        "Activities": [{"Activity": "y", "Unit cost": 30, "Whole units": "yes"}],
        "Conditions": [{"Recipient": "A", "Activity": "x", "Condition": words,
                        "Other recipient": "A", "Other activity": "z"}
                       for words in ("only if", "together with")]}).figures()

    def faults(x: int, y: int, z: int) -> int:
        amounts = {("f", "a", name, ""): Fraction(amount)
                   for name, amount in (("x", x), ("y", y), ("z", z)) if amount}
        return len(list(part_faults(figures, amounts)))

    assert faults(60, 90, 50) == faults(0, 100, 0) == 0
    assert faults(59, 30, 50) == faults(60, 40, 50) == faults(60, 60, 49) == 1
    assert faults(0, 0, 50) == 1
    assert faults(60, 0, 0) == 2


def test_choices_are_of_every_kind() -> None:
    """Plans, refused inputs and impossible ones; grants counted, made, forced and wished."""
    books = [choice_book(seed) for seed in range(100)]
    ends = Counter(run(book).code for book in books[:25])
    assert {0, 3, 4} <= ends.keys()
    rules = [row for book in books for row in book.get("Rules", ())]
    few = [row for row in rules if row["Measure"] == "grants"]
    assert {row["Value"] for row in few} >= {0, 1, 2}
    assert {row["Relation"] for row in few} == {"at most", "at least", "exactly"}
    assert any(row.get("Strength") for row in few)
    assert any(row.get("For each") for row in few)
    assert any(row["Relation"] == "at least" for row in rules if row["Measure"] != "grants")
    funds = [row for book in books for row in book["Budgets"]]
    assert {row.get("Minimum use") for row in funds} >= {None, 0.5, 1}
    assert any(row.get("Smallest grant") for row in funds)


def test_needs_that_get_something_or_nothing_are_of_every_kind() -> None:
    books = [part_book(seed) for seed in range(60)]
    assert {row["Condition"] for book in books for row in book.get("Conditions", ())} == {
        "only if", "together with", "not with"}
    assert {str(row["Least amount"])[-1] for book in books for row in book["Needs"]
            if "Least amount" in row} >= {"%", "0"}
    assert any(row.get("Whole units") for book in books for row in book["Activities"])

"""Books in which whoever is paid is chosen: the program says of each what the contract alone says.

`PYTHONPATH=tests python -m reference --books choices --seeds 2000` runs any number of them.
"""

from __future__ import annotations

from collections import Counter

import pytest
from seeds import seeds

from reference.choices import choice_book
from reference.oracle import disagreements, run

SEEDS = seeds(10, 200)
KEPT = (496, 499)
"""Seeds on which the program was wrong once."""


@pytest.mark.parametrize("seed", [*SEEDS, *KEPT])
def test_the_program_says_of_a_choice_what_the_contract_says(seed: int) -> None:
    assert disagreements(choice_book(seed), seed) == []


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

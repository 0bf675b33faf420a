"""Random plans recomputed in fractions, and their bounds held against a program of its own.

What is compared with shares nothing with the program: `tests/reference` reads the same tables, sums
in fractions, and solves in PuLP.
"""

from __future__ import annotations

import pytest
from seeds import seeds

import optimiser
from reference.oracle import plan_faults
from reference.pulp_statement import solve
from reference.random_books import random_book
from reference.whole_statement import WholeStatement

BOOKS = seeds(6, 1_100, first=5_000)
"""`BOOKS=1100 pytest tests/reference/test_plans_in_fractions.py` for 1,000 plans and more."""


@pytest.mark.parametrize("seed", BOOKS)
def test_no_limit_is_broken_and_nothing_can_be_had_above_the_bound(seed: int) -> None:
    """Of the plan itself and of the other program's best: both are at most what is proved."""
    book = random_book(seed)
    reference = solve(book, WholeStatement)
    if reference is None:
        with pytest.raises(optimiser.NoPlanError):
            optimiser.optimise(book)
        return
    assert plan_faults(optimiser.optimise(book), reference) == []

"""Futures of degenerate books: the best of each is what the contract alone makes of its figures."""

from __future__ import annotations

import random

import numpy as np
import pytest
from reference import Book, Row
from reference.corners import corner_book
from reference.pulp_statement import solve
from reference.whole_statement import WholeStatement
from seeds import seeds

import optimiser

SEEDS = seeds(14, 60)
CHANGES = (("Needs", "Recipient", "Need", 0.5), ("Needs", "Recipient", "Need", 2),
           ("Budgets", "Fund", "Budget", 0.5), ("Budgets", "Fund", "Budget", 0))


def ceilings_only(book: Book) -> Book:
    """Return a book without what is promised at least: that binds the plan, not the future."""
    promised = {"Minimum coverage", "Co-financing", "Minimum use", "Smallest grant"}
    kept: Book = {
        sheet: [{column: value for column, value in row.items() if column not in promised}
                for row in rows]
        for sheet, rows in book.items() if sheet not in ("Pins", "Burden sharing", "Objectives")}
    rules = [row for row in kept.pop("Rules", []) if row["Relation"] == "at most"
             and row["Measure"] != "grants" and "Strength" not in row]
    return kept | ({"Rules": rules} if rules else {})


def with_futures(seed: int) -> tuple[Book, list[Book]]:
    """Return a book with two scenarios, and each scenario as a book of its own."""
    chance, book = random.Random(seed), ceilings_only(corner_book(seed))
    rows: list[Row] = []
    futures = []
    for number, (sheet, column, figure, factor) in enumerate(chance.sample(CHANGES, 2)):
        name = chance.choice(book[sheet])[column]
        rows.append({"Scenario": f"s{number}", "Table": sheet, column: name,
                     "Change": "multiply by", "Value": factor})
        futures.append(book | {sheet: [
            row | ({figure: float(str(row[figure])) * factor} if row[column] == name else {})
            for row in book[sheet]]})
    return book | {"Scenarios": rows}, futures


def decided(book: Book) -> optimiser.api.Decision | None:
    """Return the decision, None where the inputs are refused or no plan gives anything."""
    try:
        return optimiser.decide(book)
    except (optimiser.InputError, optimiser.NoPlanError):
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_of_a_scenario_is_that_of_its_figures_and_no_plan_meets_more(seed: int) -> None:
    book, futures = with_futures(seed)
    done = decided(book)
    if done is None:
        return
    found = done.analysis
    best = [dict(reference.values)["meet needs"] if reference else np.nan
            for reference in (solve(future, WholeStatement) for future in futures)]
    within = 1e-6 * max(1.0, *best) + 1e-9
    assert found.best == pytest.approx(np.array(best), abs=within)
    plans = {one.name: one for one in found.candidates}
    for one in found.candidates:
        assert (one.values <= found.best + within).all()
        assert one.regrets == pytest.approx(found.best - one.values, abs=within)
        assert one.average == pytest.approx(float(one.values.mean()), abs=within)
        assert one.average <= plans["Best on average"].average + within
        assert one.worst >= plans["Least regret"].worst - within
    assert found.knowing == pytest.approx(
        float(found.best.mean()) - plans["Best on average"].average, abs=within)


def test_most_of_these_books_are_decided() -> None:
    assert sum(decided(with_futures(seed)[0]) is not None for seed in SEEDS) > len(SEEDS) // 2

"""The program against the independent statement, on books with rules of the further measures."""

from __future__ import annotations

import pytest
from seeds import seeds

import optimiser
from reference.exact import allocated, broken
from reference.further_books import further_book
from reference.pulp_statement import Reference, solve
from reference.random_books import MEASURES

SEEDS = range(300)
TRIED = seeds(25, len(SEEDS))
RELATIVE = 1e-6


def require_same_values(plan: optimiser.Plan, reference: Reference) -> None:
    """Fail where a stage reaches another value than the statement says."""
    floor = reference.statement.scale / 1000 * RELATIVE
    assert [stage.objective for stage in plan.stages] == [name for name, _ in reference.values]
    for stage, (name, best) in zip(plan.stages, reference.values, strict=True):
        least = 1e-12 if name == "raise lowest coverage" else floor
        assert stage.value == pytest.approx(best, rel=RELATIVE, abs=least), name


@pytest.mark.parametrize("seed", TRIED)
def test_every_stage_reaches_the_value_of_the_statement_and_the_plan_keeps_every_limit(
        seed: int) -> None:
    book = further_book(seed)
    reference = solve(book)
    if reference is None:
        with pytest.raises(optimiser.NoPlanError):
            optimiser.optimise(optimiser.load(book))
        return
    plan = optimiser.optimise(optimiser.load(book))
    require_same_values(plan, reference)
    assert broken(reference.figures, allocated(plan)) == []


@pytest.mark.parametrize("seed", [seed for seed in TRIED if {"Burden sharing", "Expertise"} <= set(
    further_book(seed))][:15])
def test_experts_count_in_burden_sharing_as_the_statement_says(seed: int) -> None:
    book = dict(further_book(seed))
    book["Burden sharing"] = [row | {"Value of an expert-month": 40 + 7 * seed}
                              for row in book["Burden sharing"]]
    reference = solve(book)
    if reference is None:
        with pytest.raises(optimiser.NoPlanError):
            optimiser.optimise(optimiser.load(book))
        return
    require_same_values(optimiser.optimise(optimiser.load(book)), reference)


def test_the_further_books_have_rules_that_hold_of_every_relation_with_and_without_each() -> None:
    books = [further_book(seed) for seed in SEEDS]
    rows = [row for book in books for row in book.get("Rules", ())
            if row["Rule"].startswith("S") and row.get("Enabled") != "no"]
    kinds = {(row["Measure"], row["Relation"], "For each" in row) for row in rows}
    relations = {(relation, each) for relation in ("at most", "at least") for each in (True, False)}
    for measure in ("share of selection", "share of earlier", "amount per Population"):
        assert kinds >= {(measure, *pair) for pair in relations | {("exactly", False)}}
    marked = {(row["Relation"], "For each" in row) for row in rows if "Counted by" in row}
    assert marked >= relations | {("exactly", False)}
    assert {str(row["Measure"]) for row in rows if "Counted by" in row} >= set(MEASURES[:-1])
    assert len(rows) > 300
    assert {row.get("For each") for row in rows} >= {"region", "pillar", "group"}
    several = [row for book in books for row in book.get("Recipients", ())
               if ";" in str(row.get("Region"))]
    assert len(several) > 100
    keys = [row for book in books for row in book.get("Recipient keys", ())]
    assert len({row.get("Strength") for row in keys}) == 2
    assert sum("Highest share" in row for row in keys) > 50

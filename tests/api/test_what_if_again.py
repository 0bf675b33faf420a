"""A what-if that begins where the plan before ended is the plan of a fresh solve, to the unit.

`BOOKS=300 pytest tests/api/test_what_if_again.py` asks more books.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser import changes
from optimiser.scenarios.changes import Change, changed_cells
from optimiser.solving import solve
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs import once
from optimiser.solving.engines.outcome import Again
from optimiser.tables.entries import with_entries

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
BOOKS = seeds(4, 140)


def asked(inputs: optimiser.Inputs, draw: random.Random) -> Iterator[Change]:
    """Yield one change of each kind that the inputs have room for."""
    budgets, rules, tiers = (inputs.table(name) for name in ("Budgets", "Rules", "Tiers"))
    row = draw.randrange(len(budgets))
    yield changes.Cells((changes.Entry("Budgets", row, "Budget", float(
        round(budgets.number("Budget")[row] * draw.choice((0.5, 0.9, 1.2, 2.0))))),))
    if len(rules):
        row = draw.randrange(len(rules))
        yield changes.Cells((changes.Entry("Rules", row, "Enabled", float(
            not rules.number("Enabled")[row])),))
    if len(tiers):
        yield changes.Cells((changes.Entry("Tiers", draw.randrange(len(tiers)), "Weight",
                                           draw.choice((0.3, 1.7))),))
    needs = inputs.table("Needs")
    row = draw.randrange(len(needs))
    yield changes.Cells((changes.Entry("Needs", row, "Need", float(
        round(needs.number("Need")[row] * draw.choice((0.0, 0.7, 1.4))))),))
    sharing = inputs.table("Burden sharing")
    if len(sharing):
        yield changes.Tolerance(str(sharing.text("Group")[0]), draw.choice((0.4, 0.9)))


def solved(book: object) -> optimiser.Plan | None:
    try:
        return optimiser.optimise(book)
    except (optimiser.NoPlanError, optimiser.NotProvedError, optimiser.InputError):
        return None


@pytest.mark.parametrize("number", BOOKS)
def test_changes_one_after_the_other_give_the_plans_of_fresh_solves(number: int) -> None:
    before = solved(random_book(number, ties=number % 2 == 0))
    if before is None:
        return
    draw = random.Random(number)
    for change in asked(before.inputs, draw):
        fresh = solved(with_entries(before.inputs, changed_cells(before.inputs, [change])))
        if fresh is None:
            continue
        again = optimiser.what_if(before, [change])
        assert np.array_equal(again.solution.amounts, fresh.solution.amounts), change
        assert np.array_equal(again.solution.deployed, fresh.solution.deployed), change
        assert [stage.value for stage in again.stages] == pytest.approx(
            [stage.value for stage in fresh.stages], rel=1e-9, abs=1e-6)
        assert again.proof is not None
        before = again


def starts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what every linear program begins at from now on."""
    found: list[object] = []
    solve = highs.solve

    def told(program: object, start: object = None, **options: object) -> object:
        found.append(start)
        return solve(program, start, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(highs, "solve", told)
    return found


def test_every_step_begins_where_it_ended_and_none_without_a_plan(
        monkeypatch: pytest.MonkeyPatch) -> None:
    book = random_book(3)
    before = optimiser.optimise(book)
    change = changes.Cells((changes.Entry("Tiers", 0, "Weight", 2.5),))
    seen = starts(monkeypatch)
    optimiser.what_if(before, [change])
    begun = [one for one in seen if isinstance(one, Again)]
    assert len(begun) >= len(before.stages)
    seen.clear()
    optimiser.what_if(before.inputs, [change])
    assert not [one for one in seen if isinstance(one, Again)]


def test_a_start_that_leads_astray_is_given_up_for_a_solve_from_nothing() -> None:
    from optimiser.model.objectives import cost_of
    from optimiser.model.program import build_program
    from optimiser.vocabulary import ObjectiveName

    plan = optimiser.optimise(random_book(5))
    program = build_program(plan.solution.problem)
    linear = program.linear.with_cost(cost_of(program, ObjectiveName.MEET_NEEDS))
    nowhere = Again(np.zeros(linear.columns, np.int64), np.zeros(linear.rows, np.int64), False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(once, "_FEW", -(linear.rows // 2))
        found = highs.solve(linear, nowhere)
    assert found.objective == pytest.approx(highs.solve(linear).objective, rel=1e-12)


def test_a_plan_is_explained_when_that_is_asked_for_and_audited_at_once(
        monkeypatch: pytest.MonkeyPatch) -> None:
    before = optimiser.optimise(EXAMPLE)
    priced: list[object] = []
    prices = solve.shadow_prices
    monkeypatch.setattr(solve, "shadow_prices",
                        lambda *given: priced.append(given) or prices(*given))
    change = [changes.Budget("Polish aid", 20_000_000, "2016-Q1")]
    again = optimiser.what_if(before, change)
    assert again.proof is not None
    assert again.stages
    assert not priced
    needs = again.needs
    assert len(priced) == 1
    assert again.needs.equals(needs)
    kept = pickle.loads(pickle.dumps(optimiser.what_if(before, change)))
    assert len(priced) == 2
    fresh = optimiser.optimise(again.inputs)
    for plan in (again, kept):
        assert plan.needs.equals(fresh.needs)
        assert plan.limits.equals(fresh.limits)
        assert plan.funds.equals(fresh.funds)

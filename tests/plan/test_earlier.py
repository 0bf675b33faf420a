"""A plan that stays near to an earlier one: what moves, and what is said where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reference.random_books import random_book

import optimiser

Book = dict[str, list[dict[str, Any]]]


def amounts(plan: optimiser.Plan) -> dict[tuple[str, ...], float]:
    rows = plan.allocation
    keys = zip(rows["Fund"], rows["Recipient"], rows["Activity"], rows["Period"], strict=True)
    return dict(zip(keys, rows["Amount"], strict=True))


def moved(one: optimiser.Plan, other: optimiser.Plan) -> float:
    a, b = amounts(one), amounts(other)
    return sum(abs(a.get(key, 0) - b.get(key, 0)) for key in {*a, *b})


def book(**tables: list[dict[str, Any]]) -> Book:
    return {"Needs": [{"Recipient": r, "Activity": "x", "Need": 60} for r in ("A", "B")],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60}]} | tables


def written(plan: optimiser.Plan, folder: Path) -> Path:
    path = folder / "earlier.xlsx"
    optimiser.write(plan, path)
    return path


@pytest.mark.parametrize("seed", range(6))
def test_the_new_plan_is_as_good_and_moves_no_more_money(seed: int, tmp_path: Path) -> None:
    old = random_book(seed)
    earlier = optimiser.optimise(old)
    new: Book = {name: [dict(row) for row in rows] for name, rows in old.items()}
    for row in new["Needs"][::3]:
        row["Need"] = round(float(row["Need"]) * 1.2)
    try:
        free = optimiser.optimise(new)
    except optimiser.NoPlanError:
        pytest.skip("the needs as raised leave no plan")
    near = optimiser.optimise(new, earlier=written(earlier, tmp_path))
    for one, other in zip(free.stages, near.stages, strict=False):
        assert other.value == pytest.approx(one.value, rel=1e-6, abs=1e-6)
    assert near.stages[-1].objective == "least change"
    assert moved(near, earlier) <= moved(free, earlier) + 2 * len(amounts(near))
    assert near.stages[-1].value == pytest.approx(moved(near, earlier),
                                                  abs=2.0 * len({*amounts(near),
                                                                 *amounts(earlier)}))


def test_the_same_inputs_give_the_same_plan_again(tmp_path: Path) -> None:
    plan = optimiser.optimise(book())
    again = optimiser.optimise(book(), earlier=written(plan, tmp_path))
    assert amounts(again) == amounts(plan)
    assert again.options["earlier"].startswith("earlier.xlsx, SHA-256 ")


def test_the_objective_without_an_earlier_plan_is_refused_with_the_remedy() -> None:
    listed = book(Objectives=[{"Order": 1, "Objective": "least change"}])
    with pytest.raises(optimiser.UsageError, match=r"needs an earlier plan.*--earlier"):
        optimiser.optimise(listed)


def test_an_earlier_plan_in_another_currency_is_refused(tmp_path: Path) -> None:
    path = written(optimiser.optimise(book()), tmp_path)
    czech = book(Settings=[{"Setting": "Base currency", "Value": "CZK"}])
    with pytest.raises(optimiser.UsageError, match=r"EUR.*CZK"):
        optimiser.optimise(czech, earlier=path)


def test_amounts_that_can_be_no_more_are_warnings_with_their_cell(tmp_path: Path) -> None:
    path = written(optimiser.optimise(book()), tmp_path)
    without = book(Needs=[{"Recipient": "A", "Activity": "x", "Need": 60}])
    [warning] = optimiser.optimise(without, earlier=path).warnings
    assert str(warning).startswith("W314 earlier.xlsx!Allocation!I3: F / B / x had money")


def test_what_is_no_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(optimiser.InputError, match="E101"):
        optimiser.optimise(book(), earlier=tmp_path / "none.xlsx")

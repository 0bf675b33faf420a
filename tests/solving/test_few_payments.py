"""Few payments: the totals of the proportional plan, in as few pieces as a vertex has."""

from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.model.program import Program, build_program
from optimiser.plan.standings import plan_values
from optimiser.problem.arrays import Floats
from optimiser.solving import solve
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding import few_payments as module
from optimiser.solving.finding.stages import Solved
from optimiser.solving.solve import Options, solve_stages

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
Book = dict[str, list[dict[str, Any]]]
TOTALS = (["Fund", "Period"], ["Recipient", "Activity", "Period"])


def split(source: Book | Path, how: str) -> optimiser.Plan:
    return optimiser.optimise(source, split=how)


def totals(plan: optimiser.Plan, by: list[str]) -> pd.Series:
    return plan.allocation.groupby(by)["Amount"].sum()


def worst(plan: optimiser.Plan, other: optimiser.Plan, by: list[str]) -> float:
    """Return the largest difference of a total between two plans."""
    apart = totals(plan, by).sub(totals(other, by), fill_value=0.0).abs()
    return float(apart.max()) if len(apart) else 0.0


def cells(plan: optimiser.Plan, by: list[str]) -> int:
    """Return the most cells that a total sums: rounding moves each by less than a unit."""
    return int(plan.allocation.groupby(by).size().max())


def test_the_example_pays_the_same_in_at_most_130_payments() -> None:
    few, fair = split(EXAMPLE, "few payments"), split(EXAMPLE, "proportional")
    unit = float(few.solution.unit)
    for by in TOTALS:
        assert worst(few, fair, by) <= unit * cells(fair, by)
    assert len(few.allocation) <= 130
    assert len(fair.allocation) > 400
    assert few.solution.proportional_payments is not None
    assert abs(few.solution.proportional_payments - len(fair.allocation)) <= 3
    sent = ["Donor", "Expertise"]
    assert len(few.deployments) < len(fair.deployments) / 2
    pd.testing.assert_series_equal(
        few.deployments.groupby(sent)["Expert-months"].sum(),
        fair.deployments.groupby(sent)["Expert-months"].sum(), atol=0.2)


def test_few_payments_is_the_default() -> None:
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 60} for r in "AB"],
        "Budgets": [{"Fund": f, "Donor": f, "Budget": 50} for f in "FG"]}
    # In proportion each fund pays each need 25: 4 payments. Two needs of 50 and two funds of 50
    # take 3 at most (a vertex of 4 totals, one of them implied), and 2 where a fund fits a need.
    assert len(split(book, "proportional").allocation) == 4
    few = optimiser.optimise(book)
    assert len(few.allocation) == 2
    assert totals(few, ["Recipient"]).to_dict() == {"A": 50.0, "B": 50.0}
    assert totals(few, ["Fund"]).to_dict() == {"F": 50.0, "G": 50.0}


def shuffled(book: Book, seed: int) -> Book:
    """Return the same book with its rows and columns in another order."""
    rng = random.Random(seed)
    other: Book = {}
    for name, rows in book.items():
        if name in ("Tiers", "Periods", "Settings"):  # their order means something, or is one row
            other[name] = rows
            continue
        mixed = [dict(rng.sample(list(row.items()), len(row))) for row in rows]
        other[name] = rng.sample(mixed, len(mixed))
    return other


def payments(plan: optimiser.Plan) -> dict[tuple[str, ...], float]:
    keys = ["Fund", "Recipient", "Activity", "Period"]
    table = plan.allocation.fillna({"Period": ""})
    return {tuple(row[:-1]): row[-1] for row in
            table[[*keys, "Amount"]].itertuples(index=False, name=None)}


def solvable(seed: int) -> optimiser.Plan | None:
    try:
        return split(random_book(seed), "few payments")
    except optimiser.NoPlanError:
        return None


@pytest.mark.parametrize("seed", seeds(10, 40))
def test_the_order_of_rows_and_columns_changes_no_payment(seed: int) -> None:
    plan = solvable(seed)
    if plan is None:
        return
    here, there = payments(plan), payments(split(shuffled(random_book(seed), seed), "few payments"))
    unit = float(plan.solution.unit)
    for key in here.keys() | there.keys():
        assert abs(here.get(key, 0.0) - there.get(key, 0.0)) <= unit, key


@pytest.mark.parametrize("seed", seeds(3, 60))
def test_in_odd_units_too_the_order_of_rows_and_columns_changes_no_payment(seed: int) -> None:
    book = random_book(seed, ties=True)
    book["Settings"] = [*(row for row in book.get("Settings", []) if row["Setting"] != "Rounding"),
                        {"Setting": "Rounding", "Value": (7, 0.03, 13.7, 1_009)[seed % 4]}]
    try:
        plan = split(book, "few payments")
    except optimiser.NoPlanError:
        return
    here, there = payments(plan), payments(split(shuffled(book, seed), "few payments"))
    unit = float(plan.solution.unit)
    for key in here.keys() | there.keys():
        assert abs(here.get(key, 0.0) - there.get(key, 0.0)) <= unit * (1 + 1e-9), key


@pytest.mark.parametrize("seed", seeds(12, 40, first=40))
def test_totals_stay_and_payments_are_no_more_than_totals_and_limits_that_bind(
        seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they are rounded: a share that holds exactly may take hundreds of units of one."""
    gather, gathered = solve.gather, []

    def noted(program: Program, solved: Solved, fair: Floats, run: Runner) -> Floats:
        gathered.append((program, fair, gather(program, solved, fair, run)))
        return gathered[-1][2]

    monkeypatch.setattr(solve, "gather", noted)
    plan = solvable(seed)
    if plan is None:
        return
    [(program, fair, few)] = gathered
    along, unit = program.columns.allocation.along, float(plan.solution.unit) / program.scale
    moved = pd.DataFrame({**along, "moved": (few - fair)[:len(program.columns.allocation)]})
    for by in TOTALS:
        apart = moved.groupby([name.lower() for name in by])["moved"].sum().abs()
        assert apart.max() <= 1e-3 * unit
    own = slice(0, len(program.columns.allocation))
    assert (few[own] >= unit / 2).sum() <= (fair[own] >= unit / 2).sum()


def test_every_objective_keeps_its_value() -> None:
    few, fair = split(EXAMPLE, "few payments"), split(EXAMPLE, "proportional")
    assert [stage.value for stage in few.stages] == pytest.approx(
        [stage.value for stage in fair.stages], rel=1e-9)


def test_the_plan_is_the_same_through_another_solver() -> None:
    book = random_book(3)
    here = payments(optimiser.optimise(book))
    there = payments(optimiser.optimise(book, solver="PULP_CBC_CMD"))
    for key in here.keys() | there.keys():
        assert abs(here.get(key, 0.0) - there.get(key, 0.0)) <= 1.0


# The proof that the plan is the only one --------------------------------------------------------


def least(book: Book) -> tuple[Any, Any, Runner]:
    """Return the program over the payments alone, at the totals of the proportional plan."""
    problem = build_program(optimiser.optimise(book).solution.problem)
    program, solved = solve_stages(problem, Options())
    fair = split(book, "proportional").solution
    x = plan_values(program, fair.amounts, fair.deployed) / program.column_scale[
        :len(program.columns)]
    own = np.arange(len(program.columns.allocation))
    grid = program.columns.allocation
    groups = [module._number(grid, names, own) for names in (
        ("fund", "period"), ("recipient", "activity", "period"))]
    held = module._hold(solved.face, np.append(x, np.zeros(solved.face.columns - len(x))), own,
                        groups)
    return program, held, Runner(highs.solve)


TWO_BY_TWO: Book = {
    "Needs": [{"Recipient": r, "Activity": "x", "Need": 50} for r in "AB"],
    "Budgets": [{"Fund": f, "Donor": f, "Budget": 50} for f in "FG"]}


def test_costs_that_tie_are_noticed() -> None:
    # F-A with G-B costs as much as F-B with G-A: two plans of least cost.
    _, held, run = least(TWO_BY_TWO)
    tied = held.with_cost(np.array([1.0, 1.0, 1.0, 1.0]))
    assert not module._is_only(tied, run(tied), run)


def test_costs_that_differ_leave_one_plan_though_the_vertex_is_degenerate() -> None:
    _, held, run = least(TWO_BY_TWO)
    solved = held.with_cost(np.array([1.0, 2.0, 2.5, 1.0]))
    outcome = run(solved)
    assert module._is_only(solved, outcome, run)
    assert sorted(np.round(outcome.x, 9)) == pytest.approx([0.0, 0.0, outcome.x.max(),
                                                            outcome.x.max()])


def test_a_tie_in_the_first_order_of_preference_is_settled_by_the_next(
        monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = module._hashes
    monkeypatch.setattr(module, "_hashes", lambda names, order: (
        drawn(names, order) if order else np.full(len(names[0]), 0.5)))
    assert len(optimiser.optimise(TWO_BY_TWO).allocation) == 2


def test_where_no_order_leaves_a_single_plan_the_run_says_so(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_hashes", lambda names, _: np.full(len(names[0]), 0.5))
    with pytest.raises(optimiser.NotProvedError, match="few payments"):
        optimiser.optimise(TWO_BY_TWO)


def test_names_and_not_positions_give_the_order() -> None:
    first = module._hashes([[b"f", b"a"], [b"a", b"f"]], 0)
    assert first[0] != first[1]
    assert module._hashes([[b"f"], [b"a"]], 0).tolist() == [first[0]]
    assert module._hashes([[b"f"], [b"a"]], 1).tolist() != [first[0]]
    # The order is kept for ever: plans of last year are found again.
    assert first[0] == int.from_bytes(sha256(b"0\x1ff\x1fa").digest()[:8]) / 2**64

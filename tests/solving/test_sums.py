"""Sums that rows share as columns: the same optimum, the same plans, in fewer entries."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import pytest
from reference.exact import allocated
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.model.program import LinearProgram, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs, sums
from optimiser.solving.engines.highs import once, session

DONORS, RECIPIENTS = 6, 20


def shared_out() -> dict[str, Any]:
    """Return a book in which six donors share the burden, and each recipient has its key."""
    recipients = [f"R{n}" for n in range(RECIPIENTS)]
    return {
        "Needs": [{"Recipient": name, "Activity": activity, "Need": 100 + 7 * n}
                  for n, name in enumerate(recipients) for activity in ("a", "b")],
        "Budgets": [{"Fund": f"F{n}", "Donor": f"D{n}", "Budget": 200 + 50 * n}
                    for n in range(DONORS)],
        "Donors": [{"Donor": f"D{n}", "Group": "G"} for n in range(DONORS)],
        "Recipients": [{"Recipient": name, "Region": "R", "Severity": 1 + n % 3}
                       for n, name in enumerate(recipients)],
        "Burden sharing": [{"Group": "G", "Key": "budget", "Tolerance": 0.1, "Strength": "must"}],
        "Recipient keys": [{"Region": "R", "Key": "need", "Tolerance": 0.3, "Strength": "must"}],
    }


def program_of(book: dict[str, Any]) -> LinearProgram:
    program = build_program(build_problem(optimiser.load(book)))
    cost = np.zeros(program.linear.columns)
    met = program.columns.met
    cost[met.first:met.first + len(met)] = -program.problem.needs.weight
    return program.linear.with_cost(cost)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no program be too small."""
    monkeypatch.setattr(sums, "_LARGE", 0)
    monkeypatch.setattr(sums, "_LONG", 2)


def test_small_programs_and_choices_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    linear = program_of(shared_out())
    assert sums.with_sums(linear) is linear
    monkeypatch.setattr(sums, "_LARGE", 0)
    assert sums.with_sums(linear) is not linear
    chosen = LinearProgram(linear.cost, linear.lower, linear.upper, linear.row_lower,
                           linear.row_upper, linear.start, linear.index, linear.value,
                           np.array([0]))
    assert sums.with_sums(chosen) is chosen


@pytest.mark.usefixtures("_small")
def test_shares_take_as_many_entries_as_there_are_cells_not_times_recipients() -> None:
    linear = program_of(shared_out())
    laid = sums.with_sums(linear)
    cells = DONORS * RECIPIENTS * 2
    # Twelve rows of donors and forty of recipients hold all cells; then none holds more than twice.
    assert len(linear.index) > 52 * cells
    assert len(laid.index) < 8 * cells
    assert laid.rows - linear.rows == laid.columns - linear.columns


@pytest.mark.usefixtures("_small")
def test_a_plan_says_what_each_sum_is_and_keeps_the_same_rows() -> None:
    linear = program_of(shared_out())
    laid = sums.with_sums(linear)
    x = np.random.default_rng(1).uniform(0, 1, linear.columns)
    more = laid.columns - linear.columns
    # Sums of sums come last: as often as there are passes, each is found from those before.
    whole = np.append(x, np.zeros(more))
    for _ in range(sums._PASSES):
        whole[linear.columns:] += laid.activity(whole)[linear.rows:]
    assert np.allclose(laid.activity(whole)[linear.rows:], 0)
    assert np.allclose(laid.activity(whole)[:linear.rows], linear.activity(x))


@pytest.mark.usefixtures("_small")
def test_a_matrix_is_laid_out_once_for_all_costs_and_bounds(
        monkeypatch: pytest.MonkeyPatch) -> None:
    linear, passes = program_of(shared_out()), []
    once = sums._once
    monkeypatch.setattr(sums, "_once", lambda program: passes.append(1) or once(program))
    sums.with_sums(linear)
    laid = sums.with_sums(replace(linear.with_cost(2.0 * linear.cost), upper=linear.upper + 1.0))
    assert len(passes) == sums._PASSES
    assert laid.cost[:linear.columns].tolist() == (2.0 * linear.cost).tolist()
    assert laid.upper[:linear.columns].tolist() == (linear.upper + 1.0).tolist()
    # The same places in memory with other figures are another matrix.
    doubled = sums.with_sums(replace(linear, value=2.0 * linear.value))
    assert len(passes) == 2 * sums._PASSES
    assert doubled.value.max() > laid.value.max()


@pytest.mark.usefixtures("_small")
def test_how_a_matrix_is_laid_out_is_forgotten_with_it() -> None:
    linear = program_of(shared_out())
    at = id(linear.index)
    sums.with_sums(linear)
    assert at in sums._KNOWN
    del linear
    gc.collect()
    assert at not in sums._KNOWN


@pytest.mark.usefixtures("_small")
def test_pieces_of_a_matrix_say_what_the_whole_says(monkeypatch: pytest.MonkeyPatch) -> None:
    linear = program_of(shared_out())
    common, others = sums._commonest(linear)
    for size in (1, 7, 300):
        monkeypatch.setattr(sums, "_AT_A_TIME", size)
        found = sums._commonest(linear)
        assert found[0].tolist() == common.tolist()
        assert found[1].tolist() == others.tolist()


def test_the_optimum_is_the_same_and_has_the_shape_of_the_program(
        monkeypatch: pytest.MonkeyPatch) -> None:
    linear = program_of(shared_out())
    plain = highs.solve(linear)
    monkeypatch.setattr(sums, "_LARGE", 0)
    found = highs.solve(linear)
    assert found.objective == pytest.approx(plain.objective, rel=1e-9)
    assert found.x.shape == plain.x.shape
    assert found.dual.shape == plain.dual.shape
    assert found.reduced_cost.shape == plain.reduced_cost.shape
    activity = linear.activity(found.x)
    assert (activity <= linear.row_upper + 1e-7).all()
    assert (activity >= linear.row_lower - 1e-7).all()
    # Weak duality holds for the duals of the rows that there are without the sums.
    assert np.allclose(linear.reduced_cost(found.dual), found.reduced_cost, atol=1e-7)
    # Where it ended is a place to begin, with sums and without.
    again = highs.solve(linear, found.start)
    monkeypatch.setattr(sums, "_LARGE", 10**9)
    without = highs.solve(linear, found.start)
    assert again.objective == without.objective == pytest.approx(plain.objective, rel=1e-9)


def test_a_place_to_begin_fits_the_program_with_its_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS takes no basis of another size, and says so to nobody who does not look."""
    book = shared_out()
    linear = program_of(book)
    # Without the keys' least shares the plan of nothing keeps every limit.
    linear = replace(linear, row_lower=np.minimum(linear.row_lower, 0.0))
    assert linear.is_kept_by_nothing
    taken: list[highspy.HighsStatus] = []
    put = highspy.Highs.setBasis

    def noted(solver: highspy.Highs, basis: object) -> highspy.HighsStatus:
        taken.append(put(solver, basis))
        return taken[-1]

    monkeypatch.setattr(highspy.Highs, "setBasis", noted)
    monkeypatch.setattr(once, "_SMALL", 1)
    monkeypatch.setattr(sums, "_LARGE", 0)
    found = highs.solve(linear)
    highs.solve(linear, found.start)
    assert len(taken) >= 2
    assert set(taken) == {highspy.HighsStatus.kOk}


def test_a_program_that_is_asked_often_answers_as_it_stands(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """With bounds and costs changed between solves, from where the last one ended."""
    linear = program_of(shared_out())
    start = highs.solve(linear).start
    monkeypatch.setattr(session, "_OFTEN", 0)
    taken: list[highspy.HighsStatus] = []
    put = highspy.Highs.setBasis
    monkeypatch.setattr(highspy.Highs, "setBasis", lambda solver, basis: taken.append(
        put(solver, basis)))
    plain, laid = (highs.Session(linear, start, is_feasible=True, is_asked_often=often)
                   for often in (False, True))
    assert laid.highs.getNumNz() < plain.highs.getNumNz() / 4
    assert taken == [highspy.HighsStatus.kOk] * 2
    chance = np.random.default_rng(0)
    for _ in range(12):
        row, column = int(chance.integers(linear.rows)), int(chance.integers(linear.columns))
        free = chance.random() < 0.5
        for one in (plain, laid):
            one.bound(row, *((-np.inf, np.inf) if free else (
                float(linear.row_lower[row]), float(linear.row_upper[row]))))
            one.cost(column, -5.0)
        assert laid.least() == pytest.approx(plain.least(), rel=1e-9)
        assert linear.activity(laid.x[:linear.columns]) == pytest.approx(
            laid.activity[:linear.rows], abs=1e-7)


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_plans_are_the_same_to_the_unit(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = random_book(seed)
    # Any plan would be no one's plan.
    book["Settings"] = [row for row in book.get("Settings", ()) if row["Setting"] != "Split"]
    try:
        plain = allocated(optimiser.optimise(book))
    except optimiser.NoPlanError:
        plain = None
    monkeypatch.setattr(sums, "_LARGE", 0)
    monkeypatch.setattr(sums, "_LONG", 2)
    monkeypatch.setattr(sums, "_SAVED", 0.0)
    try:
        found = allocated(optimiser.optimise(book))
    except optimiser.NoPlanError:
        found = None
    assert found == plain

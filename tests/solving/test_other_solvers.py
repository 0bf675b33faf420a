"""Other solvers print eight digits; the plan is HiGHS's all the same."""

from __future__ import annotations

import _thread
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import openpyxl
import pulp
import pytest
from reference.random_books import random_book

import optimiser
from optimiser import clock
from optimiser.errors import TimeUpError
from optimiser.model.program import LinearProgram
from optimiser.solving.engines.highs import once
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.engines.pulp_bridge import pulp_solver
from optimiser.solving.explaining import prices

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


@pytest.mark.parametrize("tolerance", [0, 0.001, 0.01])
def test_cbc_finds_the_plan_of_highs_behind_a_tolerance(tolerance: float,
                                                        tmp_path: Path) -> None:
    """A tolerance on `meet needs` leaves a face that small errors could make empty."""
    book = openpyxl.load_workbook(EXAMPLE)
    rows = list(book["Objectives"].iter_rows())
    top = next(row for row in rows if any(cell.value == "Tolerance" for cell in row))
    at = next(cell.column for cell in top if cell.value == "Tolerance")
    row = next(row for row in rows if any(cell.value == "meet needs" for cell in row))
    book["Objectives"].cell(row[0].row, at).value = tolerance
    book.save(tmp_path / "inputs.xlsx")
    mine = optimiser.optimise(tmp_path / "inputs.xlsx").solution.amounts
    other = optimiser.optimise(tmp_path / "inputs.xlsx", solver="PULP_CBC_CMD").solution.amounts
    assert abs(mine - other).max() <= 1


@pytest.mark.parametrize(("cost", "best"), [(1.0, 2.0), (-1.0, 5.0)])
def test_pulp_is_given_both_ends_of_a_row(cost: float, best: float) -> None:
    """2 <= x <= 5 as a row; a row without ends beside it limits nothing."""
    program = LinearProgram(
        np.array([cost]), np.zeros(1), np.array([9.0]), np.array([2.0, -np.inf]),
        np.array([5.0, np.inf]), np.array([0, 1, 2]), np.zeros(2, np.int64), np.ones(2))
    outcome = pulp_solver("PULP_CBC_CMD")(program, None)
    assert outcome.status is SolveStatus.OPTIMAL
    assert outcome.x.tolist() == [best]


@pytest.mark.parametrize("source", [EXAMPLE, 1, 4, 7])
def test_interior_points_end_at_a_vertex_with_the_same_plan(
        source: Path | int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As programs of many rows are solved; prices are the same wherever both bases tell one."""
    book = source if isinstance(source, Path) else random_book(source)
    by_simplex = optimiser.optimise(book, split="few payments")
    monkeypatch.setattr(once, "_MANY", 0)
    by_points = optimiser.optimise(book, split="few payments")
    assert by_points.allocation.equals(by_simplex.allocation)
    for heading in ("Shadow price", "Price of one less"):
        one, other = (plan.limits[heading].replace("No plan", np.inf).astype(float)
                      for plan in (by_points, by_simplex))
        told = one.notna() & other.notna()
        assert told.sum() >= other.notna().sum() / 2
        assert one[told].tolist() == pytest.approx(other[told].tolist(), rel=1e-6, abs=1e-6)


def test_prices_that_take_too_many_steps_are_those_of_one_optimum(
        monkeypatch: pytest.MonkeyPatch) -> None:
    assert optimiser.optimise(EXAMPLE).limits["Allowable decrease"].notna().any()
    monkeypatch.setattr(prices, "_MOST_STEPS", 0)
    limits = optimiser.optimise(EXAMPLE).limits
    assert limits["Allowable decrease"].isna().all()
    assert limits["Shadow price"].equals(limits["Price of one less"])


def _waits(process: list[subprocess.Popen[bytes]]) -> pulp.LpSolver:
    """Return a solver that starts a process of a minute, as CBC is one, and waits for it."""
    class Waits(pulp.LpSolver):  # type: ignore[misc]
        def actualSolve(self, lp: pulp.LpProblem) -> int:  # noqa: N802  # PuLP's name
            process.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
            if process[0].wait():
                raise pulp.PulpSolverError("it was ended")
            return int(pulp.LpStatusOptimal)

    return Waits()


@pytest.mark.parametrize("is_told", [False, True], ids=["the time is up", "Ctrl-C"])
def test_a_solver_in_a_process_of_its_own_ends_with_who_asked(
        is_told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    process: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(pulp, "getSolver", lambda *_, **__: _waits(process))
    program = LinearProgram(np.ones(1), np.zeros(1), np.ones(1), np.zeros(0), np.zeros(0),
                            np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    solve, began = pulp_solver("PULP_CBC_CMD"), time.monotonic()
    if is_told:
        threading.Timer(0.5, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt if is_told else TimeUpError), clock.at_most(
            None if is_told else 0.5):
        solve(program, None)
    assert process[0].wait(timeout=20) != 0
    assert time.monotonic() - began < 30
    while "Noting" in subprocess.Popen.__name__ and time.monotonic() - began < 30:
        time.sleep(0.01)  # until the thread that was left is done
    assert subprocess.Popen.__name__ == "Popen"

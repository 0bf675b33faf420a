"""One program at many upper bounds of some of its rows: what each gives at least."""

from __future__ import annotations

import numpy as np
import pytest
from test_few_columns_first import transport

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs
from optimiser.solving.engines.many_bounds import least_at_each


def with_ceilings(seed: int, *, is_shared: bool) -> tuple[LinearProgram, np.ndarray, np.ndarray]:
    """Return a program, its last rows, one a column, and 60 bounds for them, many of them nothing.

    Where they are shared, a second column stands in each of them: a release that costs a little.
    """
    draw = np.random.default_rng(seed)
    program = transport(seed, funds=6, needs=9)
    columns = np.arange(program.columns)
    if is_shared:
        for _ in columns:
            program = program.with_column(0.3, 0.0, 0.5)
    first = program.rows
    for column in columns:
        entries = (np.array([column, column + len(columns)]), np.array([1.0, -1.0]))
        size = 2 if is_shared else 1
        program = program.with_row(entries[0][:size], entries[1][:size], -np.inf, np.inf)
    upper = draw.uniform(0, 1, (60, len(columns))) * draw.integers(0, 2, (60, 1 + len(columns)))[:, 1:]
    # Some are alike but for how much, as plans of one book are.
    upper[20:] = upper[draw.integers(0, 20, 40)] * draw.uniform(0.9, 1.1, (40, 1))
    return program, first + columns, upper


def one_by_one(program: LinearProgram, rows: np.ndarray, upper: np.ndarray) -> list[float]:
    """Return the minimum of each, solved from nothing."""
    found = []
    for bounds in upper:
        most = program.row_upper.copy()
        most[rows] = bounds
        found.append(highs.solve(LinearProgram(
            program.cost, program.lower, program.upper, program.row_lower, most, program.start,
            program.index, program.value)).objective)
    return found


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_each_minimum_is_that_of_a_solve_of_its_own(seed: int, is_shared: bool) -> None:
    program, rows, upper = with_ceilings(seed, is_shared=is_shared)
    found = least_at_each(program, rows, upper)
    assert found == pytest.approx(one_by_one(program, rows, upper), rel=1e-9, abs=1e-9)


def test_few_are_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    solved = []
    least = highs.Session.least
    monkeypatch.setattr(highs.Session, "least", lambda own: solved.append(1) or least(own))
    program, rows, upper = with_ceilings(0, is_shared=False)
    upper = upper[0] * np.linspace(0.99, 1.01, 200)[:, None]
    found = least_at_each(program, rows, upper)
    assert found[::40] == pytest.approx(one_by_one(program, rows, upper[::40]), rel=1e-9)
    assert len(solved) <= 20


def test_a_bound_of_nothing_says_nothing_of_where_more_is_allowed() -> None:
    """What may be nothing has a price of either sign, and stands at neither end for good."""
    program, rows, upper = with_ceilings(1, is_shared=False)
    bounds = np.vstack([np.zeros_like(upper[:1]), upper[:12] + 0.01])
    found = least_at_each(program, rows, bounds)
    assert found == pytest.approx(one_by_one(program, rows, bounds), rel=1e-9, abs=1e-9)
    assert found[1:].max() < -0.01


def test_where_nothing_is_feasible_the_minimum_is_infinite() -> None:
    program, rows, upper = with_ceilings(2, is_shared=False)
    bounds = upper[:12].copy()
    bounds[3, 0] = -1.0
    found = least_at_each(program, rows, bounds)
    assert np.isinf(found).tolist() == [number == 3 for number in range(12)]


def test_where_there_is_no_end_to_stand_at_it_is_solved() -> None:
    """At nothing all stand at their bound: where there is none, that is no plan."""
    program, rows, upper = with_ceilings(1, is_shared=False)
    bounds = np.full((12, upper.shape[1]), np.inf)
    bounds[0] = 0.0
    found = least_at_each(program, rows, bounds)
    assert found == pytest.approx(one_by_one(program, rows, bounds), rel=1e-9, abs=1e-9)
    assert found[0] == 0


def test_what_stands_at_its_bound_stands_there_wherever_that_is(
        monkeypatch: pytest.MonkeyPatch) -> None:
    solved = []
    least = highs.Session.least
    monkeypatch.setattr(highs.Session, "least", lambda own: solved.append(1) or least(own))
    program, rows, upper = with_ceilings(1, is_shared=False)
    bounds = np.full((12, upper.shape[1]), 0.01) * np.arange(12)[:, None]
    found = least_at_each(program, rows, bounds)
    assert found == pytest.approx(np.arange(12) * 0.01 * program.cost.sum())
    assert len(solved) == 1

"""Programs with many more columns than rows: a few columns first, then those that pay."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs, wide
from optimiser.solving.engines.outcome import BASIC, Outcome


def transport(seed: int, funds: int = 30, needs: int = 40) -> LinearProgram:
    """Return a program of funds that pay needs, each cell with a worth of its own."""
    draw = np.random.default_rng(seed)
    cell = np.arange(funds * needs).reshape(funds, needs)
    groups = [*cell, *cell.T]
    count = len(groups)
    return LinearProgram(
        -draw.uniform(1, 2, cell.size), np.zeros(cell.size), np.full(cell.size, np.inf),
        np.full(count, -np.inf), draw.uniform(1, 9, count),
        np.array([0, *np.cumsum([len(group) for group in groups])]), np.concatenate(groups),
        np.ones(2 * cell.size))


def table(program: LinearProgram) -> np.ndarray:
    """Return A in full."""
    found = np.zeros((program.rows, program.columns))
    found[program.row_of_entry(), program.index] = program.value
    return found


@pytest.fixture
def is_small_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "_LARGE", 10)


@pytest.mark.parametrize("seed", range(5))
def test_no_column_left_out_would_do_better_where_it_begins(seed: int) -> None:
    program = transport(seed)
    begun = wide.first_basis(program)
    assert begun is not None
    columns, rows = np.flatnonzero(begun.columns == BASIC), np.flatnonzero(begun.rows == BASIC)
    assert len(columns) + len(rows) == program.rows
    basis = np.hstack([table(program)[:, columns], np.eye(program.rows)[:, rows]])
    price = np.linalg.solve(basis.T, np.append(program.cost[columns], np.zeros(len(rows))))
    assert program.reduced_cost(price).min() > -1e-7


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.usefixtures("is_small_enough")
def test_it_ends_where_the_whole_program_does(seed: int) -> None:
    program = transport(seed)
    assert wide.is_wide(program)
    found, expected = wide.solve(program), highs.solve(program)
    assert found.status is expected.status
    assert found.objective == pytest.approx(expected.objective, rel=1e-10)
    assert found.x == pytest.approx(expected.x, abs=1e-8)


def test_too_many_steps_lead_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    program = transport(0)
    monkeypatch.setattr(wide, "_STEPS", 0.001)
    assert wide.first_basis(program) is None
    assert wide.solve(program).objective == pytest.approx(highs.solve(program).objective)


@pytest.mark.usefixtures("is_small_enough")
def test_an_earlier_basis_is_begun_at(monkeypatch: pytest.MonkeyPatch) -> None:
    program = transport(0)
    start = highs.solve(program).start

    def none(_: LinearProgram) -> None:
        raise AssertionError("a first basis was looked for")

    monkeypatch.setattr(wide, "first_basis", none)
    found: Outcome = wide.solve(program, start)
    assert found.has_duals


@pytest.mark.usefixtures("is_small_enough")
def test_what_nothing_does_not_keep_is_solved_as_ever() -> None:
    program = transport(0)
    asked = LinearProgram(program.cost, program.lower, program.upper,
                          np.append(np.full(program.rows - 1, -np.inf), 0.5), program.row_upper,
                          program.start, program.index, program.value)
    assert not wide.is_wide(asked)

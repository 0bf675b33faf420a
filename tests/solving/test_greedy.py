"""Where a large program begins from nothing: needs met in whole, dearest first, within all limits."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs
from optimiser.solving.engines.greedy import first_basis
from optimiser.solving.engines.highs.bases import basis_of
from optimiser.solving.engines.outcome import AT_UPPER, BASIC


def needs_and_funds(seed: int, needs: int = 30, funds: int = 3) -> LinearProgram:
    """Return needs that funds pay: met = what is given. Limits: needs, budgets, ceilings of a fund
    in five needs, and of some needs two funds pay nearly the same.

    A column of each fund releases more of its budget, at a cost.
    """
    draw = np.random.default_rng(seed)
    given = np.arange(needs * funds).reshape(funds, needs)
    met, released = given.size + np.arange(needs), given.size + needs + np.arange(funds)
    rows = [*(([met[n]], [1.0], draw.uniform(1, 9)) for n in range(needs)),
            *(([*given[:, n], met[n]], [-1.0] * funds + [1.0], 0.0) for n in range(needs)),
            *(([*given[f], released[f]], [1.0] * needs + [-1.0], draw.uniform(20, 60))
              for f in range(funds)),
            *((given[0, n:n + 5].tolist(), [1.0] * 5, draw.uniform(5, 12))
              for n in range(0, needs, 5)),
            *(([given[1, n], given[2, n]], [-1.0, 1.0], 2.0) for n in range(0, needs, 3))]
    columns = given.size + needs + funds
    cost, upper = np.zeros(columns), np.full(columns, np.inf)
    cost[met], cost[released] = -draw.uniform(1, 3, needs), 2.5
    upper[released], upper[met[::7]] = 4.0, draw.uniform(1, 3, len(met[::7]))
    high = np.array([row[2] for row in rows])
    low = np.where(high == 0, 0.0, np.where(high == 2, -2.0, -np.inf))
    return LinearProgram(
        cost, np.zeros(columns), upper, low, high,
        np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]),
        np.concatenate([row[0] for row in rows]).astype(np.int64),
        np.concatenate([row[1] for row in rows]))


def vertex(program: LinearProgram, columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the columns at a basis, solved for in full."""
    table = np.zeros((program.rows, program.columns))
    table[program.row_of_entry(), program.index] = program.value
    x = np.where(columns == AT_UPPER, program.upper, 0.0)
    x[columns == BASIC] = 0.0
    ends = np.where(rows == AT_UPPER, program.row_upper, program.row_lower)
    binding = rows != BASIC
    right = ends[binding] - (table @ x)[binding]
    x[columns == BASIC] = np.linalg.solve(table[binding][:, columns == BASIC], right)
    return x


@pytest.mark.parametrize("seed", range(12))
def test_it_is_a_vertex_that_keeps_every_limit(seed: int) -> None:
    program = needs_and_funds(seed)
    columns, rows = first_basis(program)
    assert (columns == BASIC).sum() + (rows == BASIC).sum() == program.rows
    x = vertex(program, columns, rows)
    activity = program.activity(x)
    assert (x >= -1e-12).all()
    assert (x <= program.upper + 1e-12).all()
    assert (activity >= program.row_lower - 1e-12).all()
    assert (activity <= program.row_upper + 1e-12).all()
    assert program.cost @ x < -10


@pytest.mark.parametrize("seed", range(12))
def test_little_is_left_to_do_and_the_best_is_the_same(seed: int) -> None:
    program = needs_and_funds(seed)
    usual = highs.solve(program)
    nothing, begun = highs.Session(program, is_feasible=True), highs.Session(
        program, basis_of(*first_basis(program)), is_feasible=True)
    assert begun.least() == pytest.approx(usual.objective, rel=1e-9)
    assert nothing.least() == pytest.approx(usual.objective, rel=1e-9)
    steps = [one.highs.getInfo().simplex_iteration_count for one in (nothing, begun)]
    assert steps[1] < 0.6 * steps[0]


def test_the_dearest_need_is_met_by_the_first_fund_that_can_in_whole() -> None:
    """Needs of 4 and 3, the second dearer; a fund of 3.5 and one of 5: 3 from the first, 4 from
    the second. By hand: columns are a from both funds, b from both, met a, met b."""
    entries = [([4], 4.0), ([5], 3.0), ([0, 2], 3.5), ([1, 3], 5.0)]
    equations = [([0, 1, 4], [-1.0, -1.0, 1.0]), ([2, 3, 5], [-1.0, -1.0, 1.0])]
    index = [*(one for one, _ in entries), *(one for one, _ in equations)]
    value = [*([1.0] * len(one) for one, _ in entries), *(one for _, one in equations)]
    program = LinearProgram(
        np.array([0, 0, 0, 0, -1.0, -2.0]), np.zeros(6), np.full(6, np.inf),
        np.array([-np.inf] * 4 + [0.0, 0.0]), np.array([most for _, most in entries] + [0.0, 0.0]),
        np.concatenate([[0], np.cumsum([len(one) for one in index])]),
        np.concatenate(index), np.concatenate(value))
    columns, rows = first_basis(program)
    assert vertex(program, columns, rows).tolist() == [0, 4, 3, 0, 4, 3]

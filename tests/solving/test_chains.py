"""Running totals as columns: the same plans, in fewer entries."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import chains, quadratic


def running_totals(periods: int, cells: int, seed: int) -> tuple[LinearProgram, np.ndarray]:
    """Return budgets that carry over, a row a period, and ceilings; and a target beyond them."""
    chance = np.random.default_rng(seed)
    count = periods * cells
    length = cells * np.arange(1, periods + 1)
    index = np.concatenate([np.arange(n) for n in length] + [np.arange(count)])
    budgets = np.cumsum(chance.uniform(1.0, 4.0, periods))
    most = chance.uniform(0.5, 2.0)
    program = LinearProgram(
        np.zeros(count), np.zeros(count), np.full(count, most),
        np.full(periods + 1, -np.inf), np.append(budgets, 0.9 * budgets[-1]),
        np.append(0, np.cumsum([*length, count])), index, np.ones(len(index)))
    return program, chance.uniform(0.2, 1.5, count)


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_plan_is_the_same_with_and_without(
        seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    program, target = running_totals(periods=6, cells=25, seed=seed)
    shorter = chains.chained(program)
    assert len(shorter.index) < 0.6 * len(program.index)
    assert shorter.columns == program.columns + 5
    with_totals = quadratic.closest(program, target, np.zeros(program.columns))
    monkeypatch.setattr(quadratic, "chained", lambda program: program)
    without = quadratic.closest(program, target, np.zeros(program.columns))
    assert np.abs(with_totals - without).max() < 1e-9


def test_each_row_is_told_by_its_total() -> None:
    program, _ = running_totals(periods=4, cells=25, seed=1)
    shorter = chains.chained(program)
    x = np.random.default_rng(2).uniform(0, 1, program.columns)
    sums = program.activity(x)
    activity = shorter.activity(np.append(x, sums[:3]))
    # A row that goes on says that its total is what it is; the others say what they said.
    assert activity == pytest.approx([0, 0, 0, sums[3], sums[4]])
    assert shorter.upper[-3:].tolist() == program.row_upper[:3].tolist()


def test_rows_with_other_figures_are_no_running_total() -> None:
    program, _ = running_totals(periods=4, cells=25, seed=1)
    program.value[:25] = 2.0
    program.value[25:75] = np.arange(50)
    program.value[75:150] = np.arange(75) + 0.5
    assert chains.chained(program) is program

"""A large program begins at the plan that gives nothing; where that takes long, otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs import once
from optimiser.solving.engines.outcome import SolveStatus


def assignment(size: int, least: float = 0.0) -> LinearProgram:
    """Return so many funds for so many needs, each pair of a worth of its own."""
    worth = np.random.default_rng(3).uniform(1, 2, (size, size))
    cell = np.arange(size * size).reshape(size, size)
    index = np.concatenate([cell.reshape(-1), cell.T.reshape(-1)])
    return LinearProgram(
        -worth.reshape(-1), np.zeros(size * size), np.full(size * size, np.inf),
        np.full(2 * size, least), np.ones(2 * size),
        size * np.arange(2 * size + 1), index, np.ones(len(index)))


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_SMALL", 10)


def test_it_finds_what_the_usual_way_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    program = assignment(20)
    climbed = highs.solve(program)
    monkeypatch.setattr(once, "_SMALL", 10**6)
    assert climbed.objective == pytest.approx(highs.solve(program).objective)
    assert climbed.has_duals


def test_where_it_takes_too_long_the_usual_way_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    program = assignment(20)
    whole = highs.solve(program)
    monkeypatch.setattr(once, "_STEPS_FROM_NOTHING", 0.05)
    cut = highs.solve(program)
    assert (cut.status, cut.objective) == (SolveStatus.OPTIMAL, pytest.approx(whole.objective))


def test_it_is_for_programs_that_nothing_keeps() -> None:
    assert assignment(3).is_kept_by_nothing
    assert not assignment(3, least=0.5).is_kept_by_nothing

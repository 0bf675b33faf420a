"""A search for few grants begins anew before it branches, and keeps the best of all it has seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from test_tight_links import BOOK

import optimiser
from optimiser.model.program import LinearProgram, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome, SolveStatus
from optimiser.solving.finding import fresh_starts
from optimiser.solving.finding.fresh_starts import search

ANY = build_program(build_problem(optimiser.load(BOOK))).linear


def seen(value: float, bound: float, status: SolveStatus = SolveStatus.STOPPED) -> Outcome:
    plan = np.full(3, value)
    return Outcome(status, x=plan, objective=value, bound=bound, start=plan)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Outcome]], list[dict[str, object]]]:
    """Let searches end as told, one after the other; return how each was asked for."""
    def told(outcomes: list[Outcome]) -> list[dict[str, object]]:
        calls: list[dict[str, object]] = []

        def solve(_: LinearProgram, start: object = None, **options: object) -> Outcome:
            calls.append({"start": start, **options})
            return outcomes[len(calls) - 1]

        monkeypatch.setattr(highs, "solve", solve)
        return calls

    return told


def test_the_best_plan_and_the_best_bound_of_different_starts_prove_the_gap_together(
        asked: Callable[[list[Outcome]], list[dict[str, object]]]) -> None:
    """57 of at least 54 and 60 of at least 55: 57 of at least 55 is within 5%, neither was."""
    calls = asked([seen(57, 54), seen(60, 55), seen(55, 55)])
    outcome = search(ANY, gap=0.05)
    assert (outcome.status, outcome.objective, outcome.bound) == (SolveStatus.OPTIMAL, 57, 55)
    assert [call["nodes"] for call in calls] == [1, 1]
    assert calls[0]["seed"] != calls[1]["seed"]
    assert calls[1]["start"] is not None


def test_after_a_few_starts_it_searches_to_the_end_from_the_best_plan(
        asked: Callable[[list[Outcome]], list[dict[str, object]]]) -> None:
    few = len(fresh_starts._SEEDS)
    calls = asked([seen(60 - at, 50) for at in range(few)] + [seen(54, 52, SolveStatus.OPTIMAL)])
    assert search(ANY, gap=0.05).objective == 54
    assert len(calls) == few + 1
    assert "nodes" not in calls[-1]
    assert calls[-1]["start"][0] == 60 - few + 1


def test_when_the_time_is_up_it_ends_with_the_best_found(
        asked: Callable[[list[Outcome]], list[dict[str, object]]]) -> None:
    calls = asked([seen(60, 50)] * 9)
    with optimiser.clock.at_most(0):
        assert search(ANY, gap=0.05).status is SolveStatus.STOPPED
    assert len(calls) == 1


def test_no_plan_is_no_plan_however_often_one_looks(
        asked: Callable[[list[Outcome]], list[dict[str, object]]]) -> None:
    calls = asked([Outcome(SolveStatus.INFEASIBLE)] * 9)
    assert search(ANY, gap=0.05).status is SolveStatus.INFEASIBLE
    assert len(calls) == 1


def test_without_a_gap_it_branches_at_once(
        asked: Callable[[list[Outcome]], list[dict[str, object]]]) -> None:
    calls = asked([seen(54, 54, SolveStatus.OPTIMAL)])
    assert search(ANY).objective == 54
    assert "nodes" not in calls[0]


def test_the_real_search_ends_within_the_gap() -> None:
    cost = np.zeros(ANY.columns)
    cost[ANY.whole] = 1.0
    outcome = search(ANY.with_cost(cost), gap=0.05)
    assert outcome.status is SolveStatus.OPTIMAL
    assert outcome.is_closed(0.05)

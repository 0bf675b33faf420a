"""Shadow prices against re-solving: what one more and one less unit of every limit does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining.prices import Prices, shadow_prices
from optimiser.solving.finding.face import optimal_face
from optimiser.solving.finding.grants import choose_grants
from optimiser.solving.finding.stages import Priced, run_stages

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
SEEDS = seeds(40, 100)


@dataclass(frozen=True)
class Case:
    """A priced problem: prices are of `program`'s rows, in the limits' own units."""

    program: Program
    priced: Priced
    prices: Prices

    @property
    def unit(self) -> np.ndarray:
        """What a price of 1 is in the program's own scale, shape (rows,)."""
        return self.program.row_scale / (self.program.scale * self.program.weight_scale)


@cache
def case(source: int | Path) -> Case | None:
    """Return a problem with its prices, None without a plan or need met as an objective."""
    read = optimiser.load(source if isinstance(source, Path) else random_book(source))
    chosen = choose_grants(build_program(build_problem(read)), Runner(highs.solve))
    program = chosen.program
    try:
        solved = run_stages(program, Runner(highs.solve), chosen.reached)
    except NoPlanError:
        return None
    if solved.priced is None or solved.priced.objective != "meet needs":
        return None
    return Case(program, solved.priced, shadow_prices(program, solved, ranges=True))


def optima(priced: Priced, base: LinearProgram) -> np.ndarray:
    """Return what each objective reaches by solving afresh, infinite without a plan."""
    found = np.full(len(priced.costs), np.inf)
    for at, cost in enumerate(priced.costs):
        try:
            outcome = Runner(highs.solve)(base.with_cost(cost))
        except NoPlanError:
            return found
        found[at] = outcome.objective
        base = optimal_face(base.with_cost(cost), outcome)
    return found


def moved(base: LinearProgram, row: int, by: float) -> LinearProgram:
    """Return the program with a limit's bound moved."""
    lower, upper = base.row_lower.copy(), base.row_upper.copy()
    lower[row] += by
    upper[row] += by
    return replace(base, row_lower=lower, row_upper=upper)


def directions(found: Case) -> Iterator[tuple[int, float, float, float]]:
    """Yield each limit and direction with its slope and range, in the program's scale."""
    for block, first in zip(found.program.limits, found.program.first_row, strict=False):
        if not block.is_shown:
            continue
        for row in range(first, first + len(block)):
            unit, size = float(found.unit[row]), float(found.program.row_scale[row])
            yield row, 1.0, found.prices.more[row] * unit, found.prices.increase[row] / size
            yield row, -1.0, found.prices.less[row] * unit, found.prices.decrease[row] / size


def at_bound(found: Case) -> np.ndarray:
    """Tell which limits the priced optimum reaches, shape (rows,): others have room at least."""
    base = found.priced.base
    activity = base.activity(found.priced.outcome.x[:base.columns])
    return np.minimum(np.abs(activity - base.row_lower), np.abs(activity - base.row_upper)) < 1e-8


def check(found: Case) -> tuple[int, int]:
    """Hold every price and range against a re-solve; return how many of each were held.

    A range ends where the price changes, or the rate at which an objective before it does.
    """
    base = found.priced.base
    best = optima(found.priced, base)
    close = 2e-11 * np.maximum(1.0, np.abs(best))
    held = ended = 0
    reached = set(np.flatnonzero(at_bound(found)).tolist())
    for row, sign, slope, reach in directions(found):
        where = f"row {row} {'up' if sign > 0 else 'down'}"
        if not np.isfinite(slope):
            assert np.isinf(optima(found.priced, moved(base, row, sign * 1e-3))).any(), where
            continue
        step = sign * min(reach, 2.0) / 2
        change = optima(found.priced, moved(base, row, step)) - best
        assert -change[-1] == pytest.approx(slope * step, rel=1e-6, abs=1e-9), where
        held += 1
        if np.isfinite(reach) and reach > 1e-3:
            for far, holds in ((0.99, True), (1.01, False))[:2 if row in reached else 1]:
                by = sign * reach * far
                value = optima(found.priced, moved(base, row, by))
                off = np.abs(value - best - change / step * by)
                assert bool((off <= close).all()) is holds, (where, far, off, reach)
            ended += 1
    return held, ended


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_and_ranges_of_random_problems_are_those_of_a_re_solve(seed: int) -> None:
    """One more and one less unit change the optimum by the price, up to the end of its range."""
    found = case(seed)
    if found is not None:
        assert check(found)[0] > 0


def test_prices_and_ranges_of_the_example_are_those_of_a_re_solve() -> None:
    """The same for the shipped example."""
    found = case(EXAMPLE)
    assert found is not None
    held, ended = check(found)
    assert held > 300
    assert ended > 100


def test_enough_random_problems_have_prices_that_differ_upwards_and_downwards() -> None:
    """The random problems hold what a single basis cannot tell."""
    cases = [found for found in map(case, SEEDS) if found is not None]
    differing = sum(bool((found.prices.more != found.prices.less)[
        ~np.isnan(found.prices.more)].any()) for found in cases)
    assert len(cases) > len(SEEDS) * 3 // 5
    assert differing > len(SEEDS) * 3 // 10


def test_a_large_problem_gets_the_prices_of_one_dual_and_no_ranges(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ranges would take longer than the plan; --ranges gives them all the same."""
    monkeypatch.setattr("optimiser.solving.explaining.prices._MOST_WORK", 10)
    found = case(EXAMPLE)
    assert found is not None
    chosen = choose_grants(build_program(build_problem(optimiser.load(EXAMPLE))),
                           Runner(highs.solve))
    solved = run_stages(chosen.program, Runner(highs.solve), chosen.reached)
    quick = shadow_prices(chosen.program, solved, ranges=False)
    assert np.array_equal(quick.more, quick.less)
    assert np.isnan(quick.increase).all()
    known = ~np.isnan(found.prices.more)
    between = (quick.more >= found.prices.more - 1e-6) & (quick.more <= found.prices.less + 1e-6)
    assert between[known].all()
    assert not np.isnan(shadow_prices(chosen.program, solved, ranges=True).increase[known]).any()


def test_a_range_up_and_a_range_down_are_told_apart() -> None:
    """A fund of 60 for a need of 100: 40 more would be used, and all 60 could be taken away."""
    limits = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60}]}, ranges=True).table("Limits")
    budget = limits.set_index("Name").loc["Budget F"]
    assert budget["Allowable increase"] == pytest.approx(40)
    assert budget["Allowable decrease"] == pytest.approx(60)

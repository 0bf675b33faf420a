"""Shadow prices against re-solving: what one more and one less unit of every limit does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.objectives import OBJECTIVES
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining.prices import Prices, shadow_prices
from optimiser.solving.finding.grants import choose_grants
from optimiser.solving.finding.stages import Priced, run_stages
from optimiser.vocabulary import ObjectiveName

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
SEEDS = seeds(24, 100)


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


def optima(found: Case, row: int = 0, by: float = 0.0) -> np.ndarray:
    """Return what the objectives reach where a limit's bound is moved, infinite without a plan.

    Each as a minimum in the program's scale, of coverages the sums of the k lowest; the last is
    that of the most need met.
    """
    problem = found.program.problem
    last = 1 + [one.name for one in problem.objectives].index(ObjectiveName.MEET_NEEDS)
    program = replace(found.program, linear=moved(found.program.linear, row, by),
                      problem=replace(problem, objectives=problem.objectives[:last]))
    try:
        stages = run_stages(program, Runner(highs.solve)).stages
    except NoPlanError:
        return np.full(1, np.inf)
    least: list[float] = []
    for stage in stages:
        if stage.levels:
            least += (-np.cumsum(stage.levels)).tolist()
        else:
            least.append(stage.value / OBJECTIVES[stage.objective].natural(program, 1.0))
    return np.array(least)


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


def check(found: Case, every: int = 1) -> tuple[int, int]:
    """Hold prices and ranges against re-solves; return how many of each were held.

    All of them, or one in `every`, up and down in turn where that is odd.

    A range ends where the price changes, or the rate at which an objective before it does.
    """
    best = optima(found)
    close = 2e-11 * np.maximum(1.0, np.abs(best))
    held = ended = 0
    # Where objectives before it are found anew, each at its own optimum, a range may be longer.
    is_layered = bool(found.priced.layers)
    ends = set() if is_layered else set(np.flatnonzero(at_bound(found)).tolist())
    for row, sign, slope, reach in list(directions(found))[::every]:
        where = f"row {row} {'up' if sign > 0 else 'down'}"
        if np.isnan(slope) and is_layered:
            continue
        if not np.isfinite(slope):
            assert np.isinf(optima(found, row, sign * 1e-3)).any(), where
            continue
        # A price holds for a little at least: one that holds for nothing would say nothing.
        step = sign * min(max(reach, 1e-6), 2.0) / 2
        change = optima(found, row, step) - best
        assert -change[-1] == pytest.approx(slope * step, rel=1e-6, abs=1e-9), where
        held += 1
        if np.isfinite(reach) and reach > 1e-3:
            for far, holds in ((0.99, True), (1.01, False))[:2 if row in ends else 1]:
                by = sign * reach * far
                value = optima(found, row, by)
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
    """The same for the shipped example: one in five in the suite, every one with BOOKS."""
    found = case(EXAMPLE)
    assert found is not None
    every = 1 if os.environ.get("BOOKS") else 5
    held, ended = check(found, every)
    assert held > 300 // every
    assert ended > 100 // every


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


def test_the_price_of_one_more_and_that_of_one_less_are_told_apart() -> None:
    """A fund of 100 for a need of 100: were 101 needed it could not pay, were 99 it would meet 99."""
    limits = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}]}, ranges=True).table("Limits")
    need = limits.set_index("Name").loc["Need A / x"]
    assert need["Shadow price"] == 0.0
    assert need["Price of one less"] == pytest.approx(1.0)


@pytest.mark.parametrize("before", [("raise lowest coverage", 0.0), ("use budgets", 0.1)])
def test_no_price_is_said_where_what_comes_before_cannot_be_found_anew(
        before: tuple[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    """The duals of the last objective alone hold what was reached before it."""
    name, tolerance = before
    book = {"Needs": [{"Recipient": name, "Activity": "x", "Need": 100} for name in "AB"],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
            "Objectives": [{"Order": 1, "Objective": name, "Tolerance": tolerance},
                           {"Order": 2, "Objective": "meet needs"}]}
    known = optimiser.optimise(book).limits.set_index("Name").loc["Budget F"]
    assert known["Shadow price"] == pytest.approx(1)
    monkeypatch.setattr("optimiser.solving.explaining.prices._MOST_WORK", 0)
    unknown = optimiser.optimise(book).limits.set_index("Name").loc["Budget F"]
    assert pd.isna(unknown["Shadow price"])
    assert "not known" in unknown["What it would do"]


def test_a_tolerance_of_levels_leaves_no_price_that_could_be_told() -> None:
    limits = optimiser.optimise({
        "Needs": [{"Recipient": name, "Activity": "x", "Need": 100} for name in "AB"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Objectives": [{"Order": 1, "Objective": "raise lowest coverage", "Tolerance": 0.1},
                       {"Order": 2, "Objective": "meet needs"}]}).limits
    assert pd.isna(limits.set_index("Name").loc["Budget F"]["Shadow price"])

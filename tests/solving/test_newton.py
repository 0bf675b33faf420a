"""The nearest point by prices alone, against Clarabel, and where nothing is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import newton, quadratic
from optimiser.solving.finding import proportional

SEEDS = seeds(12, 200)


def stated(rows: list[list[float]], low: list[float], high: list[float],
           upper: list[float]) -> LinearProgram:
    """Return a program from a full table of its rows; every column is 0 or more."""
    table = np.array(rows, dtype=np.float64)
    row, column = np.nonzero(table)
    return LinearProgram(
        np.zeros(len(upper)), np.zeros(len(upper)), np.array(upper), np.array(low),
        np.array(high), np.searchsorted(row, np.arange(len(rows) + 1)), column, table[row, column])


def transport(seed: int) -> tuple[LinearProgram, Floats, Floats]:
    """Return a program of funds that pay needs, a target, and a point that keeps all limits."""
    draw = np.random.default_rng(seed)
    funds, needs = int(draw.integers(2, 6)), int(draw.integers(2, 9))
    cell = np.arange(funds * needs).reshape(funds, needs)
    groups = [*cell, *cell.T, draw.permutation(cell.size)[:3]]
    inside = draw.uniform(0, 3, cell.size) * (draw.random(cell.size) < 0.7)
    sums = np.array([inside[group].sum() for group in groups])
    kind = draw.integers(0, 3, len(groups))  # exact, at most, at least
    room = draw.uniform(0, 0.5, len(groups))
    low = np.where(kind == 0, sums, np.where(kind == 1, -np.inf, sums - room))
    high = np.where(kind == 0, sums, np.where(kind == 1, sums + room, np.inf))
    upper = np.maximum(inside, draw.uniform(0.5, 4, cell.size))
    start = np.array([0, *np.cumsum([len(group) for group in groups])])
    order = np.concatenate([np.sort(group) for group in groups])
    for begin, end in pairwise(start.tolist()):
        assert end > begin
    program = LinearProgram(np.zeros(cell.size), np.zeros(cell.size), upper, low, high, start,
                            order, np.ones(len(order)))
    return program, draw.uniform(0.1, 5, cell.size), inside


def by_an_interior_point(program: LinearProgram, target: Floats, x: Floats,
                         precision: float = 0.0) -> Floats:
    """Return the nearest point as it is found where prices alone lead nowhere."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(newton, "nearest", lambda *_: None)
        return quadratic.closest(program, target, x, precision)


@pytest.mark.parametrize("seed", seeds(40, 2_000))
def test_prices_lead_to_the_point_that_an_interior_point_finds(seed: int) -> None:
    program, target, inside = transport(seed)
    settled = quadratic.settle(program)
    free = settled.upper - settled.lower > 1e-9
    if not free.any():
        return
    found = newton.nearest(settled, target)
    expected = by_an_interior_point(program, target, inside)
    if found is not None:
        assert found == pytest.approx(expected, abs=1e-7)
        sums = settled.activity(found)
        off = np.minimum(np.abs(sums - settled.row_lower), np.abs(sums - settled.row_upper))
        # What is full is full to the last digits: who gets the odd cent hangs on them.
        assert off[off < 1e-9].max(initial=0.0) < 1e-13


def test_most_programs_of_funds_and_needs_are_found_by_prices() -> None:
    found = [newton.nearest(quadratic.settle(program), target) is not None
             for program, target, _ in map(transport, range(60))]
    assert np.mean(found) > 0.5


def test_a_ceiling_that_is_passed_becomes_full() -> None:
    # Of 6 in all at most 1 may be the first's, whose share of 6 by targets 4, 1, 1 would be 4.
    program = stated([[1, 1, 1], [1, 0.5, 0]], [6, -np.inf], [6, 2], [9.0, 9.0, 9.0])
    point = newton.nearest(program, np.array([4.0, 1.0, 1.0]))
    assert point is not None
    assert point[0] + point[1] / 2 == pytest.approx(2.0, abs=1e-11)
    assert point == pytest.approx(quadratic.closest(program, np.array([4.0, 1.0, 1.0]), point),
                                  abs=1e-8)


def test_a_ceiling_that_is_not_needed_in_the_end_is_left() -> None:
    """A price that would have to pull the other way is given up."""
    draw = np.random.default_rng(3)
    for _ in range(200):
        table = (draw.random((4, 6)) < 0.6) * draw.uniform(0.5, 2, (4, 6))
        inside = draw.uniform(0, 1, 6)
        sums = table @ inside
        program = stated(table.tolist(), [float(sums[0]), *[-np.inf] * 3], sums.tolist(), [9.0] * 6)
        target = draw.uniform(0.1, 2, 6)
        point = newton.nearest(program, target)
        if point is not None and (sums[0] > 0):
            assert point == pytest.approx(quadratic.closest(program, target, inside), abs=1e-6)


def test_a_column_without_a_target_takes_up_what_its_row_leaves() -> None:
    # met = a + b, from 0 to 3: the targets of 2 and 2 are cut to 3 in all.
    program = stated([[1, 1, -1], [0, 0, 1]], [0, -np.inf], [0, 3], [9.0, 9.0, np.inf])
    point = newton.nearest(program, np.array([2.0, 2.0, np.nan]))
    assert point == pytest.approx([1.5, 1.5, 3.0], abs=1e-11)


def test_columns_without_a_target_that_share_a_row_are_left_to_the_other_way() -> None:
    program = stated([[1, 1, -1, -1]], [0], [0], [9.0, 9.0, 1.0, 2.0])
    assert newton.nearest(program, np.array([2.0, 2.0, np.nan, np.nan])) is None


def test_what_no_point_keeps_is_not_found() -> None:
    program = stated([[1, 1], [1, 1]], [1, 2], [1, 2], [9.0, 9.0])
    assert newton.nearest(program, np.array([1.0, 1.0])) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_random_books_are_split_alike_by_either_way(
        seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways are tried on every step of a plan, and differ by less than a millionth."""
    apart: list[float] = []

    def both(program: LinearProgram, target: Floats, x: Floats, precision: float = 0.0) -> Floats:
        by_prices = newton.nearest(quadratic.settle(program), target)
        point = by_an_interior_point(program, target, x, precision)
        if by_prices is not None:
            aimed = ~np.isnan(target)
            apart.append(float(np.abs(by_prices - point)[aimed].max()))
        return point

    monkeypatch.setattr(proportional, "closest", both)
    try:
        optimiser.optimise(optimiser.load(random_book(seed)))
    except NoPlanError:
        return
    assert max(apart, default=0.0) < 1e-6


def test_where_prices_lead_there_clarabel_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    program, target, inside = transport(1)
    expected = by_an_interior_point(program, target, inside)

    def none(*_: object) -> None:
        raise AssertionError("Clarabel was asked")

    monkeypatch.setattr(quadratic, "_solve", none)
    assert quadratic.closest(program, target, inside) == pytest.approx(expected, abs=1e-7)

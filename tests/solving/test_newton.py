"""The nearest point by prices alone, against Clarabel, and where nothing is known."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import defined, newton, quadratic
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


def with_floors(seed: int) -> tuple[LinearProgram, Floats, Floats]:
    """Return a program of funds that pay needs, in which floors and rules sum what is met.

    With a target, and a point that keeps all limits: payments first, then what is met.
    """
    draw = np.random.default_rng(seed)
    funds, needs = int(draw.integers(2, 5)), int(draw.integers(2, 7))
    inside = draw.uniform(0, 3, (funds, needs)) * (draw.random((funds, needs)) < 0.8)
    met, rate = inside.sum(axis=0), draw.uniform(0.5, 2, needs)
    met = met / rate
    floors = draw.uniform(0.5, 1.5, (2, needs)) * (draw.random((2, needs)) < 0.7)
    table = np.block([  # rate x met = what all funds pay; budgets; floors
        [np.tile(np.eye(needs), funds), -np.diag(rate)],
        [np.kron(np.eye(funds), np.ones(needs)), np.zeros((funds, needs))],
        [np.zeros((2, funds * needs)), floors]])
    point, rows = np.concatenate([inside.ravel(), met]), len(table)
    sums = table @ point
    low = np.where(np.arange(rows) < needs, 0.0, -np.inf)
    low[-2:] = sums[-2:] - draw.uniform(0, 0.2, 2)
    high = np.where(np.arange(rows) < needs, 0.0, sums + draw.uniform(0, 0.5, rows))
    high[-2] = np.inf
    upper = np.concatenate([np.full(funds * needs, 9.0), met + draw.uniform(0, 1, needs) + (
        draw.random(needs) < 0.8) * 9])
    target = np.concatenate([draw.uniform(0.1, 5, funds * needs), np.full(needs, np.nan)])
    return stated(table.tolist(), low.tolist(), high.tolist(), upper.tolist()), target, point


@pytest.mark.parametrize("seed", seeds(40, 2_000))
def test_floors_on_what_is_met_are_floors_on_what_is_paid(seed: int) -> None:
    program, target, inside = with_floors(seed)
    settled = quadratic.settle(program)
    if not (settled.upper - settled.lower > 1e-9).any():
        return
    found = newton.nearest(settled, target)
    expected = by_an_interior_point(program, target, inside)
    if found is not None:
        assert found == pytest.approx(expected, abs=1e-6)
        sums = program.activity(found)
        assert (sums >= program.row_lower - 1e-9).all()
        assert (sums <= program.row_upper + 1e-9).all()


def test_most_programs_with_floors_are_found_by_prices() -> None:
    found = [newton.nearest(quadratic.settle(program), target) is not None
             for program, target, _ in map(with_floors, range(60))]
    assert np.mean(found) > 0.5


def test_a_floor_of_what_two_equations_say_pulls_at_all_that_they_hold() -> None:
    # a + b = m + 0.25 and c = 2 n; of m + n 3 are asked for, and of m there may be 1 at most.
    program = stated([[1, 1, 0, -1, 0], [0, 0, 1, 0, -2], [0, 0, 0, 1, 1]],
                     [0.25, 0, 3], [0.25, 0, np.inf], [9.0, 9.0, 9.0, 1.0, 9.0])
    point = newton.nearest(program, np.array([1.0, 1.0, 1.0, np.nan, np.nan]))
    assert point == pytest.approx([0.625, 0.625, 4.0, 1.0, 2.0], abs=1e-11)


def test_what_no_equation_defines_and_several_rows_hold_is_left_to_the_other_way(
        monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[1, 1, -1], [0, 1, 1]]
    target = np.array([1.0, 1.0, np.nan])
    by_equation = stated(rows, [0, 1], [0, np.inf], [9.0] * 3)
    assert newton.nearest(by_equation, target) is not None
    assert newton.nearest(stated(rows, [-1, 1], [0, np.inf], [9.0] * 3), target) is None
    monkeypatch.setattr(defined, "_MOST_ENTRIES", 1)
    assert newton.nearest(by_equation, target) is None


def test_what_no_point_keeps_is_not_found() -> None:
    program = stated([[1, 1], [1, 1]], [1, 2], [1, 2], [9.0, 9.0])
    assert newton.nearest(program, np.array([1.0, 1.0])) is None


class _AskedError(Exception):
    """Prices alone were looked for."""


@pytest.mark.parametrize(("left", "is_asked"), [(1.0, True), (0.5, True), (0.2, False)])
def test_prices_are_looked_for_unless_most_entries_are_those_of_totals(
        left: float, is_asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise _AskedError

    def with_sums(program: LinearProgram) -> LinearProgram:
        kept = int(left * len(program.index))
        return program if left == 1.0 else replace(program, index=program.index[:kept])

    monkeypatch.setattr(newton, "nearest", asked)
    monkeypatch.setattr(quadratic, "with_sums", with_sums)
    monkeypatch.setattr(quadratic, "_least", lambda *_, **__: (np.ones(10), 0.0))
    program = stated([[1.0] * 10], [5], [5], [1.0] * 10)
    with pytest.raises(_AskedError) if is_asked else nullcontext():
        quadratic._from_origin(program, np.ones(10), np.full(10, 0.5), 0.0)


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

    monkeypatch.setattr(quadratic, "_run", none)
    assert quadratic.closest(program, target, inside) == pytest.approx(expected, abs=1e-7)

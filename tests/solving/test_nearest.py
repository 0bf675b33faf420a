"""The step to the nearest point: as exact beside what is far away as without it."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import cone, newton, quadratic

Row = tuple[dict[int, float], float, float]
"""The entries of a row by their columns, and its bounds."""


@pytest.fixture(autouse=True)
def without_prices_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let prices alone lead nowhere (tests/solving/test_newton.py): the other ways are tried here."""
    monkeypatch.setattr(newton, "nearest", lambda *_: None)


def program_of(rows: list[Row], upper: np.ndarray) -> LinearProgram:
    return LinearProgram(
        np.zeros(len(upper)), np.zeros(len(upper)), upper,
        np.array([row[1] for row in rows]), np.array([row[2] for row in rows]),
        np.cumsum([0, *(len(row[0]) for row in rows)]),
        np.array([column for row in rows for column in row[0]]),
        np.array([value for row in rows for value in row[0].values()], np.float64))


def wished(far: float) -> tuple[LinearProgram, np.ndarray, np.ndarray]:
    """Three payments of up to 1.28 that meet a need of 1.28, and a wish of `far` for their sum.

    The first pays half at least and at most, each of the others a sixth of all at least. What is
    missed of the wish is held by a row of its own, as an objective with a tolerance holds it.
    """
    rows = [({0: 1, 1: 1, 2: 1}, 1.28, 1.28),
            ({0: 0.5, 1: -0.5, 2: -0.5}, -np.inf, 0), ({0: 1}, 0.64, np.inf),
            ({0: -1, 1: 5, 2: -1}, 0, np.inf), ({0: -1, 1: -1, 2: 5}, 0, np.inf),
            ({0: 1, 1: 1, 2: 1, 3: 1}, far, far), ({3: 1}, -np.inf, 2 * far)]
    program = program_of(rows, np.array([1.28, 1.28, 1.28, np.inf]))
    feasible = np.array([0.64, 0.32, 0.32, far - 1.28])
    return program, np.array([0.6, 0.1, 0.6, np.nan]), feasible


@pytest.mark.parametrize("far", [10.0, 1.28e10, 1.28e14])
def test_a_wish_that_is_far_away_does_not_set_the_scale(far: float) -> None:
    # Of 1.28 the first pays 0.64; the second a sixth of all, 0.2133; the third the rest.
    program, target, feasible = wished(far)
    found = quadratic.closest(program, target, feasible)
    assert found[:3] == pytest.approx([0.64, 1.28 / 6, 0.64 - 1.28 / 6], abs=1e-8)
    assert found[3] == pytest.approx(far - 1.28)


def test_what_is_not_proved_to_a_milliardth_is_to_a_ten_millionth(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """As in some futures decided together: there Clarabel gets no further."""
    solve = cone.solve_cone
    asked: list[float] = []

    def far_off(*given: object, care: cone.Care, **more: object) -> object:
        asked.append(care.tolerance)
        if care.tolerance < 1e-8:
            _, x, dual = solve(*given, care=care, **more)  # type: ignore[arg-type]
            return "InsufficientProgress", [np.nan] * len(x), dual
        return solve(*given, care=care, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(quadratic, "solve_cone", far_off)
    program, target, feasible = wished(10.0)
    found = quadratic.closest(program, target, feasible)
    assert found[:3] == pytest.approx([0.64, 1.28 / 6, 0.64 - 1.28 / 6], abs=1e-5)
    assert max(asked) == 1e-7


def test_equations_that_agree_to_a_tolerance_are_held_to_no_more() -> None:
    far, most = 1.28e10, 0.7450580597668887
    rows = [({1: 1}, most, most), ({0: -1, 1: 1}, 0, 0), ({0: 1}, most - 7e-11, most - 7e-11),
            ({0: 1}, 0.37, np.inf), ({1: 1.34}, most * 1.34, most * 1.34),
            ({0: 1, 2: 1}, far, far)]
    found = quadratic.closest(
        program_of(rows, np.array([most, np.inf, np.inf])), np.array([most, np.nan, np.nan]),
        np.array([most - 7e-11, most, far - most]))
    assert found == pytest.approx([most, most, far - most], abs=1e-9)


def test_what_is_to_be_nothing_is_nothing_wherever_it_begins() -> None:
    # Three payments of up to 1 come to 1: the second is to be nothing, the others share it.
    program = LinearProgram(
        np.zeros(3), np.zeros(3), np.ones(3), np.ones(1), np.ones(1), np.array([0, 3]),
        np.arange(3), np.ones(3))
    found = quadratic.closest(program, np.array([0.9, 0.0, 0.3]), np.array([0.0, 1.0, 0.0]))
    # Least (x - 0.9)^2 / 0.9 + (1 - x - 0.3)^2 / 0.3: both are short in proportion.
    assert found == pytest.approx([0.75, 0.0, 0.25], abs=1e-9)


def test_where_it_begins_does_not_matter() -> None:
    program, target, feasible = wished(10.0)
    other = feasible + np.array([0, 0.1, -0.1, 0])
    first, second = (quadratic.closest(program, target, x) for x in (feasible, other))
    assert first == pytest.approx(second, abs=1e-10)


@pytest.mark.parametrize(("targets", "tilt"), [((0.5, 1e7), 1e-8), ((1000.0, 1e7), 1e-9)])
def test_a_limit_that_is_just_reached_leaves_the_nearest_point_where_it_is(
        targets: tuple[float, float], tilt: float) -> None:
    # On x + (1 + tilt) y = most, nearest to the targets a and b, both are alike above or below:
    # x = a + k a and y = b + k (1 + tilt) b, with k = (most - a - (1 + tilt) b) / (a + ... b).
    (a, b), slope, most = targets, 1 + tilt, targets[1]
    k = (most - a - slope * b) / (a + slope * slope * b)
    program = program_of([({0: 1, 1: 1}, -np.inf, most), ({0: 1, 1: slope}, -np.inf, most)],
                         np.array([np.inf, np.inf]))
    found = quadratic.closest(program, np.array(targets), np.zeros(2), precision=0.01)
    assert found == pytest.approx([a + k * a, b + k * slope * b], rel=0, abs=0.01)


@pytest.mark.parametrize("equations_tell", [True, False])
def test_rows_that_say_the_same_twice_leave_a_point(
        monkeypatch: pytest.MonkeyPatch, *, equations_tell: bool) -> None:
    """Of 3 payers and 3 paid all totals are held: the last of them follows from the others.

    Where the equations of what is tight prove nothing, a second solve brings the digits.
    """
    solve = cone.solve_cone

    def hardly(square: cone.Sparse, *given: object, **more: object) -> object:
        status, x, dual = solve(square, *given, **more)  # type: ignore[arg-type]
        return status, np.array(x) + (1e-9 if len(x) == 9 else 0.0), dual

    if not equations_tell:
        monkeypatch.setattr(quadratic, "on_tight_rows", lambda *_: None)
        monkeypatch.setattr(quadratic, "solve_cone", hardly)
    given, wanted = np.array([1 / 3, 0.7, 1.9]), np.array([0.1, 1.1, 1.9 + 0.7 + 1 / 3 - 1.2])
    wanted[2] += 4e-15  # as sums of figures do
    rows: list[Row] = [({3 * at + of: 1.0 for of in range(3)}, given[at], given[at])
                       for at in range(3)]
    rows += [({3 * at + of: 1.0 for at in range(3)}, wanted[of], wanted[of]) for of in range(3)]
    uneven = np.array([1.1, 0.9, 1.0, 1.0, 1.05, 0.95, 0.9, 1.0, 1.1])
    target = np.outer(given, wanted).reshape(-1) / wanted.sum() * uneven
    found = quadratic.closest(program_of(rows, np.full(9, np.inf)), target, np.zeros(9),
                              precision=1e-12)
    assert found.reshape(3, 3).sum(axis=1) == pytest.approx(given, abs=5e-15)
    # At the nearest point how far each is off, as a part of its target, adds up crosswise.
    off = (found / target - 1).reshape(3, 3)
    assert off[:2, :2] + off[1:, 1:] == pytest.approx(
        off[:2, 1:] + off[1:, :2], abs=1e-12 if equations_tell else 1e-10)


def test_what_is_off_by_more_than_a_milliardth_is_not_called_solved() -> None:
    """Clarabel by itself calls almost solved what is off by 1.6 here: 2.3, where it is 0.7."""
    plain = cone.Sparse(np.array([1.0, 1.0, 1.0, 1 + 1e-8, -1.0, -1.0])[[0, 2, 4, 1, 3, 5]],
                        np.array([0, 1, 2, 0, 1, 3]), np.array([0, 3, 6]), (4, 2))
    square = cone.Sparse(np.array([2.0, 2.0]), np.array([0, 1]), np.array([0, 1, 2]), (2, 2))
    status, _, _ = cone.solve_cone(
        square, np.array([-2.0, -2e5]), plain, np.array([1e5, 1e5, 0.0, 0.0]), 0,
        care=cone.Care(1e-12), seconds=60.0, is_to_stop=lambda: False)
    assert status not in ("Solved", "AlmostSolved")


@pytest.mark.parametrize(("status", "precision", "is_taken"), [
    ("Solved", 1e-6, True), ("Solved", 1e-9, False), ("AlmostSolved", 1e-6, False)])
def test_without_corrections_only_what_is_near_enough_is_taken(
        status: str, precision: float, monkeypatch: pytest.MonkeyPatch, *, is_taken: bool) -> None:
    """Where the equations of what is tight prove nothing."""
    solve, asked = cone.solve_cone, []

    def ended(*given: object, care: cone.Care, **more: object) -> object:
        asked.append(care)
        own, x, dual = solve(*given, care=care, **more)  # type: ignore[arg-type]
        return own if care.is_corrected else status, x, dual

    monkeypatch.setattr(quadratic, "solve_cone", ended)
    monkeypatch.setattr(quadratic, "on_tight_rows", lambda *_: None)
    program, target, feasible = wished(10.0)
    found = quadratic.closest(program, target, feasible, precision=precision)
    assert found[:3] == pytest.approx([0.64, 1.28 / 6, 0.64 - 1.28 / 6], abs=1e-8)
    assert asked[:2] == [cone.Care(1e-12, is_corrected=False), cone.Care(1e-12)][:2 - is_taken]

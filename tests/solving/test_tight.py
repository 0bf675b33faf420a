"""What is tight, and the point that its equations give: proved by itself, whatever was guessed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import cone, newton, quadratic
from optimiser.solving.engines.inequalities import Inequalities, inequalities_of
from optimiser.solving.engines.tight import on_tight_rows

Row = tuple[dict[int, float], float, float]
"""The entries of a row by their columns, and its bounds."""


def limits_of(rows: list[Row], columns: int) -> Inequalities:
    """Return rows as limits, with columns of nothing and more."""
    program = LinearProgram(
        np.zeros(columns), np.zeros(columns), np.full(columns, np.inf),
        np.array([row[1] for row in rows]), np.array([row[2] for row in rows]),
        np.cumsum([0, *(len(row[0]) for row in rows)]),
        np.array([column for row in rows for column in row[0]]),
        np.array([value for row in rows for value in row[0].values()], np.float64))
    return inequalities_of(program, np.zeros(columns), np.ones(columns, dtype=bool))


def near_to(limits: Inequalities, target: list[float], dual: list[float],
            missed: float = 0.0) -> np.ndarray | None:
    """Return the point nearest to a target, from the guess that the duals are."""
    aim = np.array(target)
    return on_tight_rows(limits, np.full(len(aim), 2.0), -2 * aim, np.ones(len(aim)),
                         np.array(dual), missed, quadratic._equations)


@pytest.mark.parametrize("guess", [
    [9.0, 9, 0, 0], [0, 0, 0, 0], [9, 0, 0, 0], [0, 9, 0, 0], [0, 9, 9, 9], [9, 9, 9, 9]])
def test_any_guess_of_what_is_tight_is_put_right(guess: list[float]) -> None:
    """Nearest to (1, 1) with x + y <= 1 and y >= 0.7: at (0.3, 0.7) both are tight."""
    limits = limits_of([({0: 1, 1: 1}, -np.inf, 1.0), ({1: 1}, 0.7, np.inf)], 2)
    assert near_to(limits, [1, 1], guess) == pytest.approx([0.3, 0.7], abs=1e-14)


def test_what_is_idle_holds_nothing() -> None:
    limits = limits_of([({0: 1, 1: 1}, -np.inf, 3.0)], 2)
    assert near_to(limits, [1, 1], [9, 9, 9]) == pytest.approx([1, 1], abs=1e-14)


def test_a_column_that_two_rows_hold_has_one_price() -> None:
    limits = limits_of([({0: 1}, -np.inf, 0.5), ({0: 2}, -np.inf, 1.0), ({0: 1, 1: 1}, 1, 1)], 2)
    assert near_to(limits, [1, 1], [0, 9, 9, 0, 0]) == pytest.approx([0.5, 0.5], abs=1e-14)


def test_rows_that_say_the_same_leave_one_point() -> None:
    rows: list[Row] = [({0: 1, 1: 1}, 1, 1), ({0: 2, 1: 2}, 2, 2), ({0: 0.5, 1: 0.5}, 0.5, 0.5)]
    found = near_to(limits_of(rows, 2), [1, 2], [0, 0, 0, 0, 0])
    assert found == pytest.approx([0, 1], abs=1e-13)


@pytest.mark.parametrize(("missed", "is_found"), [(0.0, False), (1e-8, True)])
def test_limits_are_kept_as_well_as_a_plan_keeps_them(missed: float, *, is_found: bool) -> None:
    """Equations that agree to 1e-9 have no point to the last digits."""
    rows: list[Row] = [({0: 1, 1: 1}, 1, 1), ({0: 1, 1: 1}, 1 + 1e-9, 1 + 1e-9)]
    found = near_to(limits_of(rows, 2), [0.5, 0.5], [0, 0, 0, 0], missed)
    assert (found is not None) == is_found
    assert found is None or found == pytest.approx([0.5, 0.5], abs=1e-8)


@pytest.mark.parametrize("astray", [
    lambda point: np.full(len(point), np.nan), lambda point: point + 1e-6])
def test_a_point_is_taken_only_where_it_is_proved(
        astray: Callable[[np.ndarray], np.ndarray]) -> None:
    """What solves the equations may say anything: it is judged by what it says."""
    limits = limits_of([({0: 1, 1: 1}, -np.inf, 3.0)], 2)

    def wrong(*given: object) -> tuple[np.ndarray, np.ndarray]:
        point, dual = quadratic._equations(*given)  # type: ignore[arg-type]
        return astray(point), dual

    assert on_tight_rows(limits, np.full(2, 2.0), np.array([-2.0, -2.0]), np.ones(2), np.zeros(3),
                         0.0, wrong) is None


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-9])
def test_how_near_the_interior_point_is_changes_no_digit(
        tolerance: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three payers and three paid, of whom no one pays more than half of what one is paid."""
    monkeypatch.setattr(newton, "nearest", lambda *_: None)
    rows: list[Row] = [({3 * at + of: 1.0 for of in range(3)}, -np.inf, most)
                       for at, most in enumerate([2.0, 1.0, 0.5])]
    rows += [({3 * at + of: 1.0 for at in range(3)}, need, need)
             for of, need in enumerate([1.0, 0.7, 1.2])]
    rows += [({3 * at + of: 1.0}, -np.inf, need / 2) for at in range(3)
             for of, need in enumerate([1.0, 0.7, 1.2])]
    program = LinearProgram(
        np.zeros(9), np.zeros(9), np.full(9, np.inf), np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]), np.cumsum([0, *(len(row[0]) for row in rows)]),
        np.array([column for row in rows for column in row[0]]), np.ones(27))
    target = np.array([0.57, 0.4, 0.69, 0.29, 0.2, 0.34, 0.14, 0.1, 0.17])
    inside = np.array([0.45, 0.3, 0.55, 0.3, 0.2, 0.4, 0.25, 0.2, 0.25])
    exact = quadratic.closest(program, target, inside)
    solve, asked = cone.solve_cone, []

    def loosely(*given: object, care: cone.Care, **more: object) -> object:
        asked.append(care)
        care = care if care.is_corrected else cone.Care(tolerance, is_corrected=False)
        return solve(*given, care=care, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(quadratic, "solve_cone", loosely)
    assert quadratic.closest(program, target, inside) == pytest.approx(exact, abs=1e-13)
    assert sum(not care.is_corrected for care in asked) == 1
    assert exact[:3] == pytest.approx([0.5, 0.35, 0.6], abs=1e-13)

"""No plan is written that is further from its bound than rounding and tolerances explain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import optimiser
from optimiser.errors import (
    AllocateError,
    AuditError,
    NoPlanError,
    NoProofError,
    NotProvedError,
)
from optimiser.plan.types import LeftOut
from optimiser.solving import solve
from optimiser.solving.explaining import breaches
from optimiser.solving.finding import stages

BOOK: dict[str, list[dict[str, Any]]] = {
    "Needs": [{"Recipient": name, "Activity": "u", "Need": 100, "Weight": weight}
              for name, weight in (("Serbia", 2), ("Albania", 1))],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}]}


def spoil(monkeypatch: pytest.MonkeyPatch, where: object, name: str,
          spoilt: Callable[..., Any]) -> None:
    """Put what spoils a function's result in its place."""
    right = getattr(where, name)
    monkeypatch.setattr(where, name, lambda *given, **named: spoilt(right(*given, **named)))


def fails(*given: object, **named: object) -> None:
    """Stand in for a step that a solver ends without a proof."""
    raise NoProofError("No.", "None.")


def test_the_book_has_a_plan_as_it_is() -> None:
    assert optimiser.optimise(BOOK).proof is not None


@pytest.mark.parametrize("objective", ["meet needs", "use budgets", "raise lowest coverage"])
def test_a_step_that_moves_money_at_a_loss_is_noticed(
        objective: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what the proportional step gives is lost on the way to rounding."""
    spoil(monkeypatch, solve, "gather", lambda x: x * 0.5)
    with pytest.raises(AuditError, match="short") as fault:
        optimiser.optimise(BOOK | {"Objectives": [{"Order": 1, "Objective": objective}]})
    assert fault.value.exit_code == 7


def test_an_optimum_that_its_own_duals_do_not_prove_is_noticed(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver calls its answer optimal, and half as much would be less than it found."""
    spoil(monkeypatch, stages, "dual_bound", lambda bound: bound * 2 - 0.5)
    with pytest.raises(NotProvedError, match="prove") as fault:
        optimiser.optimise(BOOK)
    assert fault.value.exit_code == 5


def test_a_bound_that_is_far_above_the_plan_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices that prove half as much as they should: "50% of the most that any plan can meet"."""
    spoil(monkeypatch, solve, "multipliers", lambda prices: replace(
        prices, requirement=np.zeros_like(prices.requirement), limit={}))
    with pytest.raises(NotProvedError, match="do not explain") as fault:
        optimiser.optimise(BOOK)
    assert fault.value.exit_code == 5


WISHED = BOOK | {"Rules": [{"Rule": "R", "Recipients": "Albania", "Measure": "amount",
                            "Relation": "at least", "Value": 50, "Strength": "should"}]}


def test_ranges_that_a_solver_cannot_find_leave_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only explains a proved plan ends no run."""
    monkeypatch.setattr(solve, "find_leeway", fails)
    plan = optimiser.optimise(BOOK, ranges=True)
    assert plan.proof is not None
    assert plan.solution.left_out == (LeftOut.LEEWAY,)


@pytest.mark.parametrize("fault", [NoProofError, NoPlanError])
def test_costs_of_wishes_that_a_solver_cannot_find_leave_the_plan(
        fault: type[AllocateError], monkeypatch: pytest.MonkeyPatch) -> None:
    """The wish of 50 costs 50 of 200 points, where that can be found."""
    assert optimiser.optimise(WISHED).solution.wishes_at_a_cost

    def failing(*given: object, **named: object) -> None:
        raise fault("No.", "None.")

    monkeypatch.setattr(breaches, "run_stages", failing)
    plan = optimiser.optimise(WISHED)
    assert plan.proof is not None
    assert not plan.solution.wishes_at_a_cost

"""Where all futures begin together, and plans tried in many scenarios: nothing but time is saved."""

from __future__ import annotations

import pickle
import random

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.api.futures import _futures
from optimiser.problem.build import build_problem
from optimiser.scenarios import fates
from optimiser.scenarios.choices import for_values, promised
from optimiser.scenarios.deciding import AIMS
from optimiser.scenarios.work import Work
from optimiser.solving.engines import highs, many_bounds
from optimiser.solving.engines.highs.loaded import load, run
from optimiser.tables.table import Inputs


def in_turn(job, over):
    """Do a job for each, one after the other."""
    return [job(one) for one in over]


def many_futures(seed: int, count: int) -> Inputs:
    """Return a random book of which a need or a budget changes in each of many scenarios."""
    chance = random.Random(seed)
    book = random_book(seed)
    book.pop("Commitments", None)
    # Any plan would be no one's plan.
    book["Settings"] = [row for row in book.get("Settings", ()) if row["Setting"] != "Split"]
    recipients = [need["Recipient"] for need in book["Needs"]]
    book["Scenarios"] = [
        {"Scenario": f"S{number}", "Table": "Needs", "Change": "multiply by",
         "Value": round(chance.uniform(0.5, 1.8), 2), "Recipient": chance.choice(recipients)}
        if chance.random() < 0.8 else
        {"Scenario": f"S{number}", "Table": "Budgets", "Change": "multiply by",
         "Value": round(chance.uniform(0.9, 1.2), 2)} for number in range(count)]
    return optimiser.load(book)


def working(seed: int, count: int, reserve: float) -> Work:
    """Return the futures of a random book, or skip where one of them is wrong."""
    try:
        inputs = many_futures(seed, count)
        base = build_problem(inputs)
        listed = _futures(inputs)
    except (optimiser.InputError, optimiser.NoPlanError):
        pytest.skip("without its commitments this book has no plan")
    return Work(for_values(base), tuple(one for one, _ in listed),
                tuple(for_values(promised(base, problem)) for _, problem in listed), reserve)


@pytest.mark.parametrize("reserve", [0.0, 0.1])
@pytest.mark.parametrize("seed", seeds(1, 30))
def test_what_is_decided_does_not_hang_on_where_it_begins(seed: int, reserve: float) -> None:
    made = working(seed, 8, reserve)
    try:
        best = np.array([one.own_plan()[1] for one in made.alone])
        plain = made.decided(in_turn, best, AIMS)
    except optimiser.NoPlanError:
        pytest.skip("without its commitments this book has no plan")
    made.on_their_own(in_turn)
    for found, expected in zip(made.decided(in_turn, best, AIMS), plain, strict=True):
        assert found.value == pytest.approx(expected.value, rel=1e-7, abs=1e-7)
        shared, other = made.shared(found), made.shared(expected)
        # The room that a held level leaves to the solver is a share of all money, and its dust
        # makes a cell of one of them that the other has not.
        room = max(0.1, 1e-5 * sum(other.values()))
        for cell in shared.keys() | other.keys():
            assert shared.get(cell, 0.0) == pytest.approx(other.get(cell, 0.0), abs=room)


def test_what_is_begun_with_keeps_every_limit_and_leaves_little_to_do() -> None:
    made = working(1, 40, 0.0)
    linear = made.together.program.linear.with_cost(made.together.on_average())
    nothing = load(linear)
    run(nothing)
    made.on_their_own(in_turn)
    assert made.together.start is not None
    session = highs.Session(linear, made.together.start.basis(), is_feasible=True)
    assert session.least() == pytest.approx(nothing.getInfo().objective_function_value)
    assert session.highs.getInfo().simplex_iteration_count == 0


@pytest.mark.parametrize("reserve", [0.0, 0.1])
@pytest.mark.parametrize("seed", seeds(1, 30))
def test_plans_meet_what_each_meets_alone(
        seed: int, reserve: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made = working(seed, 10, reserve)
    monkeypatch.setattr(many_bounds, "_FEW", 2)
    try:
        plans = [one.surely() for one in made.alone]
    except optimiser.NoPlanError:
        pytest.skip("without its commitments this book has no plan")
    found = np.array(made.fates(in_turn, fates.beside_each_other(plans)))
    alone = np.array([[one.fates(fates.beside_each_other([plan]))[0] for plan in plans]
                      for one in made.alone])
    assert found == pytest.approx(alone, rel=1e-8, abs=1e-3)


def test_plans_beside_each_other_give_what_each_gives() -> None:
    plans = fates.beside_each_other([{(0, 1, 0, 0): 5.0}, {}, {(1, 1, 0, 0): 2.0, (0, 1, 0, 0): 1.0}])
    assert plans.given([(1, 1, 0, 0), (0, 1, 0, 0), (7, 7, 7, 7)]).tolist() == [
        [0, 5, 0], [0, 0, 0], [2, 1, 0]]
    assert plans.of_funds(3).tolist() == [[5, 0, 0], [0, 0, 0], [1, 2, 0]]


def test_a_worker_is_sent_a_scenario_without_its_program_and_states_it_anew() -> None:
    made = working(1, 1, 0.1)
    [alone] = made.alone
    plans = fates.beside_each_other([alone.surely(), {}])
    here = alone.fates(plans).tolist()
    sent = pickle.dumps(alone)
    assert len(sent) < 1.1 * len(pickle.dumps((alone.problem, alone.setting)))
    assert pickle.loads(sent).fates(plans).tolist() == here


def test_the_decisions_are_sent_the_matrix_of_all_futures_and_the_base_alone() -> None:
    """Not the problem of each future, whose figures take longest to pack and unpack."""
    few, many = (working(1, count, 0.0).together for count in (4, 24))
    problems, matrix = ([len(pickle.dumps(what)) for what in of] for of in (
        (few, many), (few.program.linear, many.program.linear)))
    assert problems[1] - problems[0] < 1.3 * (matrix[1] - matrix[0])

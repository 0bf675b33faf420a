"""What an outcome means: no plan, or the solver's last digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimiser.errors import NotProvedError
from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Again, Outcome, SolveStatus
from optimiser.solving.engines.places import Ended, Ids, Places
from optimiser.solving.engines.runner import Runner


def program() -> LinearProgram:
    """x = 0.3, as a row."""
    return LinearProgram(np.zeros(1), np.zeros(1), np.ones(1), np.array([0.3]), np.array([0.3]),
                         np.array([0, 1]), np.array([0]), np.ones(1))


class Picky:
    """A solver that finds a plan first, and later only where rows have some room."""

    def __init__(self, room: float) -> None:
        self.room, self.solved = room, 0

    def __call__(self, given: LinearProgram, start: object) -> Outcome:
        self.solved += 1
        wide = float((given.row_upper - given.row_lower)[0])
        return Outcome(SolveStatus.OPTIMAL if self.solved == 1 or wide >= self.room
                       else SolveStatus.INFEASIBLE, np.array([0.3]), np.zeros(1), 0.0)


def test_what_one_plan_kept_is_tried_again_with_room_for_the_last_digits() -> None:
    picky = Picky(1e-12)
    run = Runner(picky)
    run(program())
    assert run(program()).status is SolveStatus.OPTIMAL
    assert picky.solved == 3


def test_what_more_than_the_last_digits_keeps_out_is_never_a_plan() -> None:
    run = Runner(Picky(1e-9))
    run(program())
    with pytest.raises(NotProvedError):
        run(program())


def rounds(bound: float) -> list[object]:
    """Return where two rounds of a step began, whose bounds were 0.3 and are another figure."""
    begun: list[object] = []

    def solve(given: LinearProgram, start: object) -> Outcome:
        begun.append(start)
        return Outcome(SolveStatus.OPTIMAL, np.array([0.3]), np.zeros(1), 0.0, start=solved)

    solved = highs.solve(program()).start
    ids = Ids(np.array([1]), np.array([2]))
    before, after = program(), replace(program(), row_lower=np.array([bound]))
    ended: Ended | None = None
    for given in (before, after):
        places = Places(ended)
        run = Runner(solve, places=places, ids=ids)
        begun.clear()
        run.step("s", given)
        run.step("s", given)
        ended = places.ended
    return begun


def test_a_round_begins_where_the_same_one_ended_before_if_its_bounds_are_what_they_were() -> None:
    assert [isinstance(start, Again) for start in rounds(0.3)] == [True, True]


def test_a_later_round_whose_bounds_are_others_begins_at_the_round_before() -> None:
    assert [isinstance(start, Again) for start in rounds(0.2)] == [True, False]

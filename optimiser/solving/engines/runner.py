"""One solve after the other: where each begins, and what its outcome means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimiser import clock
from optimiser.errors import NoPlanError, NoProofError, NotProvedError
from optimiser.model.program import LinearProgram
from optimiser.solving.engines.outcome import Outcome, Solve, SolveStatus
from optimiser.solving.engines.places import Ids, Places


@dataclass(slots=True)
class Runner:
    """Calls the solver, and keeps where the last solve ended.

    With `takes_best` a search in whole numbers that runs out of time gives what it has found.
    A step that `places` knows begins where it ended before; `ids` says what the columns and rows
    of programs mean.
    """

    solve: Solve
    start: object = None
    found_one: bool = False
    takes_best: bool = False
    places: Places | None = None
    ids: Ids | None = None

    def step(self, name: str, program: LinearProgram, ids: Ids | None = None) -> Outcome:
        """Solve as a step of that name, beginning where it ended before; raise as a call does.

        Where a step goes on round by round and its bounds are no longer what they were, the round
        before is nearer than the same one of the solve before.
        """
        ids = self.ids if ids is None else ids
        if self.places is None or ids is None:
            return self(program)
        ids = ids.fitted(program)
        before = self.places.begin_at(name, program, ids)
        goes_on = self.start is not None and self.places.is_gone_on_with(name)
        if before is not None and (before.is_feasible or not goes_on):
            self.start = before
        outcome = self(program)
        self.places.end_at(name, program, ids, outcome)
        return outcome

    def __call__(self, program: LinearProgram) -> Outcome:
        """Solve to a proved optimum; raise NoPlanError, TimeUpError or NoProofError otherwise.

        What was merely found has the status STOPPED; only with `takes_best` is it returned.
        """
        outcome = self.solve(program, self.start)
        if self.found_one and outcome.status is SolveStatus.INFEASIBLE:
            # An earlier plan keeps every limit, so that this says nothing of the inputs: what
            # earlier objectives reached is held to digits that the solver itself does not keep.
            outcome = self.solve(_with_room(program), self.start)
            if outcome.status is SolveStatus.INFEASIBLE:
                outcome = Outcome(SolveStatus.FAILED)
        if not (self.takes_best and outcome.status is SolveStatus.STOPPED and len(outcome.x)):
            _require_optimal(outcome)
        self.start, self.found_one = outcome.start, True
        return outcome


_LAST_DIGITS = 1e-11


def _with_room(program: LinearProgram) -> LinearProgram:
    """Return the program with room for the last digits in every row."""
    ends = np.stack([program.row_lower, program.row_upper])
    room = _LAST_DIGITS * np.maximum(1.0, np.where(np.isfinite(ends), np.abs(ends), 0.0))
    return replace(program, row_lower=ends[0] - room[0], row_upper=ends[1] + room[1])


def _require_optimal(outcome: Outcome) -> None:
    match outcome.status:
        case SolveStatus.OPTIMAL:
            return
        case SolveStatus.INFEASIBLE:
            raise NoPlanError("No plan can keep all limits that must hold together.",
                              "Loosen a floor, a pin, a rule or a key, or raise a budget.")
        case SolveStatus.STOPPED:
            clock.go_on()
            raise NotProvedError("The solver stopped at a limit before it had proved an optimum.",
                                 "Give it more time with --time-limit.")
        case _:
            raise NoProofError(f"The solver ended without a proof: {outcome.status.value}.",
                               "Try another solver with --solver.")

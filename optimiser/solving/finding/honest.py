"""What a choice of grants reaches without the room that a solver was left.

Rows that keep what earlier objectives reached leave room for a solver's last digits, and a search
uses it: what it reports of its own objective is then a little more than any plan has that gives up
nothing. Kept as reported, that would shut out just those plans: of seven grants and six, the six.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimiser.errors import NoPlanError, NoProofError
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.stages import Reached, run_stages

_NEAR = 1e-6
"""More than this, relative to the value, is no last digit: the rows stand as they are."""


def with_honest_values(held: Program, face: LinearProgram, before: int, reached: Sequence[Reached],
                       slop: float) -> tuple[LinearProgram, Floats | None]:
    """Return the face with its last objective kept at what the choice found reaches without room.

    And what that is, as in `Reached`, None where it is not known or more than last digits off.
    `held` is the program with that choice fixed; `reached` what the objectives before reached. The
    rows from `before` on are those of the last objective: one for its value, or one for the sum
    of each number of lowest coverages.
    """
    rows = before + np.flatnonzero(np.isneginf(face.row_lower[before:]))
    objectives = held.problem.objectives[:len(reached) + 1]
    own = replace(held, problem=replace(held.problem, objectives=objectives))
    try:
        values = run_stages(own, Runner(highs.solve), (*reached, None)).own[-1].values
    except (NoPlanError, NoProofError):
        return face, None
    if len(values) != len(rows):
        return face, None
    kept = values if len(values) == 1 else -np.cumsum(np.sort(values))
    size = np.maximum(1.0, np.abs(kept))
    most = kept + slop * size + objectives[-1].tolerance * np.abs(kept)
    if (most - face.row_upper[rows] > _NEAR * size).any():
        return face, None
    upper = face.row_upper.copy()
    upper[rows] = np.maximum(upper[rows], most)
    return replace(face, row_upper=upper), values

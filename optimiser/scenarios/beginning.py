"""Where to begin with all futures at once: the base's own plan, and what each makes of it.

The base is solved alone, and then every scenario alone, where it may give now what the base gives
or less. Together that is a plan of all futures which keeps every limit, and a vertex: a scenario's
columns stand in no row of another. So hundreds of scenarios take as many small solves, and one of
them all that has little left to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Ints
from optimiser.scenarios.extensive import Extensive, Key, decided_now
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs.bases import basis_of, statuses_of
from optimiser.solving.engines.outcome import SolveStatus


@frozen(eq=False)
class Beginning:
    """A basis as plain numbers, which can be sent to a cluster: shapes (columns,) and (rows,)."""

    columns: Ints
    rows: Ints

    def basis(self) -> object:
        """Return it as the solver reads it."""
        return basis_of(self.columns, self.rows)


def planned_alone(base: Extensive) -> tuple[dict[Key, float], tuple[Ints, Ints]] | None:
    """Return a plan of the base alone, in the scale of money, and its basis; None for none.

    Raises TimeUpError or NoProofError.
    """
    found = highs.solve(base.linear.with_cost(base.value(0)))
    basis = statuses_of(found.start)
    if found.status is not SolveStatus.OPTIMAL or basis is None:
        return None
    block = base.first
    return dict(zip(block.keys, found.x[block.cells].tolist(), strict=True)), basis


def answer(planned: Mapping[Key, float], program: Extensive,
           now: frozenset[int]) -> tuple[Ints, Ints] | None:
    """Return the basis of the best that a scenario makes of a plan of the base, None for none."""
    session = highs.Session(program.linear.with_cost(program.value(0)))
    session.at_most(program.given, np.array(
        [planned.get(program.first.keys[cell], 0.0)
         for cell in decided_now(program.first, now)]))
    return session.statuses if np.isfinite(session.least()) else None


def begun(program: LinearProgram, own: tuple[Ints, Ints],
          answers: Sequence[tuple[Ints, Ints] | None]) -> Beginning | None:
    """Return where a program of the base and all futures ends from what each ends at alone.

    None where a future has no answer. Raises TimeUpError or NoProofError.
    """
    known = [one for one in answers if one is not None]
    if len(known) < len(answers):
        return None
    columns, rows = zip(own, *known, strict=True)
    start = Beginning(np.concatenate(columns), np.concatenate(rows))
    ended = statuses_of(highs.solve(program, start.basis()).start)
    return None if ended is None else Beginning(*ended)

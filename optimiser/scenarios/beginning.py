"""Where to begin with all futures at once: the base's own plan, and what each makes of it.

The base is solved alone, and then every scenario alone, where it may give now what the base gives
or less. Together that is a plan of all futures which keeps every limit, and a vertex: a scenario's
columns stand in no row of another. So hundreds of scenarios take as many small solves, and one of
them all that has little left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from optimiser.problem.arrays import Floats, Ints
from optimiser.scenarios.extensive import Extensive, decided_now
from optimiser.solving.engines import highs
from optimiser.solving.engines.highs.bases import basis_of, statuses_of
from optimiser.solving.engines.outcome import SolveStatus


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """A basis as plain numbers, which can be sent to a cluster: shapes (columns,) and (rows,)."""

    columns: Ints
    rows: Ints

    def basis(self) -> object:
        """Return it as the solver reads it."""
        return basis_of(self.columns, self.rows)


def beginning(base: Extensive, alone: Sequence[Extensive], now: frozenset[int],
              each: Callable[[Callable[[int], Any], Sequence[int]], list[Any]]) -> Beginning | None:
    """Return where to begin, None where the base or a scenario has no plan alone.

    `each` does a job for each number. Raises TimeUpError or NoProofError.
    """
    found = highs.solve(base.linear.with_cost(base.value(0)))
    own = statuses_of(found.start)
    if found.status is not SolveStatus.OPTIMAL or own is None:
        return None
    made = each(partial(_answer, base, found.x, alone, now), range(len(alone)))
    if any(one is None for one in made):
        return None
    columns, rows = zip(own, *made, strict=True)
    return Beginning(np.concatenate(columns), np.concatenate(rows))


def _answer(base: Extensive, x: Floats, alone: Sequence[Extensive], now: frozenset[int],
            number: int) -> tuple[Ints, Ints] | None:
    """Return the basis of the best that a scenario makes of a plan of the base, None for none."""
    program, block = alone[number], alone[number].blocks[0]
    planned = dict(zip(base.blocks[0].keys, x[base.blocks[0].cells].tolist(), strict=True))
    session = highs.Session(program.linear.with_cost(program.value(0)))
    session.at_most(program.given, np.array(
        [planned.get(block.keys[cell], 0.0) for cell in decided_now(block, now)]))
    return session.statuses if np.isfinite(session.least()) else None

"""How far each amount could move without loss: its least and its most on the optimal face."""

from __future__ import annotations

import numpy as np

from optimiser.model.program import LinearProgram, Program
from optimiser.plan.types import Leeway
from optimiser.problem.arrays import Floats
from optimiser.solving.engines import highs

_NOISE = 1e-9


def find_leeway(program: Program, face: LinearProgram, x: Floats, start: object) -> Leeway:
    """Return the least and the most of every amount among the plans that are as good.

    `face` holds them all and `x` is one of them, in the program's scale; `start` is a basis to
    begin from. Raises NotProvedError.
    """
    cells = len(program.columns.allocation)
    session = highs.Session(face.with_cost(np.zeros(face.columns)), start, is_feasible=True)
    seen = _Seen(x[:cells], face.lower[:cells], face.upper[:cells])
    for cell in range(cells):
        for sign in (1.0, -1.0):
            if not seen.is_at_bound(cell, sign):
                session.cost(cell, sign)
                session.least()
                seen.add(session.x[:cells])
                session.cost(cell, 0.0)
    scale = program.column_scale[:cells]
    return Leeway(seen.least * scale, seen.most * scale)


class _Seen:
    """The least and the most of each amount among the plans found so far, shape (cells,)."""

    def __init__(self, x: Floats, lower: Floats, upper: Floats) -> None:
        self.least, self.most = x.copy(), x.copy()
        self.lower, self.upper = lower, upper

    def add(self, x: Floats) -> None:
        self.least, self.most = np.minimum(self.least, x), np.maximum(self.most, x)

    def is_at_bound(self, cell: int, sign: float) -> bool:
        """Whether a plan is known in which the amount is as small (or as large) as may be."""
        if sign > 0:
            return bool(self.least[cell] <= self.lower[cell] + _NOISE)
        return bool(self.most[cell] >= self.upper[cell] - _NOISE)

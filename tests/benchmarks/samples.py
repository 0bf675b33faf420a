"""Samples against a loop that builds and solves each with PuLP and HiGHS; two workers against one.

`python tests/benchmarks/samples.py` prints ratios; times of one run only compare with each other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pulp

import optimiser
from optimiser.scenarios.draws import Draws, move_bounds

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
SAMPLES, BY_PULP = 1000, 40


class Bounds:
    """Takes the bounds of a draw in place of a loaded program."""

    def __init__(self, draws: Draws) -> None:
        self.session = self
        self.lower, self.upper = draws.linear.row_lower.copy(), draws.linear.row_upper.copy()

    def bound(self, row: int, lower: float, upper: float) -> None:
        self.lower[row], self.upper[row] = lower, upper


def by_pulp(draws: Draws, number: int) -> float:
    """Build the program of a draw with PuLP, and solve soft rules, then need met, with HiGHS."""
    bounds = Bounds(draws)
    move_bounds(draws, bounds, draws.drawn(number))  # type: ignore[arg-type]
    linear = draws.linear
    model = pulp.LpProblem("draw", pulp.LpMinimize)
    x = [pulp.LpVariable(f"x{n}", low, None if np.isinf(high) else high)
         for n, (low, high) in enumerate(zip(linear.lower.tolist(), linear.upper.tolist(),
                                             strict=True))]
    for row in range(linear.rows):
        own = slice(linear.start[row], linear.start[row + 1])
        total = pulp.lpSum(v * x[c] for c, v in zip(
            linear.index[own].tolist(), linear.value[own].tolist(), strict=True))
        low, high = bounds.lower[row], bounds.upper[row]
        if low == high:
            model += total == low
        elif np.isfinite(low):
            model += total >= low
        if low != high and np.isfinite(high):
            model += total <= high
    solver = pulp.HiGHS(msg=False)
    for cost in draws.costs:
        objective = pulp.lpSum(v * x[n] for n, v in enumerate(cost.tolist()) if v)
        model.setObjective(objective)
        model.solve(solver)
        model += objective <= pulp.value(objective) + 1e-9
    return float(pulp.value(objective))


def seconds(job: Callable[[], object]) -> float:
    """Return how long a job takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def main() -> None:
    """Print throughputs as ratios."""
    drawing = optimiser.sampling(EXAMPLE, seed=1)
    ours: dict[int, float] = {}

    def solve(workers: int) -> None:
        for piece in drawing.pieces(range(SAMPLES), workers):
            ours.update((one.number, one.weighted_anew) for one in piece)

    solve(1)
    one, two = seconds(lambda: solve(1)), seconds(lambda: solve(2))
    theirs: dict[int, float] = {}
    loop = seconds(lambda: theirs.update(
        (n, by_pulp(drawing.draws, n)) for n in range(BY_PULP)))
    off = max(abs(-theirs[n] * drawing.draws.scale / ours[n] - 1) for n in theirs)
    print(f"{SAMPLES} samples, one worker: {SAMPLES / one:.0f} a second")
    print(f"PuLP and HiGHS: {BY_PULP / loop:.1f} a second; ratio {SAMPLES / one * loop / BY_PULP:.1f}")
    print(f"two workers against one: {one / two:.2f} times")
    print(f"the optima differ by at most {off:.1e}")


if __name__ == "__main__":
    main()

"""How long a search for few grants takes, in times the linear programs before it.

`PYTHONPATH=tests/benchmarks python tests/benchmarks/fewest_grants.py [SEEDS]`: on the example,
with `fewest grants` as its last objective and a gap of 5%, in processor seconds, each search
beside its own linear programs in the same process. A seed moves where the search looks first, as
the least change of a figure would.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from statistics import median
from unittest import mock

import optimiser
from optimiser.example.tables import TABLES
from optimiser.model.program import Program, build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding import fresh_starts, grants
from optimiser.solving.finding.stages import run_stages
from optimiser.template.content import NOTE

GAP = 0.05
BEFORE = 5
"""So often the linear programs are solved: their middle time is taken."""


def example() -> Program:
    """Return the example with `fewest grants` as its last objective."""
    tables = {name: [{heading: value for heading, value in row.items()
                      if not heading.startswith(NOTE)} for row in rows]
              for name, rows in TABLES.items()}
    tables["Objectives"].append({"Order": 9, "Objective": "fewest grants"})
    tables["Settings"].append({"Setting": "Gap", "Value": GAP})
    return build_program(build_problem(optimiser.load(tables)))


def before(program: Program) -> float:
    """Return the processor seconds of the linear programs before the search."""
    loose = replace(program, linear=grants._unlinked(program, program.linear), problem=replace(
        program.problem, objectives=program.problem.objectives[:-1]))
    seconds = []
    for _ in range(BEFORE):
        began = time.process_time()
        run_stages(loose, Runner(highs.solve))
        seconds.append(time.process_time() - began)
    return median(seconds)


def search(program: Program, seed: int) -> tuple[float, int, float]:
    """Return the processor seconds of all that chooses the grants, their number and its bound."""
    moved = [seed + 1_000 * step for step in fresh_starts._SEEDS]
    with mock.patch.object(fresh_starts, "_SEEDS", moved):
        began = time.process_time()
        chosen = grants.choose_grants(program, Runner(highs.solve))
        seconds = time.process_time() - began
    last = chosen.reached[-1]
    assert last is not None
    return seconds, round(last.values[0]), last.bound


def main(seeds: int) -> None:
    """Say each search, and the middle and the longest of all."""
    program, times = example(), []
    for seed in range(seeds):
        unit = before(program)
        seconds, made, bound = search(program, seed)
        times.append(seconds / unit)
        print(f"seed {seed}: {seconds:.2f} s, {times[-1]:.0f} times {unit:.3f} s; "
              f"{made} grants, at least {bound:.0f} needed", flush=True)
    print(f"middle {median(times):.0f} times, longest {max(times):.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)

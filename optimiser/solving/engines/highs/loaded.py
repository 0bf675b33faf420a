"""A program in HiGHS: how it is loaded, set, run, stopped, and what its ends are called."""

from __future__ import annotations

import math

import highspy
import numpy as np

from optimiser import clock
from optimiser.model.program import LinearProgram
from optimiser.solving.engines.banner import print_nowhere
from optimiser.solving.engines.outcome import SolveStatus
from optimiser.solving.engines.steps import run_step

TOLERANCE = 1e-9
"""By so much, in the program's scale, a plan may break a row or a bound."""
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
    "mip_feasibility_tolerance": TOLERANCE,
}
DUAL, PRIMAL = 1, 4
"""What HiGHS calls its two ways of the simplex."""
END = highspy.HighsModelStatus
STATUS = {
    END.kOptimal: SolveStatus.OPTIMAL,
    END.kUnbounded: SolveStatus.UNBOUNDED,
    **dict.fromkeys((END.kInfeasible, END.kUnboundedOrInfeasible), SolveStatus.INFEASIBLE),
    **dict.fromkeys((END.kTimeLimit, END.kIterationLimit, END.kInterrupt, END.kSolutionLimit),
                    SolveStatus.STOPPED),
}


def set_options(highs: highspy.Highs, **options: bool | float | str | None) -> None:
    """Set options, but for those that are None."""
    for option, value in options.items():
        if value is not None:
            highs.setOptionValue(option, value)


def empty() -> highspy.Highs:
    """Return HiGHS without a program, silent."""
    print_nowhere(highspy.Highs)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    return highs


def load(program: LinearProgram) -> highspy.Highs:
    """Return HiGHS with a program in it."""
    highs = empty()
    kind = np.zeros(program.columns, np.int32)
    kind[program.whole] = int(highspy.HighsVarType.kInteger)
    # As arrays: put into a `HighsLp`, each of a hundred thousand entries became a Python number.
    highs.passModel(
        program.columns, program.rows, len(program.index), int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), 0.0, program.cost, program.lower, program.upper,
        program.row_lower, program.row_upper, program.start, program.index, program.value, kind)
    return highs


def run(highs: highspy.Highs, seconds: float = math.inf) -> None:
    """Run in a fresh thread: Ctrl-C stops the solve, and HiGHS's task scheduler is its own.

    The scheduler belongs to a thread, and refuses to run where anybody else in the process, PuLP
    for one, has started it with another number of threads. HiGHS looks at its own time limit
    between steps only, some of which take many seconds with whole numbers: it is told once more.
    """
    highs.HandleUserInterrupt = True
    limit(highs, seconds)
    run_step(highs.run, lambda: stop(highs), seconds)


def limit(highs: highspy.Highs, seconds: float = math.inf) -> None:
    """Let the next run end when the clock does, or after so many seconds."""
    # HiGHS counts the seconds of all runs of a program together.
    left = max(min(seconds, clock.current().left), 0.0)
    highs.setOptionValue("time_limit", highs.getRunTime() + left)


def stop(highs: highspy.Highs) -> None:
    """Ask a running solve to stop, from another thread.

    A search in whole numbers is asked by a callback. The simplex reads its time limit at every
    step (it stops within 15 ms): a callback would wait at each for Python's lock.
    """
    highs.cancelSolve()  # type: ignore[no-untyped-call]
    highs.setOptionValue("time_limit", 0.0)

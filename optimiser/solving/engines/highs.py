"""HiGHS, the embedded solver: the only module that opens it, but for what its bases look like.

Minimises always; only `kOptimal` counts as optimal; no value is read before the status.
"""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import highspy
import numpy as np

from optimiser import clock
from optimiser.errors import NoProofError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats, Ints
from optimiser.solving.engines import greedy
from optimiser.solving.engines.banner import print_nowhere
from optimiser.solving.engines.bases import basis_of, fitted, statuses_of, with_basic
from optimiser.solving.engines.listening import listen
from optimiser.solving.engines.outcome import (
    Again,
    Found,
    Outcome,
    Ranges,
    SolveStatus,
    Steps,
    TooLongError,
)
from optimiser.solving.engines.steps import run_step
from optimiser.solving.engines.sums import with_sums

TOLERANCE = 1e-9
"""By so much, in the program's scale, a plan may break a row or a bound."""
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
    "mip_feasibility_tolerance": TOLERANCE,
}
_UNPERTURBED: dict[str, bool | int | float | str] = {
    "presolve": "off",
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
_MANY = 15_000
"""Above so many rows a solve from nothing is quicker by interior points, then a vertex."""
_SMALL = 2_000
"""Below so many rows a solve takes a moment: presolve takes longer than it saves."""
_STEPS_FROM_NOTHING = 0.5
"""Steps of the primal simplex for each row and column before another way is tried."""
_DUAL, _PRIMAL = 1, 4
_FEW, _NO_END = 1_000, 2**31 - 1
"""So many steps from where nearly the same program ended are given up: it is not that near."""
_END = highspy.HighsModelStatus
_STATUS = {
    _END.kOptimal: SolveStatus.OPTIMAL,
    _END.kUnbounded: SolveStatus.UNBOUNDED,
    **dict.fromkeys((_END.kInfeasible, _END.kUnboundedOrInfeasible), SolveStatus.INFEASIBLE),
    **dict.fromkeys((_END.kTimeLimit, _END.kIterationLimit, _END.kInterrupt, _END.kSolutionLimit),
                    SolveStatus.STOPPED),
}


def solve(program: LinearProgram, start: object = None, *, seconds: float = math.inf,
          is_presolved: bool = True, nodes: int | None = None, gap: float = 0.0, seed: int = 0,
          tell: Found | None = None) -> Outcome:
    """Solve a linear program from where an earlier one ended: its `start`.

    That is a basis, of this program or (`Again`) of nearly the same one, or for whole numbers a
    plan of which the whole columns are tried first. A search in whole numbers ends after so many
    `nodes`, on every machine alike, or once its value is proved to be within the share `gap` of
    the best; `tell` hears of its best value and bound, its `seed` decides where it looks first.
    `seconds` are its own limit. Raises TimeUpError where the clock ends it with nothing found.

    Not `is_presolved` where whole numbers have wide ranges: HiGHS's presolve may then run for many
    seconds, whatever its time limit, where the search alone takes one.
    """
    laid = with_sums(program)
    highs = _load(laid)
    _set(highs, **{**_OPTIONS, "mip_rel_gap": gap, "mip_max_nodes": nodes, "random_seed": seed})
    if not is_presolved or (program.rows < _SMALL and not len(program.whole)):
        highs.setOptionValue("presolve", "off")
    sums = laid.columns - program.columns
    _begin_at(highs, program, start, sums)
    raised = [] if tell is None else listen(highs, tell)
    is_begun = start is not None or len(program.whole)
    if is_begun or not _from_nothing(highs, program, sums, seconds):
        _run(highs, seconds)
    if raised:
        raise raised[0]
    outcome = _outcome(highs, program)
    outcome.require_time()
    is_given_up = outcome.status is SolveStatus.STOPPED and isinstance(start, Again)
    if (outcome.status is SolveStatus.STOPPED and not is_given_up) or (
            outcome.status is SolveStatus.OPTIMAL and outcome.is_closed(gap)):
        return outcome
    return _solved_anew(highs, program, is_presolved=is_presolved, gap=gap, seconds=seconds)


def _solved_anew(highs: highspy.Highs, program: LinearProgram, *, is_presolved: bool, gap: float,
                 seconds: float) -> Outcome:
    """Solve once more from nothing.

    "No plan" is believed only from a second, fresh way of solving; and with a plan to start from
    HiGHS has called optimal what its own bound says may be far from the best.
    """
    highs.clearSolver()
    _set(highs, presolve="on" if is_presolved else "off", solver="choose",
         simplex_strategy=_DUAL, simplex_iteration_limit=_NO_END)
    _run(highs, seconds)
    outcome = _outcome(highs, program)
    outcome.require_time()
    if outcome.status is SolveStatus.OPTIMAL and not outcome.is_closed(gap):
        return replace(outcome, status=SolveStatus.FAILED)
    return outcome


def _from_nothing(highs: highspy.Highs, program: LinearProgram, sums: int, seconds: float) -> bool:
    """Climb from the plan of nothing where that keeps every limit; tell if that ended it.

    The primal simplex needs no first plan then: 50 futures take a twentieth of the time.
    """
    if program.rows >= _SMALL and program.is_kept_by_nothing:
        most = int(_STEPS_FROM_NOTHING * (program.rows + program.columns))
        _set(highs, simplex_strategy=_PRIMAL, simplex_iteration_limit=most)
        highs.setBasis(with_basic(basis_of(*greedy.first_basis(program)), sums))
        _run(highs, seconds)
        highs.setOptionValue("simplex_iteration_limit", _NO_END)
        if highs.getModelStatus() != _END.kIterationLimit:
            return True
        highs.clearSolver()
        highs.setOptionValue("simplex_strategy", _DUAL)
    if program.rows > _MANY:
        highs.setOptionValue("solver", "ipm")
    return False


def _begin_at(highs: highspy.Highs, program: LinearProgram, start: object, sums: int) -> None:
    """Begin where an earlier solve ended, if it left a basis or a plan; `sums` are columns more."""
    if isinstance(start, Again):
        highs.setBasis(with_basic(basis_of(start.columns, start.rows), sums))
        highs.setOptionValue("simplex_strategy", _PRIMAL if start.is_feasible else _DUAL)
        highs.setOptionValue("simplex_iteration_limit", _FEW + program.rows // 2)
    elif isinstance(start, highspy.HighsBasis):
        highs.setBasis(with_basic(fitted(start, program), sums))
        # What kept all limits before still does as a rule: only the objective is new.
        highs.setOptionValue("simplex_strategy", _PRIMAL)
    elif isinstance(start, np.ndarray) and len(program.whole):
        highs.setSolution(len(program.whole), program.whole.astype(np.int32), start[program.whole])


def ranges(program: LinearProgram, start: object) -> Ranges:
    """Return how far each row's binding bound may move before its dual changes.

    Shapes (rows,): the activity at the lower and at the upper end of the range.
    """
    highs = _load(program)
    _set(highs, **{**_OPTIONS, "presolve": "off"})
    if isinstance(start, highspy.HighsBasis):
        highs.setBasis(start)
    _run(highs)
    _, found = highs.getRanging()
    return Ranges(np.array(found.row_bound_dn.value_), np.array(found.row_bound_up.value_))


class Session:
    """A program that stays loaded while its bounds, entries and costs change between solves.

    Each solve starts from the basis of the one before. Costs and bounds are not perturbed, so
    that a solve that need not move takes no step.
    """

    def __init__(self, program: LinearProgram, start: object = None, *,
                 columns: Ints | None = None, is_feasible: bool = False,
                 is_far: bool = False, nodes: int | None = None) -> None:
        """Load the program; `start` is the basis of an outcome of nearly the same one.

        `columns` are those of that outcome which the program keeps, all where None. With
        `is_feasible` the basis keeps all limits, whatever costs it has; where it `is_far` from
        the best, costs and bounds are perturbed all the same. `nodes` end a search.
        """
        self.highs = _load(program)
        _set(self.highs, **_OPTIONS, **({"presolve": "off"} if is_far else _UNPERTURBED),
             mip_max_nodes=nodes)
        self.basis = (fitted(start, program, columns)
                      if isinstance(start, highspy.HighsBasis) else None)
        self.highs.setOptionValue("simplex_strategy", _PRIMAL if is_feasible else _DUAL)
        self.steps: Steps | None = None
        self.restart()

    def restart(self) -> None:
        """Begin the next solve at the basis that the session was opened with."""
        if self.basis is not None:
            self.highs.setBasis(self.basis)

    def follow(self) -> None:
        """Let the next solves go on from a plan that keeps all limits: only costs change."""
        self.highs.setOptionValue("simplex_strategy", _PRIMAL)

    def keep(self) -> None:
        """Let `restart` lead back to where the last solve ended."""
        self.basis = self.highs.getBasis()

    def forget(self) -> None:
        """Restart as if nothing had been solved: what comes then does not depend on it."""
        self.highs.clearSolver()
        self.restart()

    def add(self, program: LinearProgram) -> None:
        """Add columns, given as a program over the same rows: of it only they and costs count."""
        order = np.argsort(program.index, kind="stable")
        start = np.searchsorted(program.index[order], np.arange(program.columns))
        self.highs.addCols(
            program.columns, program.cost, program.lower, program.upper, len(order),
            start.astype(np.int32), program.row_of_entry()[order].astype(np.int32),
            program.value[order])

    def bound(self, row: int, lower: float, upper: float) -> None:
        """Set the bounds of a row."""
        self.highs.changeRowBounds(row, lower, upper)

    def at_most(self, rows: Ints, upper: Floats) -> None:
        """Bound rows from above, and not from below; both shapes (rows,)."""
        change = self.highs.changeRowsBounds  # type: ignore[attr-defined, unused-ignore]
        change(len(rows), rows.astype(np.int32), np.full(len(rows), -np.inf), upper)

    def bound_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns; all shapes (columns,)."""
        self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of a column."""
        self.highs.changeColBounds(column, lower, upper)

    def enter(self, row: int, column: int, value: float) -> None:
        """Set an entry of the matrix."""
        self.highs.changeCoeff(row, column, value)

    def cost(self, column: int, value: float) -> None:
        """Set the cost of one column."""
        self.highs.changeColCost(column, value)

    def costs(self, cost: Floats) -> None:
        """Set the costs of all columns."""
        self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def least(self) -> float:
        """Return the minimum; raise NoProofError, or TimeUpError.

        Plus infinity where nothing is feasible, minus infinity where nothing ends it.
        """
        status = self._status()
        if status is not SolveStatus.OPTIMAL:
            # From a far basis the simplex may lose its way: believed from a fresh start only.
            self.highs.clearSolver()
            status = self._status()
        if status in (SolveStatus.INFEASIBLE, SolveStatus.UNBOUNDED):
            return float("inf" if status is SolveStatus.INFEASIBLE else "-inf")
        if status is not SolveStatus.OPTIMAL:
            raise NoProofError(f"The solver ended without a proof: {status.value}.",
                               "Please report it, with the workbook.")
        return float(self.highs.getInfo().objective_function_value)

    def _status(self) -> SolveStatus:
        """Solve; on the main thread so that Ctrl-C is heeded, on any other at once.

        A fresh thread for each of many short solves would take longer than they do. Raises
        TooLongError where the session's `steps` are used up.
        """
        if self.steps is not None:
            self.highs.setOptionValue("simplex_iteration_limit", max(self.steps.left, 0))
        if threading.current_thread() is threading.main_thread():
            _run(self.highs)
        else:
            clock.go_on()
            _limit(self.highs)
            with clock.current().stopping(lambda: _stop(self.highs)):
                self.highs.run()
        status = _STATUS.get(self.highs.getModelStatus(), SolveStatus.FAILED)
        if self.steps is not None:
            self.steps.left -= self.highs.getInfo().simplex_iteration_count
        if status is SolveStatus.STOPPED:
            clock.go_on()
            raise TooLongError
        return status

    @property
    def x(self) -> Floats:
        """The columns of the last solve, shape (columns,)."""
        return np.array(self.highs.getSolution().col_value)

    @property
    def activity(self) -> Floats:
        """What the rows of the last solve add up to, shape (rows,)."""
        return np.array(self.highs.getSolution().row_value)

    @property
    def dual(self) -> Floats:
        """The duals of the last solve's rows, shape (rows,)."""
        return np.array(self.highs.getSolution().row_dual)

    @property
    def statuses(self) -> tuple[Ints, Ints]:
        """The numbers of the statuses of columns and rows where the last solve ended."""
        found = statuses_of(self.highs.getBasis())
        assert found is not None
        return found


def write_program(program: LinearProgram, path: str, columns: list[str], rows: list[str]) -> None:
    """Write the program with names to a file in the format of its ending (.lp or .mps)."""
    highs = _load(program)
    for number, name in enumerate(columns):
        highs.passColName(number, name)
    for number, name in enumerate(rows):
        highs.passRowName(number, name)
    highs.writeModel(path)


def _set(highs: highspy.Highs, **options: bool | float | str | None) -> None:
    """Set options, but for those that are None."""
    for option, value in options.items():
        if value is not None:
            highs.setOptionValue(option, value)


def _load(program: LinearProgram) -> highspy.Highs:
    print_nowhere(highspy.Highs)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.columns, program.rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.start
    lp.a_matrix_.index_ = program.index
    lp.a_matrix_.value_ = program.value
    if len(program.whole):
        kind, whole = highspy.HighsVarType, frozenset(program.whole.tolist())
        lp.integrality_ = [kind.kInteger if column in whole else kind.kContinuous
                           for column in range(program.columns)]
    highs.passModel(lp)
    return highs


def _run(highs: highspy.Highs, seconds: float = math.inf) -> None:
    """Run in a fresh thread: Ctrl-C stops the solve, and HiGHS's task scheduler is its own.

    The scheduler belongs to a thread, and refuses to run where anybody else in the process, PuLP
    for one, has started it with another number of threads. HiGHS looks at its own time limit
    between steps only, some of which take many seconds with whole numbers: it is told once more.
    """
    highs.HandleUserInterrupt = True
    _limit(highs, seconds)
    run_step(highs.run, lambda: _stop(highs), seconds)


def _limit(highs: highspy.Highs, seconds: float = math.inf) -> None:
    """Let the next run end when the clock does, or after so many seconds."""
    # HiGHS counts the seconds of all runs of a program together.
    left = max(min(seconds, clock.current().left), 0.0)
    highs.setOptionValue("time_limit", highs.getRunTime() + left)


def _stop(highs: highspy.Highs) -> None:
    """Ask a running solve to stop, from another thread.

    A search in whole numbers is asked by a callback. The simplex reads its time limit at every
    step (it stops within 15 ms): a callback would wait at each for Python's lock.
    """
    highs.cancelSolve()  # type: ignore[no-untyped-call]
    highs.setOptionValue("time_limit", 0.0)


def _outcome(highs: highspy.Highs, program: LinearProgram) -> Outcome:
    status = _STATUS.get(highs.getModelStatus(), SolveStatus.FAILED)
    is_incumbent = status is SolveStatus.STOPPED and len(program.whole) > 0 and (
        highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)
    if status is not SolveStatus.OPTIMAL and not is_incumbent:
        return Outcome(status)
    solution = highs.getSolution()
    x = np.array(solution.col_value)[:program.columns]
    if len(program.whole):
        x[program.whole] = np.round(x[program.whole])
        return Outcome(status, x=x, objective=float(program.cost @ x), start=x,
                       bound=float(highs.getInfo().mip_dual_bound))
    return Outcome(status, x=x, dual=np.array(solution.row_dual)[:program.rows],
                   reduced_cost=np.array(solution.col_dual)[:program.columns],
                   objective=float(program.cost @ x),
                   start=highs.getBasis() if len(solution.col_value) == program.columns
                   else fitted(highs.getBasis(), program))

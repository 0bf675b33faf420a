"""A program that stays loaded in HiGHS while parts of it change between solves."""

from __future__ import annotations

import threading

import highspy
import numpy as np

from optimiser import clock
from optimiser.errors import NoProofError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats, Ints
from optimiser.solving.engines.highs.bases import fitted, statuses_of, with_basic
from optimiser.solving.engines.highs.loaded import (
    DUAL,
    OPTIONS,
    PRIMAL,
    STATUS,
    empty,
    limit,
    load,
    run,
    set_options,
    stop,
)
from optimiser.solving.engines.outcome import SolveStatus, Steps, TooLongError
from optimiser.solving.engines.sums import with_sums

_UNPERTURBED: dict[str, bool | int | float | str] = {
    "presolve": "off",
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
}
_SMALL = 2_000
"""Below so many rows a basis is factored anew quicker than what is left of its factor serves."""
_OFTEN = 5_000
"""Entries from which some twenty solves save what finding shared sums takes."""


class Session:
    """A program that stays loaded while its bounds, entries and costs change between solves.

    Each solve starts from the basis of the one before. Costs and bounds are not perturbed, so
    that a solve that need not move takes no step.
    """

    def __init__(self, program: LinearProgram, start: object = None, *,
                 columns: Ints | None = None, is_feasible: bool = False,
                 is_far: bool = False, nodes: int | None = None,
                 is_asked_often: bool = False) -> None:
        """Load the program; `start` is the basis of an outcome of nearly the same one.

        `columns` are those of that outcome which the program keeps, all where None. With
        `is_feasible` the basis keeps all limits, whatever costs it has; where it `is_far` from
        the best, costs and bounds are perturbed all the same. `nodes` end a search. Where it
        `is_asked_often` sums that its rows share are columns, behind those of the program: no entry
        of these can be set.
        """
        laid = with_sums(program, _OFTEN) if is_asked_often else program
        self.highs = load(laid)
        set_options(self.highs, **OPTIONS, **({"presolve": "off"} if is_far else _UNPERTURBED),
                    mip_max_nodes=nodes, no_unnecessary_rebuild_refactor=program.rows >= _SMALL)
        self.basis = (
            with_basic(fitted(start, program, columns), laid.columns - program.columns)
            if isinstance(start, highspy.HighsBasis) else None)
        self.highs.setOptionValue("simplex_strategy", PRIMAL if is_feasible else DUAL)
        self.steps: Steps | None = None
        if self.basis is not None:
            self.restart()
            self.keep()  # as HiGHS has mended it, once for all

    def restart(self) -> None:
        """Begin the next solve at the basis that the session was opened with."""
        if self.basis is not None:
            self.highs.setBasis(self.basis)

    def follow(self) -> None:
        """Let the next solves go on from a plan that keeps all limits: only costs change."""
        self.highs.setOptionValue("simplex_strategy", PRIMAL)

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
            self._run_or_leave()
        else:
            clock.go_on()
            limit(self.highs)
            with clock.current().stopping(lambda: stop(self.highs)):
                self.highs.run()
        status = STATUS.get(self.highs.getModelStatus(), SolveStatus.FAILED)
        if self.steps is not None:
            self.steps.left -= self.highs.getInfo().simplex_iteration_count
        if status is SolveStatus.STOPPED:
            clock.go_on()
            raise TooLongError
        return status

    def _run_or_leave(self) -> None:
        """Run; what is interrupted may be at work still, and is never touched again.

        Who puts back in the end what was changed does so in an empty program: HiGHS ends the
        process with a fault where a program changes while it is being solved.
        """
        try:
            run(self.highs)
        except BaseException:
            self.highs = empty()
            raise

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

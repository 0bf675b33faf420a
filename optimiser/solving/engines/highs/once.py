"""HiGHS, the embedded solver: a program solved once.

Minimises always; only `kOptimal` counts as optimal; no value is read before the status.
"""

from __future__ import annotations

import math
from dataclasses import replace

import highspy
import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.solving.engines import greedy
from optimiser.solving.engines.highs.bases import basis_of, fitted, with_basic
from optimiser.solving.engines.highs.listening import listen
from optimiser.solving.engines.highs.loaded import (
    DUAL,
    END,
    OPTIONS,
    PRIMAL,
    STATUS,
    TOLERANCE,
    load,
    run,
    set_options,
)
from optimiser.solving.engines.outcome import (
    Again,
    Found,
    Outcome,
    Ranges,
    SolveStatus,
)
from optimiser.solving.engines.sums import with_sums

_MANY = 15_000
"""Above so many rows a solve from nothing is quicker by interior points, then a vertex."""
_SMALL = 2_000
"""Below so many rows a solve takes a moment: presolve takes longer than it saves."""
_TOLD = 1e-14
"""Prices and values further off than this, in the program's scale, are found once more."""
_STEPS_FROM_NOTHING = 0.5
"""Steps of the primal simplex for each row and column before another way is tried."""
_FEW, _NO_END = 1_000, 2**31 - 1
"""So many steps from where nearly the same program ended are given up: it is not that near."""


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
    highs = load(laid)
    set_options(highs, **{**OPTIONS, "mip_rel_gap": gap, "mip_max_nodes": nodes,
                          "random_seed": seed})
    if not is_presolved or (program.rows < _SMALL and not len(program.whole)):
        highs.setOptionValue("presolve", "off")
    sums = laid.columns - program.columns
    _begin_at(highs, program, start, sums)
    raised = [] if tell is None else listen(highs, tell)
    is_begun = start is not None or len(program.whole)
    if is_begun or not _from_nothing(highs, program, sums, seconds):
        run(highs, seconds)
    if raised:
        raise raised[0]
    _with_fresh_factors(highs, program, seconds)
    outcome = _outcome(highs, program)
    outcome.require_time()
    is_given_up = outcome.status is SolveStatus.STOPPED and isinstance(start, Again)
    if (outcome.status is SolveStatus.STOPPED and not is_given_up) or (
            outcome.status is SolveStatus.OPTIMAL and outcome.is_closed(gap)
            and not _only_gave_back(highs, program, outcome, start)):
        return outcome
    anew = _solved_anew(highs, program, is_presolved=is_presolved, gap=gap, seconds=seconds)
    if anew.status is SolveStatus.OPTIMAL and len(outcome.x) and (
            anew.objective > outcome.objective + TOLERANCE * max(1.0, abs(outcome.objective))):
        return replace(anew, status=SolveStatus.FAILED)
    return anew


def _only_gave_back(highs: highspy.Highs, program: LinearProgram, outcome: Outcome,
                    start: object) -> bool:
    """Tell whether a search ended at once with the plan that it was given.

    It may be the best; but where rows leave hardly any room HiGHS has called all others
    impossible, some of them better ones.
    """
    return isinstance(start, np.ndarray) and len(program.whole) > 0 and (
        highs.getInfo().mip_node_count <= 1
        and np.array_equal(outcome.x[program.whole], np.round(start[program.whole])))


def _solved_anew(highs: highspy.Highs, program: LinearProgram, *, is_presolved: bool, gap: float,
                 seconds: float) -> Outcome:
    """Solve once more from nothing.

    "No plan" is believed only from a second, fresh way of solving; and with a plan to start from
    HiGHS has called optimal what its own bound says may be far from the best, or what it had
    looked no further than.
    """
    highs.clearSolver()
    set_options(highs, presolve="on" if is_presolved else "off", solver="choose",
                simplex_strategy=DUAL, simplex_iteration_limit=_NO_END)
    run(highs, seconds)
    outcome = _outcome(highs, program)
    outcome.require_time()
    if outcome.status is SolveStatus.OPTIMAL and not outcome.is_closed(gap):
        return replace(outcome, status=SolveStatus.FAILED)
    return outcome


def _with_fresh_factors(highs: highspy.Highs, program: LinearProgram, seconds: float) -> None:
    """Solve once more from where a linear program ended, if that was told to too few digits.

    HiGHS updates its factors from step to step, by which the last five digits may be lost. What
    later objectives keep is held to the last one: an error of 1e-10 in a coverage let 3 euros go
    elsewhere. Factored anew, the same basis gives all digits.
    """
    told = highs.getInfo()
    gap = told.primal_dual_objective_error  # type: ignore[attr-defined, unused-ignore]
    off = max(told.max_dual_infeasibility, gap)
    if highs.getModelStatus() == END.kOptimal and not len(program.whole) and off > _TOLD:
        basis = highs.getBasis()
        highs.clearSolver()
        highs.setBasis(basis)
        run(highs, seconds)


def _from_nothing(highs: highspy.Highs, program: LinearProgram, sums: int, seconds: float) -> bool:
    """Climb from the plan of nothing where that keeps every limit; tell if that ended it.

    The primal simplex needs no first plan then: 50 futures take a twentieth of the time.
    """
    if program.rows >= _SMALL and program.is_kept_by_nothing:
        most = int(_STEPS_FROM_NOTHING * (program.rows + program.columns))
        set_options(highs, simplex_strategy=PRIMAL, simplex_iteration_limit=most)
        highs.setBasis(with_basic(basis_of(*greedy.first_basis(program)), sums))
        run(highs, seconds)
        highs.setOptionValue("simplex_iteration_limit", _NO_END)
        if highs.getModelStatus() != END.kIterationLimit:
            return True
        highs.clearSolver()
        highs.setOptionValue("simplex_strategy", DUAL)
    if program.rows > _MANY:
        highs.setOptionValue("solver", "ipm")
    return False


def _begin_at(highs: highspy.Highs, program: LinearProgram, start: object, sums: int) -> None:
    """Begin where an earlier solve ended, if it left a basis or a plan; `sums` are columns more."""
    if isinstance(start, Again):
        highs.setBasis(with_basic(basis_of(start.columns, start.rows), sums))
        highs.setOptionValue("simplex_strategy", PRIMAL if start.is_feasible else DUAL)
        highs.setOptionValue("simplex_iteration_limit", _FEW + program.rows // 2)
    elif isinstance(start, highspy.HighsBasis):
        highs.setBasis(with_basic(fitted(start, program), sums))
        # What kept all limits before still does as a rule: only the objective is new.
        highs.setOptionValue("simplex_strategy", PRIMAL)
    elif isinstance(start, np.ndarray) and len(program.whole):
        highs.setSolution(len(program.whole), program.whole.astype(np.int32), start[program.whole])


def ranges(program: LinearProgram, start: object) -> Ranges:
    """Return how far each row's binding bound may move before its dual changes."""
    highs = load(program)
    set_options(highs, **{**OPTIONS, "presolve": "off"})
    if isinstance(start, highspy.HighsBasis):
        highs.setBasis(start)
    run(highs)
    _, found = highs.getRanging()
    low, high = found.row_bound_dn, found.row_bound_up
    inside = highspy.HighsBasisStatus.kBasic
    return Ranges(np.array(low.value_), np.array(high.value_), np.array(low.in_var_),
                  np.array(high.in_var_), np.array(
                      [status == inside for status in highs.getBasis().row_status]))


def write_program(program: LinearProgram, path: str, columns: list[str], rows: list[str]) -> None:
    """Write the program with names to a file in the format of its ending (.lp or .mps)."""
    highs = load(program)
    if not len(program.whole):
        # Loaded as arrays every column has a kind, and the file would head lists of none.
        plain = highs.getLp()
        plain.integrality_ = []
        highs.passModel(plain)
    for number, name in enumerate(columns):
        highs.passColName(number, name)
    for number, name in enumerate(rows):
        highs.passRowName(number, name)
    highs.writeModel(path)


def _outcome(highs: highspy.Highs, program: LinearProgram) -> Outcome:
    status = STATUS.get(highs.getModelStatus(), SolveStatus.FAILED)
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

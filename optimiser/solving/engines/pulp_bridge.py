"""Every other solver, through PuLP: its answer is believed only where duality proves it.

PuLP's wrappers report stops at a limit as optimal, print values with eight digits and
disagree about the signs of duals. So the bridge takes primal and dual values as hints, turns
the duals to the sign that is feasible, and calls the answer optimal only where both agree.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator

import numpy as np
import pulp

from optimiser import clock
from optimiser.errors import TimeUpError, UsageError
from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Floats
from optimiser.solving.engines.outcome import Outcome, Solve, SolveStatus
from optimiser.solving.engines.started import Started
from optimiser.solving.engines.steps import run_step

_AGREEMENT = 1e-6
_ACCURACY = 1e-6
_PRINTED = 1e-6
_DENSE = 4_000
"""Duals with eight digits are told from zero at this, relative to the largest cost."""


def pulp_solver(name: str) -> Solve:
    """Return the solver that PuLP knows by that name; raise UsageError where it has none."""
    known = {known.casefold(): known for known in pulp.listSolvers(onlyAvailable=True)}
    if name.casefold() not in known:
        offered = ", ".join(["highs", *sorted(known.values())])
        raise UsageError(f"There is no solver {name} here.", f"Choose one of: {offered}.")

    def solve(program: LinearProgram, start: object) -> Outcome:
        started, left = Started(), clock.current().left
        try:
            return run_step(lambda: started.during(
                lambda: _solve(program, known[name.casefold()], left)), started.end)
        except pulp.PulpSolverError:
            if started.is_ended:
                raise TimeUpError(clock.current().doing) from None
            raise

    return solve


def _solve(program: LinearProgram, name: str, left: float) -> Outcome:
    """Solve within the seconds that are left, with the solver's files in a folder of their own."""
    problem, columns = _state(program)
    limit = {} if math.isinf(left) else {"timeLimit": max(left, 0.01)}
    solver = pulp.getSolver(name, msg=False, **limit)
    with tempfile.TemporaryDirectory() as folder:
        solver.tmpDir = folder
        status = problem.solve(solver)
    if status == pulp.LpStatusInfeasible:
        return Outcome(SolveStatus.INFEASIBLE)
    if status != pulp.LpStatusOptimal:
        return Outcome(SolveStatus.STOPPED)
    x = _sharpen(program, np.array([column.value() or 0.0 for column in columns]))
    dual = _sharpen_dual(program, x, _dual(program, problem))
    outcome = Outcome(SolveStatus.OPTIMAL, x=x, dual=dual,
                      reduced_cost=program.reduced_cost(dual),
                      objective=float(program.cost @ x), accuracy=_ACCURACY)
    return outcome if _is_proved(program, outcome) else Outcome(SolveStatus.STOPPED)


def _state(program: LinearProgram) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """State the program with short ids: PuLP turns many characters of names into one."""
    problem = pulp.LpProblem("allocation", pulp.LpMinimize)
    columns = [pulp.LpVariable(f"x{number:07d}", _bound(low), _bound(high))
               for number, (low, high) in enumerate(zip(program.lower, program.upper,
                                                        strict=True))]
    problem += pulp.LpAffineExpression(
        [(columns[j], float(program.cost[j])) for j in np.flatnonzero(program.cost)])
    for row in range(program.rows):
        own = slice(program.start[row], program.start[row + 1])
        left = pulp.LpAffineExpression(
            [(columns[j], float(value)) for j, value in
             zip(program.index[own], program.value[own], strict=True)])
        for name, sense, side in _sides(program, row):
            problem += pulp.LpConstraint(left, sense, name, side)
    return problem, columns


def _sides(program: LinearProgram, row: int) -> Iterator[tuple[str, int, float]]:
    """Yield the sides of a row that limit it, each with its id: none, one or two."""
    low, high = float(program.row_lower[row]), float(program.row_upper[row])
    if low == high:
        yield f"r{row:07d}", pulp.LpConstraintEQ, high
        return
    if np.isfinite(high):
        yield f"r{row:07d}", pulp.LpConstraintLE, high
    if np.isfinite(low):
        yield f"s{row:07d}", pulp.LpConstraintGE, low


def _bound(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _sharpen(program: LinearProgram, x: Floats) -> Floats:
    """Return a vertex printed with eight digits with all its digits.

    Values at a bound are put on it; the others move by the least that makes every tight row
    exact. Rows count as tight, and values as at a bound, to the digits that were printed.
    """
    if program.columns > _DENSE:
        return x
    for bound in (program.lower, program.upper):
        x = np.where(np.abs(x - bound) <= _PRINTED * (1 + np.abs(x)), bound, x)
    free = (x != program.lower) & (x != program.upper)
    value = program.activity(x)
    side = np.where(np.abs(value - program.row_upper) < np.abs(value - program.row_lower),
                    program.row_upper, program.row_lower)
    tight = np.abs(value - side) <= _PRINTED * (1 + np.abs(value))
    matrix = np.zeros((program.rows, program.columns))
    matrix[program.row_of_entry(), program.index] = program.value
    step = np.linalg.lstsq(matrix[np.ix_(tight, free)], (side - value)[tight], rcond=None)[0]
    x[free] += step
    return x


def _sharpen_dual(program: LinearProgram, x: Floats, dual: Floats) -> Floats:
    """Return duals printed with eight digits with all their digits.

    Those that are not zero move by the least that leaves columns between their bounds
    without a reduced cost, as they are at any optimum.
    """
    if program.columns > _DENSE:
        return dual
    largest = max(1.0, float(np.abs(program.cost).max(initial=0.0)))
    dual = np.where(np.abs(dual) <= _PRINTED * largest, 0.0, dual)
    free = (x != program.lower) & (x != program.upper)
    priced = dual != 0
    matrix = np.zeros((program.rows, program.columns))
    matrix[program.row_of_entry(), program.index] = program.value
    step = np.linalg.lstsq(matrix[np.ix_(priced, free)].T,
                           program.reduced_cost(dual)[free], rcond=None)[0]
    dual[priced] += step
    return dual


def _dual(program: LinearProgram, problem: pulp.LpProblem) -> Floats:
    """Return the duals with the sign that makes them feasible."""
    dual = np.array([sum(problem.constraints[name].pi or 0.0 for name, *_ in _sides(program, row))
                     for row in range(program.rows)], dtype=np.float64)
    return min((dual, -dual), key=lambda signed: _infeasibility(program, signed))


def _infeasibility(program: LinearProgram, dual: Floats) -> float:
    reduced = program.reduced_cost(dual)
    wrong = [np.where(np.isinf(program.upper), np.maximum(-reduced, 0), 0),
             np.where(np.isinf(program.lower), np.maximum(reduced, 0), 0)]
    rows = [np.where(np.isinf(program.row_upper), np.maximum(-dual, 0), 0),
            np.where(np.isinf(program.row_lower), np.maximum(dual, 0), 0)]
    return float(sum(part.sum() for part in (*wrong, *rows)))


def _is_proved(program: LinearProgram, outcome: Outcome) -> bool:
    """Tell whether the dual bound meets the objective: optimal whatever the status said."""
    noise = _ACCURACY * max(1.0, float(np.abs(program.cost).max(initial=0.0)))
    dual, reduced = (np.where(np.abs(price) < noise, 0.0, price)
                     for price in (outcome.dual, outcome.reduced_cost))
    bound = 0.0
    for price, low, high in ((dual, program.row_lower, program.row_upper),
                             (reduced, program.lower, program.upper)):
        used = price != 0
        at = np.where(price > 0, low, high)[used]
        if not np.isfinite(at).all():
            return False
        bound += float(price[used] @ at)
    return abs(outcome.objective - bound) <= _AGREEMENT * max(1.0, abs(bound))


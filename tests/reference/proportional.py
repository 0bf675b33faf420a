"""The plan nearest to proportional, found on the whole polytope as the definition states it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import clarabel
import numpy as np
import pulp
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import linprog  # type: ignore[import-untyped]

from reference import Cell, Figures
from reference.pulp_statement import Reference, value_of

Vector = NDArray[np.float64]
LARGEST_STRETCH = 1e6
NO_ROOM = 1e-2


def proportional_parts(figures: Figures) -> dict[Cell, Fraction]:
    """Return p: each need left, shared among its funds by what they have left."""
    cells = figures.cells()
    left = {
        fund: figures.budget(fund)
        - sum((g for cell, g in figures.commitments.items() if cell[0] == fund), Fraction(0))
        for fund in figures.donor_of
    }
    parts: dict[Cell, Fraction] = {}
    for cell in cells:
        slot = cell[1:]
        need = max(figures.slots[slot] - figures.committed(slot), Fraction(0))
        funds = sum((left[other[0]] for other in cells if other[1:] == slot), Fraction(0))
        parts[cell] = need * left[cell[0]] / funds if funds else Fraction(0)
    return parts


def nearest_to_proportional(reference: Reference) -> dict[Cell, float]:
    """Return the allocation in base currency that minimises the sum of (x - p)**2 / p.

    Every limit stays a row, and each objective kept without tolerance is an equation. Equations
    take their right sides from one point that keeps everything, so that they agree exactly.
    """
    statement = reference.statement
    figures, scale = statement.figures, statement.scale
    place = {variable.name: i for i, variable in enumerate(statement.variables)}
    parts = {cell: float(p) / scale for cell, p in proportional_parts(figures).items()}
    quadratic, linear = np.zeros(len(place)), np.zeros(len(place))
    barred = []
    for cell, variable in statement.x.items():
        if parts[cell] > 0:
            quadratic[place[variable.name]] = 2 / parts[cell]
            linear[place[variable.name]] = -2
        else:
            barred.append(pulp.LpConstraint(variable * 1.0, pulp.LpConstraintEQ, rhs=0))
    if not statement.minimise(pulp.lpSum([])):
        message = "no point keeps all objectives"
        raise RuntimeError(message)
    witness = np.array([float(v.varValue or 0) for v in statement.variables])
    kept = [k.row() if k.tolerance else exactly_as_now(k.expression) for k in statement.kept]
    rows = as_arrays([*statement.rows, *barred, *kept, *bounds(statement.variables)], place)
    reached = rows.matrix @ witness
    rows = replace(rows, right=np.where(rows.tight, reached, np.maximum(rows.right, reached)))
    tight = always_tight(rows)
    rows = Rows(rows.matrix, np.where(tight, reached, rows.right), tight)
    point = solve_quadratic(quadratic, linear, rows)
    return {cell: point[place[v.name]] * scale for cell, v in statement.x.items()}


def exactly_as_now(expression: pulp.LpAffineExpression) -> pulp.LpConstraint:
    """Return the row that holds an expression at its value in the solution just found."""
    return pulp.LpConstraint(expression, pulp.LpConstraintEQ, rhs=value_of(expression))


def bounds(variables: Sequence[pulp.LpVariable]) -> list[pulp.LpConstraint]:
    """Return the bounds of the variables as rows."""
    lower = [pulp.LpConstraint(v * 1.0, pulp.LpConstraintGE, rhs=0) for v in variables]
    upper = [
        pulp.LpConstraint(v * 1.0, pulp.LpConstraintLE, rhs=v.upBound)
        for v in variables
        if v.upBound is not None
    ]
    return lower + upper


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as arrays: `matrix` @ x = `right` where `tight`, else at most `right`."""

    matrix: sparse.csr_matrix
    right: Vector
    tight: NDArray[np.bool_]


def as_arrays(rows: Sequence[pulp.LpConstraint], place: Mapping[str, int]) -> Rows:
    """Return PuLP's rows as arrays, those that say "at least" turned round."""
    entries: list[tuple[int, int, float]] = []
    right: list[float] = []
    for position, row in enumerate(rows):
        sign = -1.0 if row.sense == pulp.LpConstraintGE else 1.0
        entries += [(position, place[v.name], sign * c) for v, c in row.items()]
        right.append(-sign * row.constant)
    i, j, values = zip(*entries, strict=True)
    matrix = sparse.csr_matrix((values, (i, j)), shape=(len(right), len(place)))
    tight = np.array([row.sense == pulp.LpConstraintEQ for row in rows])
    return Rows(matrix, np.array(right), tight)


def always_tight(rows: Rows) -> NDArray[np.bool_]:
    """Return which rows hold with equality at every point that keeps all rows.

    The kept objectives leave the polytope without an interior, where an interior point method
    stalls; written as equations these rows do no harm. A linear program looks for a point with
    room under as many of the doubtful rows as it can, until none of them can have room.
    """
    doubtful = np.flatnonzero(~rows.tight)
    while len(doubtful):
        room = most_room(rows, doubtful)
        if room.max() < NO_ROOM:
            break
        doubtful = doubtful[room < NO_ROOM]
    tight = rows.tight.copy()
    tight[doubtful] = True
    return tight


def most_room(rows: Rows, doubtful: NDArray[np.int64]) -> Vector:
    """Return the room under the doubtful rows where their sum is largest, each up to 1.

    All is stretched, `matrix` @ z + room <= `right` * stretch, so that little room counts too.
    """
    count, columns = rows.matrix.shape
    stretch = sparse.csr_matrix(-rows.right[:, None])
    places = (doubtful, np.arange(len(doubtful)))
    room = sparse.csr_matrix((np.ones(len(doubtful)), places), shape=(count, len(doubtful)))
    matrix = sparse.hstack([rows.matrix, stretch, room]).tocsr()
    answer = linprog(
        np.concatenate([np.zeros(columns + 1), -np.ones(len(doubtful))]),
        A_ub=matrix[~rows.tight],
        b_ub=np.zeros(int((~rows.tight).sum())),
        A_eq=matrix[rows.tight],
        b_eq=np.zeros(int(rows.tight.sum())),
        bounds=[(None, None)] * columns + [(1, LARGEST_STRETCH)] + [(0, 1)] * len(doubtful),
    )
    if answer.status != 0:
        message = f"the search for tight rows stopped: {answer.message}"
        raise RuntimeError(message)
    return np.array(answer.x[columns + 1 :])


def solve_quadratic(quadratic: Vector, linear: Vector, rows: Rows) -> Vector:
    """Minimise 1/2 Σ quadratic x² + Σ linear x under the rows; raise where not solved."""
    order = np.argsort(~rows.tight, kind="stable")
    equations = int(rows.tight.sum())
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    cones = [clarabel.ZeroConeT(equations), clarabel.NonnegativeConeT(len(order) - equations)]
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix(sparse.diags(quadratic)),
        linear,
        rows.matrix[order].tocsc(),
        rows.right[order],
        cones,
        settings,
    )
    solution = solver.solve()
    if str(solution.status) != "Solved":
        message = f"the proportional step stopped with {solution.status}"
        raise RuntimeError(message)
    return np.array(solution.x)

"""The plan nearest to proportional, found on the whole polytope as the definition states it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import clarabel
import numpy as np
import pulp
from scipy import sparse

from reference import Cell, Figures
from reference.pulp_statement import Reference


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

    Every limit stays a row, and each objective kept without tolerance is an equation: its value
    is the best there is, so no other point of the polytope satisfies it either.
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
    kept = [
        pulp.LpConstraint(k.expression, pulp.LpConstraintEQ, rhs=k.value) if not k.tolerance
        else k.row()
        for k in statement.kept
    ]
    rows = [*statement.rows, *barred, *kept, *bounds(statement.variables)]
    point = solve_quadratic(quadratic, linear, rows, place)
    return {cell: point[place[v.name]] * scale for cell, v in statement.x.items()}


def bounds(variables: Sequence[pulp.LpVariable]) -> list[pulp.LpConstraint]:
    """Return the bounds of the variables as rows."""
    lower = [pulp.LpConstraint(v * 1.0, pulp.LpConstraintGE, rhs=0) for v in variables]
    upper = [
        pulp.LpConstraint(v * 1.0, pulp.LpConstraintLE, rhs=v.upBound)
        for v in variables
        if v.upBound is not None
    ]
    return lower + upper


def solve_quadratic(
    quadratic: np.ndarray,
    linear: np.ndarray,
    rows: Sequence[pulp.LpConstraint],
    place: dict[str, int],
) -> np.ndarray:
    """Minimise 1/2 Σ quadratic x² + Σ linear x under the rows; raise where not solved."""
    equations = [row for row in rows if row.sense == pulp.LpConstraintEQ]
    others = [row for row in rows if row.sense != pulp.LpConstraintEQ]
    entries: list[tuple[int, int, float]] = []
    right: list[float] = []
    for position, row in enumerate((*equations, *others)):
        sign = -1.0 if row.sense == pulp.LpConstraintGE else 1.0
        entries += [(position, place[v.name], sign * c) for v, c in row.items()]
        right.append(-sign * row.constant)
    i, j, values = zip(*entries, strict=True)
    matrix = sparse.csc_matrix((values, (i, j)), shape=(len(right), len(place)))
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-12
    settings.max_iter = 500
    cones = [clarabel.ZeroConeT(len(equations)), clarabel.NonnegativeConeT(len(others))]
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix(sparse.diags(quadratic)), linear, matrix, np.array(right), cones, settings
    )
    solution = solver.solve()
    if str(solution.status) not in ("Solved", "AlmostSolved"):
        message = f"the proportional step stopped with {solution.status}"
        raise RuntimeError(message)
    return np.array(solution.x)

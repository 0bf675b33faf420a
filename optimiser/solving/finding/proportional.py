"""Among equally good plans, the one nearest to proportional (DESIGN 4.2).

A strictly convex step on the optimal face makes the plan unique, so that it does not
depend on the solver, the machine or the order of rows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.columns import Columns
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Bools, Floats, Ints, floats, sum_by
from optimiser.problem.left import left_of_funds, left_of_requirements
from optimiser.problem.types import Problem
from optimiser.solving.engines.quadratic import closest

_OF_A_UNIT = 0.01
"""How much of a rounding unit an amount may be off by before it is rounded."""
_FAR = 1e3
"""Offers of so many times the experts that are asked for are no limit of the step."""


def proportional_shares(program: Program) -> Floats:
    """Return the proportional shares of a program's cells, shape (cells,)."""
    return shares_in_proportion(program.problem, program.columns)


def shares_in_proportion(problem: Problem, columns: Columns) -> Floats:
    """Return p: each fund's part of each need if all paid in proportion, shape (cells,).

    p[f,r,a,t] = need left x budget left of f / budget left of all funds that may pay.
    """
    left = floats(left_of_funds(problem))[columns.allocation.along["fund"]]
    requirement = columns.requirement
    payers = sum_by(requirement, left, len(problem.requirements.need))[requirement]
    need = floats(left_of_requirements(problem))
    part = np.divide(left, payers, out=np.zeros(len(left)), where=payers > 0)
    with np.errstate(over="ignore"):
        share = np.divide(need[requirement] * left, payers, out=np.zeros(len(left)),
                          where=payers > 0)
    return np.where(np.isfinite(share), share, need[requirement] * part)


def nearest_to_proportional(program: Program, face: LinearProgram, x: Floats) -> Floats:
    """Return the plan on the face nearest to proportional, deployments split likewise.

    `x` is any plan on the face, in the program's scale, shape (columns,).
    """
    cells = len(program.columns.allocation)
    share = proportional_shares(program) / program.scale
    target = np.full(face.columns, np.nan)
    target[:cells] = share
    face = _within_needs(program, face)
    face = _without_idle_limits(face, _most(program, face))
    x = closest(_without(face, np.flatnonzero(share <= 0)), target, x,
                precision=_OF_A_UNIT * float(program.problem.rounding) / program.scale)
    deployments = program.columns.deployment
    if len(deployments) == 0:
        return x
    held = _hold(face, x, ~_move_with(face, deployments.first, len(deployments)))
    target = np.full(face.columns, np.nan)
    target[deployments.first:deployments.first + len(deployments)] = _deployment_shares(program, x)
    return closest(held, target, x)


def _within_needs(program: Program, face: LinearProgram) -> LinearProgram:
    """Return the face with each cell's bound at what its need has left: no plan gives it more."""
    upper, cells = face.upper.copy(), len(program.columns.allocation)
    left = floats(left_of_requirements(program.problem))[program.columns.requirement]
    upper[:cells] = np.minimum(upper[:cells], np.maximum(left / program.scale, face.lower[:cells]))
    return replace(face, upper=upper)


def _most(program: Program, face: LinearProgram) -> Floats:
    """Return the most that each column can be, shape (columns,).

    Nobody sends more experts of a kind than all needs there and then ask for: so many times as many
    are out of reach. Where nobody asks for any, offers stay what keeps them at nothing.
    """
    problem, grid = program.problem, program.columns.deployment
    rows, sent = problem.requirements, grid.along
    kind = problem.activities.expertise[rows.activity]
    months = floats(rows.experts) * floats(left_of_requirements(problem)) * _FAR
    asked = np.zeros((len(problem.expertises) + 1, len(problem.recipients.names),
                      len(problem.periods)))
    np.add.at(asked, (kind, rows.recipient, rows.period), months)
    most = face.upper.copy()
    own = slice(grid.first, grid.first + len(grid))
    here = asked[sent["expertise"], sent["recipient"], sent["period"]]
    most[own] = np.where(here > 0, np.minimum(most[own], np.maximum(here, face.lower[own])),
                         most[own])
    return most


def _without_idle_limits(face: LinearProgram, upper: Floats) -> LinearProgram:
    """Return the face without the bounds of limits that no plan can reach.

    A budget of a billion beside a need of ten would set the interior point's scale, and what it
    calls near enough would be more than the need. `upper` is the most that each column can be.
    """
    row, rising = face.row_of_entry(), face.value > 0
    most = np.where(rising, upper[face.index], face.lower[face.index])
    least = np.where(rising, face.lower[face.index], upper[face.index])
    highest = sum_by(row, face.value * most, face.rows)
    lowest = sum_by(row, face.value * least, face.rows)
    return replace(
        face,
        row_upper=np.where(highest <= face.row_upper, np.inf, face.row_upper),
        row_lower=np.where(lowest >= face.row_lower, -np.inf, face.row_lower))


def _without(face: LinearProgram, columns: Ints) -> LinearProgram:
    """Keep cells at their least where the fund or the need has nothing left."""
    upper = face.upper.copy()
    upper[columns] = face.lower[columns]
    return replace(face, upper=upper)


def _move_with(face: LinearProgram, first: int, count: int) -> Bools:
    """Tell which columns may move with some, the `count` from the `first` on, shape (columns,).

    They themselves, and what makes up for a wish in whose row they are: what makes up for another
    stays where it is, be it so far away that a solver would see nothing else.
    """
    column = np.arange(face.columns)
    own = (column >= first) & (column < first + count)
    row = face.row_of_entry()
    is_theirs = np.zeros(face.rows, dtype=bool)
    is_theirs[row[own[face.index]]] = True
    moves = np.zeros(face.columns, dtype=bool)
    moves[face.index[is_theirs[row]]] = True
    return own | (moves & (column >= first))


def _hold(face: LinearProgram, x: Floats, columns: Bools) -> LinearProgram:
    return replace(face, lower=np.where(columns, x, face.lower),
                   upper=np.where(columns, x, face.upper))


def _deployment_shares(program: Program, x: Floats) -> Floats:
    """Return the split of expert-months in use in proportion to the donors' offers."""
    grid, offers = program.columns.deployment, program.problem.offers
    offered = np.zeros((len(program.problem.donors.names), len(program.problem.expertises)))
    np.add.at(offered, (offers.donor, offers.expertise), floats(offers.exact))
    offer = offered[grid.along["donor"], grid.along["expertise"]]
    key = np.stack([grid.along["expertise"], grid.along["recipient"], grid.along["period"]])
    _, group = np.unique(key, axis=1, return_inverse=True)
    group = group.reshape(-1)
    groups = int(group.max(initial=-1)) + 1
    used = sum_by(group, x[grid.first:grid.first + len(grid)], groups)[group]
    total = sum_by(group, offer, groups)[group]
    return np.divide(used * offer, total, out=np.zeros(len(grid)), where=total > 0)

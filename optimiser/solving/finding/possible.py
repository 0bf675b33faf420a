"""Grants and least amounts that no plan can make: known exactly, where a solver has tolerances.

A grant of at least 50,000,000.01 does not fit a need of 50,000,000.00; to nine digits it does.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimiser.model.limits.grants import GRANT_MADE, SMALLEST_GRANT
from optimiser.model.limits.least_amount import LEAST_AMOUNT
from optimiser.model.program import Program
from optimiser.problem.left import left_of_requirements
from optimiser.vocabulary import Relation


def without_impossible(program: Program) -> Program:
    """Return the program in which grants and least amounts above their most are not made."""
    upper = program.linear.upper.copy()
    upper[[*_grants(program), *_least_amounts(program)]] = 0.0
    return replace(program, linear=replace(program.linear, upper=upper))


def _grants(program: Program) -> list[int]:
    """Return the columns of grants whose least is above what their need and fund have left."""
    most = {block.key(at).of: factor for _, block in program.blocks(GRANT_MADE)
            if block.relation is Relation.AT_MOST
            for at, factor in enumerate(block.terms[1].coefficient)}
    along = program.columns.grant.along
    column = {of: program.columns.grant.first + at for at, of in enumerate(zip(*(
        along[name].tolist() for name in ("fund", "recipient", "activity")), strict=True))}
    return [column[of] for _, block in program.blocks(SMALLEST_GRANT)
            for at, least in enumerate(block.terms[1].coefficient)
            if least > most[of := block.key(at).of]]


def _least_amounts(program: Program) -> list[int]:
    """Return the columns of needs of which less is left than their least amount."""
    rows = program.problem.requirements
    places = zip(rows.recipient.tolist(), rows.activity.tolist(), rows.period.tolist(),
                 strict=True)
    left: dict[tuple[int, ...], Fraction] = dict(zip(
        places, left_of_requirements(program.problem), strict=True))
    return [program.columns.part.first + part
            for _, block in program.blocks(LEAST_AMOUNT)
            for at, (least, part) in enumerate(zip(
                block.terms[1].coefficient, np.asarray(block.terms[1].where["part"]).tolist(),
                strict=True))
            if least > left[block.key(at).of]]

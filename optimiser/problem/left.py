"""What commitments leave of funds and of needs."""

from __future__ import annotations

from fractions import Fraction

from optimiser.problem.types import Problem


def left_of_funds(problem: Problem) -> tuple[Fraction, ...]:
    """Return what commitments leave of each fund, never below 0, in base currency."""
    left = list(problem.funds.budget)
    for fund, amount in zip(problem.commitments.fund.tolist(), problem.commitments.exact,
                            strict=True):
        left[fund] -= amount
    return tuple(max(value, Fraction(0)) for value in left)


def left_of_requirements(problem: Problem) -> tuple[Fraction, ...]:
    """Return what commitments leave of each requirement, in base currency."""
    rows = problem.requirements
    # Most needs have no commitments: taking nothing off a fraction makes a new one all the same.
    return tuple(need - met if met else need for need, met in zip(rows.need, rows.met, strict=True))


def is_met_already(problem: Problem, recipient: int, activity: int) -> bool:
    """Tell whether commitments meet a recipient's need for an activity in full, in all periods."""
    rows = problem.requirements
    own = [row for row in range(len(rows.need))
           if rows.recipient[row] == recipient and rows.activity[row] == activity]
    return bool(own) and all(rows.met[row] == rows.need[row] for row in own)

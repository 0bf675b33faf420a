"""What it would cost to go back from a version of a plan to the one that it was made from."""

from __future__ import annotations

from fractions import Fraction

from optimiser.plan.types import Solution
from optimiser.words import points


def going_back(before: Solution, after: Solution) -> str:
    """Say what the version before meets less or more, weighted as `meet needs` is."""
    gain = _value(after) - _value(before)
    if round(gain) == 0:
        return "Going back would neither gain nor lose points."
    return f"Going back would {'lose' if gain > 0 else 'gain'} {points(float(abs(gain)))}."


def _value(plan: Solution) -> Fraction:
    return plan.proof.value if plan.proof is not None else Fraction(0)

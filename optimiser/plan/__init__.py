"""The plan that was found: frozen, and readable as tables."""

from optimiser.plan.types import Solution

__all__ = ["Solution"]

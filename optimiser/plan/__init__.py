"""The plan that was found: frozen, and readable as tables."""

from optimiser.plan.types import Plan

__all__ = ["Plan"]
